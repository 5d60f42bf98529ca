"""Third floor. Deeds of the house itself: feedback received, answered, closed."""

from datetime import datetime, timedelta
from typing import Protocol

from core import audit, mail
from core.audit import Doer
from core.clock import day_of
from core.db import db
from core.errors import BadInput, NotAllowed, TooMany
from core.feedback import Feedback
from core.feedback_states import (
    TABLE,
    FeedbackCategory,
    FeedbackEvent,
    FeedbackStep,
    due_on,
)
from core.language import N_
from core.policy import Staff, may_answer_feedback
from core.queries import count_feedback_since
from core.states import after

HOUR = timedelta(hours=1)
MOST_FROM_ONE = 5  # an hour, from one address
MOST_FROM_ALL = 200  # an hour, from everybody together


class Clerk(Doer, Staff, Protocol):
    """Whoever settles feedback: known to the history and to the policy."""


def receive_feedback(
    category: FeedbackCategory,
    text: str,
    email: str | None,
    page: str,
    language: str,
    sender: str,
    at: datetime,
) -> Feedback:
    """Take in what somebody says. Raises TooMany when it comes faster than people can type."""
    recent = at - HOUR
    if (
        count_feedback_since(recent, sender) >= MOST_FROM_ONE
        or count_feedback_since(recent) >= MOST_FROM_ALL
    ):
        raise TooMany(N_("We have had a lot of feedback just now. Try again in an hour."))
    if not text.strip():
        raise BadInput("text", N_("Write what you want to tell us."))
    feedback = Feedback(
        category=category,
        text=text,
        email=email or None,
        page=page,
        language=language,
        sender=sender,
        received_at=at,
        due_on=due_on(day_of(at)),
    )
    db.session.add(feedback)
    audit.record(FeedbackEvent.RECEIVED, feedback, None, at, category=category.value)
    # No receipt is mailed: the address is only what somebody typed, and may be another person's.
    return feedback


def answer_feedback(feedback: Feedback, answer: str, actor: Clerk, at: datetime) -> None:
    """Write back, or down when there is no address to write to. 306/2019 asks for two weeks."""
    if not may_answer_feedback(actor):
        raise NotAllowed(N_("Only the coordinator answers feedback."))
    if not answer.strip():
        raise BadInput("answer", N_("Write the answer."))
    feedback.state = after(TABLE, feedback.state, FeedbackStep.ANSWER)
    feedback.answer, feedback.settled_at = answer, at
    audit.record(FeedbackEvent.ANSWERED, feedback, actor, at)
    if feedback.email:
        mail.send(
            "core/feedback_answered",
            feedback.email,
            feedback.language,
            at=at,
            subject_of=feedback,
            feedback=feedback,
        )


def close_feedback(feedback: Feedback, actor: Clerk, at: datetime) -> None:
    """Settle it without an answer: it has been read and noted."""
    if not may_answer_feedback(actor):
        raise NotAllowed(N_("Only the coordinator answers feedback."))
    feedback.state = after(TABLE, feedback.state, FeedbackStep.CLOSE)
    feedback.settled_at = at
    audit.record(FeedbackEvent.CLOSED, feedback, actor, at)
