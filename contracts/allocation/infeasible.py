"""Ground floor. What is done when floors exceed a pool or caps fall short of it.

`error` refuses. `scale_floors` lowers every floor, `relax_caps` raises every cap, by one factor:
so the exact shares stay monotone in the total, which they would not if bounds were suddenly
dropped. `reserve` lets everybody pay its cap and puts the uncovered cents into the reserve; it
never collects more than the cost, so floors above the pool stay an error.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from contracts.allocation.exact import plain
from contracts.allocation.inputs import OnInfeasible
from contracts.allocation.refusals import CaseRefused, Refusal
from core.language import N_

Limit = tuple[Fraction | int, Fraction | int | None]
"""A floor and a cap (None: none), in cents; whole unless a remedy has scaled them."""

Limits = tuple[Limit, ...]
"""Each member's floor and cap."""


@dataclass(frozen=True)
class Remedy:
    """What was done: the policy, what stood against the pool, by how many cents, and the factor
    by which bounds were multiplied, or the cents nobody carries.
    """

    policy: OnInfeasible
    code: Refusal
    missing: Fraction
    factor: Fraction = Fraction(1)
    reserve: Fraction = Fraction(0)


def remedied(
    pool: str,
    amount: Fraction,
    policy: OnInfeasible,
    numerators: Sequence[int],
    limits: Limits,
) -> tuple[Limits, Fraction, Remedy | None]:
    """Limits that can be met, the amount to share within them, and what was done if anything.

    Raises CaseRefused: FLOORS_EXCEED_POOL, CAPS_BELOW_POOL, with the cents missing.
    """
    least = sum(floor for floor, _ in limits)
    if least > amount:
        code, missing = Refusal.FLOORS_EXCEED_POOL, least - amount
        if policy is not OnInfeasible.SCALE_FLOORS:
            raise _refusal(code, pool, missing)
        factor = amount / least
        return _scaled_floors(limits, factor), amount, Remedy(policy, code, missing, factor)
    bearing = [cap for number, (_, cap) in zip(numerators, limits, strict=True) if number]
    if None in bearing:
        return limits, amount, None
    capped = sum(cap or 0 for cap in bearing)
    idle = sum(floor for number, (floor, _) in zip(numerators, limits, strict=True) if not number)
    if capped + idle >= amount:
        return limits, amount, None
    code, missing = Refusal.CAPS_BELOW_POOL, amount - capped - idle
    if policy is OnInfeasible.RESERVE:
        return limits, amount - missing, Remedy(policy, code, missing, reserve=missing)
    if policy is OnInfeasible.RELAX_CAPS and capped:
        factor = (amount - idle) / capped
        return _scaled_caps(limits, factor), amount, Remedy(policy, code, missing, factor)
    raise _refusal(code, pool, missing)


def _scaled_floors(limits: Limits, factor: Fraction) -> Limits:
    return tuple((floor * factor, cap) for floor, cap in limits)


def _scaled_caps(limits: Limits, factor: Fraction) -> Limits:
    return tuple((floor, None if cap is None else cap * factor) for floor, cap in limits)


def _refusal(code: Refusal, pool: str, missing: Fraction) -> CaseRefused:
    words = {
        Refusal.FLOORS_EXCEED_POOL: N_(
            "The floors exceed the pool %(pool)s by %(missing_cents)s cents."
        ),
        Refusal.CAPS_BELOW_POOL: N_(
            "The caps leave %(missing_cents)s cents of the pool %(pool)s uncovered."
        ),
    }
    return CaseRefused(code, words[code], pool=pool, missing_cents=plain(missing))
