"""First floor. Mail that has been written: a row in the transaction of the deed that caused it.

So a message exists exactly when the deed happened, and no deed waits for a mail server.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Id
from core.post import OutboxState


class OutboxMessage(Base):
    __table_args__ = (
        CheckConstraint("attempts >= 0", name="attempts_counted"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_when_sent"),
        CheckConstraint("recipient LIKE '%_@_%'", name="recipient_is_an_address"),
        Index(None, "state", "next_attempt_at"),
    )

    id: Mapped[Id]
    message_id: Mapped[str] = mapped_column(unique=True)
    written_at: Mapped[datetime]
    recipient: Mapped[str] = mapped_column(index=True)
    language: Mapped[str]
    template: Mapped[str]
    about: Mapped[str | None]  # the record it is about, as the audit names it
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str]
    state: Mapped[OutboxState] = mapped_column(default=OutboxState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    failure: Mapped[str | None]  # class and code of the last refusal, never an address
