"""Ground floor. Money of any currency in words: what arrives is not always euros."""

from billing.gateway import CURRENCY
from core.money import MINUS, NBSP, format_euros, group_thousands

WITHOUT_HUNDREDTHS = frozenset(
    {"bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga"}
    | {"pyg", "rwf", "ugx", "vnd", "vuv", "xaf", "xof", "xpf"}
)
"""Currencies whose smallest unit is the whole one (Stripe, "Zero-decimal currencies")."""


def format_money(units: int, currency: str) -> str:
    """Smallest units of a currency as people read them: 1 234,50 € or 1 234,50 SEK."""
    if currency == CURRENCY:
        return format_euros(units)
    name = currency.upper() or "?"
    if currency in WITHOUT_HUNDREDTHS:
        return f"{group_thousands(units)}{NBSP}{name}"
    whole, rest = divmod(abs(units), 100)
    sign = MINUS if units < 0 else ""
    return f"{sign}{group_thousands(whole)},{rest:02d}{NBSP}{name}"
