"""Ground floor. From exact shares to whole cents, once, by largest remainder.

Hamilton's method: everybody gets the whole cents of its exact share, and the cents left over go to
the largest remainders. It alone keeps every share within a cent of the exact one (Balinski and
Young 1982). Equal remainders are told apart by a text that nobody can choose.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from contracts.allocation.canonical import sha256
from contracts.allocation.inputs import Tie


def tie_text(tie: Tie, pool: str, member: str) -> str:
    """What equal remainders are ordered by, ascending. The hash favours nobody over many pools."""
    return member if tie is Tie.ID else sha256(f"{pool}\x1f{member}")


@dataclass(frozen=True)
class Remainders:
    """Whole cents in the order of the exact shares, and how they came about.

    An exact share is `floors[i] + remainders[i] / denominator`; a spare cent was added to some.
    """

    floors: Sequence[int]
    remainders: Sequence[int]
    denominator: int
    cents: Sequence[int]
    spare_cents: int

    @cached_property
    def tied(self) -> Counter[int]:
        """How many have each remainder."""
        return Counter(self.remainders)


def largest_remainder(
    amount: int, numerators: Sequence[int], denominator: int, tie_of: Callable[[int], str]
) -> Remainders:
    """Round the exact shares `numerators / denominator`, which sum to less than `amount` + 1 and
    to no less than `amount`, to whole cents that sum to `amount`.

    `tie_of` gives the text of the share at a place; the smaller text goes first.
    """
    divided = [divmod(number, denominator) for number in numerators]
    floors = [floor for floor, _ in divided]
    remainders = [remainder for _, remainder in divided]
    spare = amount - sum(floors)
    cents = floors.copy()
    if spare:
        last = sorted(remainders)[-spare]  # the smallest remainder that may get a cent
        equal = []
        for place, remainder in enumerate(remainders):
            if remainder > last:
                cents[place] += 1
                spare -= 1
            elif remainder == last:
                equal.append(place)
        for place in equal if spare == len(equal) else sorted(equal, key=tie_of)[:spare]:
            cents[place] += 1
    return Remainders(floors, remainders, denominator, cents, amount - sum(floors))


def ranks(remainders: Sequence[int], tie_of: Callable[[int], str]) -> list[int]:
    """Each share's place in the queue for spare cents, from 1."""
    tied = Counter(remainders)
    order = sorted(
        range(len(remainders)),
        key=lambda place: (
            -remainders[place],
            tie_of(place) if tied[remainders[place]] > 1 else "",
        ),
    )
    found = [0] * len(order)
    for rank, place in enumerate(order, start=1):
        found[place] = rank
    return found
