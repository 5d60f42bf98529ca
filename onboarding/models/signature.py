"""First floor. Who signed an agreement, as whom, and exactly which text."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Id
from core.triggers import append_only
from onboarding.states.agreement import SigningParty


class Signature(Base):
    __table_args__ = (
        UniqueConstraint("agreement_id", "party"),
        # one person never signs for both parties
        UniqueConstraint("agreement_id", "person_id"),
        # the fingerprint signed is the fingerprint of the agreement, or there is no signature
        ForeignKeyConstraint(
            ["agreement_id", "fingerprint"], ["agreement.id", "agreement.fingerprint"]
        ),
        CheckConstraint("length(name) > 0 AND length(title) > 0", name="name_and_title"),
    )

    id: Mapped[Id]
    agreement_id: Mapped[int]
    party: Mapped[SigningParty]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str]  # as signed
    title: Mapped[str]  # as signed
    fingerprint: Mapped[str]
    at: Mapped[datetime]


append_only(Signature.__table__)
