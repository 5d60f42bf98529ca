"""A database that is locked, full or away is told as that, on a page that does not need it."""

import sqlite3

import pytest

from accounts.models import PasswordReset, SignInAttempt
from accounts.roles import Role
from accounts.states import AccountsEvent
from app import create_app
from core.audit import AuditEvent
from core.config import Settings
from core.db import db
from core.outbox import OutboxMessage
from tests.factories.accounts import a_person

SECRET = "for tests only, long enough to be taken seriously"


@pytest.fixture
def shop(tmp_path):
    """An application on a database file of its own that waits for nobody."""
    settings = Settings(secret_key=SECRET, data_dir=tmp_path)
    app = create_app(settings, {"TESTING": True, "WTF_CSRF_ENABLED": False})
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


def press(app):
    data = {"category": "other", "text": "Hei", "email": "", "page": ""}
    return app.test_client().post("/feedback", data=data, headers={"Accept-Language": "en"})


def refused_kindly(answer):
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "Try again in a moment." in answer.text


def test_a_locked_database_is_told_kindly_and_works_again_afterwards(shop):
    with db.engine.connect() as connection:  # the pool's own connection, made impatient
        connection.exec_driver_sql("PRAGMA busy_timeout=10")
    other = sqlite3.connect(db.engine.url.database, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    refused_kindly(press(shop))
    other.execute("ROLLBACK")
    other.close()
    assert press(shop).status_code in {302, 422}


def fill_the_disk():
    """Not one page more for the database; the answer is SQLite's own for a disk without room."""
    with db.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        connection.rollback()


def test_a_full_disk_is_told_kindly_and_nothing_is_half_written(shop):
    fill_the_disk()
    answers = []
    for nth in range(40):
        data = {"category": "other", "text": f"Hei {nth} " + "x" * 4000}
        at = {"REMOTE_ADDR": f"127.0.0.{nth + 1}"}
        answers.append(shop.test_client().post("/feedback", data=data, environ_overrides=at))
        if answers[-1].status_code == 503:
            break
    refused = answers[-1]
    assert refused.status_code == 503
    assert shop.test_client().get("/readyz").status_code in {200, 503}
    kept = db.session.execute(db.text("SELECT count(*) FROM feedback")).scalar()
    assert kept == sum(answer.status_code == 302 for answer in answers)


def test_a_letter_that_finds_no_room_takes_its_deed_with_it(shop):
    """A reset, its line of history and its letter: all of them or none, and the log-in still works."""
    people = [a_person(Role.VIEWER).email for _ in range(40)]
    db.session.remove()
    fill_the_disk()
    answers = []
    for nth, email in enumerate(people):
        at = {"REMOTE_ADDR": f"127.0.0.{nth + 1}"}
        client = shop.test_client()
        client.set_cookie("lang", "en")
        data = {"email": email}
        answers.append(client.post("/forgotten-password", data=data, environ_overrides=at))
        if answers[-1].status_code == 503:
            break
    refused_kindly(answers[-1])
    done = sum(answer.status_code == 302 for answer in answers)
    assert done == len(answers) - 1
    for kind in (PasswordReset, OutboxMessage, SignInAttempt):
        assert db.session.scalar(db.select(db.func.count()).select_from(kind)) == done, kind
    sent = AuditEvent.verb == AccountsEvent.PASSWORD_RESET_SENT
    assert db.session.scalar(db.select(db.func.count()).where(sent)) == done
    assert shop.test_client().get("/sign-in").status_code == 200
