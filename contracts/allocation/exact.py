"""Ground floor. Exact fractions as texts "p/q", however long, and as decimals for the eye.

Python refuses to turn whole numbers of more than some thousands of digits into text or back, so
that nobody stalls a server with them. Exact shares of many segments may be longer; they are
written and read here in pieces.
"""

import re
from fractions import Fraction

DECIMALS = 6
_PIECE = 4000
_FRACTION = re.compile(r"(-?[0-9]+)(?:/([0-9]+))?")


def whole_text(number: int) -> str:
    """A whole number in decimal digits."""
    return f"-{_digits(-number)}" if number < 0 else _digits(number)


def _digits(number: int) -> str:
    if number.bit_length() < 3 * _PIECE:
        return str(number)
    half = number.bit_length() * 3 // 20  # about half of its digits
    ten: int = 10**half
    upper, lower = divmod(number, ten)
    return _digits(upper) + _digits(lower).zfill(half)


def fraction_text(numerator: int, denominator: int = 1) -> str:
    """A fraction in lowest terms: "p/q", or "p" when it is whole."""
    value = Fraction(numerator, denominator)
    top = whole_text(value.numerator)
    return top if value.denominator == 1 else f"{top}/{whole_text(value.denominator)}"


def text_of(value: Fraction | int) -> str:
    """A fraction in lowest terms: "p/q", or "p" when it is whole."""
    return fraction_text(value.numerator, value.denominator)


def plain(value: Fraction) -> int | str:
    """A whole number as itself, another one as its text: for errors."""
    return value.numerator if value.denominator == 1 else text_of(value)


def fraction_of(text: str) -> Fraction:
    """The fraction that `fraction_text` has written. Raises ValueError for any other text."""
    found = _FRACTION.fullmatch(text) if isinstance(text, str) else None
    if not found:
        raise ValueError("not an exact fraction")
    top, bottom = found.group(1), found.group(2) or "1"
    sign = -1 if top.startswith("-") else 1
    denominator = _whole(bottom)
    if not denominator:
        raise ValueError("not an exact fraction")
    return Fraction(sign * _whole(top.lstrip("-")), denominator)


def _whole(digits: str) -> int:
    if len(digits) <= _PIECE:
        return int(digits)
    half = len(digits) // 2
    ten: int = 10**half
    return _whole(digits[:-half]) * ten + _whole(digits[-half:])


def decimal_text(value: Fraction, places: int = DECIMALS) -> str:
    """A fraction as a decimal text, cut (not rounded) after `places` digits."""
    whole, rest = divmod(abs(value.numerator), value.denominator)
    digits = str(rest * 10**places // value.denominator).zfill(places)
    return f"{'-' if value < 0 else ''}{whole_text(whole)}.{digits}"
