"""First floor. What the competent body decided on an agreement, and appeals against it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from core.db import Base, Id
from core.stored_file import StoredFile
from core.triggers import append_only
from onboarding.deadlines import AppealPath, BodyKind, NoticeKind, Remedy
from onboarding.states.agreement import AppealOutcome, DecisionOutcome


class Decision(Base):
    """One decision as recorded; a correction is a new row, and the newest row counts."""

    __table_args__ = (
        CheckConstraint("noticed_on >= decided_on", name="noticed_after_decided"),
        CheckConstraint("known_on > noticed_on", name="known_after_noticed"),
        CheckConstraint("appeal_until > known_on", name="appeal_after_known"),
        CheckConstraint("disqualified >= 0", name="disqualified_not_negative"),
        CheckConstraint("length(section) > 0", name="section_given"),
        CheckConstraint(
            "(execution_section = '') = (execution_reason = '')", name="execution_with_reason"
        ),
        Index(None, "agreement_id", "id"),
    )

    id: Mapped[Id]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"))
    outcome: Mapped[DecisionOutcome]
    body_name: Mapped[str]
    body_kind: Mapped[BodyKind]
    decided_on: Mapped[date]
    section: Mapped[str]  # the number after §
    path: Mapped[AppealPath]
    notice_kind: Mapped[NoticeKind]
    noticed_on: Mapped[date]  # minutes published, or the letter or message sent
    known_on: Mapped[date]
    appeal_until: Mapped[date]
    rule: Mapped[str]  # the key of the dated rule the clock was counted by
    disqualified: Mapped[int] = mapped_column(default=0)  # persons who left the room
    execution_section: Mapped[str] = mapped_column(
        default=""
    )  # immediate execution: law and section
    execution_reason: Mapped[str] = mapped_column(default="")
    extract_file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    extract_file: Mapped[StoredFile | None] = relationship()
    recorded_by: Mapped[Person] = relationship()


append_only(Decision.__table__)


class Appeal(Base):
    """Proceedings against a decision; several appeals handled together are one row."""

    __table_args__ = (
        CheckConstraint("(resolved_on IS NULL) = (outcome IS NULL)", name="resolved_with_outcome"),
        CheckConstraint("resolved_on >= made_on", name="resolved_after_made"),
        CheckConstraint(
            "appealable_until IS NULL OR appealable_until >= resolved_on", name="appealable_after"
        ),
        Index(
            "uq_appeal_open",
            "agreement_id",
            unique=True,
            sqlite_where=text("resolved_on IS NULL"),
            postgresql_where=text("resolved_on IS NULL"),
        ),
        Index(None, "decision_id", "id"),
    )

    id: Mapped[Id]
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), index=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"))
    remedy: Mapped[Remedy]
    made_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    resolved_on: Mapped[date | None]
    outcome: Mapped[AppealOutcome | None]
    appealable_until: Mapped[date | None]  # the answer to the appeal may itself be appealed
