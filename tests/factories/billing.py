"""Plain functions that make locked runs and the invoices that come of them."""

from datetime import UTC, date, datetime
from itertools import count

from accounts.models import Organisation
from accounts.roles import Actor, Role
from billing.models.invoice import Invoice
from billing.seller import Seller
from billing.workflow.issue import issue_for_run
from contracts.allocation.inputs import PoolKind
from contracts.models.framework import FrameworkContract
from contracts.models.key import AllocationKey, KeyVersion
from contracts.models.pool import CostPool
from contracts.models.run import AllocationRun, RunPool, Share
from contracts.states.framework import FrameworkState
from contracts.states.run import RunState
from core.db import db
from tests.factories.accounts import a_municipality, a_vendor, actor_of, saved, tiera

AT = datetime(2026, 1, 15, 10, 0, tzinfo=UTC)
NUMBERS = count(1)
SELLER = Seller(
    name="Tiera",
    business_id="2362180-6",
    address="Korkeavuorenkatu 1\n00130 Helsinki",
    iban="FI2112345600000785",
    bic="NDEAFIHH",
    term_days=14,
)


def a_pool(cents: int, code: str, person_id: int) -> CostPool:
    """A cost pool, or a grant when the cents are negative."""
    key = AllocationKey(code=f"AVAIN-{code}", name_fi="Jakoperuste")
    version = KeyVersion(
        key=key,
        number=1,
        parts=[{"share": 100, "driver": "equal"}],
        decision_body="Ohjausryhmä",
        decision_on=date(2025, 12, 1),
        decision_section="§ 1",
        added_at=AT,
        added_by_id=person_id,
    )
    framework = FrameworkContract(
        code=f"PUITE-{code}",
        name_fi="Puitejärjestely",
        supplier_id=a_vendor().id,
        starts_on=date(2025, 1, 1),
        ends_on=date(2028, 12, 31),
        maximum_cents=10**12,
        state=FrameworkState.IN_FORCE,
        state_since=AT,
    )
    saved(version, framework)
    return saved(
        CostPool(
            code=code,
            framework_id=framework.id,
            key_version_id=version.id,
            name_fi=f"Alusta {code}",
            name_sv=f"Plattform {code}",
            name_en=f"Platform {code}",
            period_start=date(2026, 1, 1),
            period_end=date(2026, 12, 31),
            kind=PoolKind.COST if cents > 0 else PoolKind.GRANT,
            amount_cents=cents,
            state_since=AT,
        )
    )


def a_run(
    shares: dict[Organisation, tuple[int, ...]],
    state: RunState = RunState.LOCKED,
    period: tuple[date, date] = (date(2026, 1, 1), date(2026, 12, 31)),
    name: str = "Vuoden 2026 kustannukset",
) -> AllocationRun:
    """A run with one pool per column of cents, in the state asked for."""
    n = next(NUMBERS)
    calculator, approver = tiera(Role.TREASURER), tiera(Role.COORDINATOR)
    columns = list(zip(*shares.values(), strict=True))
    pools = [
        a_pool(sum(column) or 1, f"P{n}-{index}", calculator.id)
        for index, column in enumerate(columns)
    ]
    run = AllocationRun(
        code=f"2026-T{n}",
        name_fi=name,
        name_sv="Kostnader för år 2026",
        name_en="Costs of 2026",
        period_start=period[0],
        period_end=period[1],
        drivers_as_of=period[0],
        state=RunState.DRAFT,
        state_since=AT,
        pools=[RunPool(pool=pool, active=True) for pool in pools],
    )
    saved(run)
    for organisation, row in shares.items():
        for pool, cents in zip(pools, row, strict=True):
            db.session.add(
                Share(
                    run_id=run.id,
                    pool_id=pool.id,
                    organisation_id=organisation.id,
                    cents=cents,
                    exact_numerator=str(cents),
                    exact_denominator="1",
                    explanation={},
                )
            )
    db.session.flush()
    if state is not RunState.DRAFT:
        run.inputs, run.inputs_sha256, run.output_sha256 = "{}", "a" * 64, "b" * 64
        run.calculated_by_id, run.calculated_at = calculator.id, AT
    if state in {RunState.APPROVED, RunState.LOCKED}:
        run.approved_by_id, run.approved_at = approver.id, AT
    if state is RunState.LOCKED:
        run.locked_by_id, run.locked_at = calculator.id, AT
        run.locked_number, run.previous_hash = 10_000 + n, f"{n:064d}"
        run.chain_hash = f"c{n:063d}"
    run.state = state
    return saved(run)


def a_treasurer() -> Actor:
    return actor_of(tiera(Role.TREASURER))


def an_invoice(
    organisation: Organisation | None = None,
    net_cents: int = 100_00,
    at: datetime = AT,
    seller: Seller = SELLER,
) -> Invoice:
    """An issued invoice of one line; with 25.5 % a net of 100,00 € makes 125,50 €."""
    run = a_run({organisation or a_municipality(): (net_cents,)})
    [invoice] = issue_for_run(run, seller, a_treasurer(), at)
    return saved(invoice)
