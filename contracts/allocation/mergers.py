"""Ground floor. Municipal mergers: an event of its own, because merging changes shares.

An equal part counts heads, so those who merge pay less of it and everybody else pays more: of
seven equal members, two that merge fall from 28.57 % to 26.19 % under 20 % equal and 80 % by
learners. Whoever agrees to a key must see that beforehand.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from contracts.allocation.engine import allocate
from contracts.allocation.inputs import Case, Key, Pool, Presence, Proration
from contracts.allocation.reading import known, once
from contracts.allocation.refusals import CaseRefused, Refusal
from contracts.allocation.segments import ONE_DAY
from core.language import N_


@dataclass(frozen=True)
class Merger:
    """On the day `on` the members `parts` become the one member `into`, which is a new name."""

    on: date
    parts: tuple[str, ...]
    into: str


@dataclass(frozen=True)
class Effect:
    """What those who merge owe exactly, in signed cents over all pools, without and with it."""

    before: Fraction
    after: Fraction

    @property
    def difference(self) -> Fraction:
        return self.after - self.before


def merged(case: Case, merger: Merger) -> Case:
    """The case after the event: numbers are added together, memberships run on without a gap.

    What cannot be added together must be agreed anew, and is refused. Raises CaseRefused:
    UNKNOWN_MEMBER, DUPLICATE_ID, BAD_PERIOD, BAD_BOUNDS, BAD_KEY, BAD_POOL.
    """
    parts = set(merger.parts)
    once((*merger.parts, merger.into, *(name for name in case.members if name not in parts)))
    known(Refusal.UNKNOWN_MEMBER, parts, set(case.members), "merger")
    if not case.start <= merger.on <= case.end:
        raise CaseRefused(Refusal.BAD_PERIOD, N_("The merger is not within the period."))
    for key in case.keys.values():
        _demand_additive(case, key, merger)
    joined = [presence for name in merger.parts for presence in case.members[name]]
    members = {
        name: _until(presences, merger.on) if name in parts else presences
        for name, presences in case.members.items()
    }
    members[merger.into] = _from(joined, merger.on)
    drivers = {name: _added(values, merger) for name, values in case.drivers.items()}
    pools = tuple(_opened(pool, merger) for pool in case.pools)
    return replace(case, members=members, drivers=drivers, pools=pools)


def effect(case: Case, merger: Merger) -> Effect:
    """How much those who merge gain or lose by it. Raises CaseRefused."""
    parts = {*merger.parts}
    return Effect(_owed(case, parts), _owed(merged(case, merger), parts | {merger.into}))


def _owed(case: Case, members: set[str]) -> Fraction:
    shares = allocate(case).shares
    return sum((share.exact for share in shares if share.member in members), Fraction(0))


def _demand_additive(case: Case, key: Key, merger: Merger) -> None:
    if named := sorted({*key.fixed, *key.floors, *key.caps} & {*merger.parts}):
        raise CaseRefused(
            Refusal.BAD_BOUNDS,
            N_("The bounds of %(members)s must be agreed anew when they merge."),
            key=key.id,
            members=named,
        )
    if key.proration is Proration.NONE and merger.on != case.start:
        raise CaseRefused(
            Refusal.BAD_KEY,
            N_("The key “%(key)s” does not count days: it cannot follow a merger in mid-period."),
            key=key.id,
        )


def _until(presences: Iterable[Presence], day: date) -> tuple[Presence, ...]:
    """What lies before a day."""
    last = day - ONE_DAY
    return tuple(
        Presence(one.start, last if one.end is None else min(one.end, last))
        for one in presences
        if one.start is None or one.start <= last
    )


def _from(presences: Iterable[Presence], day: date) -> tuple[Presence, ...]:
    """The days from a day on which anybody is there, as stretches without overlap."""
    joined: list[Presence] = []
    for one in sorted(presences, key=lambda one: one.start or date.min):
        first = max(one.start or day, day)
        if one.end is not None and one.end < first:
            continue
        last = joined[-1] if joined else None
        if last is None or (last.end is not None and last.end + ONE_DAY < first):
            joined.append(Presence(first, one.end))
        elif last.end is not None and (one.end is None or one.end > last.end):
            joined[-1] = Presence(last.start, one.end)
    return tuple(joined)


def _added(values: Mapping[str, int], merger: Merger) -> dict[str, int]:
    """A driver with the successor's number; the engine misses it if one of the parts has none."""
    if any(name not in values for name in merger.parts):
        return dict(values)
    return {**values, merger.into: sum(values[name] for name in merger.parts)}


def _opened(pool: Pool, merger: Merger) -> Pool:
    """A pool that also the successor shares, if it was shared by those who merge."""
    if pool.eligible is None or not pool.eligible & {*merger.parts}:
        return pool
    if not pool.eligible >= {*merger.parts}:
        raise CaseRefused(
            Refusal.BAD_POOL,
            N_("Only some of those who merge share the pool %(pool)s: agree on it anew."),
            pool=pool.id,
        )
    return replace(pool, eligible=pool.eligible | {merger.into})
