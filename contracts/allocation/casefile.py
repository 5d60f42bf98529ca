"""Ground floor. The case file: JSON values in, a validated case out, and the way to an answer.

Unknown fields, floats and repeated names are errors with codes; nothing is guessed and nothing is
dropped.
"""

from collections.abc import Mapping
from typing import Any

from contracts.allocation.canonical import fingerprint
from contracts.allocation.engine import allocate, as_json
from contracts.allocation.inputs import ALGORITHM, EQUAL, Case
from contracts.allocation.keyfile import read_keys
from contracts.allocation.poolfile import read_pools
from contracts.allocation.reading import (
    fields_of,
    known,
    mapping_of,
    period_of,
    presences_of,
    whole_of,
)
from contracts.allocation.refusals import CaseRefused, Refusal
from core.language import N_


def solve(document: Any, *, explained: bool = False) -> dict[str, Any]:
    """The answer to one case. Raises CaseRefused when it is invalid or cannot be solved."""
    case = read_case(document)
    return as_json(allocate(case), _fingerprint(document), explained=explained)


def _fingerprint(document: Any) -> str:
    """Where a case comes from may be told in any depth that can be written down again."""
    try:
        return fingerprint(document)
    except RecursionError:
        raise CaseRefused(
            Refusal.BAD_VALUE,
            N_("%(place)s must be %(wanted)s."),
            place="sources",
            wanted="shallow",
        ) from None


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
    keys = read_keys(given["keys"], drivers, members)
    pools = read_pools(given["pools"], keys, members)
    sources = _sources(given.get("sources", {}))
    return Case(start, end, members, drivers, keys, pools, sources)


def _driver(name: str, values: Mapping[str, Any], members: Mapping[str, Any]) -> dict[str, int]:
    if name == EQUAL:
        raise CaseRefused(
            Refusal.DUPLICATE_ID, N_("“%(name)s” is built in; choose another name."), name=name
        )
    numbers = {m: whole_of(value, f"drivers.{name}.{m}") for m, value in values.items()}
    known(Refusal.UNKNOWN_MEMBER, set(numbers), set(members), f"drivers.{name}")
    below = sorted(member for member, number in numbers.items() if number < 0)
    if below:
        raise CaseRefused(
            Refusal.NEGATIVE_WEIGHT,
            N_("The number “%(driver)s” is below zero for %(members)s."),
            driver=name,
            members=below,
        )
    return numbers


def _sources(value: Any) -> dict[str, Mapping[str, Any]]:
    """Where keys and drivers come from: our addition to the file, only carried along."""
    given = fields_of(value, "sources", required=set(), optional={"drivers", "keys", "pools"})
    return {name: mapping_of(rows, f"sources.{name}") for name, rows in given.items()}
