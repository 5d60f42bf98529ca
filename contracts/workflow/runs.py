"""Third floor. Allocation runs: start, calculate, approve, lock. Never commits; callers do."""

from datetime import datetime

from sqlalchemy import delete, insert, text

from accounts.roles import Actor
from contracts.allocation.canonical import canonical, fingerprint, sha256
from contracts.allocation.casefile import read_case
from contracts.allocation.engine import Result, allocate, as_json
from contracts.allocation.refusals import CaseRefused, Refusal
from contracts.facts import RunFacts
from contracts.models.run import AllocationRun, RunPool, Share
from contracts.policy.runs import may_start_run, may_take
from contracts.queries import case, pools, runs
from contracts.states.pool import TABLE as POOL_TABLE
from contracts.states.pool import PoolEvent, PoolStep
from contracts.states.run import EVENT, TABLE, RunEvent, RunState, RunStep
from contracts.workflow.letters import tell_members
from contracts.workflow.permission import require
from core import audit
from core.db import db, lock
from core.errors import BadInput, RuleBroken
from core.language import N_
from core.states import after
from onboarding.queries.membership import list_memberships

GENESIS = "0" * 64
"""What the first locked run of a deployment follows."""

CHAIN_LOCK = 7_304_419  # any number: the name of the line in which locks stand


class InputsChanged(RuleBroken):
    """What was calculated is no longer what would be calculated now."""


def start(facts: RunFacts, actor: Actor, at: datetime) -> AllocationRun:
    """Begin a run over every free open pool of the period."""
    require(may_start_run(actor))
    free = pools.list_free(facts.period_start, facts.period_end)
    if not free:
        raise BadInput("period", N_("No open cost pool of this period waits for a run."))
    year = str(facts.period_start.year)
    run = AllocationRun(
        code=f"{year}-{runs.count_runs_coded(year) + 1}",
        name_fi=facts.name_fi,
        name_sv=facts.name_sv,
        name_en=facts.name_en,
        period_start=facts.period_start,
        period_end=facts.period_end,
        drivers_as_of=facts.drivers_as_of,
        state=RunState.DRAFT,
        state_since=at,
        pools=[RunPool(pool=pool, active=True) for pool in free],
    )
    db.session.add(run)
    audit.record(RunEvent.STARTED, run, actor, at, pools=[pool.code for pool in free])
    return run


def calculate(run: AllocationRun, actor: Actor, at: datetime) -> None:
    """Share the run's pools with the confirmed numbers of today; may be repeated.

    Raises CaseRefused with its code, or RuleBroken naming the members whose number is missing.
    """
    run = _begin(RunStep.CALCULATE, run, actor)
    document = case.document(
        run.period_start, run.period_end, run.drivers_as_of, pools.list_of_run(run.id)
    )
    result = _solved(document, run)
    inputs_sha256 = fingerprint(document)
    answer = as_json(result, inputs_sha256)
    run.inputs, run.inputs_sha256 = canonical(document), inputs_sha256
    run.output_sha256 = answer["output_sha256"]
    run.calculated_by_id, run.calculated_at = actor.person_id, at
    _write_shares(run, result, answer)
    _finish(RunStep.CALCULATE, run, actor, at, inputs=inputs_sha256, output=run.output_sha256)


def approve(run: AllocationRun, actor: Actor, at: datetime) -> None:
    """Somebody other than the calculator says that the calculation may be locked."""
    run = _begin(RunStep.APPROVE, run, actor)
    _still_the_same(run)
    run.approved_by_id, run.approved_at = actor.person_id, at
    _finish(RunStep.APPROVE, run, actor, at, output=run.output_sha256)


def send_back(run: AllocationRun, actor: Actor, at: datetime) -> None:
    """An approved run goes back to be calculated again."""
    run = _begin(RunStep.SEND_BACK, run, actor)
    run.approved_by_id = run.approved_at = None
    _finish(RunStep.SEND_BACK, run, actor, at)


def cancel(run: AllocationRun, actor: Actor, at: datetime) -> None:
    """Give up a run; its pools are free for another."""
    run = _begin(RunStep.CANCEL, run, actor)
    for row in run.pools:
        row.active = False
    _finish(RunStep.CANCEL, run, actor, at)


def lock_run(run: AllocationRun, actor: Actor, at: datetime) -> None:
    """Fix the shares for good and hang the run on the chain of locked runs.

    Raises InputsChanged when a number, a membership or a pool has changed since the calculation,
    and RuleBroken if the shares of a pool did not sum to it.
    """
    _stand_in_line()
    run = _begin(RunStep.LOCK, run, actor)
    shared = pools.list_of_run(run.id)
    if runs.sums_by_pool(run.id) != {pool.id: pool.amount_cents for pool in shared}:
        raise RuleBroken(N_("The shares do not sum to the pools. Calculate the run again."))
    _still_the_same(run)
    head = runs.last_locked()
    run.locked_number = (head.locked_number or 0) + 1 if head else 1
    run.previous_hash = (head.chain_hash if head else None) or GENESIS
    run.chain_hash = link_hash(run, run.previous_hash)
    run.locked_by_id, run.locked_at = actor.person_id, at
    _finish(RunStep.LOCK, run, actor, at, chain=run.chain_hash, output=run.output_sha256)
    for pool in shared:
        pool.state = after(POOL_TABLE, pool.state, PoolStep.USE)
        pool.state_since = at
        audit.record(PoolEvent.USED, pool, actor, at, run=run.code)
    tell_members(run, at)


def mark_invoiced(run: AllocationRun, actor: Actor, at: datetime) -> None:
    """Billing has issued the invoices of a locked run."""
    _finish(RunStep.INVOICE, _begin(RunStep.INVOICE, run, actor), actor, at)


def link_hash(run: AllocationRun, previous: str) -> str:
    """The chain hash of a run: SHA-256 of the previous one, the run's code and both its hashes."""
    return sha256("\n".join((previous, run.code, run.inputs_sha256 or "", run.output_sha256 or "")))


def _begin(step: RunStep, run: AllocationRun, actor: Actor) -> AllocationRun:
    run = lock(AllocationRun, run.id)
    after(TABLE, run.state, step)  # whether, before who: a late press learns what happened
    require(may_take(actor, run, step))
    return run


def _finish(
    step: RunStep, run: AllocationRun, actor: Actor, at: datetime, **facts: str | None
) -> None:
    run.state, run.state_since = after(TABLE, run.state, step), at
    audit.record(EVENT[step], run, actor, at, **facts)


def _still_the_same(run: AllocationRun) -> None:
    document = case.document(
        run.period_start, run.period_end, run.drivers_as_of, pools.list_of_run(run.id)
    )
    if fingerprint(document) != run.inputs_sha256:
        raise InputsChanged(
            N_(
                "Something has changed since the calculation: a number, a membership or a pool. "
                "Calculate the run again."
            )
        )


def _solved(document: dict[str, object], run: AllocationRun) -> Result:
    try:
        return allocate(read_case(document))
    except CaseRefused as refusal:
        if refusal.code is not Refusal.MISSING_DRIVER:
            raise
        organisations = list_memberships(run.period_start, run.period_end)
        names = {one.organisation.business_id: one.organisation.name_fi for one in organisations}
        raise CaseRefused(
            refusal.code,
            N_("A confirmed number counted on %(day)s is missing for %(members)s."),
            day=run.drivers_as_of,
            members=sorted(names.get(key, key) for key in refusal.facts["members"]),
        ) from None


def _write_shares(run: AllocationRun, result: Result, answer: dict[str, object]) -> None:
    db.session.flush()
    db.session.execute(delete(Share).where(Share.run_id == run.id))
    pool_ids = {row.pool.code: row.pool_id for row in run.pools}
    members = list_memberships(run.period_start, run.period_end)
    member_ids = {one.organisation.business_id: one.organisation_id for one in members}
    hashes = {"inputs_sha256": answer["inputs_sha256"], "output_sha256": answer["output_sha256"]}
    db.session.execute(
        insert(Share),
        [
            {
                "run_id": run.id,
                "pool_id": pool_ids[share.pool],
                "organisation_id": member_ids[share.member],
                "cents": share.cents,
                "exact_numerator": str(share.exact.numerator),
                "exact_denominator": str(share.exact.denominator),
                "explanation": told | {"hashes": hashes},
            }
            for share, told in zip(result.shares, result.explanations(), strict=True)
        ],
    )


def _stand_in_line() -> None:
    """Two runs locked at once must not follow the same head of the chain.

    SQLite's writers stand in line anyway; PostgreSQL needs to be told.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK})
