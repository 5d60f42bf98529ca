"""Ground floor. Cutting a period where membership changes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from contracts.allocation.inputs import Presence

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Segment:
    """Consecutive days, both inclusive, with the same members."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


Stay = tuple[int, int]
"""The first and the last segment of a stretch of membership, by their places in the period."""


def clipped(presences: Iterable[Presence], start: date, end: date) -> list[tuple[date, date]]:
    """The stretches inside the period, in order; those that miss it are left out."""
    cut = ((max(p.start or start, start), min(p.end or end, end)) for p in presences)
    return sorted((first, last) for first, last in cut if first <= last)


def days_present(presences: Iterable[Presence], start: date, end: date) -> int:
    """On how many days of the period somebody is a member."""
    return sum((last - first).days + 1 for first, last in clipped(presences, start, end))


def segments(
    members: Mapping[str, tuple[Presence, ...]], start: date, end: date
) -> tuple[tuple[Segment, ...], dict[str, list[Stay]]]:
    """The period in order, cut on every day when somebody comes or has gone the day before, and
    each member's stays in it.

    Segments cover the whole period without gaps; one may be without members.
    """
    here = {name: clipped(stretches, start, end) for name, stretches in members.items()}
    cuts = {start, end + ONE_DAY}
    for stretches in here.values():
        for first, last in stretches:
            cuts |= {first, last + ONE_DAY}
    days = sorted(cuts)
    place = {day: number for number, day in enumerate(days)}
    stays = {
        name: [(place[first], place[last + ONE_DAY] - 1) for first, last in stretches]
        for name, stretches in here.items()
    }
    return tuple(Segment(first, after - ONE_DAY) for first, after in pairwise(days)), stays
