"""A database file of a test's own, where transactions are real; copied from one made once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from core.db import db
from tests.postgres import make_app


@pytest.fixture(scope="session")
def sqlite_pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with every table and no row."""
    path = tmp_path_factory.mktemp("pattern") / "pattern.sqlite3"
    app = make_app(f"sqlite:///{path}")
    with app.app_context():
        db.create_all()
        db.engine.dispose()
    return path


@pytest.fixture
def sqlite_app(tmp_path: Path, sqlite_pattern: Path) -> Iterator[Flask]:
    """The application on a file of this test's own. Push its context where you need it."""
    file = tmp_path / "kuntatori.sqlite3"
    shutil.copy(sqlite_pattern, file)
    app = make_app(f"sqlite:///{file}")
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
