"""Second floor. What of this column waits for whom."""

from datetime import date, datetime

from sqlalchemy import and_, or_, select

from accounts.roles import JOINER_KINDS, Actor
from contracts.models.driver import DriverValue
from contracts.models.framework import FrameworkContract
from contracts.models.run import AllocationRun
from contracts.policy.costs import may_keep_contracts
from contracts.policy.numbers import may_check, may_check_any, may_report
from contracts.policy.runs import may_take
from contracts.queries.numbers import list_to_check
from contracts.states.driver import Driver, ValueStatus
from contracts.states.framework import FrameworkState
from contracts.states.run import RunState, RunStep
from core.db import db
from core.language import N_
from core.waiting import Waiting, WaitingKind
from onboarding.queries.membership import list_of

NEXT = {
    RunState.DRAFT: (RunStep.CALCULATE, N_("Calculate the allocation run %(code)s")),
    RunState.CALCULATED: (RunStep.APPROVE, N_("Check and approve the allocation run %(code)s")),
    RunState.APPROVED: (RunStep.LOCK, N_("Lock the allocation run %(code)s")),
}
"""The step that a run waits for in each state, and how the queue says it."""


def list_waiting(actor: Actor, today: date) -> list[Waiting]:
    """Everything of this column that the actor may do next, oldest first."""
    found = [*_runs(actor), *_numbers_to_check(actor), *_frameworks(actor, today)]
    if actor.kind in JOINER_KINDS and may_report(actor, actor.organisation_id):
        found += _own_numbers(actor, today)
    return sorted(found, key=lambda one: one.since)


def _runs(actor: Actor) -> list[Waiting]:
    if not actor.of_tiera():
        return []
    query = select(AllocationRun).where(AllocationRun.state.in_(NEXT))
    rows = db.session.scalars(query.order_by(AllocationRun.state_since, AllocationRun.id))
    return [
        Waiting(
            WaitingKind.RUN,
            NEXT[run.state][1],
            run,
            run.state_since,
            "contracts.run",
            {"run_id": run.id},
            {"code": run.code},
        )
        for run in rows
        if may_take(actor, run, NEXT[run.state][0])
    ]


def _numbers_to_check(actor: Actor) -> list[Waiting]:
    if not may_check_any(actor):
        return []
    return [
        Waiting(
            WaitingKind.LEARNERS,
            N_("Confirm the number counted on %(day)s"),
            value.organisation,
            value.reported_at,
            "contracts.driver",
            {"value_id": value.id},
            {"day": value.as_of},
        )
        for value in list_to_check()
        if may_check(actor, value)
    ]


def _frameworks(actor: Actor, today: date) -> list[Waiting]:
    """Drafts to put in force, and frameworks whose last day has passed."""
    if not may_keep_contracts(actor):
        return []
    over = and_(
        FrameworkContract.state.in_((FrameworkState.IN_FORCE, FrameworkState.EXHAUSTED)),
        FrameworkContract.ends_on < today,
    )
    query = select(FrameworkContract).where(
        or_(FrameworkContract.state == FrameworkState.DRAFT, over)
    )
    rows = db.session.scalars(query.order_by(FrameworkContract.state_since, FrameworkContract.id))
    return [
        Waiting(
            WaitingKind.RUN,
            N_("Put the framework contract %(code)s in force")
            if framework.state is FrameworkState.DRAFT
            else N_("Mark the framework contract %(code)s as expired"),
            framework,
            framework.state_since,
            "contracts.framework",
            {"framework_id": framework.id},
            {"code": framework.code},
        )
        for framework in rows
    ]


def _own_numbers(actor: Actor, today: date) -> list[Waiting]:
    """Numbers Tiera returned, and learners that a run in preparation lacks."""
    query = select(DriverValue).where(DriverValue.organisation_id == actor.organisation_id)
    own = list(db.session.scalars(query.order_by(DriverValue.as_of, DriverValue.edition)))
    newest = {(row.driver, row.as_of): row for row in own}
    returned = [
        Waiting(
            WaitingKind.LEARNERS,
            N_("Correct the number counted on %(day)s"),
            row.organisation,
            row.checked_at or row.reported_at,
            "contracts.driver",
            {"value_id": row.id},
            {"day": row.as_of},
        )
        for row in newest.values()
        if row.status is ValueStatus.RETURNED
    ]
    return returned + _missing_learners(
        actor, {day for driver, day in newest if driver is Driver.LEARNERS}
    )


def _missing_learners(actor: Actor, reported: set[date]) -> list[Waiting]:
    memberships = list_of(actor.organisation_id)
    query = select(AllocationRun).where(AllocationRun.state == RunState.DRAFT)
    wanted: dict[date, datetime] = {}
    for run in db.session.scalars(query.order_by(AllocationRun.state_since)):
        here = any(
            one.starts_on <= run.period_end and (one.ends_on or date.max) >= run.period_start
            for one in memberships
        )
        if here and run.drivers_as_of not in reported:
            wanted.setdefault(run.drivers_as_of, run.state_since)
    return [
        Waiting(
            WaitingKind.LEARNERS,
            N_("Report your learners as they were on %(day)s"),
            memberships[0].organisation,
            since,
            "contracts.new_driver",
            values={"day": day},
        )
        for day, since in wanted.items()
    ]
