"""First floor. The numbers that members report for themselves and Tiera confirms."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Organisation
from contracts.states.driver import MOST, Driver, ValueStatus
from core.db import Base, Id, Versioned
from core.triggers import refuse

_OPEN = text("status = 'preliminary'")


class DriverValue(Base, Versioned):
    """An organisation's number on a day. A correction is a new edition; the confirmed one stays."""

    __table_args__ = (
        UniqueConstraint("driver", "organisation_id", "as_of", "edition"),
        CheckConstraint(f"value >= 0 AND value <= {MOST}", name="value_sensible"),
        CheckConstraint("edition > 0", name="numbered_from_one"),
        CheckConstraint("driver IN ('learners', 'active_users')", name="reported_driver"),
        CheckConstraint("length(source) > 0", name="has_source"),
        CheckConstraint(
            "(status = 'preliminary') = (checked_by_id IS NULL) "
            "AND (checked_by_id IS NULL) = (checked_at IS NULL)",
            name="checked_by_somebody",
        ),
        CheckConstraint("status <> 'returned' OR length(reason) > 0", name="returned_with_reason"),
        CheckConstraint("checked_by_id <> reported_by_id", name="four_eyes"),
        # one number waits for confirmation at a time
        Index(
            "uq_driver_value_preliminary",
            "driver",
            "organisation_id",
            "as_of",
            unique=True,
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
        ),
        Index(None, "driver", "as_of", "status"),
    )

    id: Mapped[Id]
    driver: Mapped[Driver]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    as_of: Mapped[date]
    edition: Mapped[int]
    value: Mapped[int]
    source: Mapped[str]
    status: Mapped[ValueStatus] = mapped_column(default=ValueStatus.PRELIMINARY)
    reason: Mapped[str] = mapped_column(default="")  # why it was returned
    reported_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reported_at: Mapped[datetime]
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    checked_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship()


for deed in ("UPDATE", "DELETE"):
    refuse(
        DriverValue.__table__,
        f"confirmed_{deed.lower()}",
        deed,
        "OLD.status = 'confirmed'",
        "frozen: a confirmed number stays; a correction is a new edition",
    )
