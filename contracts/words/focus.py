"""Top floor. How a share was allocated, in the columns that cost tools read.

Source: FinOps Open Cost and Usage Specification (FOCUS) 1.3, Allocated Method ID and Allocated
Method Details: an object whose `Elements` say which ratio came from which usage. Exact fractions
go along in a column of our own, as the specification provides (`x_`).
"""

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

METHOD_ID = "AllocatedMethodId"
METHOD_DETAILS = "AllocatedMethodDetails"


def method_id(told: Mapping[str, Any]) -> str:
    """Which algorithm and which version of which key: lr-1:K-1/2."""
    return f"{told['alg']}:{told['key']['id']}"


def method_details(told: Mapping[str, Any]) -> str:
    """JSON: an element for every part of the key in every stretch of days with the same members."""
    elements = [
        _element(segment, part, Fraction(segment["days"], told["days"]))
        for segment in told["segments"]
        for part in segment["parts"]
    ]
    return json.dumps({"Elements": elements}, separators=(",", ":"))


def _element(
    segment: Mapping[str, Any], part: Mapping[str, Any], of_period: Fraction
) -> dict[str, Any]:
    exact = Fraction(part["weight"]) * of_period
    return {
        "AllocatedRatio": float(exact),
        "UsageUnit": part["driver"],
        "UsageQuantity": part["value"],
        "x_ExactRatio": str(exact),
        "x_From": segment["start"],
        "x_To": segment["end"],
    }
