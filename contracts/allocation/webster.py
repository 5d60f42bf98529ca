"""Ground floor. From exact shares to whole cents by Webster's method, within bounds.

Cents are awarded one by one to whoever has the largest quotient share / (2k − 1) for its k-th cent
(Webster 1832, Sainte-Laguë 1910; with least and greatest numbers of cents as in Balinski and Young
1982). Unlike the largest remainder it is monotone in the total and in the weights, and may, rarely,
leave a share more than a cent from the exact one. Equal quotients go by the tie text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heapify, heappop, heapreplace


@dataclass(frozen=True)
class Quotients:
    """Whole cents in the order of the exact shares; `last` is the quotient and the tie text of the
    last cent that was awarded freely, None when every cent was due to a bound.
    """

    cents: Sequence[int]
    last: tuple[Fraction, str] | None


def webster(
    amount: int,
    exact: Sequence[Fraction],
    least: Sequence[int],
    most: Sequence[int | None],
    ties: Sequence[str],
) -> Quotients:
    """Round exact shares, which sum to `amount`, to whole cents between `least` and `most`.

    Rounding each share alone awards exactly the cents with quotients above one half; what is then
    missing is awarded, and what is too much taken back, in the order of the quotients.
    """
    cents = [
        _between(alone(share), low, high)
        for share, low, high in zip(exact, least, most, strict=True)
    ]
    missing = amount - sum(cents)
    order = sorted(range(len(exact)), key=lambda place: ties[place])
    turn = {place: number for number, place in enumerate(order)}
    step = 1 if missing > 0 else -1
    queue = [
        (-step * _quotient(exact[place], cents[place] + (step > 0)), step * turn[place], place)
        for place in range(len(exact))
        if _may(cents[place] + step, exact[place], least[place], most[place])
    ]
    heapify(queue)
    for _ in range(abs(missing)):
        _q, _turn, place = queue[0]
        cents[place] += step
        if _may(cents[place] + step, exact[place], least[place], most[place]):
            quotient = _quotient(exact[place], cents[place] + (step > 0))
            heapreplace(queue, (-step * quotient, step * turn[place], place))
        else:
            heappop(queue)
    free = [
        (_quotient(exact[place], cents[place]), -turn[place])
        for place in range(len(exact))
        if cents[place] > least[place]
    ]
    if not free:
        return Quotients(cents, None)
    quotient, turned = min(free)
    return Quotients(cents, (quotient, ties[order[-turned]]))


def awarded(
    share: Fraction, tie: str, least: int, most: int | None, last: tuple[Fraction, str] | None
) -> int:
    """The cents of one share, from nothing but the last cent that was awarded freely."""
    if last is None:
        return least
    quotient, last_tie = last
    cents = int((share / quotient + 1) // 2)
    if cents > 0 and _quotient(share, cents) == quotient and tie > last_tie:
        cents -= 1
    return _between(cents, least, most)


def alone(share: Fraction) -> int:
    """The nearest whole number; a half goes down."""
    return int(-((1 - 2 * share) // 2))


def _quotient(share: Fraction, cents: int) -> Fraction:
    return share / (2 * cents - 1)


def _between(cents: int, least: int, most: int | None) -> int:
    return max(least, cents if most is None else min(cents, most))


def _may(cents: int, share: Fraction, least: int, most: int | None) -> bool:
    return share > 0 and cents >= least and (most is None or cents <= most)
