"""Ground floor. Fixed amounts, floors and caps: the one way of sharing that respects them.

With fixed amounts F taken off the top, a member's exact share is F + clamp(level · weight, floor,
cap), where the level makes the shares sum to the pool. The sum grows with the level, so the shares
are unique: this is the continuous quadratic knapsack of Bitran and Hax (1981), solved here by one
sweep over the sorted breakpoints. Clamping and redistributing in a loop is not the same thing: it
goes wrong when floors and caps pull in opposite directions.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import TypeVar

from contracts.allocation.exact import plain
from contracts.allocation.infeasible import Limit, Limits, Remedy, remedied
from contracts.allocation.inputs import Key
from contracts.allocation.refusals import CaseRefused, Refusal
from contracts.allocation.weights import Weights
from core.language import N_

Number = TypeVar("Number", int, Fraction)


@dataclass(frozen=True)
class Bounded:
    """How an amount was shared within bounds, in the order of the weights' members.

    The exact shares, which include `fixed`, are `numerators` over `denominator`; `limits` bear on
    what lies above `fixed`, after any remedy; `level` is in cents for the whole weight 1; `rest` is
    what fixed amounts left to share.
    """

    fixed: tuple[int, ...]
    limits: Limits
    level: Fraction
    numerators: list[int]
    denominator: int
    rest: Fraction
    remedy: Remedy | None

    @property
    def reserve(self) -> Fraction:
        """What nobody carries because every cap is reached."""
        return self.remedy.reserve if self.remedy else Fraction(0)


def share_within(
    pool: str, amount: Fraction, key: Key, weights: Weights, own_costs: dict[str, int] | None
) -> Bounded:
    """Share a non-negative amount under the key's fixed amounts, floors and caps.

    `own_costs` are further caps that outrank the floors: nobody is granted more than its own cost.
    Raises CaseRefused: FIXED_EXCEED_POOL, BAD_BOUNDS, FLOORS_EXCEED_POOL, CAPS_BELOW_POOL.
    """
    members = weights.members
    fixed = tuple(key.fixed.get(member, 0) for member in members)
    rest = amount - sum(fixed)
    if rest < 0:
        raise CaseRefused(
            Refusal.FIXED_EXCEED_POOL,
            N_("The fixed amounts exceed the pool %(pool)s by %(missing_cents)s cents."),
            pool=pool,
            missing_cents=plain(-rest),
        )
    limits = _limits(pool, key, members, fixed, own_costs)
    limits, target, remedy = remedied(pool, rest, key.on_infeasible, weights.numerators, limits)
    slope = _level(target, weights.numerators, limits)
    whole = lcm(slope.denominator, *{b.denominator for pair in limits for b in pair if b})

    def scaled(value: Fraction | int) -> int:
        return value.numerator * (whole // value.denominator)

    rise = scaled(slope)
    exact = [
        taken * whole + clamp(rise * number, scaled(floor), None if cap is None else scaled(cap))
        for taken, number, (floor, cap) in zip(fixed, weights.numerators, limits, strict=True)
    ]
    return Bounded(fixed, limits, slope * weights.denominator, exact, whole, rest, remedy)


def clamp(value: Number, floor: Number, cap: Number | None) -> Number:
    """`value`, or the bound it would cross."""
    return max(floor, value if cap is None else min(value, cap))


def _limits(
    pool: str,
    key: Key,
    members: Sequence[str],
    fixed: Sequence[int],
    own_costs: dict[str, int] | None,
) -> Limits:
    """The bounds on what comes on top of the fixed amounts: bounds are on whole shares."""
    limits: list[Limit] = []
    crossed = []
    for member, taken in zip(members, fixed, strict=True):
        floor, cap = key.floors.get(member, 0), key.caps.get(member)
        if own_costs is not None:
            own = own_costs.get(member, 0)
            cap = own if cap is None else min(cap, own)
            floor = min(floor, cap)
        if cap is not None and cap < taken:
            crossed.append(member)
        limits.append((max(0, floor - taken), None if cap is None else cap - taken))
    if crossed:
        raise CaseRefused(
            Refusal.BAD_BOUNDS,
            N_("The fixed amount is above the cap of %(members)s."),
            pool=pool,
            key=key.id,
            members=crossed,
        )
    return tuple(limits)


def _level(target: Fraction, numerators: Sequence[int], limits: Limits) -> Fraction:
    """The smallest level, per unit of the numerators, at which clamped shares sum to `target`.

    Between breakpoints the sum is `still + slope · level`; the remedies made `target` reachable.
    """
    still, slope = sum(floor for floor, _ in limits), 0
    breaks: list[tuple[Fraction, int, Fraction | int]] = []
    for number, (floor, cap) in zip(numerators, limits, strict=True):
        if not number or floor == cap:
            continue
        if floor:
            breaks.append((Fraction(floor, number), number, -floor))
        else:
            slope += number
        if cap is not None:
            breaks.append((Fraction(cap, number), -number, cap))
    level = Fraction(0)
    for breakpoint_, steeper, lifted in sorted(breaks):
        if still + slope * breakpoint_ >= target:
            break
        level, slope, still = breakpoint_, slope + steeper, still + lifted
    return (target - still) / slope if slope else level
