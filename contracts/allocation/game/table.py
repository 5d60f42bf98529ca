"""Ground floor. A cost game: who could buy together, and what each coalition would pay alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

Coalition = int
"""A set of players as bits: player i belongs to it when bit i is set."""


@dataclass(frozen=True)
class Game:
    """Players and the cost of every coalition, by its bits; the empty coalition costs nothing."""

    players: tuple[str, ...]
    costs: Sequence[Fraction]

    @property
    def everyone(self) -> Coalition:
        """The grand coalition."""
        return len(self.costs) - 1

    @property
    def total(self) -> Fraction:
        """What has to be shared."""
        return self.costs[self.everyone]

    def singles(self) -> list[Fraction]:
        """What each player would pay alone."""
        return [self.costs[1 << place] for place in range(len(self.players))]

    def marginals(self) -> list[Fraction]:
        """What each player adds to the cost of all the others: its separable cost."""
        return [self.total - self.costs[self.everyone ^ (1 << p)] for p in range(len(self.players))]

    def proper(self) -> Iterator[Coalition]:
        """Every coalition but the empty one and the grand one."""
        return iter(range(1, self.everyone))

    def name(self, coalition: Coalition) -> str:
        """The players of a coalition, sorted and joined by commas."""
        return ",".join(
            sorted(player for place, player in enumerate(self.players) if coalition >> place & 1)
        )


def sums(values: Sequence[Fraction]) -> tuple[list[int], int]:
    """What each coalition gets when each player gets its value: numerators by bits, and their
    common denominator.
    """
    denominator = lcm(*(value.denominator for value in values))
    found = [0]
    for value in values:
        numerator = value.numerator * (denominator // value.denominator)
        found += [known + numerator for known in found]
    return found, denominator
