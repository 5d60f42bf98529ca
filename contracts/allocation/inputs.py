"""Ground floor. What the engine is given: members, drivers, keys and pools of one period.

Everything is an integer, a date or a string; nothing here reads a clock, a locale or a database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

ALGORITHM = "lr-1"
EQUAL = "equal"
"""The built-in driver: 1 for each member."""


class Proration(StrEnum):
    """How time counts when somebody is a member for a part of the period."""

    DAY_BY_DAY = "day_by_day"
    MEMBER_DAYS = "member_days"
    NONE = "none"


class Tie(StrEnum):
    """Who gets a spare cent when remainders are equal."""

    HASH = "hash"
    ID = "id"


class Rounding(StrEnum):
    """How exact shares become whole cents."""

    LARGEST_REMAINDER = "largest_remainder"
    WEBSTER = "webster"


class OnInfeasible(StrEnum):
    """What happens when floors exceed the pool or caps fall short of it."""

    ERROR = "error"
    SCALE_FLOORS = "scale_floors"
    RELAX_CAPS = "relax_caps"
    RESERVE = "reserve"


class GrantMode(StrEnum):
    """How a grant reaches the members: in the pool, on a line of its own, by a key of its own."""

    NET_FIRST = "net_first"
    SEPARATE = "separate"
    EARMARKED = "earmarked"


class PoolKind(StrEnum):
    """What the amount of a pool is."""

    COST = "cost"
    CREDIT = "credit"
    GRANT = "grant"


@dataclass(frozen=True)
class Presence:
    """A stretch of membership, both days inclusive; None leaves that end open."""

    start: date | None
    end: date | None


@dataclass(frozen=True)
class Part:
    """`share` relative shares of a key follow `driver`."""

    share: int
    driver: str


@dataclass(frozen=True)
class Key:
    """A rule for sharing: parts, bounds in cents, and how time, cents and trouble are treated.

    `fixed`, `floors` and `caps` are positive cents by member and bear on the absolute amount of a
    pool. `fallback` names the key whose parts are used for days on which nobody has any weight.
    """

    id: str
    parts: tuple[Part, ...]
    proration: Proration = Proration.DAY_BY_DAY
    tie: Tie = Tie.HASH
    rounding: Rounding = Rounding.LARGEST_REMAINDER
    fixed: Mapping[str, int] = field(default_factory=dict)
    floors: Mapping[str, int] = field(default_factory=dict)
    caps: Mapping[str, int] = field(default_factory=dict)
    on_infeasible: OnInfeasible = OnInfeasible.ERROR
    fallback: str | None = None

    @property
    def total_share(self) -> int:
        return sum(part.share for part in self.parts)


@dataclass(frozen=True)
class Outlet:
    """`share` relative shares of a pool go on: to members by a key, or into another pool."""

    share: int
    key: str | None = None
    pool: str | None = None


@dataclass(frozen=True)
class Grant:
    """A grant towards the pool `of`; `capped`: nobody gets more than its own cost there."""

    of: str
    mode: GrantMode
    capped: bool = False


@dataclass(frozen=True)
class Pool:
    """An amount to share, in signed cents, among `eligible` members (None: all of them).

    It is shared by `key`; or, as a service pool, through `split`; or, as a grant that follows
    another pool, the way of that pool.
    """

    id: str
    kind: PoolKind
    amount_cents: int
    key: str | None = None
    eligible: frozenset[str] | None = None
    split: tuple[Outlet, ...] = ()
    grant: Grant | None = None

    @property
    def outlets(self) -> tuple[Outlet, ...]:
        """Where the amount goes; empty for a grant that follows another pool."""
        return self.split or ((Outlet(1, key=self.key),) if self.key else ())


@dataclass(frozen=True)
class Case:
    """All that a calculation depends on. `sources` only goes along into the explanations."""

    start: date
    end: date
    members: Mapping[str, tuple[Presence, ...]]
    drivers: Mapping[str, Mapping[str, int]]
    keys: Mapping[str, Key]
    pools: tuple[Pool, ...]
    sources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def days(self) -> int:
        """Days of the whole period: the denominator of every day share."""
        return (self.end - self.start).days + 1
