"""First floor. The register of municipalities, organisations, people and what lets people in."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.roles import OrganisationKind, Role
from core.db import Base, Id, Versioned
from core.language import pick


class OrganisationState(StrEnum):
    PENDING = "pending"  # claimed or registered; Tiera has not confirmed it
    ACTIVE = "active"
    REJECTED = "rejected"
    CLOSED = "closed"


class PersonState(StrEnum):
    ACTIVE = "active"
    DEACTIVATED = "deactivated"
    REMOVED = "removed"  # asked for removal; only a pseudonym is left


class Municipality(Base):
    """An entry of the official register (Statistics Finland), whether or not it uses this service."""

    code: Mapped[str] = mapped_column(primary_key=True)  # three digits
    name_fi: Mapped[str]
    name_sv: Mapped[str]
    name_en: Mapped[str]
    region_code: Mapped[str] = mapped_column(index=True)
    language: Mapped[str]  # fi, sv, fi-sv, sv-fi: the language status
    business_id: Mapped[str | None] = mapped_column(unique=True)
    business_id_sure: Mapped[bool]
    population: Mapped[int]
    population_on: Mapped[date]
    population_source: Mapped[str]

    def named(self, language: str) -> str:
        """The municipality's name in this language."""
        return pick({"fi": self.name_fi, "sv": self.name_sv, "en": self.name_en}, language)


class Organisation(Base, Versioned):
    __table_args__ = (
        CheckConstraint(
            "municipality_code IS NULL OR kind = 'municipality'", name="code_only_of_municipality"
        ),
        Index(None, "kind", "state", "name_fi"),
    )

    id: Mapped[Id]
    kind: Mapped[OrganisationKind]
    state: Mapped[OrganisationState] = mapped_column(default=OrganisationState.PENDING)
    state_since: Mapped[datetime]
    name_fi: Mapped[str]
    name_sv: Mapped[str] = mapped_column(default="")
    name_en: Mapped[str] = mapped_column(default="")
    business_id: Mapped[str] = mapped_column(unique=True)
    municipality_code: Mapped[str | None] = mapped_column(
        ForeignKey("municipality.code"), unique=True
    )

    municipality: Mapped[Municipality | None] = relationship()

    def named(self, language: str) -> str:
        """The organisation's name in this language."""
        return pick({"fi": self.name_fi, "sv": self.name_sv, "en": self.name_en}, language)


class Person(Base, Versioned):
    id: Mapped[Id]
    email: Mapped[str] = mapped_column(unique=True)  # lower case
    name: Mapped[str]
    language: Mapped[str] = mapped_column(default="fi")
    state: Mapped[PersonState] = mapped_column(default=PersonState.ACTIVE)
    password_hash: Mapped[str | None]


class Membership(Base):
    """A person belongs to an organisation."""

    __table_args__ = (UniqueConstraint("person_id", "organisation_id"),)

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    joined_at: Mapped[datetime]

    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation] = relationship()
    roles: Mapped[list["MembershipRole"]] = relationship(
        cascade="all, delete-orphan", order_by="MembershipRole.role"
    )


class MembershipRole(Base):
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True)
