"""Ground floor. How long somebody who keeps getting the password wrong has to wait."""

from collections.abc import Sequence
from datetime import datetime, timedelta

MEMORY = timedelta(hours=24)
"""Older failures are forgotten."""

ACCOUNT_FREE = 4
ACCOUNT_WAIT = timedelta(minutes=15)
ACCOUNT_LONGEST = timedelta(hours=4)

ADDRESS_FREE = 29
ADDRESS_WINDOW = timedelta(minutes=15)

MAIL_FREE = 5
MAIL_FREE_FROM_ADDRESS = 19  # a whole town hall may stand behind one address
MAIL_WINDOW = timedelta(hours=1)


def account_opens(failures: Sequence[datetime], at: datetime) -> datetime | None:
    """When one account may be tried again; None when it may be tried now.

    `failures`: wrong passwords since the last right one. Four are free; the fifth costs fifteen
    minutes, and each further one twice the wait before, up to four hours.
    """
    recent = [failure for failure in failures if failure > at - MEMORY]
    extra = len(recent) - ACCOUNT_FREE - 1
    if extra < 0:
        return None
    wait = min(ACCOUNT_WAIT * 2 ** min(extra, 10), ACCOUNT_LONGEST)
    opens = max(recent) + wait
    return opens if opens > at else None


def window_opens(
    tries: Sequence[datetime], at: datetime, free: int, window: timedelta
) -> datetime | None:
    """When one more try fits into a sliding `window` that holds `free` tries; None for now."""
    recent = sorted(one for one in tries if one > at - window)
    if len(recent) <= free:
        return None
    return recent[len(recent) - free - 1] + window
