"""Ground floor. From exact shares to whole cents, once, by largest remainder."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from contracts.allocation.canonical import sha256
from contracts.allocation.inputs import Tie
from contracts.allocation.weights import Weights


@dataclass(frozen=True, slots=True)
class Rounded:
    """A member's whole cents of a non-negative amount, and how they came about.

    The exact share is `floor + remainder / denominator`; `rank` counts remainders from the largest.
    """

    member: str
    floor: int
    remainder: int
    rank: int
    got_spare: bool

    @property
    def cents(self) -> int:
        return self.floor + self.got_spare


def tie_text(tie: Tie, pool: str, member: str) -> str:
    """What equal remainders are ordered by, ascending. The hash favours nobody over many pools."""
    return member if tie is Tie.ID else sha256(f"{pool}\x1f{member}")


def largest_remainder(
    amount: int, weights: Weights, tie_of: Callable[[str], str]
) -> tuple[Rounded, ...]:
    """Share a non-negative `amount` of cents; the shares sum to it exactly.

    Hamilton's method on the exact shares. Ordered by rank. Ties by `tie_of(member)`, ascending.
    """
    divided = {m: divmod(amount * n, weights.denominator) for m, n in weights.numerators.items()}
    spare = amount - sum(floor for floor, _ in divided.values())
    by_remainder = sorted(divided, key=lambda member: -divided[member][1])
    ranked: list[str] = []
    for _, group in groupby(by_remainder, key=lambda member: divided[member][1]):
        equals = list(group)
        ranked += sorted(equals, key=tie_of) if len(equals) > 1 else equals
    return tuple(
        Rounded(member, *divided[member], rank, rank <= spare)
        for rank, member in enumerate(ranked, start=1)
    )
