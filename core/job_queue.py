"""Top floor. The queue that jobs go through: huey on SQLite, PostgreSQL or Redis."""

import logging
from typing import Any

from flask import Flask, current_app
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.exceptions import ConfigurationError
from huey.serializer import SignedSerializer
from sqlalchemy import event

from core import jobs
from core.config import POSTGRES_SCHEMES, REDIS_SCHEMES, ConfigError, Settings
from core.db import db
from core.mail import WRITTEN

log = logging.getLogger(__name__)
NAME = "kuntatori"
DELIVERY = "deliver_outbox"


def open_queue(settings: Settings) -> Huey:
    """The queue of the settings. Raises ConfigError when it cannot be had.

    Messages are signed with the installation's secret: huey unpickles what it finds, and a queue
    on another machine may be written to by others.
    """
    options: dict[str, Any] = {
        "results": False,
        "serializer": SignedSerializer(secret=settings.secret_key, salt="jobs"),
    }
    scheme, _, rest = settings.jobs_url.partition("://")
    try:
        if not settings.jobs_url:
            file = settings.data_dir / "jobs.sqlite3"
            return SqliteHuey(NAME, filename=str(file), **options)
        if scheme in POSTGRES_SCHEMES:
            return PostgresHuey(NAME, dsn=f"postgresql://{rest}", **options)
        if scheme in REDIS_SCHEMES:
            return RedisHuey(NAME, url=settings.jobs_url, **options)
    except ConfigurationError as error:
        raise ConfigError(f"jobs_url: {scheme} cannot be used here: {error}") from error
    raise ConfigError("jobs_url: must begin with postgresql:// or redis://, or be empty")


def queue() -> Huey:
    """The queue of this application, opened when it is first needed, with its three tasks."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if "job_queue" not in app.extensions:
        made = open_queue(app.config["SETTINGS"])

        @made.task(name="run_if_due")  # type: ignore[untyped-decorator]
        def run_if_due(name: str) -> None:
            with app.app_context():
                jobs.run_if_due(name)

        @made.task(name="run_now")  # type: ignore[untyped-decorator]
        def run_now(name: str) -> None:
            with app.app_context():
                jobs.run(name)

        @made.periodic_task(crontab(minute="*"), name="look_at_the_clock")  # type: ignore[untyped-decorator]
        def look_at_the_clock() -> None:
            for name in jobs.registry:
                run_if_due(name)

        app.extensions["job_queue"] = made
        app.extensions["job_tasks"] = {"now": run_now, "clock": look_at_the_clock}
    found: Huey = app.extensions["job_queue"]
    return found


def wake(name: str) -> None:
    """Have a job done as soon as somebody is free, besides its own times."""
    queue()
    current_app.extensions["job_tasks"]["now"](name)


def consume(workers: int = 2) -> None:
    """Do what comes until the process is asked to stop; SIGTERM lets running work finish."""
    consumer = queue().create_consumer(
        workers=workers, worker_type="thread", graceful_signal="TERM", max_delay=2.0
    )
    current_app.extensions["job_tasks"]["clock"]()  # what fell due while nobody was here
    consumer.run()


@event.listens_for(db.session, "after_commit")
def post_at_once(session: Any) -> None:
    """Mail that has just been committed need not wait for the next minute."""
    if not session.info.pop(WRITTEN, False) or current_app.testing:
        return
    if not current_app.config["SETTINGS"].smtp_host:
        return
    try:
        wake(DELIVERY)
    except Exception:  # the deed is done; the mail goes with the next minute instead
        log.exception("the queue of jobs could not be reached")


@event.listens_for(db.session, "after_soft_rollback")
def nothing_to_post(session: Any, _: Any) -> None:
    """What was rolled back was never written."""
    session.info.pop(WRITTEN, None)
