"""Third floor. A whole database out and in: SQLite by its own backup, PostgreSQL by pg_dump."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from core.config import Settings

NAMES = {"SQLite": "database.sqlite3", "PostgreSQL": "database.pgdump"}
BUSY = 30.0  # seconds to wait for a writer


class BackupError(Exception):
    """Why a backup cannot be made or restored, in one sentence for the administrator."""


def kind_of(settings: Settings) -> str:
    """SQLite or PostgreSQL."""
    return "SQLite" if settings.sqlalchemy_url.startswith("sqlite") else "PostgreSQL"


def sqlite_path(settings: Settings) -> Path:
    """The database's file. Raises BackupError for a database in memory."""
    name = make_url(settings.sqlalchemy_url).database
    if not name or name == ":memory:":
        raise BackupError("A database in memory cannot be backed up.")
    return Path(name)


def revision_of(settings: Settings) -> str:
    """Which migration the database is at; empty when it has none."""
    engine = create_engine(settings.sqlalchemy_url)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return ""
            return str(connection.scalar(text("SELECT version_num FROM alembic_version")) or "")
    except SQLAlchemyError as error:
        raise BackupError(f"The database does not answer ({type(error).__name__}).") from error
    finally:
        engine.dispose()


def is_empty(settings: Settings) -> bool:
    """Whether there is nothing to lose: no table but the migrations' own."""
    if kind_of(settings) == "SQLite" and not sqlite_path(settings).exists():
        return True
    engine = create_engine(settings.sqlalchemy_url)
    try:
        with engine.connect() as connection:
            return not set(inspect(connection).get_table_names()) - {"alembic_version"}
    except SQLAlchemyError as error:
        raise BackupError(f"The database does not answer ({type(error).__name__}).") from error
    finally:
        engine.dispose()


def dump(settings: Settings, folder: Path) -> tuple[str, Path]:
    """Copy the database into the folder as it is at one moment; its kind and the copy."""
    kind = kind_of(settings)
    copy = folder / NAMES[kind]
    if kind == "SQLite":
        path = sqlite_path(settings)
        if not path.exists():
            raise BackupError(f"There is no database {path}: nothing to back up.")
        copy_sqlite(path, copy)
    else:
        postgres(settings, "pg_dump", "--format=custom", "--no-owner", f"--file={copy}")
    return kind, copy


def copy_sqlite(path: Path, copy: Path) -> None:
    """SQLite's online backup: one consistent moment, however busy the writers are.

    All pages go in one step, because the copy begins again whenever somebody writes between two.
    """
    with (
        closing(sqlite3.connect(path, timeout=BUSY)) as source,
        closing(sqlite3.connect(copy)) as target,
    ):
        source.backup(target, pages=-1)
        target.execute("PRAGMA journal_mode=DELETE")  # one file, without a log beside it
    check_sqlite(copy)


def check_sqlite(path: Path) -> None:
    """Raises BackupError unless the file is a whole database with every reference intact."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            loose = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupError("The copied database is damaged.") from error
    if not sound or loose:
        raise BackupError("The copied database is damaged.")


def load(settings: Settings, folder: Path, stamp: str) -> None:
    """Put the copy in the folder in the place of the database; an SQLite file is kept beside it."""
    if kind_of(settings) == "PostgreSQL":
        copy = folder / NAMES["PostgreSQL"]
        whole = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
        postgres(settings, "pg_restore", *whole, f"--dbname={database_of(settings)}", str(copy))
        return
    copy = folder / NAMES["SQLite"]
    check_sqlite(copy)
    path = sqlite_path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        settle(path)
        path.rename(path.with_name(f"{path.name}.before-{stamp}"))
    for leftover in ("-wal", "-shm"):
        path.with_name(path.name + leftover).unlink(missing_ok=True)
    copy.chmod(0o600)
    os.replace(copy, path)


def settle(path: Path) -> None:
    """Bring what stands in the log into the file, and see that nobody else has it open."""
    try:
        with closing(sqlite3.connect(path, timeout=2)) as connection:
            if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                raise BackupError("The database is in use: stop Kuntatori first.")
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
    except sqlite3.OperationalError as error:
        raise BackupError("The database is in use: stop Kuntatori first.") from error
    except sqlite3.DatabaseError:
        return  # it is damaged; all the more reason to restore


def database_of(settings: Settings) -> str:
    """The PostgreSQL database's name."""
    return str(make_url(settings.sqlalchemy_url).database or "")


def postgres(settings: Settings, program: str, *words: str) -> None:
    """Run one of PostgreSQL's own programs; the password goes by the environment, not in sight."""
    found = shutil.which(program)
    if not found:
        raise BackupError(
            f"{program} is not on this computer: install PostgreSQL's client programs "
            "('sudo apt-get install postgresql-client'), in the server's version or newer."
        )
    url = make_url(settings.sqlalchemy_url)
    environment = {**os.environ, "PGDATABASE": url.database or ""}
    host = url.host or url.query.get("host")
    named = {"PGHOST": host, "PGPORT": url.port or url.query.get("port"), "PGUSER": url.username}
    environment |= {name: str(value) for name, value in named.items() if value}
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
    ran = subprocess.run(  # noqa: S603 (a program of PostgreSQL's and words of our own)
        [found, *words], env=environment, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        if "version mismatch" in ran.stderr or "unsupported version" in ran.stderr:
            raise BackupError(
                f"{program} on this computer is older than the database's server: install "
                "PostgreSQL's client programs in the server's version or newer."
            )
        said = (ran.stderr.strip().splitlines() or ["it said nothing"])[0]
        raise BackupError(f"{program} failed: {said[:300]}")
