"""Second floor. Reading allocation runs, their shares and members' statements."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, undefer

from accounts.models import Organisation
from contracts.models.key import KeyVersion
from contracts.models.pool import CostPool
from contracts.models.run import AllocationRun, Share
from contracts.states.run import LOCKED
from core.db import db
from core.pages import PER_PAGE, PageOf


@dataclass(frozen=True)
class StatementRow:
    """What one organisation owes of one run altogether, in signed cents excluding VAT."""

    run: AllocationRun
    organisation: Organisation
    cents: int


@dataclass(frozen=True)
class ShareTable:
    """Cents by organisation id and pool id, with the sums of rows and columns."""

    organisations: list[Organisation]
    cents: dict[tuple[int, int], int]
    by_organisation: dict[int, int]
    by_pool: dict[int, int]
    total: int


def runs() -> Select[AllocationRun]:
    """Every run, the latest period first, then the newest. For paging."""
    return select(AllocationRun).order_by(
        AllocationRun.period_start.desc(), AllocationRun.id.desc()
    )


def count_runs_coded(prefix: str) -> int:
    """How many runs have a code that begins so: the next one's number is one more."""
    query = select(func.count()).where(AllocationRun.code.like(f"{prefix}-%"))
    return db.session.scalar(query) or 0


def share_table(run_id: int) -> ShareTable:
    """The shares of a run, organisations by Finnish name; one query."""
    query = (
        select(Share.pool_id, Share.cents, Organisation)
        .join(Organisation, Organisation.id == Share.organisation_id)
        .where(Share.run_id == run_id)
        .order_by(Organisation.name_fi, Organisation.id)
    )
    organisations: dict[int, Organisation] = {}
    cents: dict[tuple[int, int], int] = {}
    rows: dict[int, int] = {}
    columns: dict[int, int] = {}
    for pool_id, amount, organisation in db.session.execute(query):
        organisations[organisation.id] = organisation
        cents[organisation.id, pool_id] = amount
        rows[organisation.id] = rows.get(organisation.id, 0) + amount
        columns[pool_id] = columns.get(pool_id, 0) + amount
    return ShareTable(list(organisations.values()), cents, rows, columns, sum(columns.values()))


def sums_by_pool(run_id: int) -> dict[int, int]:
    """What the shares of each pool of a run sum to."""
    query = select(Share.pool_id, func.sum(Share.cents)).where(Share.run_id == run_id)
    return {pool: int(total) for pool, total in db.session.execute(query.group_by(Share.pool_id))}


def list_shares(run_id: int, organisation_id: int) -> list[Share]:
    """One member's shares of a run with explanations, by pool code; one query."""
    query = (
        select(Share)
        .join(CostPool, CostPool.id == Share.pool_id)
        .where(Share.run_id == run_id, Share.organisation_id == organisation_id)
        .options(
            undefer(Share.explanation),
            joinedload(Share.pool).joinedload(CostPool.key_version).joinedload(KeyVersion.key),
            joinedload(Share.organisation),
        )
    )
    return list(db.session.scalars(query.order_by(CostPool.code)))


def list_all_shares(run_id: int) -> list[Share]:
    """Every share of a run with its pool and organisation, by name and code; for billing."""
    query = (
        select(Share)
        .join(CostPool, CostPool.id == Share.pool_id)
        .join(Organisation, Organisation.id == Share.organisation_id)
        .where(Share.run_id == run_id)
        .options(joinedload(Share.pool), joinedload(Share.organisation))
    )
    return list(db.session.scalars(query.order_by(Organisation.name_fi, CostPool.code)))


def page_of_statements(organisation_id: int | None, number: int) -> PageOf[StatementRow]:
    """A page of what organisations owe of locked runs: latest run first, then by name.

    All organisations, or only one; a fixed number of queries.
    """
    grouped = (
        select(Share.run_id, Share.organisation_id, func.sum(Share.cents))
        .join(AllocationRun, AllocationRun.id == Share.run_id)
        .join(Organisation, Organisation.id == Share.organisation_id)
        .where(AllocationRun.state.in_(LOCKED))
        .group_by(
            Share.run_id,
            Share.organisation_id,
            AllocationRun.locked_number,
            Organisation.name_fi,
        )
        .order_by(AllocationRun.locked_number.desc(), Organisation.name_fi)
    )
    if organisation_id is not None:
        grouped = grouped.where(Share.organisation_id == organisation_id)
    counted = select(func.count()).select_from(grouped.order_by(None).subquery())
    total = db.session.scalar(counted) or 0
    number = min(max(1, number), max(1, -(-total // PER_PAGE)))
    found = db.session.execute(grouped.limit(PER_PAGE).offset((number - 1) * PER_PAGE))
    return PageOf(_with_names([(row[0], row[1], int(row[2])) for row in found]), number, total)


def _with_names(found: list[tuple[int, int, int]]) -> list[StatementRow]:
    run_ids, organisation_ids = {row[0] for row in found}, {row[1] for row in found}
    runs_found = db.session.scalars(select(AllocationRun).where(AllocationRun.id.in_(run_ids)))
    by_run = {run.id: run for run in runs_found}
    people = db.session.scalars(select(Organisation).where(Organisation.id.in_(organisation_ids)))
    by_organisation = {one.id: one for one in people}
    return [
        StatementRow(by_run[run_id], by_organisation[organisation_id], int(cents))
        for run_id, organisation_id, cents in found
    ]


def last_locked_before(run: AllocationRun) -> AllocationRun | None:
    """The locked run of the nearest period that had ended when this run's began.

    None when either period was shared in several runs: none of them alone is what the period cost.
    """
    locked = select(AllocationRun).where(AllocationRun.locked_number.is_not(None))
    beside = locked.where(
        AllocationRun.id != run.id,
        AllocationRun.period_start <= run.period_end,
        AllocationRun.period_end >= run.period_start,
    )
    earlier = locked.where(AllocationRun.period_end < run.period_start)
    latest = earlier.order_by(AllocationRun.period_end.desc(), AllocationRun.locked_number.desc())
    found = list(db.session.scalars(latest.options(undefer(AllocationRun.inputs)).limit(2)))
    several = len(found) == 2 and found[1].period_end >= found[0].period_start
    if not found or several or db.session.scalar(select(beside.exists())):
        return None
    return found[0]


def last_locked() -> AllocationRun | None:
    """The head of the chain of locked runs."""
    query = select(AllocationRun).where(AllocationRun.locked_number.is_not(None))
    return db.session.scalar(query.order_by(AllocationRun.locked_number.desc()).limit(1))


def list_locked() -> list[AllocationRun]:
    """Locked runs in the order of the chain."""
    query = select(AllocationRun).where(AllocationRun.locked_number.is_not(None))
    return list(db.session.scalars(query.order_by(AllocationRun.locked_number)))
