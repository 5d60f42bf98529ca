"""Ground floor. Finnish banking days: when a due date can fall.

Banks in Finland move money on days that are neither Saturdays, Sundays, Finnish public holidays,
Christmas Eve, Midsummer Eve nor closing days of the euro payment system TARGET (1 January, Good
Friday, Easter Monday, 1 May, 25 and 26 December). A due date that falls on any other day moves
to the next banking day (Act on Calculating Statutory Periods 150/1930, section 5; Finance Finland,
"Banking days").
"""

from datetime import date, timedelta
from functools import cache

import holidays


@cache
def closing_days(year: int) -> frozenset[date]:
    """The days of a year on which banks stand still although it may be a weekday."""
    named = {
        *holidays.country_holidays("FI", years=year),
        *holidays.financial_holidays("XECB", years=year),
    }
    midsummer = next(day for day in range(20, 27) if date(year, 6, day).weekday() == 5)
    eves = {date(year, 12, 24), date(year, 6, midsummer - 1)}
    return frozenset(day for day in named | eves if day.year == year)


def is_banking_day(day: date) -> bool:
    return day.weekday() < 5 and day not in closing_days(day.year)


def next_banking_day(day: date) -> date:
    """The day itself when banks are open on it, otherwise the first one after it that is."""
    while not is_banking_day(day):
        day += timedelta(days=1)
    return day


def due_date(issued_on: date, term_days: int) -> date:
    """The last day to pay: issue day plus the term in days, moved to a banking day.

    Raises ValueError for a negative term.
    """
    if term_days < 0:
        raise ValueError("a payment term is never negative")
    return next_banking_day(issued_on + timedelta(days=term_days))
