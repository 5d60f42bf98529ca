"""First floor. Allocation runs and shares: what was calculated from what, and never changed after.

Locked runs form a chain: each carries the hash of the one before it.
"""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Organisation, Person
from contracts.models.pool import CostPool
from contracts.states.run import LOCKED, RunState
from core.db import Base, CentsColumn, Id, Json, Versioned
from core.language import pick
from core.triggers import refuse

_LOCKED = ", ".join(f"'{state}'" for state in sorted(LOCKED))
_ACTIVE = text("active")


class AllocationRun(Base, Versioned):
    __table_args__ = (
        CheckConstraint("period_end >= period_start", name="ends_after_start"),
        CheckConstraint(
            "state IN ('draft', 'cancelled') OR (inputs IS NOT NULL AND length(inputs_sha256) = 64 "
            "AND length(output_sha256) = 64 AND calculated_by_id IS NOT NULL)",
            name="calculated_from_inputs",
        ),
        CheckConstraint("approved_by_id <> calculated_by_id", name="four_eyes"),
        CheckConstraint(
            f"(state IN ('approved', {_LOCKED})) = (approved_by_id IS NOT NULL)",
            name="approved_by_somebody",
        ),
        CheckConstraint(
            f"(state IN ({_LOCKED})) = (chain_hash IS NOT NULL) "
            "AND (chain_hash IS NULL) = (locked_number IS NULL) "
            "AND (chain_hash IS NULL) = (locked_by_id IS NULL)",
            name="locked_is_chained",
        ),
        Index(None, "state", "state_since"),
    )

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(unique=True)  # such as 2027-1
    name_fi: Mapped[str]
    name_sv: Mapped[str] = mapped_column(default="")
    name_en: Mapped[str] = mapped_column(default="")
    period_start: Mapped[date]
    period_end: Mapped[date]
    drivers_as_of: Mapped[date]  # the day on which members' numbers are counted
    state: Mapped[RunState] = mapped_column(default=RunState.DRAFT)
    state_since: Mapped[datetime]

    # canonical JSON of the case as the engine read it, and the hashes that anybody can recompute
    inputs: Mapped[str | None] = mapped_column(Text, deferred=True)
    inputs_sha256: Mapped[str | None]
    output_sha256: Mapped[str | None]
    calculated_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    calculated_at: Mapped[datetime | None]
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    locked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    locked_at: Mapped[datetime | None]
    locked_number: Mapped[int | None] = mapped_column(unique=True)
    previous_hash: Mapped[str | None] = mapped_column(unique=True)
    chain_hash: Mapped[str | None] = mapped_column(unique=True)

    calculated_by: Mapped[Person | None] = relationship(foreign_keys=calculated_by_id)
    approved_by: Mapped[Person | None] = relationship(foreign_keys=approved_by_id)
    locked_by: Mapped[Person | None] = relationship(foreign_keys=locked_by_id)
    pools: Mapped[list["RunPool"]] = relationship(
        cascade="all, delete-orphan", order_by="RunPool.pool_id"
    )

    def named(self, language: str) -> str:
        """The run's name in this language."""
        return pick({"fi": self.name_fi, "sv": self.name_sv, "en": self.name_en}, language)


class RunPool(Base):
    """A pool that a run shares. It is in one run at a time; a cancelled run lets go of it."""

    __table_args__ = (
        Index(
            "uq_run_pool_active",
            "pool_id",
            unique=True,
            sqlite_where=_ACTIVE,
            postgresql_where=_ACTIVE,
        ),
    )

    run_id: Mapped[int] = mapped_column(ForeignKey("allocation_run.id"), primary_key=True)
    pool_id: Mapped[int] = mapped_column(ForeignKey("cost_pool.id"), primary_key=True)
    active: Mapped[bool] = mapped_column(default=True)

    pool: Mapped[CostPool] = relationship()


class Share(Base):
    """What one organisation owes of one pool, in signed cents excluding VAT.

    The exact share before rounding is `exact_numerator / exact_denominator` cents, whole numbers
    that may be longer than a database integer.
    """

    __table_args__ = (
        UniqueConstraint("run_id", "pool_id", "organisation_id"),
        Index(None, "organisation_id", "run_id"),
    )

    id: Mapped[Id]
    run_id: Mapped[int] = mapped_column(ForeignKey("allocation_run.id"))
    pool_id: Mapped[int] = mapped_column(ForeignKey("cost_pool.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    cents: Mapped[CentsColumn]
    exact_numerator: Mapped[str]
    exact_denominator: Mapped[str]
    explanation: Mapped[Json] = mapped_column(JSON, deferred=True)

    run: Mapped[AllocationRun] = relationship()
    pool: Mapped[CostPool] = relationship()
    organisation: Mapped[Organisation] = relationship()


def _run_is_locked(row: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM allocation_run AS run"  # noqa: S608 (our own constants)
        f" WHERE run.id = {row}.run_id AND run.state IN ({_LOCKED}))"
    )


for table in (Share.__table__, RunPool.__table__):
    for deed, when in (
        ("INSERT", _run_is_locked("NEW")),
        ("UPDATE", f"{_run_is_locked('OLD')} OR {_run_is_locked('NEW')}"),
        ("DELETE", _run_is_locked("OLD")),
    ):
        refuse(table, f"locked_{deed.lower()}", deed, when, "frozen: the run is locked")

refuse(
    AllocationRun.__table__,
    "locked_facts",
    "UPDATE OF code, name_fi, name_sv, name_en, period_start, period_end, drivers_as_of, inputs,"
    " inputs_sha256, output_sha256, calculated_by_id, calculated_at, approved_by_id, approved_at,"
    " locked_by_id, locked_at, locked_number, previous_hash, chain_hash",
    f"OLD.state IN ({_LOCKED})",
    "frozen: the run is locked",
)
refuse(
    AllocationRun.__table__,
    "stays_locked",
    "UPDATE OF state",
    f"OLD.state IN ({_LOCKED}) AND NEW.state NOT IN ({_LOCKED})",
    "frozen: a locked run stays locked",
)
refuse(
    AllocationRun.__table__,
    "not_deleted",
    "DELETE",
    f"OLD.state IN ({_LOCKED})",
    "frozen: the run is locked",
)
