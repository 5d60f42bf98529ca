"""Ground floor. Verifying shares offline: whatever holds explanations is recomputed from them.

It reads a member's statement, a result with explanations, one explanation, or a list of those, and
trusts nothing in it: each share must follow from its own explanation, sums must be sums, and where
every share of a pool is there, the spare cents must have gone to the largest remainders.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from contracts.allocation.canonical import fingerprint
from contracts.allocation.exact import fraction_of
from contracts.allocation.explanation import recompute
from contracts.allocation.inputs import ALGORITHM, Rounding, Tie
from contracts.allocation.rounding import ranks, tie_text

UNREADABLE = (KeyError, TypeError, AttributeError, IndexError, ArithmeticError, RecursionError)


def verify(document: Any) -> dict[str, Any]:
    """The verdict on a document: `verified`, each share with its own verdict, and all problems."""
    shares, problems = [], []
    for holder in document if isinstance(document, list) else [document]:
        rows = [_share(row) for row in _rows(holder)]
        shares += rows
        problems += _whole(holder, rows) if rows else ["there are no explained shares to verify"]
    if not shares and not problems:
        problems = ["there are no explained shares to verify"]
    good = not problems and all(row["verified"] for row in shares)
    return {"alg": ALGORITHM, "verified": good, "shares": shares, "problems": problems}


def _rows(holder: Any) -> list[Any]:
    """The rows of a statement or a result; an explanation alone is a row of its own."""
    if not isinstance(holder, dict):
        return []
    if "rounding" in holder:
        return [{"explanation": holder}]
    rows = holder.get("shares")
    return rows if isinstance(rows, list) else []


def _share(row: Any) -> dict[str, Any]:
    """What a share is said to be, what it is, and what is wrong with it."""
    told = row.get("explanation") if isinstance(row, dict) else None
    if not isinstance(told, dict):
        return {"verified": False, "problem": "a share has no explanation"}
    found = {name: told.get(name) for name in ("pool", "member", "cents")} | {"recomputed": None}
    try:
        found["recomputed"] = recompute(told)
        problem = next(_problems(row, told), None)
    except ValueError as error:
        problem = str(error)
    except UNREADABLE:
        problem = "the explanation cannot be read"
    found["verified"] = problem is None
    return found if problem is None else found | {"problem": problem}


def _problems(row: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[str]:
    if told["alg"] != ALGORITHM:
        yield "the algorithm is unknown"
    for name in ("pool", "member", "cents", "exact"):
        if name in row and row[name] != told[name]:
            yield f"the row and its explanation differ in {name}"
    key = told["pieces"][0]["key"] if "pieces" in told else told["key"]
    if tie_text(Tie(key["tie"]), told["pool"], told["member"]) != told["rounding"]["tie_value"]:
        yield "the tie-break is not that of the pool and the member"


def _whole(holder: Mapping[str, Any], rows: list[dict[str, Any]]) -> list[str]:
    """What is wrong with the sums, the hashes and the pools, if the shares themselves are right."""
    if not all(row["verified"] for row in rows):
        return []
    try:
        return [*_sums(holder, rows), *_hashes(holder), *_pools(_told(holder))]
    except (*UNREADABLE, ValueError):
        return ["the document cannot be read"]


def _told(holder: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [row["explanation"] for row in _rows(holder)]


def _sums(holder: Mapping[str, Any], rows: list[dict[str, Any]]) -> Iterator[str]:
    if "total_cents" in holder and holder["total_cents"] != sum(row["cents"] for row in rows):
        yield "the total is not the sum of the shares"
    if "member" in holder and any(row["member"] != holder["member"] for row in rows):
        yield "a share belongs to another member"
    if len({(row["pool"], row["member"]) for row in rows}) < len(rows):
        yield "a share is there twice"
    if "totals" in holder:
        totals = dict.fromkeys(holder["totals"], 0)
        for row in rows:
            totals[row["member"]] += row["cents"]
        if totals != holder["totals"]:
            yield "the members' totals are not the sums of their shares"


def _hashes(holder: Mapping[str, Any]) -> Iterator[str]:
    told = _told(holder)
    for name in ("inputs_sha256", "output_sha256"):
        hashes = {one["hashes"][name] for one in told if "hashes" in one}
        hashes |= {holder[name]} if name in holder else set()
        if len(hashes) > 1:
            yield f"not everything has the same {name}"
    if {"totals", "output_sha256"} <= set(holder):  # a whole result
        bare = {name: value for name, value in holder.items() if name != "output_sha256"}
        bare["shares"] = [
            {name: value for name, value in row.items() if name != "explanation"}
            for row in holder["shares"]
        ]
        if fingerprint(bare) != holder["output_sha256"]:
            yield "the output hash is not that of the result"


def _pools(told: list[dict[str, Any]]) -> Iterator[str]:
    """Pools of which every share is there: the sum, and who got the spare cents."""
    by_pool: dict[str, list[dict[str, Any]]] = {}
    for one in told:
        by_pool.setdefault(one["pool"], []).append(one)
    for name, shares in sorted(by_pool.items()):
        roundings = [share["rounding"] for share in shares]
        if len(shares) != roundings[0]["of"]:
            continue
        reserve = shares[0].get("reserve_cents", 0)
        if sum(share["cents"] for share in shares) + reserve != shares[0]["amount_cents"]:
            yield f"the shares of {name} do not sum to it"
        if roundings[0]["method"] == Rounding.LARGEST_REMAINDER and not _ranked(roundings):
            yield f"the spare cents of {name} did not go to the largest remainders"


def _ranked(roundings: list[dict[str, Any]]) -> bool:
    fractions = [fraction_of(one["fraction"]) for one in roundings]
    order = {value: place for place, value in enumerate(sorted(set(fractions)))}
    ties = [one["tie_value"] for one in roundings]
    expected = ranks([order[value] for value in fractions], ties.__getitem__)
    spare = sum(fractions, Fraction(0)) // 1
    return all(
        one["rank"] == rank and one["spare_cents"] == spare
        for one, rank in zip(roundings, expected, strict=True)
    )
