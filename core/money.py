"""Ground floor. Money is a whole number of euro cents, always, everywhere."""

import re
from typing import NewType

Cents = NewType("Cents", int)

NBSP = "\u00a0"
MINUS = "\u2212"
MAX_CENTS = 100_000_000_000_00
"""A hundred milliard euros: more than any municipality moves, less than a 64-bit integer holds."""


def parse_euros(text: str) -> Cents:
    """Read what a Finn types: '1 234,50', '1234.5', '−12 €'. Never passes through a float.

    Raises ValueError for anything else: exponents, 'NaN', thousands points, three decimals,
    letters of other scripts, or more than MAX_CENTS.
    """
    plain = re.sub(r"[\s€]", "", text).replace(MINUS, "-")
    if len(plain) > 20 or not re.fullmatch(r"-?\d+([.,]\d{1,2})?", plain, re.ASCII):
        raise ValueError("not an amount in euros")
    euros, _, cents = plain.replace(",", ".").partition(".")
    value = int(euros + cents.ljust(2, "0"))
    if abs(value) > MAX_CENTS:
        raise ValueError("too large an amount")
    return Cents(value)


def format_euros(cents: int, *, decimals: bool = True, sign: bool = False) -> str:
    """Write what a Finn reads: 1 234,50 € with no-break spaces and a real minus sign.

    Without `decimals` the amount is rounded half up to whole euros; with `sign` a gain says '+'.
    """
    euros, rest = divmod(abs(cents) if decimals else (abs(cents) + 50) // 100 * 100, 100)
    lead = MINUS if cents < 0 else "+" if sign and cents > 0 else ""
    tail = f",{rest:02d}" if decimals else ""
    return f"{lead}{group_thousands(euros)}{tail}{NBSP}€"


def type_euros(cents: int) -> str:
    """An amount as a person would type it into a field: 1234,50."""
    euros, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{euros},{rest:02d}"


def group_thousands(number: int) -> str:
    """1234567 as '1 234 567' with no-break spaces."""
    text = f"{abs(number):,}".replace(",", NBSP)
    return f"{MINUS}{text}" if number < 0 else text
