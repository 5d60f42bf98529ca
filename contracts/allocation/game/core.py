"""Ground floor. The core: allocations under which no coalition would pay less on its own.

Source: D. B. Gillies, Solutions to General Non-Zero-Sum Games (1959).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from contracts.allocation.game.table import Coalition, Game, sums


@dataclass(frozen=True)
class Violation:
    """A coalition that pays `excess` more than it would on its own."""

    coalition: Coalition
    excess: Fraction


def violations(game: Game, values: Sequence[Fraction]) -> list[Violation]:
    """The coalitions that object to an allocation, the largest excess first; the whole is checked
    like every other coalition.
    """
    paid, denominator = sums(values)
    found = [
        Violation(coalition, Fraction(paid[coalition], denominator) - game.costs[coalition])
        for coalition in range(1, len(game.costs))
    ]
    found = [one for one in found if one.excess > 0]
    return sorted(found, key=lambda one: (-one.excess, game.name(one.coalition)))
