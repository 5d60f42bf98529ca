"""Ground floor. Writing the explanation of a share: enough to compute it again with nothing else.

Texts are codes and numbers; people get sentences from the web floor. What a line does not use
(bounds, grants, connected pools) is not mentioned in its explanations.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from contracts.allocation.exact import decimal_text, text_of
from contracts.allocation.inputs import ALGORITHM, EQUAL, Case, Key
from contracts.allocation.lines import Line, Piece, seat_limits
from contracts.allocation.rounding import Remainders, ranks, tie_text
from contracts.allocation.webster import Quotients
from contracts.allocation.weights import Span, value_of

Memory = dict[tuple[int, str], list[tuple[dict[str, Any], Fraction]]]
"""What has been told of weights and a member: its segments, and which part of the pool each is."""


def explain(case: Case, line: Line, memory: Memory) -> Iterator[dict[str, Any]]:
    """Everything behind each member's share of one line, in the order of the members' ids.

    Pools that share weights share what is told of them: `memory` keeps it while the lines live.
    """
    places = [{m: n for n, m in enumerate(piece.weights.members)} for piece in line.pieces]
    about = _about(case, line)
    roundings = _roundings(line)
    for number, member in enumerate(line.members):
        exact = Fraction(line.numerators[number], line.denominator)
        told = about | {
            "member": member,
            "cents": line.sign * line.rounded.cents[number],
            "exact": text_of(exact),
            "decimal": decimal_text(exact),
        }
        pieces = [
            _piece(case, line, piece, mine[member], memory)
            for piece, mine in zip(line.pieces, places, strict=True)
            if member in mine
        ]
        told |= {"flows": _flows(line), "pieces": pieces} if is_group(line) else pieces[0]
        yield told | {"rounding": next(roundings)}


def is_group(line: Line) -> bool:
    """Whether a line needs its flows told: connected pools, or a pool with several outlets."""
    return len(line.pools) > 1 or bool(line.pools[0].split)


def _about(case: Case, line: Line) -> dict[str, Any]:
    kinds = sorted({pool.kind.value for pool in line.pools})
    told: dict[str, Any] = {
        "alg": ALGORITHM,
        "pool": line.id,
        "kind": line.grant.kind.value if line.grant else "+".join(kinds),
        "amount_cents": line.amount_cents,
        "period": [case.start.isoformat(), case.end.isoformat()],
        "days": case.days,
    }
    if line.netted:
        told["gross_cents"] = line.amount_cents - sum(pool.amount_cents for pool in line.netted)
        told["grants"] = [
            {"pool": grant.id, "of": grant.grant.of, "amount_cents": grant.amount_cents}
            for grant in line.netted
            if grant.grant
        ]
    if line.grant and line.grant.grant:
        grant = line.grant.grant
        told["grant"] = {"of": grant.of, "mode": grant.mode.value, "capped": grant.capped}
    if line.reserve_cents:
        told["reserve_cents"] = line.reserve_cents
    return told


def _flows(line: Line) -> list[dict[str, Any]]:
    """What entered each connected pool, what passed through it, and where it went."""
    return [
        {
            "pool": pool.id,
            "own_cents": line.own[pool.id],
            "total": text_of(line.flows[pool.id]),
            "split": [
                {"share": outlet.share, "to": "key" if outlet.key else "pool"}
                | {"id": outlet.key or outlet.pool}
                for outlet in pool.outlets
                if outlet.share
            ],
        }
        for pool in line.pools
    ]


def _piece(case: Case, line: Line, piece: Piece, place: int, memory: Memory) -> dict[str, Any]:
    key, member = piece.key, piece.weights.members[place]
    used = {key.id: key} | {span.key.id: span.key for span in piece.weights.spans}
    told: dict[str, Any] = {"key": _key(case, key)}
    if is_group(line):
        told = {"pool": piece.pool.id, "amount": text_of(piece.amount)} | told
    if fallbacks := [_key(case, one) for one in used.values() if one is not key]:
        told["fallback_keys"] = fallbacks
    told["drivers"] = {
        part.driver: _driver_source(case, part.driver, member)
        for one in used.values()
        for part in one.parts
        if part.driver != EQUAL
    }
    shared = piece.amount
    if piece.bounded:
        shared = piece.sign * piece.bounded.rest
        told |= _bound(line, piece, place) | {"shared": text_of(shared)}
    about = (id(piece.weights), member)
    if about not in memory:
        memory[about] = [
            _segment(case, piece, span, member)
            for first, last in piece.weights.stays[member]
            for span in piece.weights.spans[first : last + 1]
        ]
    told["segments"] = [
        segment | {"exact": text_of(shared * part)} for segment, part in memory[about]
    ]
    return told


def _key(case: Case, key: Key) -> dict[str, Any]:
    return {
        "id": key.id,
        "parts": [{"share": part.share, "driver": part.driver} for part in key.parts],
        "proration": key.proration.value,
        "tie": key.tie.value,
    } | dict(case.sources.get("keys", {}).get(key.id, {}))


def _driver_source(case: Case, driver: str, member: str) -> dict[str, Any]:
    about = dict(case.sources.get("drivers", {}).get(driver, {}))
    values: Mapping[str, Any] = about.pop("values", {})
    return about | dict(values.get(member, {}))


def _bound(line: Line, piece: Piece, place: int) -> dict[str, Any]:
    """The fixed amount, the bounds above it, whether one binds, and what all bounds moved.

    Cents without the pool's sign. `level` is the amount that the weights share before clamping.
    """
    bounded = piece.bounded
    if bounded is None:
        return {}
    floor, cap = bounded.limits[place]
    number = Fraction(piece.weights.numerators[place], piece.weights.denominator)
    free, exact = bounded.level * number, Fraction(bounded.numerators[place], bounded.denominator)
    unbound = bounded.fixed[place] + bounded.rest * number
    binding = "floor" if floor > free else "cap" if cap is not None and cap < free else None
    told: dict[str, Any] = {
        "floor": text_of(floor),
        "cap": None if cap is None else text_of(cap),
        "level": text_of(bounded.level),
        "binding": binding,
        "unbound": text_of(unbound),
        "moved": text_of(exact - unbound),
    }
    if bounded.remedy:
        told["remedy"] = {
            "policy": bounded.remedy.policy.value,
            "code": bounded.remedy.code.value,
            "missing": text_of(bounded.remedy.missing),
            "factor": text_of(bounded.remedy.factor),
        }
    if line.own_costs is not None:
        told["own_cost_cents"] = line.own_costs.get(piece.weights.members[place], 0)
    fixed = {"fixed_cents": bounded.fixed[place], "fixed_total_cents": sum(bounded.fixed)}
    return fixed | {"bound": told}


def _segment(case: Case, piece: Piece, span: Span, member: str) -> tuple[dict[str, Any], Fraction]:
    """What is told of a member in a segment, and which part of the pool that is."""
    parts, weight = [], Fraction(0)
    factor = piece.weights.factors[member] if piece.weights.factors else None
    for part, total in zip(span.parts, span.totals, strict=True):
        value, whole = value_of(case, part.driver, member), span.key.total_share
        one = Fraction(part.share * value * (factor or 1), whole * total)
        weight += one
        row = {"share": part.share, "of": whole, "driver": part.driver}
        row |= {"value": value, "total": total, "weight": text_of(one)}
        parts.append(row if factor is None else row | {"times_days": factor})
    told: dict[str, Any] = {
        "start": span.segment.start.isoformat(),
        "end": span.segment.end.isoformat(),
        "days": span.segment.days,
        "members": span.count,
        "parts": parts,
        "weight": text_of(weight),
    }
    if span.key is not piece.key:
        told["fallback"] = span.key.id
    return told, weight * Fraction(span.segment.days, case.days)


def _roundings(line: Line) -> Iterator[dict[str, Any]]:
    """How each exact share became cents, told without the sign of the line."""
    about = {"method": line.key.rounding.value, "sign": line.sign, "of": len(line.members)}
    ties = [tie_text(line.key.tie, line.id, member) for member in line.members]
    if isinstance(line.rounded, Remainders):
        yield from _by_remainder(line.rounded, about, ties)
    else:
        yield from _by_quotient(line, line.rounded, about, ties)


def _by_remainder(
    rounded: Remainders, about: dict[str, Any], ties: list[str]
) -> Iterator[dict[str, Any]]:
    order = ranks(rounded.remainders, ties.__getitem__)
    for place, remainder in enumerate(rounded.remainders):
        yield about | {
            "spare_cents": rounded.spare_cents,
            "tied": rounded.tied[remainder] - 1,
            "floor_cents": rounded.floors[place],
            "fraction": text_of(Fraction(remainder, rounded.denominator)),
            "rank": order[place],
            "got_spare": rounded.cents[place] > rounded.floors[place],
            "tie_value": ties[place],
        }


def _by_quotient(
    line: Line, rounded: Quotients, about: dict[str, Any], ties: list[str]
) -> Iterator[dict[str, Any]]:
    fixed, least, most = seat_limits(line.pieces, len(line.members))
    last = rounded.last and {"quotient": text_of(rounded.last[0]), "tie_value": rounded.last[1]}
    for place, number in enumerate(line.numerators):
        floor, rest = divmod(line.sign * number, line.denominator)
        yield about | {
            "floor_cents": floor,
            "fraction": text_of(Fraction(rest, line.denominator)),
            "fixed_cents": fixed[place],
            "least_cents": least[place],
            "most_cents": most[place],
            "last_cent": last,
            "tie_value": ties[place],
        }
