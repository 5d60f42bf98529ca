"""First floor. From which day to which day an organisation is a member of the alliance."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Organisation
from core.db import Base, Id
from core.triggers import refuse
from onboarding.models.agreement import Agreement


class AllianceMembership(Base):
    """Both days are Finnish calendar days and inclusive; no last day means until further notice."""

    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        Index(None, "organisation_id", "starts_on"),
        Index(None, "starts_on", "ends_on"),
    )

    id: Mapped[Id]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    agreement_id: Mapped[int] = mapped_column(ForeignKey("agreement.id"), unique=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship()
    agreement: Mapped[Agreement] = relationship()


OVERLAP = (
    "EXISTS (SELECT 1 FROM alliance_membership AS other"
    " WHERE other.organisation_id = NEW.organisation_id AND other.id <> coalesce(NEW.id, 0)"
    " AND (NEW.ends_on IS NULL OR other.starts_on <= NEW.ends_on)"
    " AND (other.ends_on IS NULL OR other.ends_on >= NEW.starts_on))"
)
for deed in ("INSERT", "UPDATE"):
    refuse(
        AllianceMembership.__table__,
        f"no_overlap_{deed.lower()}",
        deed,
        OVERLAP,
        "frozen: an organisation is a member once at a time",
    )
