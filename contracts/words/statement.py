"""Top floor. A statement in sentences that a councillor understands, made from the explanations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from contracts.models.run import Share
from contracts.states.driver import Driver
from contracts.words.periods import exact_euros, share_percent
from core.locale import day, euros, named, number
from core.speech import _, ngettext

Explanation = Mapping[str, Any]


@dataclass(frozen=True)
class Paragraph:
    """How the pools that share a key are shared: their names and the sentences about them."""

    pools: tuple[str, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Stretch:
    """Days with the same members: what the member's shares of all pools grew by, exactly."""

    start: date
    end: date
    days: int
    members: int
    cents: Fraction


@dataclass(frozen=True)
class Rounding:
    """How one exact share became whole cents, in a sentence and its figures."""

    pool: str
    exact: str
    sentence: str
    cents: int


def paragraphs(shares: Sequence[Share], name: str) -> list[Paragraph]:
    """One paragraph per way of sharing, in the order of the rows."""
    groups: dict[str, list[Share]] = {}
    for share in shares:
        told = share.explanation
        last = told["segments"][-1] if told["segments"] else {}
        alike = f"{told['key']['id']} {last.get('members')} {last.get('end')}"
        groups.setdefault(alike, []).append(share)
    return [
        Paragraph(
            tuple(named(share.pool) for share in group),
            tuple(_sentences(group[0].explanation, name)),
        )
        for group in groups.values()
    ]


def _sentences(told: Explanation, name: str) -> list[str]:
    if not told["segments"]:
        return [_("%(name)s was not a member on any day of the period.", name=name)]
    last = told["segments"][-1]
    return [_part(part, last["members"], name) for part in last["parts"]]


def _part(part: Mapping[str, Any], members: int, name: str) -> str:
    share = share_percent(
        part["share"], part["of"], 0 if 100 * part["share"] % part["of"] == 0 else 2
    )
    mine = share_percent(part["value"], part["total"], 1)
    facts = {
        "share": share,
        "name": name,
        "value": number(part["value"]),
        "total": number(part["total"]),
        "percent": mine,
    }
    match Driver(part["driver"]):
        case Driver.EQUAL:
            return ngettext(
                "%(share)s of the amount is carried by the only member.",
                "%(share)s of the amount is shared equally among %(num)s members.",
                members,
                **facts,
            )
        case Driver.LEARNERS:
            return _(
                "%(share)s is shared by the number of learners. %(name)s has %(value)s learners "
                "of %(total)s, which is %(percent)s.",
                **facts,
            )
        case Driver.ACTIVE_USERS:
            return _(
                "%(share)s is shared by the number of active users. %(name)s has %(value)s active "
                "users of %(total)s, which is %(percent)s.",
                **facts,
            )
        case Driver.POPULATION:
            return _(
                "%(share)s is shared by the official population. %(name)s has %(value)s "
                "inhabitants of %(total)s, which is %(percent)s.",
                **facts,
            )


def stretches(shares: Sequence[Share]) -> list[Stretch]:
    """The stretches of days over all pools, in order, with the members of the fullest pool."""
    rows: dict[tuple[str, str], tuple[int, int, Fraction]] = {}
    for share in shares:
        for segment in share.explanation["segments"]:
            place = (segment["start"], segment["end"])
            _days, members, cents = rows.get(place, (0, 0, Fraction(0)))
            rows[place] = (
                segment["days"],
                max(members, segment["members"]),
                cents + Fraction(segment["exact"]),
            )
    return [
        Stretch(date.fromisoformat(start), date.fromisoformat(end), days, members, cents)
        for (start, end), (days, members, cents) in sorted(rows.items())
    ]


def days_here(shares: Sequence[Share]) -> tuple[int, int]:
    """On how many days of how many the member was there."""
    if not shares:
        return 0, 0
    told = shares[0].explanation
    return sum(segment["days"] for segment in told["segments"]), told["days"]


def presence_sentence(shares: Sequence[Share], name: str) -> str:
    """Whether the member was there all the time, and what that means for the share."""
    here, days = days_here(shares)
    if here == days:
        return _(
            "%(name)s was a member all the time. Others came or left, so the period is shared in "
            "stretches: each day's cost is carried by the members of that day.",
            name=name,
        )
    return _(
        "%(name)s was a member on %(here)s of %(days)s days and pays only for those days.",
        name=name,
        here=here,
        days=days,
    )


def roundings(shares: Sequence[Share]) -> list[Rounding]:
    """How each row was rounded."""
    return [
        Rounding(
            named(share.pool),
            exact_euros(Fraction(share.explanation["exact"])),
            _rounding_sentence(share.explanation["rounding"]),
            share.cents,
        )
        for share in shares
    ]


def _rounding_sentence(told: Mapping[str, Any]) -> str:
    floor = euros(told["sign"] * told["floor_cents"])
    if told["spare_cents"] == 0:
        return _("The exact share is whole cents: nothing was rounded.")
    facts = {"floor": floor, "rank": told["rank"], "of": told["of"]}
    spare = ngettext(
        "Whole cents came to %(floor)s. One cent was left over for the largest remainder.",
        "Whole cents came to %(floor)s. %(num)s cents were left over for the largest remainders.",
        told["spare_cents"],
        **facts,
    )
    if told["got_spare"]:
        rank = _("This remainder was number %(rank)s of %(of)s, so one cent was added.", **facts)
    else:
        rank = _("This remainder was number %(rank)s of %(of)s, so no cent was added.", **facts)
    if not told["tied"]:
        return f"{spare} {rank}"
    tie = ngettext(
        "One other member had the same remainder; the order between them follows a hash of the "
        "pool and the member, which favours nobody.",
        "%(num)s other members had the same remainder; the order among them follows a hash of the "
        "pool and the member, which favours nobody.",
        told["tied"],
    )
    return f"{spare} {rank} {tie}"


def driver_sources(shares: Sequence[Share]) -> list[tuple[Driver, Mapping[str, Any]]]:
    """Each number the statement counts with: the driver, its value and where it comes from."""
    found: dict[str, Mapping[str, Any]] = {}
    for share in shares:
        told = share.explanation
        for segment in told["segments"]:
            for part in segment["parts"]:
                if part["driver"] != Driver.EQUAL:
                    source = told["drivers"].get(part["driver"], {})
                    counted = day(date.fromisoformat(source["as_of"])) if source else ""
                    found[part["driver"]] = {**source, "value": part["value"], "day": counted}
    return [(Driver(driver), row) for driver, row in sorted(found.items())]


def learners_of(shares: Sequence[Share]) -> int | None:
    """The member's number of learners, when the statement counts with it."""
    rows = dict(driver_sources(shares))
    return int(rows[Driver.LEARNERS]["value"]) if Driver.LEARNERS in rows else None


def fixed_share(shares: Sequence[Share]) -> int | None:
    """The equal part of the largest cost's key in per cent, when the rest follows learners.

    With cost = fixed + v per learner the Shapley value is fixed/n + v·learners, so such a key is
    fair exactly when that part of the cost is fixed.
    """
    costs = [share for share in shares if share.explanation["amount_cents"] > 0]
    if not costs:
        return None
    largest = max(costs, key=lambda share: int(share.explanation["amount_cents"]))
    parts = {part["driver"]: part["share"] for part in largest.explanation["key"]["parts"]}
    if set(parts) != {Driver.EQUAL.value, Driver.LEARNERS.value}:
        return None
    percent = Fraction(100 * parts[Driver.EQUAL.value], sum(parts.values()))
    return int(percent) if percent.denominator == 1 else None
