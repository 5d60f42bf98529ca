"""Ground floor. The Shapley value: each player's average marginal cost over all orders of joining.

Source: L. S. Shapley, A Value for n-Person Games (1953).
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import factorial

from contracts.allocation.game.table import Game


def shapley(game: Game) -> list[Fraction]:
    """The Shapley value by the table of coalitions; work grows as n · 2^n."""
    count = len(game.players)
    sizes = [coalition.bit_count() for coalition in range(len(game.costs))]
    before = [factorial(size) * factorial(count - size - 1) for size in range(count)]
    values = []
    for place in range(count):
        bit = 1 << place
        value = sum(
            before[sizes[others]] * (game.costs[others | bit] - game.costs[others])
            for others in range(len(game.costs))
            if not others & bit
        )
        values.append(Fraction(value) / factorial(count))
    return values


def shapley_by_elements(
    players: Sequence[str], elements: Iterable[tuple[Fraction, frozenset[str]]]
) -> dict[str, Fraction]:
    """The Shapley value of a game whose cost consists of elements, for any number of players.

    A coalition pays every element that any of its players uses; each element is then shared
    equally among its users (Littlechild and Owen 1973; additivity and symmetry of the value).
    """
    values = dict.fromkeys(players, Fraction(0))
    for cost, users in elements:
        for user in users:
            values[user] += cost / len(users)
    return values
