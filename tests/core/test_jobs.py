"""Jobs: done when due, one at a time, tried again with patience, and visible."""

import os
import signal
import socket
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from accounts.roles import Role
from core import config, job_queue, jobs
from core.config import ConfigError, Settings
from core.db import db, transaction
from core.job_run import JobRun, RunState
from core.jobs import PAUSES, Job, is_due, this_process
from core.mail import WRITTEN
from core.queries import find_last_run
from tests.factories.accounts import tiera

ROOT = Path(__file__).parents[2]
AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def work(monkeypatch):
    """A job that notes when it was done, and fails when it is told to."""

    class Work:
        done: list[datetime] = []
        error: Exception | None = None

        def __call__(self, at: datetime) -> None:
            if self.error:
                raise self.error
            self.done = [*self.done, at]

    work = Work()
    monkeypatch.setitem(jobs.registry, "work", Job("work", _l("Work"), HOUR, work))
    return work


def runs() -> list[JobRun]:
    return list(db.session.scalars(select(JobRun).where(JobRun.name == "work").order_by(JobRun.id)))


def a_run(state: RunState = RunState.DONE, **given) -> JobRun:
    ended = None if state is RunState.RUNNING else AT
    facts = {"name": "work", "started_at": AT, "ended_at": ended, "process": this_process()}
    facts |= {"attempt": 1, "error": "ValueError" if state is RunState.FAILED else None}
    return JobRun(state=state, **facts | given)


def test_a_run_is_written_down(session, work):
    assert jobs.run("work") is RunState.DONE
    [run] = runs()
    assert (run.state, run.attempt, run.error) == (RunState.DONE, 1, None)
    assert run.ended_at >= run.started_at
    assert len(work.done) == 1


def test_a_failure_is_written_down_by_its_class_only(session, work, caplog):
    work.error = ValueError("minna@kunta.example is not a number")
    assert jobs.run("work") is RunState.FAILED
    assert runs()[0].error == "ValueError"


def test_what_a_failing_job_had_begun_is_undone(session, work):
    def half(at: datetime) -> None:
        db.session.add(a_run(name="half"))
        db.session.flush()
        raise RuntimeError

    work.__class__.__call__ = lambda self, at: half(at)
    assert jobs.run("work") is RunState.FAILED
    assert find_last_run("half") is None


def test_attempts_are_counted_until_one_succeeds(session, work):
    work.error = ValueError()
    jobs.run("work")
    jobs.run("work")
    work.error = None
    jobs.run("work")
    jobs.run("work")
    assert [run.attempt for run in runs()] == [1, 2, 3, 1]


@pytest.mark.parametrize(
    ("last", "later", "due"),
    [
        (None, timedelta(0), True),
        (a_run(), HOUR - timedelta(seconds=1), False),
        (a_run(), HOUR, True),
        (a_run(), timedelta(days=3), True),
        (a_run(RunState.FAILED), PAUSES[0] - timedelta(seconds=1), False),
        (a_run(RunState.FAILED), PAUSES[0], True),
        (a_run(RunState.FAILED, attempt=2), PAUSES[0], False),
        (a_run(RunState.FAILED, attempt=2), PAUSES[1], True),
        (a_run(RunState.FAILED, attempt=99), PAUSES[-1], True),
        (a_run(RunState.LOST), PAUSES[0], True),
        (a_run(RunState.RUNNING), timedelta(minutes=59), False),
        (a_run(RunState.RUNNING), timedelta(minutes=61), True),
        (a_run(RunState.RUNNING, process="elsewhere:1"), timedelta(minutes=59), False),
    ],
)
def test_what_is_due_is_decided_by_the_last_run(work, last, later, due):
    assert is_due(jobs.registry["work"], last, AT + later) is due


def test_a_job_that_is_not_due_is_left_alone(session, work):
    assert jobs.run_if_due("work") is RunState.DONE
    assert jobs.run_if_due("work") is None
    assert len(work.done) == 1


def test_everything_missed_in_a_night_switched_off_is_done_once(session, work):
    with time_machine.travel(AT, tick=False):
        jobs.run_if_due("work")
    with time_machine.travel(AT + timedelta(hours=9), tick=False):
        jobs.run_if_due("work")
        jobs.run_if_due("work")
    assert len(work.done) == 2


def test_one_run_at_a_time(session, work):
    with transaction():
        db.session.add(a_run(RunState.RUNNING, started_at=datetime.now(UTC)))
    assert jobs.run("work") is None
    assert work.done == []


def test_the_run_of_a_process_that_died_is_taken_over_at_once(session, work):
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    with transaction():
        gone = f"{socket.gethostname()}:{child.pid}"
        db.session.add(a_run(RunState.RUNNING, started_at=datetime.now(UTC), process=gone))
    assert jobs.run_if_due("work") is RunState.DONE
    assert [(run.state, run.attempt) for run in runs()] == [
        (RunState.LOST, 1),
        (RunState.DONE, 2),
    ]


@pytest.mark.postgres
def test_two_consumers_at_once_run_a_job_once(postgres_app, monkeypatch):
    from threading import Barrier, Thread

    done, gate = [], Barrier(2)

    def slow(at: datetime) -> None:
        done.append(at)
        time.sleep(0.5)

    monkeypatch.setitem(jobs.registry, "work", Job("work", _l("Work"), HOUR, slow))

    def consumer() -> None:
        with postgres_app.app_context():
            gate.wait()
            jobs.run_if_due("work")
            db.session.remove()

    both = [Thread(target=consumer) for _ in range(2)]
    [thread.start() for thread in both]
    [thread.join() for thread in both]
    assert len(done) == 1


def test_a_job_has_a_name_of_its_own():
    with pytest.raises(ValueError, match="already"):
        jobs.job("deliver_outbox", _l("x"), every=HOUR)(lambda at: None)


def test_a_queue_of_an_unknown_kind_is_refused_in_words():
    with pytest.raises(ConfigError, match="jobs_url: must begin with"):
        job_queue.open_queue(Settings(jobs_url="amqp://x"))


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("amqp://x", "jobs_url: must begin with"),
        ("redis", "jobs_url: must begin with"),
        ("redis://127.0.0.1/0", r"\.venv/bin/pip install redis"),
        ("rediss://127.0.0.1/0", r"\.venv/bin/pip install redis"),
    ],
)
def test_a_queue_that_cannot_be_had_stops_the_program_at_its_start(address, says, monkeypatch):
    monkeypatch.setattr(config, "find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=says):
        config.read({"KUNTATORI_JOBS_URL": address})


@pytest.mark.parametrize("address", ["", "postgresql://127.0.0.1/jobs", "redis://127.0.0.1/0"])
def test_a_queue_that_can_be_had_is_taken(address, monkeypatch):
    monkeypatch.setattr(config, "find_spec", lambda name: object())
    assert config.read({"KUNTATORI_JOBS_URL": address}).jobs_url == address


def test_what_lies_in_the_queue_is_signed(tmp_path):
    """Whoever can write to the queue of another machine cannot have code run here."""
    ours = job_queue.open_queue(Settings(data_dir=tmp_path, secret_key="a" * 40))
    theirs = job_queue.open_queue(Settings(data_dir=tmp_path, secret_key="b" * 40))
    task = theirs.task(name="run_now")(lambda name: None)
    task("work")
    ours.task(name="run_now")(lambda name: None)
    with pytest.raises(ValueError, match="mismatch"):
        ours.dequeue()


def test_mail_that_was_committed_is_posted_at_once(app, session, monkeypatch):
    woken = []
    monkeypatch.setattr(job_queue, "wake", woken.append)
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setitem(app.config, "SETTINGS", Settings(smtp_host="mail.example"))
    db.session.add(a_run())
    db.session.info[WRITTEN] = True
    db.session.rollback()
    db.session.commit()
    assert woken == [], "what was rolled back was never written"
    db.session.info[WRITTEN] = True
    db.session.commit()
    db.session.commit()
    assert woken == [job_queue.DELIVERY]


def test_a_queue_out_of_reach_does_not_undo_the_deed(app, session, monkeypatch):
    def fail(name: str) -> None:
        raise OSError("no queue")

    monkeypatch.setattr(job_queue, "wake", fail)
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setitem(app.config, "SETTINGS", Settings(smtp_host="mail.example"))
    db.session.info[WRITTEN] = True
    db.session.add(a_run())
    db.session.commit()
    assert find_last_run("work") is not None


def flask(tmp_path: Path, *words: str, **more):
    environment = {**os.environ, "KUNTATORI_DATA_DIR": str(tmp_path)}
    command = [sys.executable, "-m", "flask", "--app", "app", *words]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.mark.process
def test_the_consumer_does_what_is_due_and_stops_when_asked(tmp_path):
    from tests.postgres import make_app

    database = tmp_path / "kuntatori.sqlite3"
    app = make_app(f"sqlite:///{database}")
    with app.app_context():
        db.create_all()
    consumer = flask(tmp_path, "jobs", "run")
    try:
        deadline = time.monotonic() + 90
        found: set[str] = set()
        while time.monotonic() < deadline and not {"seal_audit", "forget"} <= found:
            time.sleep(0.3)
            with app.app_context():
                done = select(JobRun.name).where(JobRun.state == RunState.DONE)
                found = set(db.session.scalars(done))
        assert {"seal_audit", "forget"} <= found
    finally:
        consumer.send_signal(signal.SIGTERM)
        said, _ = consumer.communicate(timeout=20)
    assert consumer.returncode == 0, said
    with app.app_context():
        db.engine.dispose()


def test_a_job_can_be_done_by_cron(app, session, work):
    runner = app.test_cli_runner()
    answer = runner.invoke(args=["jobs", "once", "work"])
    assert (answer.exit_code, answer.output) == (0, "work: done\n")
    work.error = ValueError()
    assert runner.invoke(args=["jobs", "once", "work"]).exit_code == 1
    unknown = runner.invoke(args=["jobs", "once", "nothing"])
    assert unknown.exit_code == 1
    assert "there are:" in unknown.output


def test_the_administrator_sees_the_jobs_and_can_do_one_now(browser, work):
    administrator = browser(tiera(Role.ADMINISTRATOR))
    page = administrator.get("/jobs").text
    assert "Delivery of mail" in page
    assert "Not done yet" in page
    answer = administrator.submit("/jobs/work/run")
    assert answer.status_code == 302
    assert len(work.done) == 1
    assert "The job was done." in administrator.get("/jobs").text
    work.error = ValueError()
    administrator.submit("/jobs/work/run")
    page = administrator.get("/jobs").text
    assert "1 job did not succeed" in page
    assert "ValueError" in page
    assert administrator.submit("/jobs/nothing/run").status_code == 404


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.TREASURER])
def test_nobody_else_learns_that_there_are_jobs(browser, role, work):
    visitor = browser(tiera(role))
    assert visitor.get("/jobs").status_code == 404
    assert visitor.submit("/jobs/work/run").status_code == 404
    assert work.done == []
