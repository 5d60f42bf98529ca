"""Ground floor. Changes of a scenario as short texts for an address, and back.

leave:0208589-8:2028-01-01 · join:0203026-2:2027-08-01:1200:9800 (learners, population) ·
number:learners:0124610-9:2028-01-01:5000 · amount:P-2027-01:2028-01-01:120000000 (cents) ·
mix:YHT-20-80/1:2028-01-01:30:learners (hundredths equally, the rest by)
"""

from collections.abc import Callable, Sequence
from datetime import date

from contracts.allocation.scenario import Amount, Change, Join, Leave, Mix, Number
from core.clock import parse_day
from core.errors import RuleBroken
from core.language import N_

MOST_CENTS = 10**13
MOST_NUMBER = 10**7


def to_text(change: Change) -> str:
    """The change as a text that `from_text` reads back to an equal change."""
    match change:
        case Join():
            words = ["join", change.member, str(change.day), *_numbers(change)]
        case Leave():
            words = ["leave", change.member, str(change.day)]
        case Number():
            words = ["number", change.driver, change.member, str(change.day), str(change.value)]
        case Amount():
            words = ["amount", change.pool, str(change.day), str(change.cents)]
        case Mix():
            words = ["mix", change.key, str(change.day), str(change.equal), change.driver]
    return ":".join(words)


def from_text(text: str) -> Change:
    """The change that a text stands for. Raises RuleBroken when it stands for none."""
    kind, *words = text.split(":")
    try:
        return READERS[kind](words)
    except (KeyError, ValueError):
        raise RuleBroken(
            N_("This is no change that can be calculated: %(text)s"), text=text[:80]
        ) from None


def _join(words: Sequence[str]) -> Join:
    member, day, learners, population = words
    count = _number(learners)
    numbers = (("learners", count), ("active_users", count), ("population", _number(population)))
    return Join(member, _day(day), numbers)


def _numbers(change: Join) -> list[str]:
    numbers = dict(change.numbers)
    return [str(numbers["learners"]), str(numbers["population"])]


def _leave(words: Sequence[str]) -> Leave:
    member, day = words
    return Leave(member, _day(day))


def _number_of(words: Sequence[str]) -> Number:
    driver, member, day, value = words
    return Number(driver, member, _day(day), _number(value))


def _amount(words: Sequence[str]) -> Amount:
    pool, day, cents = words
    amount = int(cents)
    if not cents.lstrip("-").isascii() or abs(amount) > MOST_CENTS:
        raise ValueError(cents)
    return Amount(pool, _day(day), amount)


def _mix(words: Sequence[str]) -> Mix:
    key, day, equal, driver = words
    return Mix(key, _day(day), _number(equal, 100), driver)


def _day(text: str) -> date:
    found = parse_day(text)
    if found is None:
        raise ValueError(text)
    return found


def _number(text: str, most: int = MOST_NUMBER) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) <= most):
        raise ValueError(text)
    return int(text)


READERS: dict[str, Callable[[Sequence[str]], Change]] = {
    "join": _join,
    "leave": _leave,
    "number": _number_of,
    "amount": _amount,
    "mix": _mix,
}
