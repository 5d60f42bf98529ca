"""Is it alive, is it ready, and what does it write down while it runs."""

import json
import logging
import sys

import pytest
from sqlalchemy import text

from core import logs
from core.db import db
from core.logs import JsonFormatter, mask
from core.views import health
from tests.postgres import make_app


def test_liveness_asks_nobody(app, monkeypatch):
    def away(*words: object, **more: object) -> None:
        raise AssertionError("the database was asked")

    monkeypatch.setattr(db.session, "execute", away)
    monkeypatch.setattr(db.session, "connection", away)
    answer = app.test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_a_database_behind_is_not_ready(app, session, monkeypatch):
    monkeypatch.setattr(health, "newest", lambda: frozenset({"newer"}))
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["migrations"] == "behind: run flask db upgrade"


def test_a_database_at_the_newest_migration_is_ready(app, session, monkeypatch):
    monkeypatch.setattr(health, "newest", lambda: frozenset({"abc"}))
    db.session.execute(text("UPDATE alembic_version SET version_num = 'abc'"))
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ready", "database": "ok", "migrations": "ok"}


def test_a_database_out_of_reach_is_not_ready(tmp_path):
    folder = tmp_path / "gone"
    folder.mkdir()
    app = make_app(f"sqlite:///{folder / 'x.sqlite3'}")
    folder.rmdir()
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["database"] == "does not answer"


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("mail to minna.meri@kunta.example refused", "mail to [email] refused"),
        ("from 192.0.2.17 port 80", "from [ip] port 80"),
        ("from 2001:db8:0:1:1:1:1:1!", "from [ip]!"),
        ("GET /reset?token=abc&x=1 failed", "GET /reset?[query] failed"),
        ("at 12:30:05 a row changed", "at 12:30:05 a row changed"),
        ("what? nothing=1", "what? nothing=1"),
    ],
)
def test_personal_data_is_masked(said, written):
    assert mask(said) == written


def line(message: str, *args: object, error: bool = False, **extra: object) -> dict:
    record = logging.LogRecord(
        "x", logging.WARNING, "f", 1, message, args, sys.exc_info() if error else None
    )
    record.__dict__.update(extra)
    return json.loads(JsonFormatter().format(record))


def test_a_line_is_json_with_its_facts():
    found = line("job %s failed", "forget", job="forget", tries=2)
    assert found["message"] == "job forget failed"
    assert (found["level"], found["job"], found["tries"]) == ("warning", "forget", 2)
    assert found["time"].endswith("+00:00")


def test_an_exceptions_words_are_not_written_because_they_quote_people():
    try:
        raise ValueError("minna@kunta.example typed her password 'kissa'")
    except ValueError:
        found = line("unexpected", error=True)
    assert found["error"] == "ValueError"
    assert "kissa" not in json.dumps(found)
    assert "test_health.py" in found["trace"][-1]


def test_every_answer_has_an_id_and_a_line_without_the_address(app, session, caplog):
    with caplog.at_level(logging.INFO, logger="kuntatori.access"):
        answer = app.test_client().get(
            "/feedback?page=/secret", headers={"X-Request-Id": "forged-by-a-visitor"}
        )
    [record] = caplog.records
    assert (record.view, record.status, record.method) == ("core.feedback", 200, "GET")
    assert "secret" not in JsonFormatter().format(record)
    assert len(answer.headers["X-Request-Id"]) == 16, "a visitor's own id is not taken over"


def test_behind_a_proxy_the_proxys_id_is_kept(tmp_path):
    app = make_app(f"sqlite:///{tmp_path / 'x.sqlite3'}", trusted_proxies=1)
    client = app.test_client()
    kept = client.get("/healthz", headers={"X-Request-Id": "abcdef0123456789"})
    assert kept.headers["X-Request-Id"] == "abcdef0123456789"
    odd = client.get("/healthz", headers={"X-Request-Id": "x y"})
    assert odd.headers["X-Request-Id"] != "x y"


def test_health_checks_do_not_fill_the_log(app, caplog):
    with caplog.at_level(logging.INFO, logger="kuntatori.access"):
        app.test_client().get("/healthz")
    assert caplog.records == []
    assert {"core.healthz", "core.readyz"} <= logs.QUIET
