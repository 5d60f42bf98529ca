"""Ground floor. The nucleolus: the allocation whose greatest complaint is least, then the next.

Source: D. Schmeidler (1969); computed exactly by a sequence of linear programmes (Kopelowitz 1967,
Maschler, Peleg and Shapley 1979). In each, coalitions with a positive dual price are satisfied to
the same degree in every optimum (complementary slackness), and their cost is fixed from then on.

Nobody pays more than alone, as the nucleolus demands, if the players together are no dearer than
one by one; if they are, there is no such allocation and the prenucleolus, without that demand, is
given.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from contracts.allocation.game.simplex import minimise
from contracts.allocation.game.table import Coalition, Game

Row = list[Fraction]


@dataclass(frozen=True)
class Nucleolus:
    """The allocation, and the least satisfaction of any coalition: the core is empty below 0."""

    values: list[Fraction]
    least: Fraction

    @property
    def core_empty(self) -> bool:
        return self.least < 0


def nucleolus(game: Game) -> Nucleolus:
    """The nucleolus of a cost game."""
    fixed = [(game.everyone, game.total)]
    span = _Span(len(game.players))
    span.add(game.everyone)
    least = None
    singles = [1 << place for place in range(len(game.players))]
    rational = sum(game.singles(), Fraction(0)) >= game.total
    while span.free:
        active = [coalition for coalition in game.proper() if not span.holds(coalition)]
        bounds = [single for single in singles if rational and not span.holds(single)]
        satisfied, tight = _least_satisfaction(game, fixed, active, bounds)
        least = satisfied if least is None else least
        for coalition, cost in tight:
            if not span.holds(coalition):
                span.add(coalition)
                fixed.append((coalition, cost))
    values = span.solve([cost for _, cost in fixed])
    return Nucleolus(values, Fraction(0) if least is None else least)


def _least_satisfaction(
    game: Game,
    fixed: Sequence[tuple[Coalition, Fraction]],
    active: Sequence[Coalition],
    bounds: Sequence[Coalition],
) -> tuple[Fraction, list[tuple[Coalition, Fraction]]]:
    """The greatest ε with x(S) + ε ≤ c(S) for the active, x(S) ≤ c(S) for the bounds and x(S) = v
    for the fixed coalitions; and those that pay the same in every optimum, with what they pay.

    The dual is solved: one row for each player and one for ε, one column for each coalition.
    """
    bits = range(len(game.players))

    def column(coalition: Coalition, slack: int, sign: int = 1) -> list[int]:
        return [*(sign * (coalition >> place & 1) for place in bits), slack]

    columns = [column(coalition, 1) for coalition in active]
    columns += [column(coalition, 0) for coalition in bounds]
    costs = [game.costs[coalition] for coalition in (*active, *bounds)]
    for coalition, cost in fixed:
        columns += [column(coalition, 0), column(coalition, 0, -1)]
        costs += [cost, -cost]
    found = minimise(columns, costs, [*(0 for _ in bits), 1])
    satisfaction = found.prices[-1]
    tight = []
    for place in sorted(found.amounts):
        if place < len(active):
            tight.append((active[place], game.costs[active[place]] - satisfaction))
        elif place < len(active) + len(bounds):
            single = bounds[place - len(active)]
            tight.append((single, game.costs[single]))
    return satisfaction, tight


class _Span:
    """Coalitions whose costs are fixed, independent of one another, and what follows from them."""

    def __init__(self, players: int) -> None:
        self.players = players
        self.rows: list[tuple[int, Row, Row]] = []  # pivot, reduced row, how it was combined

    @property
    def free(self) -> int:
        """How many more coalitions determine everything."""
        return self.players - len(self.rows)

    def holds(self, coalition: Coalition) -> bool:
        """Whether the cost of a coalition follows from those that are fixed."""
        return not any(self._reduced(coalition)[0])

    def add(self, coalition: Coalition) -> None:
        """Fix another coalition that does not follow."""
        row, how = self._reduced(coalition)
        pivot = next(place for place, number in enumerate(row) if number)
        scale = row[pivot]
        how[len(self.rows)] = Fraction(1)
        row, how = [one / scale for one in row], [one / scale for one in how]
        cleared = []
        for place, other, combined in self.rows:
            factor = other[pivot]
            cleared.append((place, _less(other, factor, row), _less(combined, factor, how)))
        self.rows = [*cleared, (pivot, row, how)]

    def solve(self, costs: Sequence[Fraction]) -> list[Fraction]:
        """What each player pays when every coalition is fixed, in the order they were added."""
        values = [Fraction(0)] * self.players
        for pivot, _, how in self.rows:
            values[pivot] = sum(map(_times, how, costs), Fraction(0))
        return values

    def _reduced(self, coalition: Coalition) -> tuple[Row, Row]:
        row = [Fraction(coalition >> place & 1) for place in range(self.players)]
        how = [Fraction(0)] * self.players
        for pivot, other, combined in self.rows:
            if factor := row[pivot]:
                row, how = _less(row, factor, other), _less(how, factor, combined)
        return row, how


def _times(one: Fraction, other: Fraction) -> Fraction:
    return one * other


def _less(row: Row, factor: Fraction, other: Row) -> Row:
    return [mine - factor * theirs for mine, theirs in zip(row, other, strict=True)]
