"""Ground floor. What is rounded once: a pool, a group of connected pools, or a grant on its own.

A line consists of pieces: exact amounts shared by one key among one set of members. An ordinary
pool is a line of one piece.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil, floor, lcm

from contracts.allocation.bounds import Bounded
from contracts.allocation.inputs import Key, Pool, Rounding
from contracts.allocation.refusals import CaseRefused, Refusal
from contracts.allocation.rounding import Remainders, largest_remainder, tie_text
from contracts.allocation.webster import Quotients, webster
from contracts.allocation.weights import Weights
from core.language import N_


@dataclass(frozen=True)
class Piece:
    """A signed amount of cents that leaves `pool` by `key`; `bounded` when bounds bear on it."""

    pool: Pool
    key: Key
    amount: Fraction
    weights: Weights
    bounded: Bounded | None = None

    @property
    def sign(self) -> int:
        return -1 if self.amount < 0 else 1

    def exact(self) -> tuple[list[int], int]:
        """Signed numerators in the order of the weights' members, and their denominator."""
        if self.bounded is None:
            top, bottom = self.amount.as_integer_ratio()
            return [top * n for n in self.weights.numerators], bottom * self.weights.denominator
        return [self.sign * n for n in self.bounded.numerators], self.bounded.denominator


@dataclass(frozen=True)
class Line:
    """The shares of one line in the order of `members`: exact, signed, over one denominator."""

    id: str
    pools: tuple[Pool, ...]
    amount_cents: int
    pieces: tuple[Piece, ...]
    members: tuple[str, ...]
    numerators: Sequence[int]
    denominator: int
    sign: int
    rounded: Remainders | Quotients
    reserve_cents: int
    flows: Mapping[str, Fraction] = field(default_factory=dict)
    own: Mapping[str, int] = field(default_factory=dict)
    netted: tuple[Pool, ...] = ()
    grant: Pool | None = None
    own_costs: Mapping[str, int] | None = None

    @property
    def key(self) -> Key:
        """The key whose tie-break and rounding hold: all keys of a line agree on them."""
        return self.pieces[0].key

    @property
    def cents(self) -> list[int]:
        """Signed whole cents in the order of `members`."""
        return [self.sign * cents for cents in self.rounded.cents]


def combined(pieces: Sequence[Piece]) -> tuple[tuple[str, ...], list[int], int]:
    """Members, and their exact signed shares of all the pieces over one denominator."""
    rows = [(piece.weights.members, *piece.exact()) for piece in pieces]
    if len(rows) == 1:
        return rows[0]
    denominator = lcm(*(bottom for _, _, bottom in rows))
    sums: dict[str, int] = {}
    for members, numerators, bottom in rows:
        scale = denominator // bottom
        for member, number in zip(members, numerators, strict=True):
            sums[member] = sums.get(member, 0) + scale * number
    members = tuple(sorted(sums))
    return members, [sums[member] for member in members], denominator


def sign_of(amount: int, numerators: Sequence[int]) -> int:
    """The sign that is taken off before rounding and restored after it: the amount's, else that of
    the first share which is not zero.
    """
    first = amount or next((number for number in numerators if number), 0)
    return -1 if first < 0 else 1


def round_once(
    name: str,
    amount: int,
    pieces: Sequence[Piece],
    members: tuple[str, ...],
    numerators: Sequence[int],
    denominator: int,
) -> Remainders | Quotients:
    """Whole cents of a line's shares, the sign taken off: the only rounding there is (step 7).

    `amount` is what the members carry, without the sign and without the reserve.
    """
    key = pieces[0].key

    def tie_of(place: int) -> str:
        return tie_text(key.tie, name, members[place])

    if key.rounding is Rounding.LARGEST_REMAINDER:
        return largest_remainder(amount, numerators, denominator, tie_of)
    if any(number < 0 for number in numerators):
        raise CaseRefused(
            Refusal.BAD_POOL,
            N_("Webster's method cannot round %(pool)s: some shares are below zero."),
            pool=name,
        )
    shares = [Fraction(number, denominator) for number in numerators]
    fixed, least, most = seat_limits(pieces, len(members))
    ties = [tie_of(place) for place in range(len(members))]
    above = [share - taken for share, taken in zip(shares, fixed, strict=True)]
    seats = webster(amount - sum(fixed), above, least, most, ties)
    return Quotients([c + f for c, f in zip(seats.cents, fixed, strict=True)], seats.last)


def seat_limits(
    pieces: Sequence[Piece], count: int
) -> tuple[Sequence[int], Sequence[int], Sequence[int | None]]:
    """Per member: fixed cents, and the least and most cents on top of them, for Webster's method.

    Where a remedy has made a bound fractional, the nearest whole cents outside it hold. Bounds of
    several pieces bear on exact amounts within the line, and not on its rounding.
    """
    bounded = pieces[0].bounded if len(pieces) == 1 else None
    if bounded is None:
        return [0] * count, [0] * count, [None] * count
    least = [floor(low) for low, _ in bounded.limits]
    return bounded.fixed, least, [None if cap is None else ceil(cap) for _, cap in bounded.limits]
