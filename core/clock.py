"""Ground floor. The only place that asks what time it is, so tests can answer.

Stored time is UTC; people read Europe/Helsinki.
"""

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
