"""Top floor. Periods, parts and percentages as people read them."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

from contracts.states.driver import Driver
from core.locale import day, number
from core.money import NBSP
from core.speech import _
from core.words import word


def period(start: date, end: date) -> str:
    """2027 for a whole calendar year, otherwise 1.7.2026–31.12.2026."""
    if (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year:
        return str(start.year)
    return f"{day(start)}–{day(end)}"


def share_percent(part: int | Fraction, whole: int, decimals: int = 2) -> str:
    """What part of the whole, rounded half up: 10,30 %. Zero of nothing is a dash."""
    if not whole:
        return "–"
    scaled = Fraction(part) / whole * 100 * 10**decimals
    digits = int(scaled + Fraction(1, 2)) if scaled >= 0 else -int(-scaled + Fraction(1, 2))
    units, rest = divmod(abs(digits), 10**decimals)
    sign = "\u2212" if digits < 0 else ""
    tail = f",{rest:0{decimals}d}" if decimals else ""
    return f"{sign}{number(units)}{tail}{NBSP}%"


def exact_euros(exact: Fraction, decimals: int = 6) -> str:
    """An exact number of cents as euros with more decimals than money has, cut and not rounded."""
    digits = abs(exact.numerator) * 10 ** (decimals - 2) // exact.denominator
    units, rest = divmod(digits, 10**decimals)
    sign = "\u2212" if exact < 0 else ""
    return f"{sign}{number(units)},{rest:0{decimals}d}{NBSP}€"


def part_rows(parts: Sequence[Mapping[str, Any]]) -> list[tuple[Driver, str]]:
    """The parts of a key: what each follows and its part of the whole in per cent."""
    whole = sum(part["share"] for part in parts)
    rows = []
    for part in parts:
        exact = Fraction(100 * part["share"], whole)
        rows.append((Driver(part["driver"]), share_percent(exact, 100, _decimals(exact))))
    return rows


def _decimals(percent: Fraction) -> int:
    return 0 if percent.denominator == 1 else 2


def key_in_words(parts: Sequence[Mapping[str, Any]]) -> str:
    """A key in short: “20 % equal parts, 80 % learners”."""
    return ", ".join(
        _("%(percent)s %(driver)s", percent=share, driver=word(driver).lower())
        for driver, share in part_rows(parts)
    )


def part_sentence(driver: Driver, share: str) -> str:
    """One part of a key as a sentence."""
    match driver:
        case Driver.EQUAL:
            return _("%(share)s is shared in equal parts among the members.", share=share)
        case Driver.LEARNERS:
            return _("%(share)s is shared by the number of learners.", share=share)
        case Driver.ACTIVE_USERS:
            return _("%(share)s is shared by the number of active users.", share=share)
        case Driver.POPULATION:
            return _("%(share)s is shared by the official population.", share=share)
