"""Ground floor. Small strict readers for the values of a case file."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any, TypeVar

from contracts.allocation.inputs import Presence
from contracts.allocation.refusals import CaseRefused, Refusal
from core.language import N_

LIMIT = 10**100
"""Larger numbers are typing errors, and would only serve to keep a machine busy."""

Choice = TypeVar("Choice", bound=StrEnum)


def _refuse(place: str, wanted: str) -> CaseRefused:
    return CaseRefused(
        Refusal.BAD_VALUE, N_("%(place)s must be %(wanted)s."), place=place, wanted=wanted
    )


def mapping_of(value: Any, place: str) -> dict[str, Any]:
    """A JSON object with names. Raises CaseRefused for anything else or an empty name."""
    if not isinstance(value, dict):
        raise _refuse(place, "an object")
    for name in value:
        name_of(name, place)
    return value


def list_of(value: Any, place: str) -> list[Any]:
    """A JSON list. Raises CaseRefused for anything else."""
    if not isinstance(value, list):
        raise _refuse(place, "a list")
    return value


def fields_of(
    value: Any, place: str, required: set[str], optional: frozenset[str] | set[str] = frozenset()
) -> dict[str, Any]:
    """An object with exactly these fields. Raises CaseRefused: UNKNOWN_FIELD, MISSING_FIELD."""
    given = mapping_of(value, place)
    if unknown := sorted(set(given) - required - optional):
        raise CaseRefused(
            Refusal.UNKNOWN_FIELD,
            N_("%(place)s has fields nobody knows: %(fields)s."),
            place=place,
            fields=unknown,
        )
    if missing := sorted(required - set(given)):
        raise CaseRefused(
            Refusal.MISSING_FIELD, N_("%(place)s lacks %(fields)s."), place=place, fields=missing
        )
    return given


def name_of(value: Any, place: str) -> str:
    """A name: a text that is not empty and can be written in UTF-8."""
    if not isinstance(value, str) or not value or "\x1f" in value or not _encodable(value):
        raise _refuse(place, "a name")
    return value


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def whole_of(value: Any, place: str) -> int:
    """A whole number of at most a hundred digits; true and false are not numbers."""
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= LIMIT:
        raise _refuse(place, "a whole number")
    return value


def flag_of(value: Any, place: str) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise _refuse(place, "true | false")
    return value


def once(names: Iterable[str]) -> None:
    """Refuse names that are given twice. Raises CaseRefused: DUPLICATE_ID."""
    if repeated := sorted(name for name, times in Counter(names).items() if times > 1):
        raise CaseRefused(
            Refusal.DUPLICATE_ID, N_("The same name is given twice: %(names)s."), names=repeated
        )


def known(code: Refusal, asked: set[str], there: set[str], place: str) -> None:
    """Refuse, with `code`, names that the case does not have."""
    if strangers := sorted(asked - there):
        raise CaseRefused(
            code,
            N_("%(place)s names what the case does not have: %(names)s."),
            place=place,
            names=strangers,
        )


def choice_of(kind: type[Choice], value: Any, place: str) -> Choice:
    """One of the words of an enum."""
    try:
        return kind(value)
    except ValueError:
        raise _refuse(place, " | ".join(kind)) from None


def day_of(value: Any, place: str) -> date:
    """A day written 2026-12-31. Raises CaseRefused: BAD_DATE."""
    try:
        day = date.fromisoformat(value)
    except (TypeError, ValueError):
        day = None
    if day is None or day.isoformat() != value:
        raise CaseRefused(
            Refusal.BAD_DATE, N_("%(place)s must be a day like 2026-12-31."), place=place
        )
    return day


def period_of(value: Any) -> tuple[date, date]:
    """First and last day, both inclusive. Raises CaseRefused: BAD_PERIOD when turned round."""
    pair = list_of(value, "period")
    if len(pair) != 2:
        raise _refuse("period", "two days")
    start, end = (day_of(one, "period") for one in pair)
    if end < start or end == date.max:
        raise CaseRefused(Refusal.BAD_PERIOD, N_("The period ends before it begins."))
    return start, end


def presences_of(value: Any, member: str) -> tuple[Presence, ...]:
    """One stretch `[from, to]` (null leaves an end open) or a list of such stretches.

    Raises CaseRefused: OVERLAPPING_PRESENCE, BAD_PERIOD, BAD_DATE.
    """
    place = f"members.{member}"
    rows = list_of(value, place)
    if not rows or not isinstance(rows[0], list):
        rows = [rows]
    stretches = tuple(sorted((_presence(row, place) for row in rows), key=_first_day))
    for earlier, later in pairwise(stretches):
        if (earlier.end or date.max) >= (later.start or date.min):
            raise CaseRefused(
                Refusal.OVERLAPPING_PRESENCE,
                N_("%(member)s is a member twice at the same time."),
                member=member,
            )
    return stretches


def _first_day(presence: Presence) -> date:
    return presence.start or date.min


def _presence(value: Any, place: str) -> Presence:
    pair = list_of(value, place)
    if len(pair) != 2:
        raise _refuse(place, "[from, to]")
    start, end = (None if day is None else day_of(day, place) for day in pair)
    if start and end and end < start:
        raise CaseRefused(Refusal.BAD_PERIOD, N_("The period ends before it begins."), member=place)
    return Presence(start, end)
