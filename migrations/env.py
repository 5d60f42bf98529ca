"""How migrations run: on the application's own engine, in one transaction, on both databases."""

from typing import Any

from alembic import context
from alembic.autogenerate import comparators, renderers
from alembic.operations import MigrateOperation
from flask import current_app
from sqlalchemy import Connection, text

from core.db import UtcDateTime, db
from core.triggers import declared

LOCK = 7_253_412  # the key of PostgreSQL's advisory lock for whoever migrates
metadata = db.metadata


class TriggerOp(MigrateOperation):
    """A refusal that the models declare and the database does not know yet."""

    def __init__(self, words: tuple[str, ...], drop: bool = False) -> None:
        self.words = words
        self.drop = drop

    def reverse(self) -> "TriggerOp":
        return TriggerOp(self.words, not self.drop)


@comparators.dispatch_for("schema")
def find_triggers(autogen_context: Any, upgrade_ops: Any, schemas: Any) -> None:
    """Autogenerate sees no triggers by itself."""
    present = names_of_triggers(autogen_context.connection)
    missing = [words for words in declared if words[1] not in present]
    upgrade_ops.ops.extend(TriggerOp(words) for words in sorted(missing))


@renderers.dispatch_for(TriggerOp)
def write_trigger(autogen_context: Any, op: TriggerOp) -> str:
    autogen_context.imports.add("from core import triggers")
    words = op.words[:2] if op.drop else op.words
    return f"triggers.{'drop' if op.drop else 'create'}(op, {', '.join(map(repr, words))})"


def names_of_triggers(connection: Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
    return {name for (name,) in connection.execute(text(query))}


def render_item(kind: str, thing: Any, autogen_context: Any) -> str | bool:
    """Migrations know SQL's types only: a type of ours may change, what they did may not."""
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime()"
    return False


def ours(thing: Any, name: str | None, kind: str, reflected: bool, compare_to: Any) -> bool:
    """The queue of jobs keeps tables of its own when it lives in the same database."""
    return not (kind == "table" and reflected and (name or "").startswith("huey_"))


def arrange(context_: Any, revision: Any, directives: list[Any]) -> None:
    """Triggers after the tables they stand on, and away before them; no empty migrations."""
    for directive in directives:
        directive.upgrade_ops.ops.sort(key=lambda op: isinstance(op, TriggerOp))
        directive.downgrade_ops.ops.sort(key=lambda op: not isinstance(op, TriggerOp))
    asked = getattr(context.config.cmd_opts, "autogenerate", False)
    if asked and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def configure(**more: Any) -> None:
    context.configure(
        target_metadata=metadata,
        render_as_batch=True,  # SQLite cannot alter much in place
        transactional_ddl=True,  # nor says so, but it rolls back what it creates
        compare_type=True,
        include_object=ours,
        render_item=render_item,
        process_revision_directives=arrange,
        **more,
    )


def on_sqlite(connection: Connection) -> None:
    """Foreign keys are off meanwhile and checked before the end.

    A batch rebuilds a table by dropping the old one; with foreign keys on, that empties the
    tables which refer to it, without a word. The switch does nothing inside a transaction, hence
    the driver's own connection, before SQLAlchemy has begun one.
    """
    driver = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()
            if loose := connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall():
                raise RuntimeError(f"the migration left references to nothing: {loose[:5]}")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def on_postgresql(connection: Connection) -> None:
    """Whoever comes second waits, and then finds nothing left to do."""
    configure(connection=connection)
    with context.begin_transaction():
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
        context.run_migrations()


def offline() -> None:
    """Only write the SQL down (flask db upgrade --sql)."""
    configure(url=current_app.config["SETTINGS"].sqlalchemy_url, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()


if context.is_offline_mode():
    offline()
else:
    with db.engine.connect() as connection:
        (on_sqlite if connection.dialect.name == "sqlite" else on_postgresql)(connection)
