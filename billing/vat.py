"""Ground floor. The general rate of value added tax, dated, and how tax is rounded.

Source of the rates: Value Added Tax Act 1501/1993, section 84, as in force on each day
(22 % from 1.6.1994, 23 % from 1.7.2010, 24 % from 1.1.2013, 25.5 % from 1.9.2024).
"""

from bisect import bisect_right
from datetime import date

from core.money import Cents

GENERAL_RATE: tuple[tuple[date, int], ...] = (
    (date(1994, 6, 1), 220),
    (date(2010, 7, 1), 230),
    (date(2013, 1, 1), 240),
    (date(2024, 9, 1), 255),
)
"""First day in force and the rate in per mille, oldest first."""


def vat_permille(on: date) -> int:
    """The general rate in force on a day, in per mille (255 is 25.5 %).

    Raises ValueError for days before the table begins.
    """
    place = bisect_right(GENERAL_RATE, on, key=lambda row: row[0])
    if not place:
        raise ValueError(f"no rate of value added tax is known for {on.isoformat()}")
    return GENERAL_RATE[place - 1][1]


def tax_day(issued_on: date, period_end: date) -> date:
    """The day whose rate applies to a service supplied over a period.

    A continuing service counts as supplied when its accounting period ends; when it is invoiced
    earlier, the day of the invoice decides (Value Added Tax Act 1501/1993, sections 15 and 16).
    """
    return min(issued_on, period_end)


def vat_of(net: Cents, permille: int) -> Cents:
    """The tax on one invoice line in cents, half a cent rounded up.

    Negative amounts mirror positive ones, so that a credit note takes back exactly what the
    invoice charged.
    """
    if permille < 0:
        raise ValueError("a rate of tax is never negative")
    tax = (abs(net) * permille + 500) // 1000
    return Cents(tax if net >= 0 else -tax)
