"""Ground floor. The exact weight of each member, as whole numbers over one denominator.

Reference arithmetic is `int`: every weight of a pool is a numerator over the same denominator, so
that shares and remainders compare exactly and no fraction is rounded before the very end.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import lcm

from contracts.allocation.inputs import EQUAL, Case, Key, Part, Presence, Proration
from contracts.allocation.refusals import CaseRefused, Refusal
from contracts.allocation.segments import days_present, segments
from core.language import N_


@dataclass(frozen=True)
class Span:
    """Days that are shared by the same members; `totals` holds each part's driver total.

    `factors` are the days each member's value is multiplied by (only in `member_days`).
    """

    start: date
    end: date
    members: tuple[str, ...]
    parts: tuple[Part, ...]
    totals: tuple[int, ...]
    factors: Mapping[str, int] | None = None

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


@dataclass(frozen=True)
class Weights:
    """Numerators that sum to `denominator`: a member's exact part of the pool."""

    numerators: Mapping[str, int]
    denominator: int
    spans: tuple[Span, ...]


def value_of(case: Case, driver: str, member: str) -> int:
    """The member's number: 1 for the built-in equal driver."""
    return 1 if driver == EQUAL else case.drivers[driver][member]


def weigh(case: Case, key: Key, eligible: frozenset[str] | None) -> Weights:
    """The exact weights under `key` of the eligible members (ALLOCATION: steps 2, 4 and 5).

    Raises CaseRefused: MISSING_DRIVER naming members, NO_WEIGHT for days or parts nobody carries.
    """
    here = {m: p for m, p in case.members.items() if eligible is None or m in eligible}
    _demand_values(case, key, here)
    spans = _spans(case, key, here)
    everyone = sorted(case.members if eligible is None else eligible)
    shared = lcm(*(total for span in spans for total in span.totals))
    numerators = dict.fromkeys(everyone, 0)
    for span in spans:
        for part, total in zip(span.parts, span.totals, strict=True):
            scale = span.days * part.share * (shared // total)
            for member in span.members:
                factor = span.factors[member] if span.factors else 1
                numerators[member] += scale * factor * value_of(case, part.driver, member)
    return Weights(numerators, case.days * key.total_share * shared, spans)


def _demand_values(case: Case, key: Key, here: Mapping[str, tuple[Presence, ...]]) -> None:
    """Every member of some day has its number; otherwise all who lack it are named at once."""
    present = sorted(m for m, p in here.items() if days_present(p, case.start, case.end))
    for part in key.parts:
        if part.driver == EQUAL or not part.share:
            continue
        known = case.drivers[part.driver]
        if missing := [member for member in present if member not in known]:
            raise CaseRefused(
                Refusal.MISSING_DRIVER,
                N_("The number “%(driver)s” is missing for %(members)s."),
                key=key.id,
                driver=part.driver,
                members=missing,
            )


def _spans(case: Case, key: Key, here: Mapping[str, tuple[Presence, ...]]) -> tuple[Span, ...]:
    if key.proration is Proration.DAY_BY_DAY:
        cut = segments(here, case.start, case.end)
        return tuple(_span(case, key, s.start, s.end, s.members) for s in cut)
    days = {m: days_present(p, case.start, case.end) for m, p in sorted(here.items())}
    present = tuple(member for member, count in days.items() if count)
    factors = days if key.proration is Proration.MEMBER_DAYS else None
    return (_span(case, key, case.start, case.end, present, factors),)


def _span(
    case: Case,
    key: Key,
    start: date,
    end: date,
    members: tuple[str, ...],
    factors: Mapping[str, int] | None = None,
) -> Span:
    parts = tuple(part for part in key.parts if part.share)
    totals = tuple(_total(case, key, part, members, factors) for part in parts)
    if not members or not all(totals):
        idle = [part.driver for part, total in zip(parts, totals, strict=True) if not total]
        raise CaseRefused(
            Refusal.NO_WEIGHT,
            N_("Nobody can carry the cost from %(start)s to %(end)s: %(drivers)s adds up to zero."),
            key=key.id,
            drivers=idle,
            start=start.isoformat(),
            end=end.isoformat(),
        )
    return Span(start, end, members, parts, totals, factors)


def _total(
    case: Case, key: Key, part: Part, members: tuple[str, ...], factors: Mapping[str, int] | None
) -> int:
    return sum(value_of(case, part.driver, m) * (factors[m] if factors else 1) for m in members)
