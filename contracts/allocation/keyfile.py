"""Ground floor. The keys of a case file: read strictly, refused with a code."""

from collections.abc import Mapping
from typing import Any

from contracts.allocation.inputs import (
    EQUAL,
    Key,
    OnInfeasible,
    Part,
    Proration,
    Rounding,
    Tie,
)
from contracts.allocation.reading import (
    choice_of,
    fields_of,
    known,
    list_of,
    mapping_of,
    name_of,
    whole_of,
)
from contracts.allocation.refusals import CaseRefused, Refusal
from core.language import N_

OPTIONAL = {
    "fixed_amounts",
    "floors",
    "caps",
    "proration",
    "rounding",
    "tie",
    "on_infeasible",
    "on_zero_weight",
}
ERROR = "error"


def read_keys(value: Any, drivers: Mapping[str, Any], members: Mapping[str, Any]) -> dict[str, Key]:
    """The keys by name. Raises CaseRefused: BAD_KEY, BAD_BOUNDS, UNKNOWN_DRIVER and others."""
    keys = {
        name: _key(name, given, drivers, members)
        for name, given in mapping_of(value, "keys").items()
    }
    for key in keys.values():
        _demand_an_end(key, keys)
    return keys


def _key(name: str, value: Any, drivers: Mapping[str, Any], members: Mapping[str, Any]) -> Key:
    place = f"keys.{name}"
    given = fields_of(value, place, required={"parts"}, optional=OPTIONAL)
    parts = tuple(
        _part(part, f"{place}.parts") for part in list_of(given["parts"], f"{place}.parts")
    )
    known(Refusal.UNKNOWN_DRIVER, {part.driver for part in parts}, {EQUAL, *drivers}, place)
    if not any(part.share for part in parts):
        raise CaseRefused(
            Refusal.BAD_KEY, N_("The parts of the key “%(key)s” add up to zero."), key=name
        )
    fixed, floors, caps = (
        _cents(given.get(field, {}), f"{place}.{field}", members)
        for field in ("fixed_amounts", "floors", "caps")
    )
    for lower in (fixed, floors):
        if crossed := sorted(m for m in lower if m in caps and lower[m] > caps[m]):
            raise CaseRefused(
                Refusal.BAD_BOUNDS,
                N_("The floor or the fixed amount is above the cap of %(members)s."),
                key=name,
                members=crossed,
            )
    fallback = name_of(given.get("on_zero_weight", ERROR), f"{place}.on_zero_weight")
    return Key(
        name,
        parts,
        choice_of(Proration, given.get("proration", "day_by_day"), f"{place}.proration"),
        choice_of(Tie, given.get("tie", "hash"), f"{place}.tie"),
        choice_of(Rounding, given.get("rounding", "largest_remainder"), f"{place}.rounding"),
        fixed,
        floors,
        caps,
        choice_of(OnInfeasible, given.get("on_infeasible", ERROR), f"{place}.on_infeasible"),
        None if fallback == ERROR else fallback,
    )


def _part(value: Any, place: str) -> Part:
    given = fields_of(value, place, required={"share", "driver"})
    return Part(share_of(given["share"], place), name_of(given["driver"], f"{place}.driver"))


def share_of(value: Any, place: str) -> int:
    """A relative share: a whole number, zero or more."""
    share = whole_of(value, f"{place}.share")
    if share < 0:
        raise CaseRefused(
            Refusal.BAD_KEY, N_("A part of a key is below zero: %(share)s."), share=share
        )
    return share


def _cents(value: Any, place: str, members: Mapping[str, Any]) -> dict[str, int]:
    """Cents by member. Raises CaseRefused: BAD_BOUNDS for cents below zero, UNKNOWN_MEMBER."""
    cents = {
        member: whole_of(number, f"{place}.{member}")
        for member, number in mapping_of(value, place).items()
    }
    known(Refusal.UNKNOWN_MEMBER, set(cents), set(members), place)
    if below := sorted(member for member, number in cents.items() if number < 0):
        raise CaseRefused(
            Refusal.BAD_BOUNDS,
            N_("%(place)s is below zero for %(members)s: bounds have no sign."),
            place=place,
            members=below,
        )
    return cents


def _demand_an_end(key: Key, keys: Mapping[str, Key]) -> None:
    """Falling back from key to key must end. Raises CaseRefused: UNKNOWN_KEY, BAD_KEY."""
    seen = {key.id}
    while key.fallback is not None:
        known(Refusal.UNKNOWN_KEY, {key.fallback}, set(keys), f"keys.{key.id}")
        if key.fallback in seen:
            raise CaseRefused(
                Refusal.BAD_KEY, N_("The key “%(key)s” falls back on itself."), key=key.fallback
            )
        seen.add(key.fallback)
        key = keys[key.fallback]
