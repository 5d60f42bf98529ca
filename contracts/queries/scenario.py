"""Second floor. What scenarios stand on: calculated runs, and the names of what is in them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import undefer

from accounts.models import Municipality, Organisation
from accounts.queries import list_municipalities
from contracts.allocation.casefile import read_case
from contracts.allocation.inputs import Case
from contracts.models.pool import CostPool
from contracts.models.run import AllocationRun, RunPool
from contracts.states.run import LOCKED, RunState
from core.db import db

MOST_BASES = 12


@dataclass(frozen=True)
class Base:
    """A run to count from, with the names of its members and pools."""

    run: AllocationRun
    members: Mapping[str, Organisation]
    pools: Mapping[str, CostPool]
    case: Case  # as it was calculated


def list_bases(open_ones: bool) -> list[AllocationRun]:
    """Runs to count from, the latest period first; also those not yet locked if asked."""
    states = LOCKED | {RunState.CALCULATED, RunState.APPROVED} if open_ones else LOCKED
    query = select(AllocationRun).where(AllocationRun.state.in_(states))
    latest = query.order_by(AllocationRun.period_start.desc(), AllocationRun.id.desc())
    return list(db.session.scalars(latest.limit(MOST_BASES)))


def base_of(run: AllocationRun) -> Base:
    """The run with everything a scenario names; a fixed number of queries."""
    loaded = db.session.scalars(
        select(AllocationRun)
        .where(AllocationRun.id == run.id)
        .options(undefer(AllocationRun.inputs))
        .execution_options(populate_existing=True)
    ).one()
    case = read_case(json.loads(loaded.inputs or "{}"))
    organisations = db.session.scalars(
        select(Organisation).where(Organisation.business_id.in_(sorted(case.members)))
    )
    pools = db.session.scalars(
        select(CostPool)
        .join(RunPool, RunPool.pool_id == CostPool.id)
        .where(RunPool.run_id == run.id)
    )
    return Base(
        loaded,
        {one.business_id: one for one in organisations},
        {pool.code: pool for pool in pools},
        case,
    )


def list_newcomers(members: Sequence[str]) -> list[Municipality]:
    """Municipalities of the register that are not among these business ids, by Finnish name."""
    there = set(members)
    return [
        one for one in list_municipalities() if one.business_id and one.business_id not in there
    ]
