"""First floor. One organisation's readiness check: answers, evidence, colleagues' notes."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.db import Base, Id, Json, Versioned
from core.stored_file import StoredFile
from onboarding.models.application import Application
from onboarding.states.readiness import AnswerChoice, ReopenReason, TaskState


class ReadinessCheck(Base):
    """Which checklist an application answers; the fingerprint says which words were read."""

    __table_args__ = (CheckConstraint("length(fingerprint) = 64", name="whole_fingerprint"),)

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), unique=True)
    checklist: Mapped[str]
    checklist_version: Mapped[int]
    fingerprint: Mapped[str]
    opened_at: Mapped[datetime]

    application: Mapped[Application] = relationship()


class Answer(Base, Versioned):
    """One task of one check. There is a row for every task from the day the check is opened."""

    __table_args__ = (
        UniqueConstraint("check_id", "task"),
        CheckConstraint("state <> 'completed' OR answer IS NOT NULL", name="completed_is_answered"),
        CheckConstraint(
            "(state = 'reopened') = (reopened_because IS NOT NULL)", name="reopened_says_why"
        ),
        Index(None, "owner_id", "state"),
    )

    id: Mapped[Id]
    check_id: Mapped[int] = mapped_column(ForeignKey("readiness_check.id"))
    task: Mapped[str]
    answer: Mapped[AnswerChoice | None]
    details: Mapped[Json]  # by field key, as typed values: ISO date, text, choice, cents
    note: Mapped[str] = mapped_column(default="")
    state: Mapped[TaskState] = mapped_column(default=TaskState.NOT_STARTED)
    state_since: Mapped[datetime]
    reopened_because: Mapped[ReopenReason | None]
    reopened_by_task: Mapped[str] = mapped_column(default="")  # the earlier task that reopened
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date | None]
    edits: Mapped[int] = mapped_column(default=0)  # counts changed words; a form carries it along
    edited_at: Mapped[datetime | None]
    edited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    exempted_at: Mapped[datetime | None]  # the coordinator accepted "does not concern us"

    check: Mapped[ReadinessCheck] = relationship()
    owner: Mapped[Person | None] = relationship(foreign_keys=[owner_id])
    edited_by: Mapped[Person | None] = relationship(foreign_keys=[edited_by_id])


class EvidenceFile(Base):
    """A file behind an answer. A removed one stays as a row, so that history can name it."""

    __table_args__ = (Index(None, "answer_id", "removed_at"),)

    id: Mapped[Id]
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"))
    stored_file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"), unique=True)
    valid_until: Mapped[date | None]  # the last day it proves anything
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    removed_at: Mapped[datetime | None]
    removed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    answer: Mapped[Answer] = relationship()
    stored_file: Mapped[StoredFile] = relationship()
    added_by: Mapped[Person] = relationship(foreign_keys=[added_by_id])


class TaskComment(Base):
    """A colleague's note on a task, for the organisation's own people only."""

    __table_args__ = (
        CheckConstraint("text <> ''", name="says_something"),
        Index(None, "answer_id", "at"),
    )

    id: Mapped[Id]
    answer_id: Mapped[int] = mapped_column(ForeignKey("answer.id"))
    text: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person] = relationship()
