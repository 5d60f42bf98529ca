"""First floor. Seals over the history: each binds a stretch of rows and the seal before it."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Id, Json
from core.triggers import append_only


class AuditSeal(Base):
    __table_args__ = (
        CheckConstraint("from_id <= to_id", name="forwards"),
        CheckConstraint("length(hash) = 64", name="whole_hash"),
    )

    id: Mapped[Id]
    sealed_at: Mapped[datetime]
    from_id: Mapped[int] = mapped_column(unique=True)  # the first row sealed, by id
    to_id: Mapped[int] = mapped_column(unique=True)  # the last row sealed, by id
    digests: Mapped[Json]  # [id, SHA-256 of the row], so that a broken row can be named
    hash: Mapped[str]  # SHA-256 of the seal before this one and of the digests


append_only(AuditSeal.__table__)
