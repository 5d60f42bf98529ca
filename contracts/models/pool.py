"""First floor. Cost pools: an amount for a period, the key that shares it, who takes part."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Organisation
from contracts.allocation.inputs import PoolKind
from contracts.models.framework import FrameworkContract
from contracts.models.key import KeyVersion
from contracts.states.pool import PoolState
from core.db import Base, CentsColumn, Id, Versioned
from core.language import pick
from core.triggers import refuse


class CostPool(Base, Versioned):
    """`amount_cents` is signed and without VAT: a cost is positive, a credit or grant negative."""

    __table_args__ = (
        CheckConstraint("period_end >= period_start", name="ends_after_start"),
        CheckConstraint("(kind = 'cost') = (amount_cents > 0)", name="sign_of_kind"),
        CheckConstraint("amount_cents <> 0", name="not_nothing"),
        CheckConstraint("kind <> 'cost' OR framework_id IS NOT NULL", name="cost_has_framework"),
        Index(None, "period_start", "period_end", "state"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    framework_id: Mapped[int | None] = mapped_column(
        ForeignKey("framework_contract.id"), index=True
    )
    key_version_id: Mapped[int] = mapped_column(ForeignKey("key_version.id"), index=True)
    name_fi: Mapped[str]
    name_sv: Mapped[str] = mapped_column(default="")
    name_en: Mapped[str] = mapped_column(default="")
    period_start: Mapped[date]
    period_end: Mapped[date]
    kind: Mapped[PoolKind]
    amount_cents: Mapped[CentsColumn]
    state: Mapped[PoolState] = mapped_column(default=PoolState.OPEN)
    state_since: Mapped[datetime]

    framework: Mapped[FrameworkContract | None] = relationship()
    key_version: Mapped[KeyVersion] = relationship()
    participants: Mapped[list["PoolParticipant"]] = relationship(
        cascade="all, delete-orphan", order_by="PoolParticipant.organisation_id"
    )

    def named(self, language: str) -> str:
        """The pool's name in this language."""
        return pick({"fi": self.name_fi, "sv": self.name_sv, "en": self.name_en}, language)


class PoolParticipant(Base):
    """Who shares this pool; a pool without participants is shared by all members."""

    pool_id: Mapped[int] = mapped_column(ForeignKey("cost_pool.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)

    organisation: Mapped[Organisation] = relationship()


class Commitment(Base):
    """What a pool takes of its framework's maximum, in cents excluding VAT."""

    __table_args__ = (CheckConstraint("cents > 0", name="positive"),)

    id: Mapped[Id]
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework_contract.id"), index=True)
    pool_id: Mapped[int] = mapped_column(ForeignKey("cost_pool.id"), unique=True)
    cents: Mapped[CentsColumn]
    committed_at: Mapped[datetime]
    released_at: Mapped[datetime | None]

    pool: Mapped[CostPool] = relationship()


for deed in ("UPDATE", "DELETE"):
    refuse(
        CostPool.__table__,
        f"used_{deed.lower()}",
        deed,
        "OLD.state = 'used'",
        "frozen: the pool is shared in a locked run",
    )
