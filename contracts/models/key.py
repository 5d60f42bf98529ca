"""First floor. Allocation keys: each version is written once, with the decision behind it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from contracts.allocation.inputs import Proration, Tie
from core.db import Base, Id, Json
from core.language import pick
from core.triggers import append_only


class AllocationKey(Base):
    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)
    name_fi: Mapped[str]
    name_sv: Mapped[str] = mapped_column(default="")
    name_en: Mapped[str] = mapped_column(default="")

    versions: Mapped[list["KeyVersion"]] = relationship(
        back_populates="key", order_by="KeyVersion.number"
    )

    def named(self, language: str) -> str:
        """The key's name in this language."""
        return pick({"fi": self.name_fi, "sv": self.name_sv, "en": self.name_en}, language)


class KeyVersion(Base):
    __table_args__ = (
        UniqueConstraint("key_id", "number"),
        CheckConstraint("number > 0", name="numbered_from_one"),
        CheckConstraint(
            "length(decision_body) > 0 AND length(decision_section) > 0", name="decided_by_somebody"
        ),
    )

    id: Mapped[Id]
    key_id: Mapped[int] = mapped_column(ForeignKey("allocation_key.id"))
    number: Mapped[int]
    parts: Mapped[Json]  # [{"share": 20, "driver": "equal"}, …], relative shares
    proration: Mapped[Proration] = mapped_column(default=Proration.DAY_BY_DAY)
    tie: Mapped[Tie] = mapped_column(default=Tie.HASH)
    decision_body: Mapped[str]
    decision_on: Mapped[date]
    decision_section: Mapped[str]
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    key: Mapped[AllocationKey] = relationship(back_populates="versions")


append_only(KeyVersion.__table__)
