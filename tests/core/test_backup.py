"""A backup taken while people work restores whole; a damaged or foreign one changes nothing."""

import io
import json
import os
import shutil
import sqlite3
import stat
import tarfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import func, select, text

from core import backup, backup_databases
from core.audit import AuditEvent
from core.backup_databases import BackupError
from core.db import db, transaction
from core.outbox import OutboxMessage
from tests.postgres import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION, make_app

AT = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
PROGRAMS = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]  # the client programs of the tests' server


def a_pair(number: int) -> None:
    """Two rows that belong together: neither is ever there without the other."""
    with transaction():
        db.session.add(
            AuditEvent(at=AT, written_at=AT, verb="thing.tried", subject=f"a:{number}", facts={})
        )
        db.session.flush()
        db.session.add(
            OutboxMessage(
                message_id=f"<{number}>",
                written_at=AT,
                recipient="a@b.example",
                language="fi",
                template="x",
                subject="x",
                text="x" * 500,
                html="x" * 500,
                next_attempt_at=AT,
            )
        )


def counts(app) -> tuple[int, int]:
    with app.app_context():
        pair = tuple(
            db.session.scalar(select(func.count()).select_from(model))
            for model in (AuditEvent, OutboxMessage)
        )
        db.session.remove()
        db.engine.dispose()
    return pair


def put_file(app, body: bytes) -> Path:
    import hashlib

    name = hashlib.sha256(body).hexdigest()
    path = app.config["SETTINGS"].data_dir / "files" / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return path


def make(app, target: Path):
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return backup.make(app.config["SETTINGS"], target, AT)


def settings_elsewhere(app, folder: Path):
    return replace(
        app.config["SETTINGS"], data_dir=folder, database_url=f"sqlite:///{folder / 'k.sqlite3'}"
    )


def test_a_backup_taken_while_people_write_restores_whole(sqlite_app, tmp_path):
    stop, written = Event(), []

    def writer(first: int) -> None:
        with sqlite_app.app_context():
            number = first
            while not stop.is_set():
                a_pair(number)
                written.append(number)
                number += 1
            db.session.remove()

    writers = [Thread(target=writer, args=(n * 1_000_000,)) for n in (1, 2)]
    [thread.start() for thread in writers]
    try:
        while len(written) < 20:
            stop.wait(0.01)
        before = len(written)
        files = [tmp_path / f"{n}.tar" for n in range(3)]
        for file in files:
            backup.make(sqlite_app.config["SETTINGS"], file, AT)
        after = len(written)
    finally:
        stop.set()
        [thread.join() for thread in writers]
    assert after > before, "nobody wrote meanwhile"
    sizes = []
    for number, file in enumerate(files):
        new = settings_elsewhere(sqlite_app, tmp_path / f"new{number}")
        backup.restore(new, file, replace=False, at=AT)
        with closing(sqlite3.connect(new.data_dir / "k.sqlite3")) as restored:
            assert restored.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert restored.execute("PRAGMA foreign_key_check").fetchall() == []
        events, messages = counts(make_app(new.database_url))
        assert events == messages, "half of a pair"
        sizes.append(events)
    assert before <= sizes[0] <= sizes[1] <= sizes[2] <= len(written)


def test_files_come_along_and_the_backup_is_its_owners_only(sqlite_app, tmp_path):
    put_file(sqlite_app, b"decision")
    put_file(sqlite_app, b"evidence")
    target = tmp_path / "b.tar"
    contents = make(sqlite_app, target)
    assert (contents.kind, contents.files) == ("SQLite", 2)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    new = settings_elsewhere(sqlite_app, tmp_path / "new")
    backup.restore(new, target, replace=False, at=AT)
    bodies = {path.read_bytes() for path in (new.data_dir / "files").rglob("*") if path.is_file()}
    assert bodies == {b"decision", b"evidence"}
    assert list(tmp_path.glob(".backup-*")) == []
    assert list(new.data_dir.glob(".restore-*")) == []


def test_a_file_erased_while_the_backup_is_made_does_no_harm(sqlite_app, tmp_path, monkeypatch):
    kept, erased = put_file(sqlite_app, b"kept"), put_file(sqlite_app, b"erased")
    measured = backup.measure

    def meanwhile(path: Path):
        erased.unlink(missing_ok=True)
        return measured(path)

    monkeypatch.setattr(backup, "measure", meanwhile)
    make(sqlite_app, tmp_path / "b.tar")
    monkeypatch.undo()
    new = settings_elsewhere(sqlite_app, tmp_path / "new")
    backup.restore(new, tmp_path / "b.tar", replace=False, at=AT)
    assert (new.data_dir / "files" / kept.parent.name / kept.name).read_bytes() == b"kept"


def test_on_another_disk_files_are_copied(sqlite_app, tmp_path, monkeypatch):
    put_file(sqlite_app, b"far away")

    def refuse(*words: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)
    assert make(sqlite_app, tmp_path / "b.tar").files == 1


def test_what_is_there_is_replaced_only_when_asked_and_kept_beside(sqlite_app, tmp_path):
    with sqlite_app.app_context():
        a_pair(1)
        db.session.remove()
    put_file(sqlite_app, b"old")
    target = tmp_path / "b.tar"
    make(sqlite_app, target)
    with sqlite_app.app_context():
        a_pair(2)
        db.session.remove()
        db.engine.dispose()
    newer = put_file(sqlite_app, b"newer")
    settings = sqlite_app.config["SETTINGS"]
    with pytest.raises(BackupError, match="add --replace"):
        backup.restore(settings, target, replace=False, at=AT)
    assert counts(sqlite_app) == (2, 2)
    backup.restore(settings, target, replace=True, at=AT)
    assert counts(sqlite_app) == (1, 1)
    assert not newer.exists()
    kept = tmp_path / "kuntatori.sqlite3.before-20261120-030000"
    assert counts(make_app(f"sqlite:///{kept}")) == (2, 2)
    assert (settings.data_dir / "files.before-20261120-030000").is_dir()


@pytest.mark.process
def test_nothing_is_restored_under_a_running_service(sqlite_app, tmp_path):
    target = tmp_path / "b.tar"
    make(sqlite_app, target)
    file = backup_databases.sqlite_path(sqlite_app.config["SETTINGS"])
    with closing(sqlite3.connect(file, isolation_level=None)) as somebody:
        somebody.execute("BEGIN IMMEDIATE")
        with pytest.raises(BackupError, match="stop Kuntatori first"):
            backup.restore(sqlite_app.config["SETTINGS"], target, replace=True, at=AT)
        somebody.execute("ROLLBACK")


def repack(source: Path, target: Path, change) -> None:
    """The same backup with its members changed: change(name, bytes) -> bytes, or None to leave out."""
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old:
            body = change(member.name, old.extractfile(member).read())
            if body is not None:
                member.size = len(body)
                new.addfile(member, io.BytesIO(body))


def flip(name: str, body: bytes) -> bytes:
    middle = len(body) // 2
    damaged = body[:middle] + bytes([body[middle] ^ 1]) + body[middle + 1 :]
    return damaged if name == "database.sqlite3" else body


def smuggle(name: str, body: bytes) -> bytes:
    if name != backup.MANIFEST:
        return body
    manifest = json.loads(body)
    manifest["members"]["../../evil"] = {"size": 0, "sha256": ""}
    return json.dumps(manifest).encode()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (flip, "is damaged: database.sqlite3"),
        (lambda name, body: None if name.startswith("files/") else body, "not a whole backup"),
        (lambda name, body: None if name == backup.MANIFEST else body, "not a whole backup"),
        (smuggle, "not a whole backup"),
        (lambda name, body: body.replace(b'"version": 1', b'"version": 9'), "another version"),
    ],
)
def test_a_damaged_backup_is_recognised_before_anything_is_touched(
    sqlite_app, tmp_path, change, said
):
    put_file(sqlite_app, b"evidence")
    make(sqlite_app, tmp_path / "good.tar")
    repack(tmp_path / "good.tar", tmp_path / "bad.tar", change)
    with sqlite_app.app_context():
        a_pair(1)
        db.session.remove()
        db.engine.dispose()
    with pytest.raises(BackupError, match=said):
        backup.restore(sqlite_app.config["SETTINGS"], tmp_path / "bad.tar", replace=True, at=AT)
    assert counts(sqlite_app) == (1, 1)
    assert not (tmp_path.parent / "evil").exists()


def test_half_a_backup_and_no_backup_are_recognised(sqlite_app, tmp_path):
    make(sqlite_app, tmp_path / "b.tar")
    body = (tmp_path / "b.tar").read_bytes()
    (tmp_path / "half.tar").write_bytes(body[: len(body) // 2])
    (tmp_path / "empty.tar").write_bytes(b"")
    settings = sqlite_app.config["SETTINGS"]
    for name, said in [
        ("half.tar", "whole backup"),
        ("empty.tar", "whole"),
        ("none.tar", "no file"),
    ]:
        with pytest.raises(BackupError, match=said):
            backup.restore(settings, tmp_path / name, replace=True, at=AT)


def test_a_failed_backup_leaves_no_file_with_its_name(sqlite_app, tmp_path, monkeypatch):
    def full(*words: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backup, "pack", full)
    with pytest.raises(OSError, match="No space"):
        make(sqlite_app, tmp_path / "b.tar")
    assert not (tmp_path / "b.tar").exists()
    assert list(tmp_path.glob(".backup-*")) == []


def test_the_commands_say_what_they_did_and_what_is_wrong(sqlite_app, tmp_path):
    run = sqlite_app.test_cli_runner().invoke
    with sqlite_app.app_context():
        made = run(args=["backup", str(tmp_path / "b.tar")])
        assert made.exit_code == 0
        assert "SQLite and 0 files" in made.output
        refused = run(args=["restore", str(tmp_path / "b.tar")])
        assert refused.exit_code == 1
        assert "add --replace" in refused.output
        done = run(args=["restore", str(tmp_path / "b.tar"), "--replace"])
        assert done.exit_code == 0, done.output
        nowhere = run(args=["backup", str(tmp_path / "none" / "b.tar")])
        assert nowhere.exit_code == 1
        assert "There is no folder" in nowhere.output


@pytest.mark.postgres
def test_a_postgresql_backup_restores_whole_into_another_database(
    postgres_app, postgres_empty, tmp_path, monkeypatch
):
    monkeypatch.setenv("PATH", str(PROGRAMS), prepend=os.pathsep)
    with postgres_app.app_context():
        for number in range(5):
            a_pair(number)
        db.session.remove()
    target = tmp_path / "b.tar"
    assert make(postgres_app, target).kind == "PostgreSQL"
    other = make_app(postgres_empty)
    backup.restore(other.config["SETTINGS"], target, replace=False, at=AT)
    assert counts(other) == (5, 5)
    with other.app_context():
        with pytest.raises(Exception, match="append-only"), transaction():
            db.session.execute(text("DELETE FROM audit_event"))
        a_pair(9)
        db.session.remove()
    with pytest.raises(BackupError, match="add --replace"):
        backup.restore(other.config["SETTINGS"], target, replace=False, at=AT)
    backup.restore(other.config["SETTINGS"], target, replace=True, at=AT)
    assert counts(other) == (5, 5)


@pytest.mark.postgres
def test_a_backup_of_the_other_kind_is_refused(postgres_app, sqlite_app, tmp_path):
    make(sqlite_app, tmp_path / "b.tar")
    with pytest.raises(BackupError, match="is of SQLite and the database here is PostgreSQL"):
        backup.restore(postgres_app.config["SETTINGS"], tmp_path / "b.tar", replace=True, at=AT)


@pytest.mark.postgres
def test_without_pg_dump_the_remedy_is_told(postgres_app, tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(BackupError, match="apt-get install postgresql-client"):
        make(postgres_app, tmp_path / "b.tar")


@pytest.mark.postgres
def test_a_database_out_of_reach_is_said_so(postgres_app, tmp_path):
    settings = replace(postgres_app.config["SETTINGS"], database_url="postgresql://x@127.0.0.1:9/x")
    with pytest.raises(BackupError):
        backup.make(settings, tmp_path / "b.tar", AT)
    assert not (tmp_path / "b.tar").exists()
