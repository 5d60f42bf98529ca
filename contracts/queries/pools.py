"""Second floor. Reading cost pools and the keys that share them."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from contracts.allocation.inputs import PoolKind
from contracts.models.key import AllocationKey, KeyVersion
from contracts.models.pool import CostPool, PoolParticipant
from contracts.models.run import AllocationRun, RunPool
from contracts.states.pool import PoolState
from core.db import db

WITH_KEY = joinedload(CostPool.key_version).joinedload(KeyVersion.key)
WITH_PARTICIPANTS = selectinload(CostPool.participants).joinedload(PoolParticipant.organisation)


def pools() -> Select[CostPool]:
    """Every pool, the latest period first, then by code. For paging."""
    query = select(CostPool).options(WITH_KEY, joinedload(CostPool.framework))
    return query.order_by(CostPool.period_start.desc(), CostPool.code)


def _free() -> Select[CostPool]:
    taken = select(RunPool.pool_id).where(RunPool.active)
    return select(CostPool).where(CostPool.state == PoolState.OPEN, CostPool.id.not_in(taken))


def list_free(start: date, end: date) -> list[CostPool]:
    """Open pools of exactly this period that are in no run, by code."""
    query = _free().where(CostPool.period_start == start, CostPool.period_end == end)
    return list(db.session.scalars(query.options(WITH_KEY).order_by(CostPool.code)))


def list_free_periods() -> list[tuple[date, date, int]]:
    """Periods with open pools in no run, latest first: first day, last day, number of pools."""
    grouped = _free().with_only_columns(
        CostPool.period_start, CostPool.period_end, func.count(CostPool.id)
    )
    query = grouped.group_by(CostPool.period_start, CostPool.period_end)
    rows = db.session.execute(query.order_by(CostPool.period_start.desc(), CostPool.period_end))
    return [(start, end, number) for start, end, number in rows]


def list_of_run(run_id: int) -> list[CostPool]:
    """The pools of a run, costs before credits and grants, then by code."""
    query = (
        select(CostPool)
        .join(RunPool, RunPool.pool_id == CostPool.id)
        .where(RunPool.run_id == run_id)
        .options(WITH_KEY, WITH_PARTICIPANTS, joinedload(CostPool.framework))
    )
    return _costs_first(db.session.scalars(query.order_by(CostPool.code)).all())


def _costs_first(found: Sequence[CostPool]) -> list[CostPool]:
    return sorted(found, key=lambda pool: pool.kind is not PoolKind.COST)


def find_active_run(pool_id: int) -> AllocationRun | None:
    """The run that shares this pool now."""
    query = select(AllocationRun).join(RunPool, RunPool.run_id == AllocationRun.id)
    return db.session.scalar(query.where(RunPool.pool_id == pool_id, RunPool.active))


def list_current(on: date) -> list[CostPool]:
    """Pools by which a newcomer's price is told: those of the period of `on`, or else the latest.

    Withdrawn pools and pools of named participants are left out. Costs first, then by code.
    """
    alive = select(CostPool).where(
        CostPool.state != PoolState.WITHDRAWN,
        CostPool.id.not_in(select(PoolParticipant.pool_id)),
    )
    rows = alive.with_only_columns(CostPool.period_start, CostPool.period_end).distinct()
    periods = [(start, end) for start, end in db.session.execute(rows)]
    if not periods:
        return []
    now = [period for period in periods if period[0] <= on <= period[1]]
    start, end = max(now or periods)
    query = alive.where(CostPool.period_start == start, CostPool.period_end == end)
    query = query.options(WITH_KEY, WITH_PARTICIPANTS).order_by(CostPool.code)
    return _costs_first(db.session.scalars(query).all())


def list_keys() -> list[AllocationKey]:
    """Every key with its versions, by code."""
    query = select(AllocationKey).options(selectinload(AllocationKey.versions))
    return list(db.session.scalars(query.order_by(AllocationKey.code)))


def get_key(key_id: int) -> AllocationKey | None:
    query = select(AllocationKey).options(selectinload(AllocationKey.versions))
    return db.session.scalar(query.where(AllocationKey.id == key_id))


def list_pools_of_key(key_id: int) -> list[CostPool]:
    """Pools that any version of the key shares, latest period first."""
    query = (
        select(CostPool)
        .join(CostPool.key_version)
        .where(KeyVersion.key_id == key_id)
        .options(WITH_KEY)
    )
    return list(db.session.scalars(query.order_by(CostPool.period_start.desc(), CostPool.code)))
