"""Ground floor. Why a share changed since the period before, split exactly into its causes.

Each cause is a part of the case that may be taken from then or from now. A cause's cents are its
average effect over every order in which the causes may be exchanged (Shapley 1953), so that no
order has to be chosen, nothing is left over, and a cause that changed nothing counts nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import factorial

from contracts.allocation.engine import allocate
from contracts.allocation.inputs import Case, Key
from contracts.allocation.refusals import CaseRefused
from contracts.allocation.segments import ONE_DAY, clipped


class Cause(StrEnum):
    """What may differ between two periods."""

    PRICE = "price"
    KEY = "key"
    MEMBERSHIP = "membership"
    OWN_DRIVER = "own_driver"
    OTHERS_DRIVERS = "others_drivers"


@dataclass(frozen=True)
class Change:
    """A member's exact cents then and now, and the causes, which sum to the difference.

    `causes` is None if they can't be told apart because nothing lies between the two cases: a pool
    that only newcomers share, say, was nobody's the year before, or of two versions of a key in one
    period neither takes the place of the one in the other.
    """

    before: Fraction
    after: Fraction
    causes: Mapping[Cause, Fraction] | None

    @property
    def difference(self) -> Fraction:
        return self.after - self.before


def change_of(member: str, before: Case, after: Case, family: Callable[[str], str] = str) -> Change:
    """How `member`'s exact total over all pools changed from one case to the other.

    `family` names what two versions of a key have in common, so that the key of then can be put
    in the place of the key of now. Raises CaseRefused when one of the cases itself can't be shared.
    """
    then = _exact(before, member)
    now = _exact(after, member)
    if member not in before.members or member not in after.members:
        return Change(then, now, {Cause.MEMBERSHIP: now - then})
    if before.keys == after.keys:
        family = str  # nothing to put in the place of anything, even if a key has two versions
    elif _has_two_versions(before, family) or _has_two_versions(after, family):
        return Change(then, now, None)
    mix = _Mix(member, before, after, family)
    try:
        return Change(then, now, shapley(mix.differing(), mix.value))
    except CaseRefused:
        return Change(then, now, None)


def shapley(
    players: Iterable[Cause], value: Callable[[frozenset[Cause]], Fraction]
) -> dict[Cause, Fraction]:
    """Each player's Shapley value; the values sum to value(all) − value(none).

    Source: L. S. Shapley, A Value for n-Person Games (1953).
    """
    everyone = tuple(players)
    worth = cache(value)
    count = len(everyone)
    return {
        player: sum(
            (
                Fraction(factorial(size) * factorial(count - size - 1), factorial(count))
                * (worth(frozenset(others) | {player}) - worth(frozenset(others)))
                for size in range(count)
                for others in combinations([one for one in everyone if one is not player], size)
            ),
            Fraction(0),
        )
        for player in everyone
    }


@dataclass(frozen=True)
class _Mix:
    """Cases between then and now: some of the causes are as they are now, the others as then."""

    member: str
    before: Case
    after: Case
    family: Callable[[str], str]

    def differing(self) -> list[Cause]:
        """The causes that are not the same in both periods: only they can have changed anything."""
        then, now = self._case(frozenset()), self._case(frozenset(Cause))
        same = {
            Cause.PRICE: self._amounts(self.before) == self._amounts(self.after),
            Cause.KEY: self._keys(False) == self._keys(True),
            Cause.MEMBERSHIP: _stays(self.before) == _stays(self.after),
            Cause.OWN_DRIVER: _own(then, self.member) == _own(now, self.member),
            Cause.OTHERS_DRIVERS: _others(then, self.member) == _others(now, self.member),
        }
        return [cause for cause in Cause if not same[cause]]

    def value(self, now: frozenset[Cause]) -> Fraction:
        """What the member would owe if only these causes were as they are now."""
        return _exact(self._case(now), self.member)

    def _case(self, now: frozenset[Cause]) -> Case:
        pools = (self.after if Cause.PRICE in now else self.before).pools
        there = self.after if Cause.MEMBERSHIP in now else self.before  # with its own calendar
        own, others = Cause.OWN_DRIVER in now, Cause.OTHERS_DRIVERS in now
        drivers = {
            name: {
                one: self._number(name, one, own if one == self.member else others)
                for one in {*self.before.drivers.get(name, {}), *self.after.drivers.get(name, {})}
            }
            for name in {*self.before.drivers, *self.after.drivers}
        }
        keys = {**self.before.keys, **self.after.keys}
        chosen = self._keys(Cause.KEY in now)
        return replace(
            there,
            drivers=drivers,
            keys={name: replace(chosen[self.family(name)], id=name) for name in keys},
            pools=pools,
        )

    def _amounts(self, case: Case) -> Sequence[object]:
        """The pools without their names, which change with the year."""
        return sorted(
            (
                pool.kind,
                pool.amount_cents,
                self.family(pool.key) if pool.key else "",
                sorted(pool.eligible or ("*",)),
                str(pool.split),
                str(pool.grant),
            )
            for pool in case.pools
        )

    def _keys(self, now: bool) -> dict[str, Key]:
        first, second = (self.before, self.after) if now else (self.after, self.before)
        chosen = {self.family(name): key for name, key in sorted(first.keys.items())}
        chosen |= {self.family(name): key for name, key in sorted(second.keys.items())}
        return {name: replace(key, id=name) for name, key in chosen.items()}

    def _number(self, driver: str, member: str, now: bool) -> int:
        """The number of that time; who had none then is counted with the other time's."""
        first, second = (self.after, self.before) if now else (self.before, self.after)
        known = first.drivers.get(driver, {})
        return known[member] if member in known else second.drivers[driver][member]


def _has_two_versions(case: Case, family: Callable[[str], str]) -> bool:
    return len({family(name) for name in case.keys}) < len(case.keys)


def _stays(case: Case) -> dict[str, list[tuple[Fraction, Fraction]]]:
    """From which part of the period to which each member is there: half of a year is not the same
    number of days in a leap year.
    """

    def part(days: timedelta) -> Fraction:
        return Fraction(days.days, case.days)

    here = {name: clipped(stays, case.start, case.end) for name, stays in case.members.items()}
    return {
        name: [(part(first - case.start), part(last + ONE_DAY - case.start)) for first, last in one]
        for name, one in here.items()
        if one
    }


def _own(case: Case, member: str) -> list[int | None]:
    return [case.drivers[name].get(member) for name in sorted(case.drivers)]


def _others(case: Case, member: str) -> list[dict[str, int]]:
    rows = (case.drivers[name] for name in sorted(case.drivers))
    return [{one: row[one] for one in row if one != member} for row in rows]


def _exact(case: Case, member: str) -> Fraction:
    shares = allocate(case).shares
    return sum((share.exact for share in shares if share.member == member), Fraction(0))
