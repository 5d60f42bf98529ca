"""First floor. The database handle, the base of every model, column types, the transaction."""

import enum
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, Dialect, Engine, Enum, MetaData, TypeDecorator, event
from sqlalchemy import DateTime as SqlDateTime
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.orm.exc import StaleDataError

from core.errors import Changed, NotFound
from core.language import N_

SOMEBODY_ELSE = N_(
    "Somebody else changed this a moment ago. Look at the new version and try again."
)


class UtcDateTime(TypeDecorator[datetime]):
    """Aware in, aware out, stored as naive UTC (SQLite forgets time zones)."""

    impl = SqlDateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value and value.replace(tzinfo=UTC)


Id = Annotated[int, mapped_column(primary_key=True)]
CentsColumn = Annotated[int, mapped_column(BigInteger)]
Json = Annotated[Any, mapped_column(JSON)]


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {
        datetime: UtcDateTime,
        enum.Enum: Enum(
            enum.Enum,
            native_enum=False,
            create_constraint=True,
            length=40,
            values_callable=lambda members: [member.value for member in members],
        ),
    }

    @declared_attr.directive
    @classmethod
    def __tablename__(cls) -> str:
        return "".join(f"_{c.lower()}" if c.isupper() else c for c in cls.__name__).lstrip("_")


class Versioned:
    """A row that two people may change: the second of two simultaneous writers is refused."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version}  # type: ignore[attr-defined]


db = SQLAlchemy(metadata=Base.metadata)

Model = TypeVar("Model", bound=Base)

reading: ContextVar[bool] = ContextVar("reading", default=False)
"""True while a request that only reads is served: SQLite then begins without the write lock."""


def get(model: type[Model], key: object) -> Model:
    """The row with this primary key, or the 404 page."""
    row = db.session.get(model, key)
    if row is None:
        raise NotFound()
    return row


def lock(model: type[Model], key: object) -> Model:
    """The row with this primary key, fresh and held until the transaction ends, or the 404 page.

    PostgreSQL: SELECT … FOR UPDATE. SQLite: writers stand in line at BEGIN IMMEDIATE already.
    """
    row = db.session.get(model, key, with_for_update=True, populate_existing=True)
    if row is None:
        raise NotFound()
    return row


def expect(row: Versioned, seen: int | None) -> None:
    """Refuse to write over what somebody else wrote after this person opened the form.

    `seen` is the version the form was opened with. Raises Changed.
    """
    if seen is not None and row.version != seen:
        raise Changed(SOMEBODY_ELSE)


@contextmanager
def transaction() -> Iterator[None]:
    """All or nothing. The only commit in the house. Raises Changed when somebody else was first."""
    try:
        yield
        db.session.commit()
    except StaleDataError:
        db.session.rollback()
        raise Changed(SOMEBODY_ELSE) from None
    except OperationalError as error:
        db.session.rollback()
        if _is_contention(error):
            raise Changed(SOMEBODY_ELSE) from error
        raise
    except BaseException:
        db.session.rollback()
        raise


@contextmanager
def undone() -> Iterator[None]:
    """What is written meanwhile is undone at the end; the rest of the transaction stays."""
    attempt = db.session.begin_nested()
    try:
        yield
        db.session.flush()
    finally:
        attempt.rollback()


def _is_contention(error: OperationalError) -> bool:
    """A deadlock or a serialization failure of PostgreSQL: one of two had to give way."""
    return getattr(error.orig, "sqlstate", None) in {"40001", "40P01"}


def prepare(engine: Engine) -> None:
    """Take the wheel from the driver, which otherwise loses updates made at the same time.

    SQLite: write-ahead log, foreign keys on, and BEGIN IMMEDIATE unless the request only reads.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _: object) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "foreign_keys=ON",
            "synchronous=NORMAL",
            "busy_timeout=10000",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _began(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if reading.get() else "BEGIN IMMEDIATE")
