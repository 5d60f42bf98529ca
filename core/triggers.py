"""First floor. Promises only a trigger can keep, said once for SQLite and for PostgreSQL.

The message of a refusal begins with `append-only` or `frozen`, so that a test can name it.
"""

from typing import Any

from sqlalchemy import DDL, FromClause, Table, event

declared: list[tuple[str, str, str, str, str]] = []
"""Every refusal of the models: table, trigger, deed, condition, message. Migrations compare it."""


def append_only(table: FromClause) -> None:
    """Refuse UPDATE and DELETE on every row of the table."""
    for deed in ("UPDATE", "DELETE"):
        refuse(table, f"no_{deed.lower()}", deed, "", f"append-only: {table.name}")  # type: ignore[attr-defined]


def refuse(table: FromClause, name: str, deed: str, when: str, message: str) -> None:
    """Refuse a deed (`UPDATE`, `UPDATE OF a, b`, `DELETE`, `INSERT`) on rows where `when` holds.

    `when` is a condition on OLD and NEW in the SQL that both databases share; empty means always.
    """
    assert isinstance(table, Table)  # noqa: S101 (tells the type checker what models return)
    trigger = f"{table.name}_{name}"
    declared.append((table.name, trigger, deed, when, message))
    for dialect, statement in statements(table.name, trigger, deed, when, message).items():
        for part in statement:
            ddl = DDL(part.replace("%", "%%")).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", ddl)


def statements(
    table: str, trigger: str, deed: str, when: str, message: str
) -> dict[str, list[str]]:
    """The SQL of one refusal per database; a migration calls this with literal arguments."""
    condition = f"WHEN ({when}) " if when else ""
    return {
        "sqlite": [
            f'CREATE TRIGGER {trigger} BEFORE {deed} ON "{table}" {condition}'
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ],
        "postgresql": [
            # the condition stands in the body, where it may also look at other rows
            f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN IF {when or 'true'} THEN RAISE EXCEPTION '{message}' "
            "USING ERRCODE = '23514'; END IF; RETURN coalesce(NEW, OLD); END $$",
            f'CREATE TRIGGER {trigger} BEFORE {deed} ON "{table}" FOR EACH ROW '
            f"EXECUTE FUNCTION {trigger}()",
        ],
    }


def create(op: Any, table: str, trigger: str, deed: str, when: str, message: str) -> None:
    """Make one refusal inside a migration; `op` is Alembic's."""
    for part in statements(table, trigger, deed, when, message)[op.get_bind().dialect.name]:
        op.execute(DDL(part.replace("%", "%%")))  # type: ignore[no-untyped-call]


def drop(op: Any, table: str, trigger: str) -> None:
    """Take one refusal away inside a migration, and on PostgreSQL its function with it."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"DROP TRIGGER {trigger}")
    else:
        op.execute(f'DROP TRIGGER {trigger} ON "{table}"')
        op.execute(f"DROP FUNCTION {trigger}()")
