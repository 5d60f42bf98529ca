"""Top floor. What billing does by the clock: reminders of overdue invoices."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from billing import queries
from billing.workflow.treasury import remind
from core.clock import day_of
from core.db import transaction
from core.jobs import job


@job("remind_of_invoices", _l("Reminders of overdue invoices"), every=timedelta(hours=6))
def remind_of_invoices(at: datetime) -> int:
    """Write about every invoice that is a week late, at most every second week; how many.

    Each invoice is a transaction of its own, so one that fails does not hold back the others.
    """
    sent = 0
    for invoice in queries.list_to_remind(day_of(at)):
        with transaction():
            sent += remind(invoice, at)
    return sent
