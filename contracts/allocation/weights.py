"""Ground floor. The exact weight of each member, as whole numbers over one denominator.

Reference arithmetic is `int`: every weight of a pool is a numerator over the same denominator, so
that shares and remainders compare exactly and no fraction is rounded before the very end. Totals
and weights are running sums over the segments: a year of daily changes costs no more than a day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from math import gcd, lcm

from contracts.allocation.inputs import EQUAL, Case, Key, Part, Presence, Proration
from contracts.allocation.refusals import CaseRefused, Refusal
from contracts.allocation.segments import Segment, Stay, days_present, segments
from core.language import N_


@dataclass(frozen=True)
class Span:
    """A segment, how many share it, and by which key; `totals` holds each part's driver total."""

    segment: Segment
    count: int
    key: Key
    parts: tuple[Part, ...]
    totals: tuple[int, ...]


@dataclass(frozen=True)
class Weights:
    """Each member's part of a pool: numerators that sum to `denominator`, in the members' order.

    `factors` are the days each member's value is multiplied by (only in `member_days`).
    """

    members: tuple[str, ...]
    numerators: tuple[int, ...]
    denominator: int
    spans: tuple[Span, ...]
    stays: Mapping[str, list[Stay]]
    factors: Mapping[str, int] | None


def value_of(case: Case, driver: str, member: str) -> int:
    """The member's number: 1 for the built-in equal driver."""
    return 1 if driver == EQUAL else case.drivers[driver][member]


def weigh(case: Case, key: Key, eligible: frozenset[str] | None) -> Weights:
    """The exact weights under `key` of the eligible members (lr-1, steps 2, 4 and 5).

    A segment in which a part of the key adds up to zero is weighed by the key's fallback.
    Raises CaseRefused: MISSING_DRIVER naming members, NO_WEIGHT for days or parts nobody carries.
    """
    here = {m: p for m, p in case.members.items() if eligible is None or m in eligible}
    cut, stays, factors = _stays(case, key, here)
    spans = _spans(case, key, cut, stays, factors)
    shared = lcm(*(s.key.total_share * total for s in spans for total in s.totals))
    scales: dict[str, list[int]] = {}
    for place, span in enumerate(spans):
        for part, total in zip(span.parts, span.totals, strict=True):
            row = scales.setdefault(part.driver, [0] * len(spans))
            row[place] += (
                span.segment.days * part.share * (shared // (span.key.total_share * total))
            )
    sums = {driver: [0, *accumulate(row)] for driver, row in scales.items()}
    members = tuple(sorted(case.members if eligible is None else eligible))
    numerators = []
    for member in members:
        weight = 0
        for driver, row in sums.items():
            if scale := sum(row[last + 1] - row[first] for first, last in stays[member]):
                weight += scale * value_of(case, driver, member)
        numerators.append(weight * factors[member] if factors else weight)
    denominator = case.days * shared
    common = gcd(denominator, *numerators)
    return Weights(
        members,
        tuple(n // common for n in numerators),
        denominator // common,
        spans,
        stays,
        factors,
    )


def _stays(
    case: Case, key: Key, here: Mapping[str, tuple[Presence, ...]]
) -> tuple[tuple[Segment, ...], Mapping[str, list[Stay]], Mapping[str, int] | None]:
    if key.proration is Proration.DAY_BY_DAY:
        return *segments(here, case.start, case.end), None
    days = {member: days_present(p, case.start, case.end) for member, p in here.items()}
    whole = (Segment(case.start, case.end),)
    stays = {member: [(0, 0)] if count else [] for member, count in days.items()}
    return whole, stays, days if key.proration is Proration.MEMBER_DAYS else None


def _spans(
    case: Case,
    key: Key,
    cut: tuple[Segment, ...],
    stays: Mapping[str, list[Stay]],
    factors: Mapping[str, int] | None,
) -> tuple[Span, ...]:
    counts = _running(dict.fromkeys(stays, 1), stays, len(cut))
    known: dict[str, dict[str, list[int]]] = {}
    spans = []
    for place, segment in enumerate(cut):
        for candidate in _chain(case, key):
            if candidate.id not in known:
                known[candidate.id] = _totals(case, candidate, stays, factors, len(cut))
            parts = tuple(part for part in candidate.parts if part.share)
            totals = tuple(known[candidate.id][part.driver][place] for part in parts)
            if all(totals):
                spans.append(Span(segment, counts[place], candidate, parts, totals))
                break
        else:
            raise _nobody(key, segment, place, known[key.id])
    return tuple(spans)


def _chain(case: Case, key: Key) -> list[Key]:
    """The key, its fallback, the fallback's fallback and so on; the case file allows no circle."""
    chain = [key]
    while (fallback := chain[-1].fallback) is not None:
        chain.append(case.keys[fallback])
    return chain


def _totals(
    case: Case,
    key: Key,
    stays: Mapping[str, list[Stay]],
    factors: Mapping[str, int] | None,
    places: int,
) -> dict[str, list[int]]:
    """Each driver's total in each segment. Every member of some day must have its number."""
    present = sorted(member for member, mine in stays.items() if mine)
    found = {}
    for driver in {part.driver: None for part in key.parts if part.share}:
        if driver != EQUAL:
            _demand(case, key, driver, present)
        values = {m: value_of(case, driver, m) * (factors[m] if factors else 1) for m in present}
        found[driver] = _running(values, stays, places)
    return found


def _demand(case: Case, key: Key, driver: str, present: list[str]) -> None:
    known = case.drivers[driver]
    if missing := [member for member in present if member not in known]:
        raise CaseRefused(
            Refusal.MISSING_DRIVER,
            N_("The number “%(driver)s” is missing for %(members)s."),
            key=key.id,
            driver=driver,
            members=missing,
        )


def _running(values: Mapping[str, int], stays: Mapping[str, list[Stay]], places: int) -> list[int]:
    """In each segment, the sum of the values of those who are there."""
    changes = [0] * (places + 1)
    for member, value in values.items():
        for first, last in stays[member]:
            changes[first] += value
            changes[last + 1] -= value
    return list(accumulate(changes))[:places]


def _nobody(key: Key, segment: Segment, place: int, totals: Mapping[str, list[int]]) -> CaseRefused:
    return CaseRefused(
        Refusal.NO_WEIGHT,
        N_("Nobody can carry the cost from %(start)s to %(end)s: %(drivers)s adds up to zero."),
        key=key.id,
        drivers=[p.driver for p in key.parts if p.share and not totals[p.driver][place]],
        start=segment.start.isoformat(),
        end=segment.end.isoformat(),
    )
