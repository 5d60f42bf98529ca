"""Migrating an empty database gives exactly what the models declare, on both databases."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from sqlalchemy import Connection, inspect, text

from core.db import db
from core.triggers import declared
from tests.postgres import make_app

FOLDER = Path(__file__).parents[2] / "migrations"
Make = Callable[[], Flask]


@pytest.fixture
def sqlite(tmp_path) -> Make:
    numbers = iter(range(10))
    return lambda: make_app(f"sqlite:///{tmp_path / f'{next(numbers)}.sqlite3'}")


@pytest.fixture
def postgres(postgres_server) -> Make:
    from tests.postgres import fresh

    made = []

    def make() -> Flask:
        made.append(fresh(postgres_server, "template0"))
        return make_app(next(made[-1]))

    yield make
    for database in made:
        next(database, None)


def on(kind: str):
    return pytest.param(kind, marks=pytest.mark.postgres) if kind == "postgres" else kind


@pytest.fixture(params=[on("sqlite"), on("postgres")])
def make(request) -> Make:
    return request.getfixturevalue(request.param)


def upgraded(app: Flask, folder: Path = FOLDER) -> Flask:
    with app.app_context():
        flask_migrate.upgrade(directory=str(folder))
        db.engine.dispose()
    return app


def everything(app: Flask) -> dict[str, object]:
    """All that the database knows of itself, in words that can be compared."""
    with app.app_context(), db.engine.connect() as connection:
        look = inspect(connection)
        tables = sorted(set(look.get_table_names()) - {"alembic_version"})
        found: dict[str, object] = {"tables": tables}
        for table in tables:
            found |= {f"{table}: {name}": what for name, what in facts(look, table).items()}
        found |= triggers(connection)
        connection.rollback()
    with app.app_context():
        db.engine.dispose()
    return found


def facts(look, table: str) -> dict[str, object]:
    out = {
        "primary key": look.get_pk_constraint(table)["constrained_columns"],
        "foreign keys": by_name(look.get_foreign_keys(table)),
        "unique": by_name(look.get_unique_constraints(table)),
        "checks": by_name(look.get_check_constraints(table)),
        "indexes": by_name(look.get_indexes(table)),
    }
    for column in look.get_columns(table):
        out[f"column {column['name']}"] = (
            str(column["type"]),
            column["nullable"],
            column["default"],
        )
    return out


def by_name(things) -> dict[str, str]:
    return {thing["name"]: in_words(thing) for thing in things}


def in_words(thing: object) -> str:
    """The same words for the same thing, whatever objects it is made of."""
    if isinstance(thing, dict):
        return "; ".join(f"{key}={in_words(value)}" for key, value in sorted(thing.items()))
    return " ".join(str(thing).split())


def triggers(connection: Connection) -> dict[str, object]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = (
            "SELECT tgname, pg_get_triggerdef(t.oid) || pg_get_functiondef(tgfoid) "
            "FROM pg_trigger t WHERE NOT tgisinternal"
        )
    return {f"trigger {name}": sql for name, sql in connection.execute(text(query))}


def test_migrations_and_models_agree(make):
    migrated, declared_now = everything(upgraded(make())), make()
    with declared_now.app_context():
        db.create_all()
        db.engine.dispose()
    wanted = everything(declared_now)
    differences = [
        f"{key}: migrated {migrated.get(key)!r}, declared {wanted.get(key)!r}"
        for key in sorted(migrated.keys() | wanted.keys())
        if migrated.get(key) != wanted.get(key)
    ]
    assert not differences, "write a migration (flask db migrate):\n" + "\n".join(differences)


def test_checks_and_triggers_are_looked_at(sqlite):
    """The comparison above would be worth nothing if it saw none."""
    app = sqlite()
    with app.app_context():
        db.create_all()
    found = everything(app)
    assert sum(name.startswith("trigger ") for name in found) == len(declared)
    assert "ck_job_run_attempts_from_one" in found["job_run: checks"]
    assert "ck_outbox_message_outboxstate" in found["outbox_message: checks"]
    assert "uq_job_run_running" in found["job_run: indexes"]


def test_autogenerate_finds_nothing_to_do(make):
    app = upgraded(make())
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_there_is_one_newest_migration():
    assert len(ScriptDirectory(str(FOLDER)).get_heads()) == 1


def test_downgrading_leaves_nothing_behind(make):
    app = upgraded(make())
    with app.app_context():
        flask_migrate.downgrade(directory=str(FOLDER), revision="base")
        db.engine.dispose()
    assert everything(app) == {"tables": []}


def test_a_readied_service_says_so(make):
    app = upgraded(make())
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ready", "database": "ok", "migrations": "ok"}


PARENT = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "a", None, None, None
def upgrade():
    op.create_table("parent", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String))
    op.create_table("child", sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("parent.id", ondelete="CASCADE"), nullable=False))
    op.execute("INSERT INTO parent VALUES (1, 'x')")
    op.execute("INSERT INTO child VALUES (1, 1)")
"""
REBUILD = """
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "b", "a", None, None
def upgrade():
    with op.batch_alter_table("parent", recreate="always") as batch:
        batch.alter_column("name", type_=sa.String(50))
"""
BREAK = """
from alembic import op
revision, down_revision, branch_labels, depends_on = "b", "a", None, None
def upgrade():
    op.execute("CREATE TABLE half_done (id INTEGER)")
    op.execute("DELETE FROM parent")
"""


@pytest.fixture
def migrations(tmp_path):
    """A folder with our env.py and these migrations instead of ours."""

    def write(*versions: str) -> Path:
        folder = tmp_path / "migrations"
        (folder / "versions").mkdir(parents=True, exist_ok=True)
        for name in ("env.py", "alembic.ini", "script.py.mako"):
            shutil.copy(FOLDER / name, folder)
        for number, version in enumerate(versions):
            (folder / "versions" / f"{number}.py").write_text(version)
        return folder

    return write


def rows(app: Flask, query: str) -> list[tuple]:
    with app.app_context(), db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_rebuilding_a_table_does_not_empty_those_that_refer_to_it(sqlite, migrations):
    app = sqlite()
    upgraded(app, migrations(PARENT, REBUILD))
    assert rows(app, "SELECT parent_id FROM child") == [(1,)]


def test_a_migration_that_leaves_loose_references_is_undone(sqlite, migrations):
    app = upgraded(sqlite(), migrations(PARENT))
    with app.app_context(), pytest.raises(SystemExit):
        flask_migrate.upgrade(directory=str(migrations(PARENT, BREAK)))
    assert rows(app, "SELECT name FROM sqlite_master WHERE name = 'half_done'") == []
    assert rows(app, "SELECT version_num FROM alembic_version") == [("a",)]
    assert rows(app, "PRAGMA foreign_keys") == [(1,)]


def test_sqlite_itself_would_have_emptied_the_children():
    """Why env.py switches foreign keys off: without that, dropping a parent takes its children."""
    plain = sqlite3.connect(":memory:", isolation_level=None)
    plain.executescript(
        "PRAGMA foreign_keys=ON; CREATE TABLE parent (id INTEGER PRIMARY KEY);"
        "CREATE TABLE child (parent_id REFERENCES parent (id) ON DELETE CASCADE);"
        "INSERT INTO parent VALUES (1); INSERT INTO child VALUES (1); DROP TABLE parent;"
    )
    assert plain.execute("SELECT count(*) FROM child").fetchone() == (0,)
    plain.close()
