"""Ground floor. The Finnish business ID (Y-tunnus): read what people type, write it one way."""

import re

from stdnum.fi import ytunnus

from core.language import N_

MAX_TYPED = 40
DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")

NOT_A_BUSINESS_ID = N_(
    "A business ID has seven digits, a hyphen and a check digit, for example 0182779-8."
)
WRONG_CHECK_DIGIT = N_(
    "The check digit of the business ID does not match. Look for a mistyped digit."
)


class BadBusinessId(ValueError):
    """What was typed is no Y-tunnus; the text says why, for the person who typed it."""


def business_id(typed: str) -> str:
    """The canonical form `0182779-8` of what somebody typed.

    Takes the forms people copy from elsewhere: without the hyphen, with spaces or another dash,
    as a VAT number (`FI01827798`), and the short numbers of old registers (`182779-8`).
    Check digit: weights 7, 9, 10, 5, 8, 4, 2, modulo 11 (Finnish Tax Administration,
    "Y-tunnuksen tarkistusmerkin laskenta"). Raises BadBusinessId.
    """
    if len(typed) > MAX_TYPED:
        raise BadBusinessId(NOT_A_BUSINESS_ID)
    plain = re.sub(r"\s", "", typed).upper().removeprefix("FI").translate(DASHES)
    if not re.fullmatch(r"\d{7}-?\d|\d{6}-\d", plain, re.ASCII):
        raise BadBusinessId(NOT_A_BUSINESS_ID)
    digits = plain.replace("-", "").rjust(8, "0")
    if int(digits) == 0:  # passes the arithmetic, belongs to nobody
        raise BadBusinessId(NOT_A_BUSINESS_ID)
    if not ytunnus.is_valid(digits):
        raise BadBusinessId(WRONG_CHECK_DIGIT)
    return ytunnus.format(digits)


def is_business_id(text: str) -> bool:
    """True when `text` is a business ID in its canonical form."""
    try:
        return business_id(text) == text
    except BadBusinessId:
        return False
