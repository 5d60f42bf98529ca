"""Ground floor. Linear programmes solved exactly: a small revised simplex method in fractions.

Minimises Σ cost[j] · y[j] subject to Σ column[j][i] · y[j] = right[i] and y ≥ 0, with whole-number
columns and non-negative right sides, in two phases. Bland's rule (1977) is used from any step that
does not improve until one does, so that it never circles; in between, the steepest price enters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from operator import mul

Column = Sequence[int]


class Infeasible(Exception):
    """No y ≥ 0 meets the equations."""


class Unbounded(Exception):
    """The cost falls without end."""


@dataclass(frozen=True)
class Optimum:
    """`amounts` by column (only those above zero), `prices` by row, and the least cost."""

    amounts: dict[int, Fraction]
    prices: list[Fraction]
    cost: Fraction


def minimise(columns: Sequence[Column], costs: Sequence[Fraction], right: Sequence[int]) -> Optimum:
    """The optimum. Raises Infeasible or Unbounded."""
    tableau = _Basis(columns, right)
    tableau.optimise([Fraction(0)] * len(columns), artificial=Fraction(1))
    if any(place >= len(columns) and amount for place, amount in tableau.held()):
        raise Infeasible
    tableau.drive_out()
    prices = tableau.optimise(costs, artificial=Fraction(0))
    amounts = {place: amount for place, amount in tableau.held() if amount}
    cost = sum((costs[place] * amount for place, amount in amounts.items()), Fraction(0))
    return Optimum(amounts, prices, cost)


class _Basis:
    """The columns in use and the inverse of their matrix. Columns behind the last are artificial:
    unit columns, one for each row, that start the method and never come back.
    """

    def __init__(self, columns: Sequence[Column], right: Sequence[int]) -> None:
        self.columns = columns
        self.size = len(right)
        self.used = [len(columns) + row for row in range(self.size)]
        self.inverse = [
            [Fraction(int(row == place)) for place in range(self.size)] for row in range(self.size)
        ]
        self.amounts = [Fraction(number) for number in right]

    def held(self) -> list[tuple[int, Fraction]]:
        """The columns in use and their amounts."""
        return list(zip(self.used, self.amounts, strict=True))

    def optimise(self, costs: Sequence[Fraction], artificial: Fraction) -> list[Fraction]:
        """Pivot until no column lowers the cost; the prices of the rows. Raises Unbounded."""
        cautious = False
        while True:
            prices = self.prices(costs, artificial)
            entering = self.entering(costs, prices, cautious)
            if entering is None:
                return prices
            direction = self.times(self.columns[entering])
            leaving = self.leaving(direction)
            cautious = self.amounts[leaving] == 0
            self.pivot(entering, leaving, direction)

    def prices(self, costs: Sequence[Fraction], artificial: Fraction) -> list[Fraction]:
        """What a unit of each right side costs under the columns in use."""
        prices = [Fraction(0)] * self.size
        for row, place in enumerate(self.used):
            cost = costs[place] if place < len(self.columns) else artificial
            if cost:
                prices = [
                    price + cost * share
                    for price, share in zip(prices, self.inverse[row], strict=True)
                ]
        return prices

    def entering(
        self, costs: Sequence[Fraction], prices: Sequence[Fraction], cautious: bool
    ) -> int | None:
        """A column that is dearer than its cost by the prices: the first one, or the dearest."""
        scale = lcm(*(price.denominator for price in prices), *(c.denominator for c in costs))
        numbers = [price.numerator * (scale // price.denominator) for price in prices]
        best, gain = None, 0
        for place, (column, cost) in enumerate(zip(self.columns, costs, strict=True)):
            worth = sum(map(mul, numbers, column))
            found = worth - cost.numerator * (scale // cost.denominator)
            if found > gain:
                best, gain = place, found
                if cautious:
                    break
        return best

    def times(self, column: Column) -> list[Fraction]:
        """The inverse times a column."""
        return [
            sum(
                (share * entry for share, entry in zip(row, column, strict=True) if entry),
                Fraction(0),
            )
            for row in self.inverse
        ]

    def leaving(self, direction: Sequence[Fraction]) -> int:
        """The row that reaches zero first; of equals the one whose column has the least number."""
        rows = [
            (self.amounts[row] / step, self.used[row], row)
            for row, step in enumerate(direction)
            if step > 0
        ]
        if not rows:
            raise Unbounded
        return min(rows)[2]

    def pivot(self, entering: int, leaving: int, direction: Sequence[Fraction]) -> None:
        """Exchange the column of a row for another."""
        step = direction[leaving]
        row = [share / step for share in self.inverse[leaving]]
        amount = self.amounts[leaving] / step
        for other, factor in enumerate(direction):
            if other != leaving and factor:
                self.amounts[other] -= factor * amount
                self.inverse[other] = [
                    mine - factor * share
                    for mine, share in zip(self.inverse[other], row, strict=True)
                ]
        self.inverse[leaving], self.amounts[leaving] = row, amount
        self.used[leaving] = entering

    def drive_out(self) -> None:
        """Exchange artificial columns, all of amount zero, for real ones where there are any."""
        for row in range(self.size):
            if self.used[row] < len(self.columns):
                continue
            for place, column in enumerate(self.columns):
                if sum(map(mul, self.inverse[row], column)):
                    self.pivot(place, row, self.times(column))
                    break
