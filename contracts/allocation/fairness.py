"""Ground floor. When a share is fair: the cost that justifies a key, and two tests of a share.

If a cost is fixed + Σ price · use, its Shapley value is fixed / n + Σ price · own use: a key of an
equal part and parts by use is exactly the Shapley value when the parts are the parts of the cost,
and lies in the core. Tests of shares: nobody should pay more than alone, and nobody less than it
adds to the cost of the others (Faulhaber 1975; Young 1985).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from contracts.allocation.inputs import EQUAL, Key


@dataclass(frozen=True)
class LinearCost:
    """A cost in cents: a fixed part, and a price for each unit of each driver."""

    fixed: Fraction
    prices: Mapping[str, Fraction]

    def shapley(self, members: int, uses: Mapping[str, int]) -> Fraction:
        """The Shapley value, in cents, of one of so many members with its uses."""
        used = sum((price * uses[name] for name, price in self.prices.items()), Fraction(0))
        return self.fixed / members + used


def justifying_cost(key: Key, amount_cents: int, totals: Mapping[str, int]) -> LinearCost:
    """The one linear cost of `amount_cents` whose Shapley value is the key's sharing.

    `totals` are the drivers' totals over all members, each above zero.
    """
    fixed, prices = Fraction(0), dict[str, Fraction]()
    for part in key.parts:
        cents = Fraction(amount_cents * part.share, key.total_share)
        if part.driver == EQUAL:
            fixed += cents
        elif part.share:
            price = cents / totals[part.driver]
            prices[part.driver] = prices.get(part.driver, Fraction(0)) + price
    return LinearCost(fixed, prices)


def fixed_share(key: Key) -> Fraction:
    """Which part of a cost must be fixed to justify the key: 1/5 for 20 equal and 80 by use."""
    equal = sum(part.share for part in key.parts if part.driver == EQUAL)
    return Fraction(equal, key.total_share)


@dataclass(frozen=True)
class Verdict:
    """Whether a share passes, and by how many cents; below zero it fails by as many."""

    margin_cents: Fraction

    @property
    def passed(self) -> bool:
        return self.margin_cents >= 0


def stand_alone(share_cents: int | Fraction, alternative_cents: int) -> Verdict:
    """Nobody should pay more than its recorded alternative costs."""
    return Verdict(Fraction(alternative_cents) - share_cents)


def incremental(share_cents: int | Fraction, cost_with: int, cost_without: int) -> Verdict:
    """Nobody should pay less than it adds to the cost: else the others pay for it."""
    return Verdict(Fraction(share_cents) - (cost_with - cost_without))
