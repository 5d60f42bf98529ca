"""Second floor. Reads of the machinery: runs of jobs, mail, feedback. Changes nothing."""

from datetime import date, datetime

from sqlalchemy import Select, func, select

from core.db import db
from core.feedback import Feedback
from core.feedback_states import FeedbackState
from core.job_run import JobRun
from core.language import N_
from core.outbox import OutboxMessage
from core.policy import Staff, may_answer_feedback
from core.post import OutboxState
from core.waiting import Waiting, WaitingKind


def find_last_run(name: str) -> JobRun | None:
    """The newest run of a job, however it went."""
    query = select(JobRun).where(JobRun.name == name).order_by(JobRun.id.desc()).limit(1)
    return db.session.scalar(query)


def last_runs() -> dict[str, JobRun]:
    """The newest run of every job that has ever run, by its name."""
    newest = select(func.max(JobRun.id)).group_by(JobRun.name)
    return {
        run.name: run for run in db.session.scalars(select(JobRun).where(JobRun.id.in_(newest)))
    }


def all_runs() -> Select[JobRun]:
    """Every run, newest first."""
    return select(JobRun).order_by(JobRun.id.desc())


def list_due_messages(at: datetime, most: int = 200) -> list[int]:
    """Ids of the mail to try now, longest waiting first."""
    waiting = select(OutboxMessage.id).where(
        OutboxMessage.state == OutboxState.WAITING, OutboxMessage.next_attempt_at <= at
    )
    order = waiting.order_by(OutboxMessage.next_attempt_at, OutboxMessage.id)
    return list(db.session.scalars(order.limit(most)))


def all_messages() -> Select[OutboxMessage]:
    """Every message, newest first."""
    return select(OutboxMessage).order_by(OutboxMessage.written_at.desc(), OutboxMessage.id.desc())


def failed_messages() -> Select[OutboxMessage]:
    """The messages that were given up, newest first."""
    return all_messages().where(OutboxMessage.state == OutboxState.FAILED)


def count_messages() -> dict[OutboxState, int]:
    """How many messages are in each state."""
    query = select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state)
    found = dict(db.session.execute(query).all())
    return {state: found.get(state, 0) for state in OutboxState}


def all_feedback(state: FeedbackState | None = None) -> Select[Feedback]:
    """Feedback by when its answer is due, the most urgent first; what is settled newest first."""
    query = select(Feedback)
    if state is not None:
        query = query.where(Feedback.state == state)
    if state is FeedbackState.NEW:
        return query.order_by(Feedback.due_on, Feedback.id)
    return query.order_by(Feedback.received_at.desc(), Feedback.id.desc())


def count_feedback() -> dict[FeedbackState, int]:
    """How many pieces of feedback are in each state."""
    query = select(Feedback.state, func.count()).group_by(Feedback.state)
    found = dict(db.session.execute(query).all())
    return {state: found.get(state, 0) for state in FeedbackState}


def count_feedback_since(since: datetime, sender: str | None = None) -> int:
    """How much feedback came after a moment, from one sender or from everybody."""
    query = select(func.count()).select_from(Feedback).where(Feedback.received_at > since)
    if sender is not None:
        query = query.where(Feedback.sender == sender)
    return db.session.scalar(query) or 0


def list_waiting(actor: Staff, today: date) -> list[Waiting]:
    """Feedback that waits for an answer, the most urgent first."""
    if not may_answer_feedback(actor):
        return []
    return [
        Waiting(
            kind=WaitingKind.FEEDBACK,
            what=N_("Answer the feedback no. %(number)s"),
            values={"number": feedback.id},
            who="",
            since=feedback.received_at,
            due=feedback.due_on,
            endpoint="core.feedback_item",
            args={"id": feedback.id},
        )
        for feedback in db.session.scalars(all_feedback(FeedbackState.NEW))
    ]
