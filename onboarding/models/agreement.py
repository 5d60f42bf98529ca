"""First floor. The joining agreement: its text as offered, its price, where it stands."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Organisation, Person
from core.db import Base, CentsColumn, Id, Json, Versioned
from core.triggers import refuse
from onboarding.deadlines import BodyKind
from onboarding.models.application import Application
from onboarding.states.agreement import CLOSED, SIGNED, UNSIGNED, AgreementState


def _listed(states: frozenset[AgreementState]) -> str:
    return ", ".join(f"'{state}'" for state in sorted(states))


class Agreement(Base, Versioned):
    __table_args__ = (
        UniqueConstraint("serial_year", "serial"),
        # what a signature's fingerprint refers to: the text cannot change under a signature
        UniqueConstraint("id", "fingerprint"),
        CheckConstraint(
            "application_id IS NOT NULL OR member_since IS NOT NULL", name="applied_or_founder"
        ),
        CheckConstraint("member_since <= starts_on", name="founder_before_this_agreement"),
        CheckConstraint("estimate_cents >= 0", name="estimate_not_negative"),
        CheckConstraint(
            "(estimate_cents IS NULL) = (estimated_on IS NULL)", name="estimate_with_its_day"
        ),
        CheckConstraint("length(fingerprint) = 64", name="fingerprint_is_sha256"),
        CheckConstraint(
            "state IN ('draft', 'withdrawn') OR (fingerprint IS NOT NULL"
            " AND estimate_cents IS NOT NULL AND offered_at IS NOT NULL)",
            name="offered_with_text_and_estimate",
        ),
        CheckConstraint(
            "(state IN ('countersigned', 'in_force')) = (in_force_on IS NOT NULL)",
            name="in_force_on_when_countersigned",
        ),
        CheckConstraint("in_force_on >= starts_on", name="not_in_force_before_agreed"),
        CheckConstraint(
            "state <> 'withdrawn' OR length(withdrawal_reason) > 0", name="withdrawn_with_reason"
        ),
        CheckConstraint(
            "state <> 'in_decision' OR (deciding_body IS NOT NULL AND deciding_kind IS NOT NULL)",
            name="somebody_decides",
        ),
        # one organisation has one agreement at a time; closed ones stay as history
        Index(
            "uq_agreement_live_organisation",
            "organisation_id",
            unique=True,
            sqlite_where=text(f"state NOT IN ({_listed(CLOSED)})"),
            postgresql_where=text(f"state NOT IN ({_listed(CLOSED)})"),
        ),
        Index(None, "state", "state_since"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(unique=True)  # KT-2026-014
    serial_year: Mapped[int]
    serial: Mapped[int]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"), index=True)
    # a founder joined by an older agreement, on this day, before this service
    member_since: Mapped[date | None]
    state: Mapped[AgreementState] = mapped_column(default=AgreementState.DRAFT)
    state_since: Mapped[datetime]
    drafted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    content_slug: Mapped[str]
    content_version: Mapped[str]
    starts_on: Mapped[date]  # as agreed; in force then or on the last signature, whichever is later
    in_force_on: Mapped[date | None]
    estimate_cents: Mapped[CentsColumn | None]  # one full year, excluding VAT
    estimate_basis: Mapped[Json] = mapped_column(default=dict)
    estimated_on: Mapped[date | None]
    offered_at: Mapped[datetime | None]
    variables: Mapped[Json] = mapped_column(default=dict)
    texts: Mapped[Json] = mapped_column(JSON, default=dict, deferred=True)  # Markdown by language
    fingerprint: Mapped[str | None]

    deciding_body: Mapped[str | None]
    deciding_kind: Mapped[BodyKind | None]
    deciding_on: Mapped[date | None]
    withdrawal_reason: Mapped[str] = mapped_column(default="")

    organisation: Mapped[Organisation] = relationship()
    application: Mapped[Application | None] = relationship()
    drafted_by: Mapped[Person] = relationship()


refuse(
    Agreement.__table__,
    "text_frozen",
    "UPDATE OF texts, variables, fingerprint, content_slug, content_version,"
    " estimate_cents, estimate_basis, estimated_on, organisation_id, starts_on, number",
    "OLD.state <> 'draft'",
    "frozen: an offered agreement keeps its text",
)
refuse(
    Agreement.__table__,
    "signed_stays_signed",
    "UPDATE OF state",
    f"OLD.state IN ({_listed(SIGNED)}) AND NEW.state IN ({_listed(UNSIGNED)})",
    "frozen: a signed agreement does not become unsigned",
)
refuse(
    Agreement.__table__,
    "signed_not_deleted",
    "DELETE",
    f"OLD.state IN ({_listed(SIGNED)})",
    "frozen: a signed agreement is kept",
)
