"""Ground floor. The only place that asks what time it is, so tests can answer.

Stored time is UTC; people read Europe/Helsinki.
"""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def helsinki(at: datetime) -> datetime:
    """An aware moment as the clock on a Finnish wall shows it."""
    return at.astimezone(HELSINKI)


def day_of(at: datetime) -> date:
    """The Finnish calendar day of an aware moment."""
    return helsinki(at).date()


def today() -> date:
    """The Finnish calendar day now."""
    return day_of(now())


def parse_day(typed: str) -> date | None:
    """21.11.2026 or 2026-11-21 as a date between 1900 and 2200; anything else is None."""
    if found := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})", typed, re.ASCII):
        d, m, y = (int(part) for part in found.groups())
    elif found := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", typed, re.ASCII):
        y, m, d = (int(part) for part in found.groups())
    else:
        return None
    try:
        return date(y, m, d) if 1900 <= y <= 2200 else None
    except ValueError:
        return None
