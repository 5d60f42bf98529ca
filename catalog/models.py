"""First floor. Services, their revisions, what was found about them, what the catalogue shows."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Organisation, Person
from catalog.criteria import EvidenceGrade, Result
from catalog.facts import AiUse, CertificateStanding, Conformance, FacetKind, PriceModel
from catalog.states import CertificateState, MessageKind, ServiceState
from core.db import Base, Id, Json, Versioned
from core.language import Text, pick
from core.written import WrittenIn, known

OPEN_SQL = text("state IN ('draft', 'submitted', 'in_review', 'info_requested', 'rejected')")
CONDITIONAL_SQL = text("conditions_due IS NOT NULL")
STANDING_SQL = text("state IN ('active', 'suspended')")


class Service(Base, Versioned):
    """What a vendor offers. Its address never changes, whatever it is called later."""

    __table_args__ = (CheckConstraint("slug <> ''", name="has_an_address"),)

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(unique=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    created_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    vendor: Mapped[Organisation] = relationship()


class ServiceRevision(Base, Versioned):
    """One description of a service, which is reviewed as a whole and then never changes."""

    __table_args__ = (
        UniqueConstraint("service_id", "number"),
        Index(
            "uq_service_revision_one_open",
            "service_id",
            unique=True,
            sqlite_where=OPEN_SQL,
            postgresql_where=OPEN_SQL,
        ),
        Index(None, "state", "state_since"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint(
            "price_cents IS NULL OR price_cents BETWEEN 0 AND 1000000000", name="price_sensible"
        ),
        CheckConstraint(
            "exit_price_cents IS NULL OR exit_price_cents BETWEEN 0 AND 1000000000",
            name="exit_price_sensible",
        ),
        CheckConstraint(
            "(year_from IS NULL) = (year_to IS NULL)"
            " AND (year_from IS NULL OR 1 <= year_from AND year_from <= year_to AND year_to <= 9)",
            name="years_of_basic_education",
        ),
        CheckConstraint("exit_days IS NULL OR exit_days BETWEEN 0 AND 3650", name="exit_days"),
    )

    id: Mapped[Id]
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"))
    number: Mapped[int]
    state: Mapped[ServiceState] = mapped_column(default=ServiceState.DRAFT)
    state_since: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    criteria_set: Mapped[str]

    texts: Mapped[Json] = mapped_column(default=dict)  # {"fi": {"name", "summary", "description"}}
    categories: Mapped[Json] = mapped_column(default=list)
    audiences: Mapped[Json] = mapped_column(default=list)
    levels: Mapped[Json] = mapped_column(default=list)
    year_from: Mapped[int | None]  # school years of basic education, 1 to 9
    year_to: Mapped[int | None]
    languages: Mapped[Json] = mapped_column(default=list)

    interfaces: Mapped[Json] = mapped_column(default=list)
    api_url: Mapped[str] = mapped_column(default="")
    export_note: Mapped[Json] = mapped_column(default=dict)  # notes: text by language
    exit_price_cents: Mapped[int | None]
    exit_days: Mapped[int | None]  # how long the data can be fetched after the end

    price_model: Mapped[PriceModel | None]
    price_cents: Mapped[int | None]  # a year, excluding VAT, per what the model says
    price_note: Mapped[Json] = mapped_column(default=dict)

    personal_data: Mapped[bool | None]
    data_elements: Mapped[Json] = mapped_column(default=list)
    sub_processors: Mapped[Json] = mapped_column(default=list)
    ai_use: Mapped[AiUse | None]
    ai_note: Mapped[Json] = mapped_column(default=dict)

    support_note: Mapped[Json] = mapped_column(default=dict)
    support_email: Mapped[str] = mapped_column(default="")
    conformance: Mapped[Conformance | None]
    accessibility_url: Mapped[str] = mapped_column(default="")
    answers: Mapped[Json] = mapped_column(default=dict)  # the vendor's own word on each criterion

    service: Mapped[Service] = relationship()

    @property
    def names(self) -> Text:
        """The service's name by language."""
        return {code: own.get("name", "") for code, own in self.texts.items()}

    @property
    def summaries(self) -> Text:
        """What it is in a sentence, by language."""
        return {code: own.get("summary", "") for code, own in self.texts.items()}

    @property
    def descriptions(self) -> Text:
        """The Markdown description by language."""
        return {code: own.get("description", "") for code, own in self.texts.items()}

    def named(self, language: str) -> str:
        """The service's name in this language."""
        return pick(self.names, language)


class Finding(Base, Versioned):
    """What the certifier found about one criterion."""

    __table_args__ = (UniqueConstraint("revision_id", "criterion"), known("note_language"))

    id: Mapped[Id]
    revision_id: Mapped[int] = mapped_column(ForeignKey("service_revision.id"))
    criterion: Mapped[str]
    result: Mapped[Result]
    grade: Mapped[EvidenceGrade]
    note: Mapped[str] = mapped_column(default="")
    note_language: Mapped[WrittenIn]
    expires: Mapped[date | None]  # the last day of the evidence
    found_on: Mapped[date]


class ReviewMessage(Base):
    """What the certifier and the vendor wrote to each other about a revision."""

    __table_args__ = (CheckConstraint("text <> ''", name="says_something"), known("language"))

    id: Mapped[Id]
    revision_id: Mapped[int] = mapped_column(ForeignKey("service_revision.id"), index=True)
    kind: Mapped[MessageKind]
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    text: Mapped[str]
    language: Mapped[WrittenIn]
    at: Mapped[datetime]

    author: Mapped[Person] = relationship()


class Certificate(Base, Versioned):
    """A service's dated approval against one version of the criteria."""

    __table_args__ = (
        Index(
            "uq_certificate_one_standing",
            "service_id",
            unique=True,
            sqlite_where=STANDING_SQL,
            postgresql_where=STANDING_SQL,
        ),
        Index("ix_certificate_stamp", "state_since", "version"),  # read on every search
        CheckConstraint("valid_to >= issued_on", name="ends_after_it_begins"),
        CheckConstraint("(conditions = '') = (conditions_due IS NULL)", name="conditions_are_due"),
        known("conditions_language"),
        known("reason_language"),
    )

    id: Mapped[Id]
    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), index=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("service_revision.id"), unique=True)
    criteria_set: Mapped[str]
    criteria_fingerprint: Mapped[str]  # SHA-256 of the criteria as they were
    state: Mapped[CertificateState] = mapped_column(default=CertificateState.ACTIVE)
    state_since: Mapped[datetime]
    issued_on: Mapped[date]
    valid_to: Mapped[date] = mapped_column(index=True)  # the last day
    conditions: Mapped[str] = mapped_column(default="")
    conditions_language: Mapped[WrittenIn]
    conditions_due: Mapped[date | None]
    conditions_reported_on: Mapped[date | None]  # the vendor says that they are met
    conditions_met_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(default="")  # of a suspension or a revocation
    reason_language: Mapped[WrittenIn]

    service: Mapped[Service] = relationship()
    revision: Mapped[ServiceRevision] = relationship()


class Listing(Base):
    """The flat row the catalogue shows of a certified service; written when it is certified."""

    __table_args__ = (
        Index(None, "valid_to"),
        Index("ix_listing_of_vendor", "vendor_id", "valid_to"),
        Index(
            "ix_listing_conditional",
            "conditions_due",
            "vendor_id",
            sqlite_where=CONDITIONAL_SQL,
            postgresql_where=CONDITIONAL_SQL,
        ),
        # With the last two, the rows before a page are passed over without being read.
        Index("ix_listing_by_grade", "grade", "tie_break", "valid_to", "service_id"),
        Index("ix_listing_by_date", "issued_on", "tie_break", "valid_to", "service_id"),
        Index("ix_listing_by_name_fi", "sort_fi", "tie_break", "valid_to", "service_id"),
        Index("ix_listing_by_name_sv", "sort_sv", "tie_break", "valid_to", "service_id"),
        Index("ix_listing_by_name_en", "sort_en", "tie_break", "valid_to", "service_id"),
        CheckConstraint("grade BETWEEN 1 AND 5", name="grade_1_to_5"),
    )

    service_id: Mapped[int] = mapped_column(ForeignKey("service.id"), primary_key=True)
    revision_id: Mapped[int] = mapped_column(ForeignKey("service_revision.id"), unique=True)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificate.id"), unique=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    slug: Mapped[str] = mapped_column(unique=True)
    names: Mapped[Json]
    summaries: Mapped[Json]
    levels: Mapped[Json]
    year_from: Mapped[int | None]
    year_to: Mapped[int | None]
    languages: Mapped[Json]
    interfaces: Mapped[Json]
    price_model: Mapped[PriceModel]
    price_cents: Mapped[int | None]
    standing: Mapped[CertificateStanding]
    conditions_due: Mapped[date | None]
    grade: Mapped[int]  # the weakest among the gates
    issued_on: Mapped[date]
    valid_to: Mapped[date]
    search_text: Mapped[str]
    sort_fi: Mapped[str]
    sort_sv: Mapped[str]
    sort_en: Mapped[str]
    tie_break: Mapped[str] = mapped_column(unique=True)

    vendor: Mapped[Organisation] = relationship()


class Facet(Base):
    """One thing a listing can be narrowed by; repeats `valid_to` so that counts need no join."""

    __table_args__ = (Index("ix_facet_counts", "kind", "value", "valid_to", "service_id"),)

    service_id: Mapped[int] = mapped_column(
        ForeignKey("listing.service_id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[FacetKind] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(primary_key=True)
    valid_to: Mapped[date]
