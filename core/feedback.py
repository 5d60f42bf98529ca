"""First floor. What people say about the service itself, and what was answered."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Id, Versioned
from core.feedback_states import FeedbackCategory, FeedbackState


class Feedback(Versioned, Base):
    __table_args__ = (
        CheckConstraint("text <> ''", name="says_something"),
        CheckConstraint("(state = 'new') = (settled_at IS NULL)", name="settled_unless_new"),
        CheckConstraint("(state = 'answered') = (answer IS NOT NULL)", name="answered_with_words"),
        Index(None, "state", "due_on"),
        Index(None, "sender", "received_at"),
    )

    id: Mapped[Id]
    category: Mapped[FeedbackCategory]
    text: Mapped[str]
    email: Mapped[str | None]
    page: Mapped[str]  # the address inside this service that it is about; may be empty
    language: Mapped[str]
    sender: Mapped[str]  # a keyed fingerprint of the address it came from, new every day
    received_at: Mapped[datetime]
    due_on: Mapped[date]
    state: Mapped[FeedbackState] = mapped_column(default=FeedbackState.NEW)
    settled_at: Mapped[datetime | None]
    answer: Mapped[str | None]
