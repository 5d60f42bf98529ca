"""Top floor. What the calendar does to agreements: appeal times end, agreed first days come."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from flask_babel import lazy_gettext as _l

from core.clock import day_of
from core.db import db, lock, transaction
from core.errors import RuleBroken
from core.jobs import job
from onboarding.models.agreement import Agreement
from onboarding.queries.agreement import list_to_start
from onboarding.queries.decision import list_appeal_times
from onboarding.workflow.appeal import end_appeal_time
from onboarding.workflow.signing import start


def advance(at: datetime) -> int:
    """Take every step that the calendar owes, each in a transaction of its own; how many it was.

    Doing it twice does no harm: a step that somebody else took meanwhile is left alone.
    """
    today = day_of(at)
    return _each(_ended(today), end_appeal_time, at) + _each(_due(today), start, at)


def _ended(today: date) -> list[int]:
    return [row.agreement.id for row in list_appeal_times() if row.ends_on < today]


def _due(today: date) -> list[int]:
    return [agreement.id for agreement in list_to_start(today)]


def _each(keys: list[int], deed: Callable[[Agreement, datetime], object], at: datetime) -> int:
    db.session.rollback()  # the list was read; each step begins afresh
    done = 0
    for key in keys:
        try:
            with transaction():
                deed(lock(Agreement, key), at)
        except RuleBroken:
            continue  # somebody signed, appealed or withdrew between the list and the step
        done += 1
    return done


@job(
    "advance_agreements", _l("Appeal times and first days of agreements"), every=timedelta(hours=1)
)
def advance_agreements(at: datetime) -> None:
    """End the appeal times that have passed and start the agreements whose day has come."""
    advance(at)
