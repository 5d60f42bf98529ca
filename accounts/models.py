"""First floor. The register of municipalities, organisations, people and what lets people in."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.addressed import WHOLE_ADDRESS, WHOLE_EINVOICE, Addressed, Invoiced
from accounts.register import Certainty
from accounts.roles import OrganisationKind, Role
from accounts.states import (
    AttemptKind,
    AttemptOutcome,
    ClaimState,
    MembershipState,
    RemovalState,
)
from accounts.states import OrganisationState as OrganisationState
from accounts.states import PersonState as PersonState
from core.db import Base, Id, Json, Versioned
from core.language import pick


class Municipality(Base):
    """An entry of the official register (Statistics Finland), used by this service or not."""

    __table_args__ = (CheckConstraint("population > 0", name="population_positive"),)

    code: Mapped[str] = mapped_column(primary_key=True)  # three digits
    name_fi: Mapped[str]
    name_sv: Mapped[str]
    name_en: Mapped[str]
    region_code: Mapped[str] = mapped_column(index=True)
    language: Mapped[str]  # fi, sv, fi-sv, sv-fi: the language status
    type: Mapped[str]  # urban, semi-urban, rural
    business_id: Mapped[str | None] = mapped_column(unique=True)
    business_id_status: Mapped[Certainty] = mapped_column(default=Certainty.VERIFIED)
    population: Mapped[int]
    population_on: Mapped[date]
    population_source: Mapped[str]

    @property
    def business_id_sure(self) -> bool:
        """True when two sources agree on the Y-tunnus; otherwise the municipality confirms it."""
        return self.business_id_status is Certainty.VERIFIED

    def named(self, language: str) -> str:
        """The municipality's name in this language."""
        return pick({"fi": self.name_fi, "sv": self.name_sv, "en": self.name_en}, language)


class Organisation(Addressed, Invoiced, Base, Versioned):
    """A legal person that uses the service; it exists once the coordinator has confirmed it."""

    __table_args__ = (
        CheckConstraint(WHOLE_ADDRESS, name="address_whole"),
        CheckConstraint(WHOLE_EINVOICE, name="einvoice_whole"),
        CheckConstraint(
            "municipality_code IS NULL OR kind = 'municipality'", name="code_only_of_municipality"
        ),
        Index(None, "kind", "state", "name_fi"),
    )

    id: Mapped[Id]
    kind: Mapped[OrganisationKind]
    state: Mapped[OrganisationState] = mapped_column(default=OrganisationState.ACTIVE)
    state_since: Mapped[datetime]
    name_fi: Mapped[str]
    name_sv: Mapped[str] = mapped_column(default="")
    name_en: Mapped[str] = mapped_column(default="")
    business_id: Mapped[str] = mapped_column(unique=True)  # canonical, 0182779-8
    municipality_code: Mapped[str | None] = mapped_column(
        ForeignKey("municipality.code"), unique=True
    )

    municipality: Mapped[Municipality | None] = relationship()

    def named(self, language: str) -> str:
        """The organisation's name in this language."""
        return pick({"fi": self.name_fi, "sv": self.name_sv, "en": self.name_en}, language)


class Person(Base, Versioned):
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower_case"),)

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(unique=True)  # lower case
    name: Mapped[str]
    language: Mapped[str] = mapped_column(default="fi")
    state: Mapped[PersonState] = mapped_column(default=PersonState.ACTIVE)
    password_hash: Mapped[str | None]
    password_set_at: Mapped[datetime | None]
    demonstration_note: Mapped[Json | None]  # {"order": 1, "fi": …}: shown only in demonstration


class Membership(Base, Versioned):
    """A person belongs to an organisation."""

    __table_args__ = (UniqueConstraint("person_id", "organisation_id"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    state: Mapped[MembershipState] = mapped_column(default=MembershipState.ACTIVE)
    joined_at: Mapped[datetime]
    roles_since: Mapped[datetime | None]  # also makes a change of roles a new version of this row

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()
    roles: Mapped[list["MembershipRole"]] = relationship(
        cascade="all, delete-orphan", order_by="MembershipRole.role"
    )


class MembershipRole(Base):
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True)


class Claim(Addressed, Base, Versioned):
    """Somebody says: this is my organisation, let us in. Several may claim the same one."""

    __table_args__ = (
        CheckConstraint(WHOLE_ADDRESS, name="address_whole"),
        CheckConstraint("(state = 'rejected') = (reason <> '')", name="reason_if_rejected"),
        CheckConstraint(
            "state <> 'confirmed' OR organisation_id IS NOT NULL", name="organisation_if_confirmed"
        ),
        Index(None, "state", "sent_at"),
    )

    id: Mapped[Id]
    state: Mapped[ClaimState] = mapped_column(default=ClaimState.PENDING)
    sent_at: Mapped[datetime]
    kind: Mapped[OrganisationKind]
    municipality_code: Mapped[str | None] = mapped_column(ForeignKey("municipality.code"))
    business_id: Mapped[str]
    name_fi: Mapped[str]
    name_sv: Mapped[str] = mapped_column(default="")
    name_en: Mapped[str] = mapped_column(default="")
    claimer_name: Mapped[str]
    claimer_email: Mapped[str]
    claimer_position: Mapped[str]
    claimer_language: Mapped[str]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(default="")  # told to the claimer
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))

    municipality: Mapped[Municipality | None] = relationship()

    def named(self, language: str) -> str:
        """The claimed organisation's name in this language."""
        return pick({"fi": self.name_fi, "sv": self.name_sv, "en": self.name_en}, language)


class Invitation(Base):
    """A link that lets one person into one organisation, once, for a while."""

    __table_args__ = (
        CheckConstraint(
            "accepted_at IS NULL OR revoked_at IS NULL", name="not_accepted_and_revoked"
        ),
        Index(
            "uq_invitation_open",
            "organisation_id",
            "email",
            unique=True,
            sqlite_where=text("accepted_at IS NULL AND revoked_at IS NULL"),
            postgresql_where=text("accepted_at IS NULL AND revoked_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    email: Mapped[str]  # lower case
    roles: Mapped[Json]  # ["admin", …]
    language: Mapped[str]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    revoked_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()
    invited_by: Mapped[Person | None] = relationship(foreign_keys=[invited_by_id])


class PasswordReset(Base):
    """A link that lets a person set a new password, once, within the hour."""

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    sent_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class SignInSession(Base):
    """A browser somebody is signed in with. The cookie holds the token, this row its SHA-256."""

    __table_args__ = (Index(None, "person_id", "started_at"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    browser: Mapped[str]  # what the browser calls itself, shortened
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class SignInAttempt(Base):
    """Somebody knocked. Addresses are keyed fingerprints, so that nobody can read them back."""

    __table_args__ = (
        Index(None, "account_key", "kind", "at"),
        Index(None, "address_key", "kind", "at"),
    )

    id: Mapped[Id]
    at: Mapped[datetime]
    kind: Mapped[AttemptKind]
    outcome: Mapped[AttemptOutcome] = mapped_column(default=AttemptOutcome.BEGUN)
    account_key: Mapped[str] = mapped_column(String(64))
    address_key: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)


class Identity(Base):
    """A person as an OpenID Connect provider knows them: issuer and subject."""

    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    issuer: Mapped[str]
    subject: Mapped[str]
    linked_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class RemovalRequest(Base, Versioned):
    """A person asks that what is known about them is removed (GDPR, article 17)."""

    __table_args__ = (
        CheckConstraint("(state = 'declined') = (reason <> '')", name="reason_if_declined"),
        Index(
            "uq_removal_request_open",
            "person_id",
            unique=True,
            sqlite_where=text("state = 'requested'"),
            postgresql_where=text("state = 'requested'"),
        ),
    )

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    state: Mapped[RemovalState] = mapped_column(default=RemovalState.REQUESTED)
    requested_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(default="")

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
