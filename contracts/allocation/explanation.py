"""Ground floor. Computing a share again from its explanation, with nothing else at hand.

This is the reading side: it knows the rules of lr-1, and nothing of cases, members or drivers.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from contracts.allocation.bounds import clamp
from contracts.allocation.exact import fraction_of, text_of
from contracts.allocation.inputs import Rounding
from contracts.allocation.webster import awarded

Explanation = Mapping[str, Any]


def exact_share(explanation: Explanation) -> Fraction:
    """The exact share in cents, computed from the segments, bounds and flows alone."""
    if "pieces" not in explanation:
        amount = Fraction(explanation["amount_cents"])
        return _piece(explanation, amount, explanation["days"])
    flows = _flows(explanation["flows"])
    return sum(
        (
            _piece(piece, _outflow(flows, piece), explanation["days"])
            for piece in explanation["pieces"]
        ),
        Fraction(0),
    )


def recompute(explanation: Explanation) -> int:
    """The share in cents from its explanation alone (invariant I15). Raises ValueError if it
    contradicts itself: what it says of the exact share or of the rounding does not follow.
    """
    exact, told = exact_share(explanation), explanation["rounding"]
    floor, fraction = divmod(told["sign"] * exact, 1)
    if (text_of(exact), floor, text_of(fraction)) != (
        explanation["exact"],
        told["floor_cents"],
        told["fraction"],
    ):
        raise ValueError("the exact share does not follow from the segments")
    by_quotient = told["method"] == Rounding.WEBSTER
    cents: int = told["sign"] * (
        _by_quotient(told, told["sign"] * exact) if by_quotient else _by_remainder(told, floor)
    )
    if cents != explanation["cents"]:
        raise ValueError("the cents do not follow from the exact share")
    return cents


def _by_remainder(told: Explanation, floor: int) -> int:
    spare = bool(told["rank"] <= told["spare_cents"])
    if spare != told["got_spare"]:
        raise ValueError("the cents do not follow from the exact share")
    return int(floor + spare)


def _by_quotient(told: Explanation, exact: Fraction) -> int:
    last = told["last_cent"]
    fixed = int(told["fixed_cents"])
    return fixed + awarded(
        exact - fixed,
        told["tie_value"],
        told["least_cents"],
        told["most_cents"],
        last and (fraction_of(last["quotient"]), last["tie_value"]),
    )


def _flows(told: list[Explanation]) -> dict[str, tuple[Fraction, Explanation]]:
    """What passes through each connected pool. Raises ValueError if the pools do not balance."""
    flows = {flow["pool"]: (fraction_of(flow["total"]), flow) for flow in told}
    entered = {name: Fraction(flow["own_cents"]) for name, (_, flow) in flows.items()}
    for total, flow in flows.values():
        for outlet in flow["split"]:
            if outlet["to"] == "pool":
                entered[outlet["id"]] += total * outlet["share"] / _whole(flow)
    if any(entered[name] != total for name, (total, _) in flows.items()):
        raise ValueError("the connected pools do not balance")
    return flows


def _whole(flow: Explanation) -> int:
    return sum(outlet["share"] for outlet in flow["split"])


def _outflow(flows: Mapping[str, tuple[Fraction, Explanation]], piece: Explanation) -> Fraction:
    """What leaves a piece's pool by the piece's key. Raises ValueError if it does not."""
    total, flow = flows[piece["pool"]]
    amount = fraction_of(piece["amount"])
    ways = [o["share"] for o in flow["split"] if (o["to"], o["id"]) == ("key", piece["key"]["id"])]
    if amount not in {total * share / _whole(flow) for share in ways}:
        raise ValueError("a piece is not what leaves its pool")
    return amount


def _piece(told: Explanation, amount: Fraction, days: int) -> Fraction:
    weight = sum((_weight(segment, days) for segment in told["segments"]), Fraction(0))
    if "bound" not in told:
        return amount * weight
    bound, fixed = told["bound"], told["fixed_cents"]
    cap = None if bound["cap"] is None else fraction_of(bound["cap"])
    above = clamp(fraction_of(bound["level"]) * weight, fraction_of(bound["floor"]), cap)
    rest = abs(amount) - told["fixed_total_cents"]
    if abs(fraction_of(told["shared"])) != rest:
        raise ValueError("fixed amounts and the rest are not the whole")
    unbound = fixed + rest * weight
    if text_of(fixed + above - unbound) != bound["moved"]:
        raise ValueError("the bounds did not move what they are said to have moved")
    whole: Fraction = fixed + above
    return -whole if amount < 0 else whole


def _weight(segment: Explanation, days: int) -> Fraction:
    parts = sum(
        (
            Fraction(part["share"] * part["value"] * part.get("times_days", 1))
            / (part["of"] * part["total"])
            for part in segment["parts"]
        ),
        Fraction(0),
    )
    return parts * Fraction(segment["days"], days)
