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
    """A rule for sharing: parts, and how time and equal remainders are treated."""

    id: str
    parts: tuple[Part, ...]
    proration: Proration = Proration.DAY_BY_DAY
    tie: Tie = Tie.HASH

    @property
    def total_share(self) -> int:
        return sum(part.share for part in self.parts)


@dataclass(frozen=True)
class Pool:
    """An amount to share, in signed cents, among `eligible` members (None: all of them)."""

    id: str
    kind: PoolKind
    amount_cents: int
    key: str
    eligible: frozenset[str] | None = None


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
