"""Top floor. What the calendar does to readiness: evidence expires, unneeded bytes go."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from core import files
from core.clock import day_of
from core.db import transaction
from core.jobs import job
from onboarding.workflow.evidence import reopen_expired


@job("expire_evidence", _l("Evidence of readiness that has expired"), every=timedelta(hours=6))
def expire_evidence(at: datetime) -> None:
    """Open again the completed tasks whose evidence is past its last day."""
    with transaction():
        reopen_expired(day_of(at), at)


@job("sweep_files", _l("Removed files, their contents erased"), every=timedelta(days=1))
def sweep_files(at: datetime) -> None:
    """Erase the bytes of removed files; a failure leaves them for the next day."""
    with transaction():
        files.sweep()
