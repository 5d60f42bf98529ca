"""First floor. Applications to join, what was sent and when, and what the coordinator answered."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Organisation, Person
from core.db import Base, Id, Json, Versioned
from core.triggers import append_only
from onboarding.states.application import ApplicationState, Ict, ReviewOutcome

LIVE = text("state NOT IN ('declined', 'withdrawn')")


class Application(Base, Versioned):
    __table_args__ = (
        CheckConstraint(
            "state IN ('interest', 'open', 'withdrawn') OR submitted_at IS NOT NULL",
            name="sent_before_judged",
        ),
        CheckConstraint(
            "state NOT IN ('accepted', 'declined') OR decided_at IS NOT NULL",
            name="judged_has_a_time",
        ),
        # One live application per organisation; a declined or withdrawn one makes room.
        Index(
            "uq_application_live_organisation_id",
            "organisation_id",
            unique=True,
            sqlite_where=LIVE,
            postgresql_where=LIVE,
        ),
        Index(None, "state", "state_since"),
    )

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[ApplicationState] = mapped_column(default=ApplicationState.INTEREST)
    state_since: Mapped[datetime]
    started_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime]
    education_levels: Mapped[Json]  # list of EducationLevel values
    languages: Mapped[Json]  # list of the languages it teaches in: fi, sv, se
    ict: Mapped[Ict] = mapped_column(default=Ict.OWN)
    submitted_at: Mapped[datetime | None]  # the latest sending
    decided_at: Mapped[datetime | None]
    due_on: Mapped[date | None]  # information asked for is wanted by this day
    wave: Mapped[str] = mapped_column(default="")  # which round of joining it was accepted to

    organisation: Mapped[Organisation] = relationship()
    started_by: Mapped[Person] = relationship()


class Submission(Base):
    """What was sent, word for word: the coordinator reads this while the applicant works on."""

    __table_args__ = (
        UniqueConstraint("application_id", "number"),
        CheckConstraint("number > 0", name="counts_from_one"),
    )

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    content: Mapped[Json]  # by task key: answer, details, note, state, evidence ids
    fingerprint: Mapped[str]  # SHA-256 of the content in canonical JSON

    by: Mapped[Person] = relationship()


append_only(Submission.__table__)


class Review(Base):
    """The coordinator's answer to one sending, with its reasons."""

    __table_args__ = (
        CheckConstraint("outcome = 'accepted' OR reasons <> ''", name="says_why"),
        Index(None, "application_id", "at"),
    )

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    outcome: Mapped[ReviewOutcome]
    reasons: Mapped[str] = mapped_column(default="")
    due_on: Mapped[date | None]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    by: Mapped[Person] = relationship()


append_only(Review.__table__)


class Remark(Base):
    """A coordinator's remark on one task. The applicant sees it once the review is given."""

    __table_args__ = (
        CheckConstraint("text <> ''", name="says_something"),
        Index(None, "application_id", "task"),
    )

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    review_id: Mapped[int | None] = mapped_column(ForeignKey("review.id"), index=True)
    task: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    review: Mapped[Review | None] = relationship()
    by: Mapped[Person] = relationship()
