"""Ground floor. Feedback: what it is about, how it moves, and when an answer is due."""

from datetime import date, timedelta
from enum import StrEnum

from core.states import Table
from core.waiting import Party


class FeedbackCategory(StrEnum):
    ACCESSIBILITY = "accessibility"
    FAULT = "fault"
    IDEA = "idea"
    OTHER = "other"


class FeedbackState(StrEnum):
    NEW = "new"
    ANSWERED = "answered"
    CLOSED = "closed"  # read and noted; nobody to answer to, or nothing to say


class FeedbackStep(StrEnum):
    ANSWER = "answer"
    CLOSE = "close"


class FeedbackEvent(StrEnum):
    RECEIVED = "feedback.received"
    ANSWERED = "feedback.answered"
    CLOSED = "feedback.closed"


S, X = FeedbackState, FeedbackStep
TABLE: Table[FeedbackState, FeedbackStep] = {
    (S.NEW, X.ANSWER): S.ANSWERED,
    (S.NEW, X.CLOSE): S.CLOSED,
}
WAITS_FOR = {S.NEW: Party.TIERA, S.ANSWERED: Party.NOBODY, S.CLOSED: Party.NOBODY}

ANSWER_DAYS = 14
"""Days to answer in: the Act on the Provision of Digital Services (306/2019) asks for two weeks
on accessibility; all feedback is treated alike here."""


def due_on(received: date) -> date:
    """The last day for an answer; the day of receipt is not counted."""
    return received + timedelta(days=ANSWER_DAYS)
