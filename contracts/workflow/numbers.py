"""Third floor. Reporting and confirming members' numbers. Never commits; callers do."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from accounts.roles import Actor
from contracts.models.driver import DriverValue
from contracts.policy.numbers import may_check, may_import, may_report
from contracts.queries.numbers import list_all_editions, list_editions
from contracts.states.driver import MOST, REPORTED, Driver, DriverEvent, ValueStatus
from contracts.workflow.permission import require
from core import audit
from core.clock import day_of
from core.db import db, expect, lock
from core.errors import BadInput, RuleBroken
from core.language import N_


def report(
    driver: Driver, value: int, as_of: date, source: str, actor: Actor, at: datetime
) -> DriverValue:
    """A member reports its own number as it was on the day `as_of`; Tiera confirms it.

    A number that still waits is corrected in place; after confirmation a new edition is begun and
    the confirmed one stays in force until the new one is confirmed.
    """
    organisation_id = actor.organisation_id
    require(may_report(actor, organisation_id) and driver in REPORTED)
    _check(value, as_of, source, at)
    editions = list_editions(driver, organisation_id, as_of)
    if editions and editions[-1].status is ValueStatus.PRELIMINARY:
        row = lock(DriverValue, editions[-1].id)
        row.value, row.source = value, source
        row.reported_by_id, row.reported_at = actor.person_id, at
        audit.record(DriverEvent.CORRECTED, row, actor, at, value=value, as_of=as_of.isoformat())
        return row
    edition = len(editions) + 1
    row = _new(driver, organisation_id, as_of, edition, value, source, actor, at)
    db.session.add(row)
    audit.record(DriverEvent.REPORTED, row, actor, at, value=value, as_of=as_of.isoformat())
    return row


def bring_in(
    driver: Driver,
    values: Mapping[int, int],
    as_of: date,
    source: str,
    actor: Actor,
    at: datetime,
) -> list[DriverValue]:
    """Many members' numbers at once, by organisation id; each waits to be confirmed by another.

    What is confirmed already with the same number is left alone. All or none: raises RuleBroken
    naming those whose own report still waits.
    """
    require(may_import(actor) and driver in REPORTED)
    for value in values.values():
        _check(value, as_of, source, at)
    editions = list_all_editions(driver, as_of)
    waiting = [
        rows[-1].organisation
        for key in values
        if (rows := editions.get(key)) and rows[-1].status is ValueStatus.PRELIMINARY
    ]
    if waiting:
        names = ", ".join(sorted(one.name_fi for one in waiting)[:10])
        raise RuleBroken(N_("A number waits for confirmation already: %(names)s."), names=names)
    made = []
    for key, value in values.items():
        rows = editions.get(key, [])
        held = [row for row in rows if row.status is ValueStatus.CONFIRMED]
        if held and held[-1].value == value:
            continue
        made.append(_new(driver, key, as_of, len(rows) + 1, value, source, actor, at))
    db.session.add_all(made)
    try:
        db.session.flush()
    except IntegrityError:
        raise RuleBroken(
            N_("Somebody has reported one of these numbers meanwhile. Look at the table again.")
        ) from None
    for row in made:
        facts = {"value": row.value, "as_of": as_of.isoformat()}
        audit.record(DriverEvent.IMPORTED, row, actor, at, **facts)
    return made


def _new(
    driver: Driver,
    organisation_id: int,
    as_of: date,
    edition: int,
    value: int,
    source: str,
    actor: Actor,
    at: datetime,
) -> DriverValue:
    return DriverValue(
        driver=driver,
        organisation_id=organisation_id,
        as_of=as_of,
        edition=edition,
        value=value,
        source=source,
        status=ValueStatus.PRELIMINARY,
        reported_by_id=actor.person_id,
        reported_at=at,
    )


def confirm(value: DriverValue, seen: int | None, actor: Actor, at: datetime) -> None:
    """Tiera accepts the number; from now on runs count with it."""
    value = _checked(value, seen, actor, at)
    value.status = ValueStatus.CONFIRMED
    audit.record(DriverEvent.CONFIRMED, value, actor, at, value=value.value)


def give_back(
    value: DriverValue, reason: str, seen: int | None, actor: Actor, at: datetime
) -> None:
    """Tiera returns the number to the member with a reason."""
    if not reason.strip():
        raise BadInput("reason", N_("Write what should be corrected."))
    value = _checked(value, seen, actor, at)
    value.status, value.reason = ValueStatus.RETURNED, reason.strip()
    audit.record(DriverEvent.RETURNED, value, actor, at)


def _checked(value: DriverValue, seen: int | None, actor: Actor, at: datetime) -> DriverValue:
    value = lock(DriverValue, value.id)
    if value.status is not ValueStatus.PRELIMINARY:
        raise RuleBroken(N_("Somebody else has handled this number already."))
    require(may_check(actor, value))
    expect(value, seen)
    value.checked_by_id, value.checked_at = actor.person_id, at
    return value


def _check(value: int, as_of: date, source: str, at: datetime) -> None:
    if not 0 <= value <= MOST:
        raise BadInput("value", N_("Write a whole number between 0 and 10 000 000."))
    if as_of > day_of(at):
        raise BadInput("as_of", N_("The day of counting cannot be in the future."))
    if not source.strip():
        raise BadInput("source", N_("Write where the number comes from."))
