"""First floor. Framework contracts, and what has been committed under their maximum value."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Organisation
from contracts.states.framework import FrameworkState
from core.db import Base, CentsColumn, Id, Versioned
from core.language import pick


class FrameworkContract(Base, Versioned):
    """All amounts are cents excluding VAT."""

    __table_args__ = (
        CheckConstraint("maximum_cents > 0", name="maximum_positive"),
        # the ceiling itself: no deed and no race can commit more than the maximum
        CheckConstraint(
            "committed_cents >= 0 AND committed_cents <= maximum_cents", name="within_ceiling"
        ),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("state <> 'draft' OR committed_cents = 0", name="draft_carries_nothing"),
        Index(None, "state", "ends_on"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name_fi: Mapped[str]
    name_sv: Mapped[str] = mapped_column(default="")
    name_en: Mapped[str] = mapped_column(default="")
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    maximum_cents: Mapped[CentsColumn]
    committed_cents: Mapped[CentsColumn] = mapped_column(default=0)
    legal_notes: Mapped[str] = mapped_column(default="")
    state: Mapped[FrameworkState] = mapped_column(default=FrameworkState.DRAFT)
    state_since: Mapped[datetime]

    supplier: Mapped[Organisation] = relationship()

    def named(self, language: str) -> str:
        """The framework's name in this language."""
        return pick({"fi": self.name_fi, "sv": self.name_sv, "en": self.name_en}, language)
