"""First floor. What happened, who did it, to what. Rows are added, never changed.

Facts are ids, cents, dates, states and fingerprints; never prose and never personal data, because
what is written here can't be taken back.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, mapped_column

from core.clock import now
from core.db import Base, Id, Json, db
from core.triggers import append_only


class AuditEvent(Base):
    __table_args__ = (Index(None, "subject", "id"), Index(None, "actor_id", "id"))

    id: Mapped[Id]
    at: Mapped[datetime]  # when it happened
    written_at: Mapped[datetime]  # when this row was written; later than `at` in a replayed history
    actor_id: Mapped[int | None]  # a person; none: a law, a date or a machine
    organisation_id: Mapped[int | None]  # whom the person acted for
    verb: Mapped[str] = mapped_column()
    subject: Mapped[str]
    facts: Mapped[Json]


append_only(AuditEvent.__table__)


class Doer(Protocol):
    """Whoever does a deed, as the history needs to know them."""

    @property
    def person_id(self) -> int: ...
    @property
    def organisation_id(self) -> int: ...


def name_of(subject: Base) -> str:
    """A record's name in the history: its table and its id."""
    return f"{subject.__table__.name}:{subject.id}"  # type: ignore[attr-defined]


def record(verb: StrEnum, subject: Base, actor: Doer | None, at: datetime, **facts: Any) -> None:
    """Write one event in the transaction of the change it describes; `at` is when it happened."""
    db.session.flush()  # a new subject needs its id
    db.session.add(
        AuditEvent(
            at=at,
            written_at=now(),
            actor_id=actor.person_id if actor else None,
            organisation_id=(actor.organisation_id or None) if actor else None,  # 0: nobody's
            verb=verb.value,
            subject=name_of(subject),
            facts=facts,
        )
    )


def history(*subjects: Base) -> list[AuditEvent]:
    """What happened to these records, oldest first."""
    names = [name_of(subject) for subject in subjects]
    query = select(AuditEvent).where(AuditEvent.subject.in_(names))
    return list(db.session.scalars(query.order_by(AuditEvent.at, AuditEvent.id)))
