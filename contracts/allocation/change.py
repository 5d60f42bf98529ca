"""Ground floor. Why a share changed since the period before, split exactly into its causes.

Each cause is a part of the case that may be taken from then or from now. A cause's cents are its
average effect over every order in which the causes may be exchanged (Shapley 1953), so that no
order has to be chosen, nothing is left over, and a cause that changed nothing counts nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cache
from itertools import combinations
from math import factorial

from contracts.allocation.engine import allocate
from contracts.allocation.inputs import Case, Key, Presence
from contracts.allocation.refusals import CaseRefused
from contracts.allocation.segments import clipped


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
    that only newcomers share, say, was nobody's the year before.
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
            Cause.MEMBERSHIP: _moved(self.before, self.after) == _moved(self.after, self.after),
            Cause.OWN_DRIVER: _own(then, self.member) == _own(now, self.member),
            Cause.OTHERS_DRIVERS: _others(then, self.member) == _others(now, self.member),
        }
        return [cause for cause in Cause if not same[cause]]

    def value(self, now: frozenset[Cause]) -> Fraction:
        """What the member would owe if only these causes were as they are now."""
        return _exact(self._case(now), self.member)

    def _case(self, now: frozenset[Cause]) -> Case:
        pools = (self.after if Cause.PRICE in now else self.before).pools
        members = self.after.members if Cause.MEMBERSHIP in now else _moved(self.before, self.after)
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
            self.after,
            members=members,
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


def _moved(before: Case, after: Case) -> dict[str, tuple[Presence, ...]]:
    """The presences of then laid over the days of now: as many days after the period's first.

    Whoever stayed to the last day stays to the last day, in a leap year too.
    """

    def day(one: date) -> date:
        return min(after.start + (one - before.start), after.end)

    here = {
        name: clipped(presences, before.start, before.end)
        for name, presences in before.members.items()
    }
    return {
        name: tuple(
            Presence(day(first), after.end if last == before.end else day(last))
            for first, last in stretches
        )
        for name, stretches in here.items()
        if stretches
    }


def _own(case: Case, member: str) -> list[int | None]:
    return [case.drivers[name].get(member) for name in sorted(case.drivers)]


def _others(case: Case, member: str) -> list[dict[str, int]]:
    rows = (case.drivers[name] for name in sorted(case.drivers))
    return [{one: row[one] for one in row if one != member} for row in rows]


def _exact(case: Case, member: str) -> Fraction:
    shares = allocate(case).shares
    return sum((share.exact for share in shares if share.member == member), Fraction(0))
