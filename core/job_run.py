"""First floor. Every run of a scheduled job: when, how often tried, how it ended."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, Id


class RunState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    LOST = "lost"  # its process was stopped in the middle


class JobRun(Base):
    __table_args__ = (
        CheckConstraint("attempt >= 1", name="attempts_from_one"),
        CheckConstraint("(state = 'running') = (ended_at IS NULL)", name="ended_unless_running"),
        CheckConstraint("(state = 'failed') = (error IS NOT NULL)", name="failure_has_a_name"),
        # One run of a job at a time, however many consumers there are.
        Index(
            "uq_job_run_running",
            "name",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
        Index(None, "name", "id"),
    )

    id: Mapped[Id]
    name: Mapped[str]
    attempt: Mapped[int] = mapped_column(default=1)
    process: Mapped[str]  # host and process id of whoever runs it
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    state: Mapped[RunState] = mapped_column(default=RunState.RUNNING)
    error: Mapped[str | None]  # the exception's class; its message could hold personal data
