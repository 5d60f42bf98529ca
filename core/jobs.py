"""Top floor. Work that is done by the clock: what, how often, and how it went.

A column writes `@job("remind_of_dues", _l("Reminders of due dates"), every=timedelta(hours=1))`
above a function that takes the present moment. What is due is decided by the rows of earlier runs,
not by the memory of a process: after a night switched off, everything missed is done once. A run
that fails is tried again after 1, 5, 20 and then 60 minutes, and /jobs shows it.
"""

import logging
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import LazyString
from sqlalchemy.exc import IntegrityError

from core.clock import now
from core.db import db, transaction
from core.job_run import JobRun, RunState
from core.queries import find_last_run

log = logging.getLogger(__name__)

Work = Callable[[datetime], Any]
LONGEST = timedelta(hours=1)  # a run that takes longer is taken for lost
PAUSES = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1))


@dataclass(frozen=True)
class Job:
    """One piece of scheduled work. `title` is what people read."""

    name: str
    title: LazyString
    every: timedelta
    work: Work


registry: dict[str, Job] = {}


def job(name: str, title: LazyString, *, every: timedelta) -> Callable[[Work], Work]:
    """Have this function done again and again. It commits for itself, in small transactions.

    Raises ValueError when another job has the name already.
    """

    def register(work: Work) -> Work:
        if name in registry and registry[name].work.__module__ != work.__module__:
            raise ValueError(f"there is a job called {name} already")
        registry[name] = Job(name, title, every, work)
        return work

    return register


def this_process() -> str:
    """Who runs a job: so that a run whose process has died can be told from one that is slow."""
    return f"{socket.gethostname()}:{os.getpid()}"


def is_gone(run: JobRun, at: datetime) -> bool:
    """Whether a run that says it is running cannot be."""
    host, _, process = run.process.rpartition(":")
    if host == socket.gethostname():
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            return True
        except PermissionError:
            pass  # it lives, and belongs to somebody else
    return at - run.started_at > LONGEST


def is_due(job: Job, last: JobRun | None, at: datetime) -> bool:
    """Whether it is time, going by how the last run went."""
    if last is None:
        return True
    if last.state is RunState.RUNNING:
        return is_gone(last, at)
    if last.state is RunState.DONE or last.ended_at is None:
        return at - last.started_at >= job.every
    pause = PAUSES[min(last.attempt, len(PAUSES)) - 1]
    return at - last.ended_at >= min(pause, job.every)


def run_if_due(name: str) -> RunState | None:
    """Run it when it is time; None when it is not."""
    last = find_last_run(name)
    due = is_due(registry[name], last, now())
    db.session.rollback()
    return run(name) if due else None


def run(name: str) -> RunState | None:
    """Run it now and write down how it went; None when it is running already. Never raises."""
    job, at = registry[name], now()
    key = _begin(name, at)
    if key is None:
        return None
    error: str | None = None
    try:
        job.work(at)
    except Exception as failure:
        db.session.rollback()
        error = type(failure).__name__
        log.exception("job failed", extra={"job": name})
    with transaction():
        done = db.session.get_one(JobRun, key)
        if done.state is RunState.RUNNING:
            done.state = RunState.FAILED if error else RunState.DONE
            done.ended_at, done.error = now(), error
        return done.state


def _begin(name: str, at: datetime) -> int | None:
    """The id of a new run, or None when somebody else was first; the database decides that."""
    try:
        with transaction():
            last = find_last_run(name)
            if last and last.state is RunState.RUNNING:
                if not is_gone(last, at):
                    return None
                last.state, last.ended_at = RunState.LOST, at
                db.session.flush()
            again = last is not None and last.state in {RunState.FAILED, RunState.LOST}
            attempt = last.attempt + 1 if last and again else 1
            started = JobRun(name=name, attempt=attempt, started_at=at, process=this_process())
            db.session.add(started)
            db.session.flush()
            key = started.id
    except IntegrityError:
        return None
    return key
