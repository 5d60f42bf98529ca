"""Ground floor. Reference numbers: the Finnish one (7-3-1) and its international form (RF).

Source of the Finnish number: Finance Finland, "Reference number and its check digit": 4 to 20
digits, the last one a check digit. Source of the RF form: ISO 11649, "RF", two check digits by
ISO 7064 modulo 97, then the Finnish number.
"""

import re
from itertools import cycle

SHORTEST, LONGEST = 4, 20  # digits, the check digit included


def check_digit(base: str) -> str:
    """The digit that follows `base`: what lifts the weighted sum to the next full ten."""
    weighted = zip(reversed(base), cycle((7, 3, 1)), strict=False)
    return str(-sum(int(digit) * weight for digit, weight in weighted) % 10)


def build(base: int) -> str:
    """The reference number of a positive whole number of 3 to 19 digits: 123456 gives 1234561.

    Raises ValueError when the number is too short or too long to carry one.
    """
    digits = str(base)
    if base <= 0 or not SHORTEST <= len(digits) + 1 <= LONGEST:
        raise ValueError(f"no reference number can be made of {base}")
    return digits + check_digit(digits)


def is_valid(reference: str) -> bool:
    """Whether a number as somebody typed it (spaces, leading zeros) has the right check digit."""
    digits = plain(reference)
    if not re.fullmatch(r"\d{4,20}", digits, re.ASCII):
        return False
    return check_digit(digits[:-1]) == digits[-1]


def plain(reference: str) -> str:
    """Without spaces and leading zeros, as banks send it."""
    return re.sub(r"\s", "", reference).lstrip("0")


def in_groups(reference: str) -> str:
    """In groups of five counted from the right, as invoices print it: 12 34561."""
    first = len(reference) % 5
    groups = [reference[:first], *(reference[i : i + 5] for i in range(first, len(reference), 5))]
    return " ".join(group for group in groups if group)


def international(reference: str) -> str:
    """The RF form of a Finnish reference number: 1234561 gives RF341234561.

    Raises ValueError when the Finnish number is wrong.
    """
    if not is_valid(reference):
        raise ValueError(f"not a Finnish reference number: {reference!r}")
    digits = plain(reference)
    as_number = int(f"{digits}271500")  # R = 27, F = 15, check digits still 00
    return f"RF{98 - as_number % 97:02d}{digits}"


def international_in_groups(reference: str) -> str:
    """In groups of four from the left, as ISO 11649 prints it: RF34 1234 561."""
    return " ".join(reference[i : i + 4] for i in range(0, len(reference), 4))
