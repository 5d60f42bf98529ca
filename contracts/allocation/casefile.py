"""Ground floor. The case file: JSON in, a validated case out, and the whole way to an answer.

Unknown fields, floats, repeated names and features this engine does not have yet are errors with
codes; nothing is guessed and nothing is dropped.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from contracts.allocation.canonical import fingerprint
from contracts.allocation.engine import allocate, as_json
from contracts.allocation.inputs import (
    ALGORITHM,
    EQUAL,
    Case,
    Key,
    Part,
    Pool,
    PoolKind,
    Proration,
    Tie,
)
from contracts.allocation.reading import (
    choice_of,
    fields_of,
    list_of,
    mapping_of,
    name_of,
    period_of,
    presences_of,
    whole_of,
)
from contracts.allocation.refusals import CaseRefused, Refusal
from core.language import N_

LATER_IN_KEY = {"fixed_amounts", "floors", "caps"}
LATER_IN_POOL = {"grant", "split"}


def _no_float(text: str) -> NoReturn:
    raise CaseRefused(
        Refusal.FLOAT,
        N_("%(text)s is not a whole number: give integers (1.181858 as 1181858)."),
        text=text,
    )


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    _once(name for name, _ in pairs)
    return dict(pairs)


def _once(names: Iterable[str]) -> None:
    if repeated := sorted(name for name, times in Counter(names).items() if times > 1):
        raise CaseRefused(
            Refusal.DUPLICATE_ID, N_("The same name is given twice: %(names)s."), names=repeated
        )


def read_json(text: str) -> Any:
    """A JSON text as values, strictly. Raises CaseRefused: BAD_JSON, FLOAT, DUPLICATE_ID."""
    try:
        return json.loads(
            text, parse_float=_no_float, parse_constant=_no_float, object_pairs_hook=_no_repeats
        )
    except (ValueError, RecursionError) as error:
        raise CaseRefused(
            Refusal.BAD_JSON, N_("The file is not JSON: %(reason)s."), reason=str(error)
        ) from None


def solve(document: Any, *, explained: bool = False) -> dict[str, Any]:
    """The answer to one case. Raises CaseRefused when it is invalid or cannot be solved."""
    case = read_case(document)
    return as_json(allocate(case), fingerprint(document), explained=explained)


def read_case(document: Any) -> Case:
    """A validated case from the values of a case file. Raises CaseRefused."""
    given = fields_of(
        document,
        "case",
        required={"alg", "period", "members", "drivers", "keys", "pools"},
        optional={"sources"},
    )
    if given["alg"] != ALGORITHM:
        raise CaseRefused(
            Refusal.UNKNOWN_ALGORITHM, N_("This engine is %(known)s."), known=ALGORITHM
        )
    start, end = period_of(given["period"])
    members = {
        name: presences_of(value, name)
        for name, value in mapping_of(given["members"], "members").items()
    }
    drivers = {
        name: _driver(name, mapping_of(values, f"drivers.{name}"), members)
        for name, values in mapping_of(given["drivers"], "drivers").items()
    }
    keys = {
        name: _key(name, value, drivers)
        for name, value in mapping_of(given["keys"], "keys").items()
    }
    pools = tuple(_pool(value, keys, members) for value in list_of(given["pools"], "pools"))
    _once(pool.id for pool in pools)
    sources = _sources(given.get("sources", {}))
    return Case(start, end, members, drivers, keys, pools, sources)


def _driver(name: str, values: Mapping[str, Any], members: Mapping[str, Any]) -> dict[str, int]:
    if name == EQUAL:
        raise CaseRefused(
            Refusal.DUPLICATE_ID, N_("“%(name)s” is built in; choose another name."), name=name
        )
    numbers = {m: whole_of(value, f"drivers.{name}.{m}") for m, value in values.items()}
    _known(Refusal.UNKNOWN_MEMBER, set(numbers), set(members), f"drivers.{name}")
    below = sorted(member for member, number in numbers.items() if number < 0)
    if below:
        raise CaseRefused(
            Refusal.NEGATIVE_WEIGHT,
            N_("The number “%(driver)s” is below zero for %(members)s."),
            driver=name,
            members=below,
        )
    return numbers


def _key(name: str, value: Any, drivers: Mapping[str, Any]) -> Key:
    place = f"keys.{name}"
    optional = {"proration", "rounding", "tie", "on_infeasible", "on_zero_weight"}
    given = fields_of(value, place, required={"parts"}, optional=optional | LATER_IN_KEY)
    _not_yet(given, LATER_IN_KEY, place)
    for field, only in (
        ("rounding", "largest_remainder"),
        ("on_infeasible", "error"),
        ("on_zero_weight", "error"),
    ):
        if given.get(field, only) != only:
            _not_yet(given, {field}, place)
    parts = tuple(
        _part(part, f"{place}.parts") for part in list_of(given["parts"], f"{place}.parts")
    )
    _known(Refusal.UNKNOWN_DRIVER, {part.driver for part in parts}, {EQUAL, *drivers}, place)
    if not any(part.share for part in parts):
        raise CaseRefused(
            Refusal.BAD_KEY, N_("The parts of the key “%(key)s” add up to zero."), key=name
        )
    return Key(
        name,
        parts,
        choice_of(Proration, given.get("proration", "day_by_day"), f"{place}.proration"),
        choice_of(Tie, given.get("tie", "hash"), f"{place}.tie"),
    )


def _part(value: Any, place: str) -> Part:
    given = fields_of(value, place, required={"share", "driver"})
    share = whole_of(given["share"], f"{place}.share")
    if share < 0:
        raise CaseRefused(
            Refusal.BAD_KEY, N_("A part of a key is below zero: %(share)s."), share=share
        )
    return Part(share, name_of(given["driver"], f"{place}.driver"))


def _pool(value: Any, keys: Mapping[str, Key], members: Mapping[str, Any]) -> Pool:
    given = fields_of(
        value,
        "pools",
        required={"id", "amount_cents"},
        optional={"kind", "key", "eligible"} | LATER_IN_POOL,
    )
    pool_id = name_of(given["id"], "pools.id")
    place = f"pools.{pool_id}"
    _not_yet(given, LATER_IN_POOL, place)
    if "key" not in given:
        raise CaseRefused(
            Refusal.MISSING_FIELD, N_("%(place)s lacks %(fields)s."), place=place, fields=["key"]
        )
    key = name_of(given["key"], f"{place}.key")
    _known(Refusal.UNKNOWN_KEY, {key}, set(keys), place)
    eligible = None
    if "eligible" in given:
        names = [
            name_of(one, f"{place}.eligible")
            for one in list_of(given["eligible"], f"{place}.eligible")
        ]
        eligible = frozenset(names)
        _known(Refusal.UNKNOWN_MEMBER, set(eligible), set(members), place)
    kind = choice_of(PoolKind, given.get("kind", "cost"), f"{place}.kind")
    return Pool(
        pool_id, kind, whole_of(given["amount_cents"], f"{place}.amount_cents"), key, eligible
    )


def _sources(value: Any) -> dict[str, Mapping[str, Any]]:
    """Where keys and drivers come from: our addition to the file, only carried along."""
    given = fields_of(value, "sources", required=set(), optional={"drivers", "keys", "pools"})
    return {name: mapping_of(rows, f"sources.{name}") for name, rows in given.items()}


def _known(code: Refusal, asked: set[str], known: set[str], place: str) -> None:
    if strangers := sorted(asked - known):
        raise CaseRefused(
            code,
            N_("%(place)s names what the case does not have: %(names)s."),
            place=place,
            names=strangers,
        )


def _not_yet(given: Mapping[str, Any], later: set[str], place: str) -> None:
    if used := sorted(later & set(given)):
        raise CaseRefused(
            Refusal.UNSUPPORTED,
            N_("%(place)s asks for what this engine cannot do yet: %(fields)s."),
            place=place,
            fields=used,
        )
