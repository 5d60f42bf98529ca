"""Ground floor. The explanation of a share: enough to compute it again with nothing else.

`explain` writes it, `recompute` reads it. Texts are codes and numbers; people get sentences
from the web floor.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from contracts.allocation.inputs import ALGORITHM, EQUAL, Case, Key, Pool, Proration
from contracts.allocation.rounding import Rounded, tie_text
from contracts.allocation.weights import Span, Weights, value_of

DECIMALS = 6


def decimal_text(value: Fraction, places: int = DECIMALS) -> str:
    """A fraction as a decimal text, cut (not rounded) after `places` digits."""
    whole, rest = divmod(abs(value.numerator), value.denominator)
    digits = str(rest * 10**places // value.denominator).zfill(places)
    return f"{'-' if value < 0 else ''}{whole}.{digits}"


def explain(
    case: Case, pool: Pool, key: Key, weights: Weights, rounded: Sequence[Rounded]
) -> Iterator[dict[str, Any]]:
    """Everything behind each member's share of one pool, in the order of the members' ids."""
    about = {
        "method": "largest_remainder",
        "sign": -1 if pool.amount_cents < 0 else 1,
        "of": len(rounded),
        "spare_cents": sum(row.got_spare for row in rounded),
    }
    equals = Counter(row.remainder for row in rounded)
    for row in sorted(rounded, key=lambda row: row.member):
        told = _share(case, pool, key, weights, row)
        tied = {"tied": equals[row.remainder] - 1}
        yield told | {"rounding": about | tied | _rounding(pool, key, weights, row)}


def _share(case: Case, pool: Pool, key: Key, weights: Weights, mine: Rounded) -> dict[str, Any]:
    sign = -1 if pool.amount_cents < 0 else 1
    exact = Fraction(pool.amount_cents * weights.numerators[mine.member], weights.denominator)
    return {
        "alg": ALGORITHM,
        "pool": pool.id,
        "member": mine.member,
        "kind": pool.kind.value,
        "amount_cents": pool.amount_cents,
        "cents": sign * mine.cents,
        "exact": str(exact),
        "decimal": decimal_text(exact),
        "period": [case.start.isoformat(), case.end.isoformat()],
        "days": case.days,
        "key": {
            "id": key.id,
            "parts": [{"share": part.share, "driver": part.driver} for part in key.parts],
            "proration": key.proration.value,
            "tie": key.tie.value,
        }
        | dict(case.sources.get("keys", {}).get(key.id, {})),
        "drivers": {
            part.driver: _driver_source(case, part.driver, mine.member)
            for part in key.parts
            if part.driver != EQUAL
        },
        "segments": [
            _segment(case, key, pool, span, mine.member)
            for span in weights.spans
            if mine.member in span.members
        ],
    }


def _driver_source(case: Case, driver: str, member: str) -> dict[str, Any]:
    about = dict(case.sources.get("drivers", {}).get(driver, {}))
    values: Mapping[str, Any] = about.pop("values", {})
    return about | dict(values.get(member, {}))


def _segment(case: Case, key: Key, pool: Pool, span: Span, member: str) -> dict[str, Any]:
    parts, weight = [], Fraction(0)
    for part, total in zip(span.parts, span.totals, strict=True):
        factor = span.factors[member] if span.factors else 1
        value = value_of(case, part.driver, member)
        one = Fraction(part.share * value * factor, key.total_share * total)
        weight += one
        row = {"share": part.share, "of": key.total_share, "driver": part.driver}
        row |= {"value": value, "total": total, "weight": str(one)}
        if key.proration is Proration.MEMBER_DAYS:
            row["times_days"] = factor
        parts.append(row)
    return {
        "start": span.start.isoformat(),
        "end": span.end.isoformat(),
        "days": span.days,
        "members": len(span.members),
        "parts": parts,
        "weight": str(weight),
        "exact": str(pool.amount_cents * weight * Fraction(span.days, case.days)),
    }


def _rounding(pool: Pool, key: Key, weights: Weights, mine: Rounded) -> dict[str, Any]:
    """How the exact share became cents, told on the absolute amount of the pool."""
    return {
        "floor_cents": mine.floor,
        "fraction": str(Fraction(mine.remainder, weights.denominator)),
        "rank": mine.rank,
        "got_spare": mine.got_spare,
        "tie_value": tie_text(key.tie, pool.id, mine.member),
    }


def exact_share(explanation: Mapping[str, Any]) -> Fraction:
    """The exact share in cents, computed from the segments alone."""
    exact = Fraction(0)
    for segment in explanation["segments"]:
        weight = sum(
            (
                Fraction(part["share"] * part["value"] * part.get("times_days", 1))
                / (part["of"] * part["total"])
                for part in segment["parts"]
            ),
            Fraction(0),
        )
        days = Fraction(segment["days"], explanation["days"])
        exact += explanation["amount_cents"] * weight * days
    return exact


def recompute(explanation: Mapping[str, Any]) -> int:
    """The share in cents from its explanation alone (invariant I15). Raises ValueError if it
    contradicts itself: what it says of the exact share or of the rounding does not follow.
    """
    exact, told = exact_share(explanation), explanation["rounding"]
    floor, fraction = divmod(abs(exact), 1)
    spare = told["rank"] <= told["spare_cents"]
    if (str(exact), floor, str(fraction)) != (
        explanation["exact"],
        told["floor_cents"],
        told["fraction"],
    ):
        raise ValueError("the exact share does not follow from the segments")
    cents = int(told["sign"] * (floor + spare))
    if cents != explanation["cents"] or spare != told["got_spare"]:
        raise ValueError("the cents do not follow from the exact share")
    return cents
