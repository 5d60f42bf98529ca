"""The history under seal: whatever is done to it is noticed and named."""

from datetime import UTC, datetime
from enum import StrEnum
from threading import Event, Thread

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, DBAPIError

from core import audit_chain
from core.audit import AuditEvent
from core.audit_seal import AuditSeal
from core.db import db, transaction

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


class Verb(StrEnum):
    TRIED = "thing.tried"


def events(number: int, **more) -> None:
    with transaction():
        for n in range(number):
            db.session.add(
                AuditEvent(
                    at=AT,
                    written_at=AT,
                    actor_id=None,
                    organisation_id=7,
                    verb=Verb.TRIED.value,
                    subject=f"thing:{n}",
                    facts={"cents": n, "päätös": "§ 1"} | more,
                )
            )


def seal() -> int:
    with transaction():
        return audit_chain.seal(AT)


def fault(expected: str = "") -> str:
    found = audit_chain.verify(expected).fault
    db.session.rollback()
    return found


@pytest.fixture(params=["sqlite_app", pytest.param("postgres_app", marks=pytest.mark.postgres)])
def house(request):
    """The application on a database of its own, where transactions are real."""
    app = request.getfixturevalue(request.param)
    with app.app_context():
        yield app
        db.session.remove()


def unlocked(*statements: str) -> None:
    """What somebody who owns the database could do: take the triggers away, and then whatever."""
    tables = ("audit_event", "audit_seal")
    with transaction():
        for table in tables:
            for deed in ("update", "delete"):
                on = f" ON {table}" if db.engine.dialect.name == "postgresql" else ""
                db.session.execute(text(f"DROP TRIGGER {table}_no_{deed}{on}"))
        for statement in statements:
            db.session.execute(text(statement))
    db.session.expire_all()


def test_an_empty_history_is_whole(house):
    assert seal() == 0
    assert fault() == ""


def test_every_row_comes_under_a_seal_once(house, monkeypatch):
    monkeypatch.setattr(audit_chain, "BATCH", 4)
    events(10)
    assert seal() == 10
    assert seal() == 0
    events(3)
    assert seal() == 3
    verdict = audit_chain.verify()
    assert (verdict.fault, verdict.sealed, verdict.unsealed) == ("", 13, 0)
    assert verdict.seals == 4
    events(2)
    assert audit_chain.verify().unsealed == 2


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        ("UPDATE audit_event SET facts = '{}' WHERE id = 6", "row 6 has been changed"),
        ("UPDATE audit_event SET actor_id = 1 WHERE id = 2", "row 2 has been changed"),
        (
            "UPDATE audit_event SET at = '2020-01-01 00:00:00' WHERE id = 9",
            "row 9 has been changed",
        ),
        ("DELETE FROM audit_event WHERE id = 5", "row 5 has been removed"),
        ("DELETE FROM audit_event WHERE id = 10", "row 10 has been removed"),
        ("DELETE FROM audit_seal WHERE from_id = 5", "a seal is missing before row 9"),
        (
            "UPDATE audit_seal SET hash = (SELECT hash FROM audit_seal WHERE from_id = 1) WHERE from_id = 5",
            "the seal over rows 5 to 8 has been changed",
        ),
        (
            "UPDATE audit_seal SET to_id = 7 WHERE from_id = 5",
            "row 8 has been removed",
        ),
    ],
)
def test_the_first_broken_row_is_named(house, monkeypatch, tampering, said):
    monkeypatch.setattr(audit_chain, "BATCH", 4)
    events(10)
    seal()
    assert fault() == ""
    unlocked(tampering)
    assert said in fault()


def test_a_row_slipped_in_later_is_named(house):
    events(3)
    with transaction():
        db.session.execute(
            text(
                "INSERT INTO audit_event SELECT 9, at, written_at, actor_id, organisation_id, verb, subject, facts FROM audit_event WHERE id = 3"
            )
        )
    seal()
    unlocked(
        "INSERT INTO audit_event SELECT 5, at, written_at, actor_id, organisation_id, verb, subject, facts FROM audit_event WHERE id = 3"
    )
    assert fault() == "row 5 has been added after the seal"


def test_a_forged_chain_does_not_hold_the_seal_that_was_written_down(house):
    events(3)
    seal()
    written_down = audit_chain.verify().head
    events(3)
    seal()
    assert fault(written_down) == ""
    unlocked("DELETE FROM audit_seal", "UPDATE audit_event SET facts = '{}' WHERE id = 1")
    seal()
    assert fault() == "", "the whole chain has been forged"
    assert "written down earlier" in fault(written_down)


@pytest.mark.parametrize("table", ["audit_event", "audit_seal"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_history_and_seals_are_only_added_to(house, table, deed):
    events(1)
    seal()
    with pytest.raises((DatabaseError, DBAPIError), match="append-only"), transaction():
        db.session.execute(text(deed.format(table)))


@pytest.mark.postgres
def test_a_row_that_appears_out_of_turn_is_not_missed(postgres_app, monkeypatch):
    """A transaction takes id 1 and is slow; another takes id 2 and is quick."""
    monkeypatch.setattr(audit_chain, "PATIENCE", 0.3)
    taken, finish = Event(), Event()

    def slow() -> None:
        with postgres_app.app_context(), transaction():
            db.session.add(
                AuditEvent(at=AT, written_at=AT, verb="thing.slow", subject="a:1", facts={})
            )
            db.session.flush()
            taken.set()
            finish.wait(20)

    writer = Thread(target=slow)
    writer.start()
    try:
        taken.wait(20)
        with postgres_app.app_context():
            events(1)
            assert seal() == 0, "the slow one may still appear below"
    finally:
        finish.set()
        writer.join()
    with postgres_app.app_context():
        assert seal() == 2
        assert fault() == ""
        assert [row.from_id for row in db.session.query(AuditSeal)] == [1]
        db.session.remove()


@pytest.mark.postgres
def test_writers_do_not_wait_for_the_sealer(postgres_app, monkeypatch):
    monkeypatch.setattr(audit_chain, "PATIENCE", 5)
    hold, held = Event(), Event()

    def open_transaction() -> None:
        with postgres_app.app_context(), transaction():
            db.session.add(
                AuditEvent(at=AT, written_at=AT, verb="thing.slow", subject="a:1", facts={})
            )
            db.session.flush()
            held.set()
            hold.wait(20)

    def sealer() -> None:
        with postgres_app.app_context():
            sealed.append(seal())
            db.session.remove()

    sealed: list[int] = []
    with postgres_app.app_context():
        events(1)
        db.session.remove()
    slow, waiting = Thread(target=open_transaction), Thread(target=sealer)
    slow.start()
    held.wait(20)
    waiting.start()
    with postgres_app.app_context():
        events(20)  # while the sealer waits for the slow one
        assert waiting.is_alive()
        db.session.remove()
    hold.set()
    slow.join()
    waiting.join()
    assert sealed[0] >= 1
    with postgres_app.app_context():
        seal()
        assert fault() == ""
        assert audit_chain.verify().sealed == 22
        db.session.remove()


@pytest.mark.postgres
def test_two_sealers_do_not_fork_the_chain(postgres_app):
    with postgres_app.app_context():
        events(50)
        db.session.remove()

    def sealer() -> None:
        with postgres_app.app_context():
            seal()
            db.session.remove()

    several = [Thread(target=sealer) for _ in range(4)]
    [thread.start() for thread in several]
    [thread.join() for thread in several]
    with postgres_app.app_context():
        seal()
        assert fault() == ""
        assert audit_chain.verify().sealed == 50
        db.session.remove()


def test_the_command_proves_the_history_or_names_the_row(sqlite_app):
    run = sqlite_app.test_cli_runner().invoke
    with sqlite_app.app_context():
        events(3)
        assert "3 rows under 1 seals" in run(args=["audit", "seal"]).output
        good = run(args=["audit", "verify"])
        assert good.exit_code == 0
        assert "Whole: 3 rows" in good.output
        head = good.output.strip().rsplit(" ", 1)[1]
        assert run(args=["audit", "verify", "--expect", head]).exit_code == 0
        assert run(args=["audit", "verify", "--expect", "0" * 64]).exit_code == 1
        unlocked("UPDATE audit_event SET verb = 'thing.hidden' WHERE id = 2")
        bad = run(args=["audit", "verify"])
    assert bad.exit_code == 1
    assert "row 2 has been changed" in bad.output
