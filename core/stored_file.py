"""First floor. Files that people sent: whose they are, what they are, and their fingerprint.

The bytes lie outside the database under their SHA-256; this row is what remains of a removed file.
"""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Id


class StoredFile(Base):
    __table_args__ = (
        CheckConstraint("size > 0", name="not_empty"),
        CheckConstraint("length(sha256) = 64", name="whole_fingerprint"),
        CheckConstraint("name <> ''", name="has_a_name"),
        Index(None, "owner", "removed_at"),
    )

    id: Mapped[Id]
    owner: Mapped[str]  # whose quota it counts against, such as "organisation:12"
    name: Mapped[str]  # made safe for showing and for saving on a disk
    media_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)  # bytes
    sha256: Mapped[str] = mapped_column(index=True)
    stored_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
