"""Ground floor. What if: changes laid on top of a case, for its period and the years after it.

A change is a value of its own and can be written as a short text, so that a whole scenario fits
into an address that anybody can open again and get the same answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from contracts.allocation.engine import Result, allocate
from contracts.allocation.inputs import EQUAL, Case, Key, Part, Pool, Presence
from contracts.allocation.segments import ONE_DAY, clipped
from core.errors import RuleBroken
from core.language import N_

Value = TypeVar("Value")
MOST_YEARS = 5
MOST_CHANGES = 20


@dataclass(frozen=True)
class Join:
    """Somebody is a member from a day on, with a number for each driver the case counts with."""

    member: str
    day: date
    numbers: tuple[tuple[str, int], ...]

    def on(self, case: Case) -> Case:
        """The case with the newcomer; what is missing of its numbers, the engine will say."""
        mine = dict(self.numbers)
        drivers = {
            name: {**values, self.member: mine[name]} if name in mine else values
            for name, values in case.drivers.items()
        }
        before = case.members.get(self.member, ())
        kept = _until(before, self.day - ONE_DAY)
        members = {**case.members, self.member: (*kept, Presence(self.day, None))}
        return replace(case, members=members, drivers=drivers)


@dataclass(frozen=True)
class Leave:
    """Somebody is no longer a member from a day on."""

    member: str
    day: date

    def on(self, case: Case) -> Case:
        """The case without the member's days from that day on."""
        kept = _until(_known(case.members, self.member), self.day - ONE_DAY)
        return replace(case, members={**case.members, self.member: kept})


@dataclass(frozen=True)
class Number:
    """A member's number of a driver, in periods that begin on the day or later."""

    driver: str
    member: str
    day: date
    value: int

    def on(self, case: Case) -> Case:
        """The case with the number in its place."""
        values = _known(case.drivers, self.driver)
        _known(values, self.member)
        if case.start < self.day:
            return case
        return replace(
            case, drivers={**case.drivers, self.driver: {**values, self.member: self.value}}
        )


@dataclass(frozen=True)
class Amount:
    """What a pool costs, in signed cents, in periods that begin on the day or later; 0 ends it."""

    pool: str
    day: date
    cents: int

    def on(self, case: Case) -> Case:
        """The case with the amount in its place."""
        _known({pool.id: pool for pool in case.pools}, self.pool)
        if case.start < self.day:
            return case
        changed = (
            replace(pool, amount_cents=self.cents) if pool.id == self.pool else pool
            for pool in case.pools
        )
        return replace(case, pools=tuple(pool for pool in changed if pool.amount_cents))


@dataclass(frozen=True)
class Mix:
    """A key shares so many hundredths equally and the rest by a driver, from a day on."""

    key: str
    day: date
    equal: int
    driver: str

    def on(self, case: Case) -> Case:
        """The case with the key's parts in place of what they were."""
        key = _known(case.keys, self.key)
        _known(case.drivers, self.driver)
        if case.start < self.day:
            return case
        parts = (Part(self.equal, EQUAL), Part(100 - self.equal, self.driver))
        changed = replace(key, parts=tuple(part for part in parts if part.share))
        return replace(case, keys={**case.keys, self.key: changed})


Change = Join | Leave | Number | Amount | Mix


@dataclass(frozen=True)
class Year:
    """One period of a scenario: what everybody owes without the changes and with them."""

    start: date
    end: date
    before: Result
    after: Result

    @property
    def members(self) -> list[str]:
        """Whoever is there on some day of the period, with the changes or without."""
        return sorted(
            member
            for member in {*self.before.case.members, *self.after.case.members}
            if any(
                clipped(result.case.members.get(member, ()), self.start, self.end)
                for result in (self.before, self.after)
            )
        )


def what_if(case: Case, changes: Sequence[Change], years: int = 1) -> list[Year]:
    """The case's period and those after it, each shared as it is and as it would be.

    Later years cost what this one costs, and members' numbers stay, unless a change says otherwise.
    Raises CaseRefused when a year can't be shared, and RuleBroken for a change that names what is
    not there.
    """
    found = []
    for ahead in range(min(max(years, 1), MOST_YEARS)):
        plain = _ahead(case, ahead)
        found.append(Year(plain.start, plain.end, allocate(plain), allocate(_with(plain, changes))))
    return found


def afterwards(case: Case, changes: Sequence[Change], ahead: int) -> Result:
    """The one year so many years ahead as it would be, with alike pools counted as one.

    Quick, for comparing many scenarios: each member's total may differ by some cents from the year
    in full, because alike pools are rounded together. Raises as `what_if`.
    """
    return allocate(_merged(_with(_ahead(case, ahead), changes)))


def first_felt(case: Case, change: Change) -> int:
    """So many years ahead a change first counts, as far as a scenario looks.

    Members come and go on any day; numbers, amounts and keys change with a period.
    """
    any_day = isinstance(change, Join | Leave)
    for ahead in range(MOST_YEARS):
        year = _ahead(case, ahead)
        if change.day <= (year.end if any_day else year.start):
            return ahead
    return MOST_YEARS - 1


def _merged(case: Case) -> Case:
    """The case with the pools that share a key without bounds, and a circle of members, in one."""
    kept: list[Pool] = []
    sums: dict[tuple[str, frozenset[str] | None], list[Pool]] = {}
    for pool in case.pools:
        if pool.key and not pool.split and not pool.grant and not _bounded(case.keys[pool.key]):
            sums.setdefault((pool.key, pool.eligible), []).append(pool)
        else:
            kept.append(pool)
    named = {pool.grant.of for pool in case.pools if pool.grant}
    named |= {outlet.pool for pool in case.pools for outlet in pool.split if outlet.pool}
    for alike in sums.values():
        amount = sum(pool.amount_cents for pool in alike)
        if named & {pool.id for pool in alike} or not amount:
            kept += alike  # also what is nothing altogether needs somebody to carry it
        else:
            kept.append(replace(alike[0], amount_cents=amount))
    return replace(case, pools=tuple(kept))


def _bounded(key: Key) -> bool:
    return bool(key.fixed or key.floors or key.caps)


def _with(case: Case, changes: Iterable[Change]) -> Case:
    for change in changes:
        case = change.on(case)
    return case


def _ahead(case: Case, years: int) -> Case:
    """The same case some years later; 29 February becomes 28 February."""
    return replace(case, start=_later(case.start, years), end=_later(case.end, years))


def _later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _until(presences: Iterable[Presence], last: date) -> tuple[Presence, ...]:
    kept = (one for one in presences if one.start is None or one.start <= last)
    return tuple(
        Presence(one.start, last if one.end is None else min(one.end, last)) for one in kept
    )


def _known(things: Mapping[str, Value], name: str) -> Value:
    if name not in things:
        raise RuleBroken(N_("The calculation knows nothing called %(name)s."), name=name)
    return things[name]
