"""Top floor. The house's own jobs: deliver mail, seal the history, forget what is not needed."""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, update

from core import audit_chain, mail
from core.db import db, lock, transaction
from core.feedback import Feedback
from core.feedback_states import FeedbackState
from core.job_run import JobRun, RunState
from core.jobs import job
from core.outbox import OutboxMessage
from core.post import OutboxState, Post, Refused
from core.queries import list_due_messages
from core.smtp_gateway import SmtpPost
from core.web import settings

KEEP_MAIL = timedelta(days=90)
KEEP_RUNS = timedelta(days=30)
KEEP_ADDRESSES = timedelta(days=365)


@job("deliver_outbox", _l("Delivery of mail"), every=timedelta(minutes=1))
def deliver_outbox(at: datetime, post: Post | None = None) -> None:
    """Try every message that is due. Without a mail server they stay where they can be read."""
    if post is None and not settings().smtp_host:
        return
    post = post or SmtpPost(settings())
    keys = list_due_messages(at)
    db.session.rollback()
    for key in keys:
        with transaction():
            message = lock(OutboxMessage, key)
            if message.state is not OutboxState.WAITING or message.next_attempt_at > at:
                continue  # somebody else took it meanwhile
            mail.claim(message, at)
            letter = mail.letter_of(message)
        try:
            post.deliver(letter)
        except Refused as error:
            with transaction():
                mail.refused(lock(OutboxMessage, key), error)
        else:
            with transaction():
                mail.sent(lock(OutboxMessage, key), at, keep=settings().demonstration)


@job("seal_audit", _l("Sealing of the history"), every=timedelta(minutes=5))
def seal_audit(at: datetime) -> None:
    """Put what has been written since the last seal under the next one."""
    with transaction():
        audit_chain.seal(at)


@job("forget", _l("Removal of data no longer needed"), every=timedelta(days=1))
def forget(at: datetime) -> None:
    """Mail after 90 days, runs of jobs after 30, addresses in settled feedback after a year."""
    with transaction():
        db.session.execute(
            delete(OutboxMessage).where(
                OutboxMessage.state != OutboxState.WAITING,
                OutboxMessage.written_at < at - KEEP_MAIL,
            )
        )
        db.session.execute(
            delete(JobRun).where(JobRun.state != RunState.RUNNING, JobRun.ended_at < at - KEEP_RUNS)
        )
        db.session.execute(
            update(Feedback)
            .where(Feedback.state != FeedbackState.NEW, Feedback.settled_at < at - KEEP_ADDRESSES)
            .values(email=None, sender="")
        )
