"""Top floor. Is it alive, and is it ready? For whoever watches the machines, not for people."""

from functools import cache
from typing import Any

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.typing import ResponseReturnValue
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from core.config import ROOT
from core.db import db
from core.views.blueprint import blueprint
from core.web import Access, open_to


@blueprint.get("/healthz")
@open_to(Access.EVERYONE)
def healthz() -> ResponseReturnValue:
    """Liveness: this process answers. Asks nobody else, so that a slow database kills nobody."""
    return {"status": "ok"}


@blueprint.get("/readyz")
@open_to(Access.EVERYONE)
def readyz() -> ResponseReturnValue:
    """Readiness: the database answers and is at the newest migration; 503 otherwise."""
    facts: dict[str, Any] = {"database": "ok", "migrations": "ok"}
    try:
        db.session.execute(text("SELECT 1"))
        if present() != newest():
            facts["migrations"] = "behind: run flask db upgrade"
    except SQLAlchemyError as error:
        current_app.logger.warning("the database does not answer: %s", type(error).__name__)
        facts = {"database": "does not answer", "migrations": "unknown"}
    ready = set(facts.values()) == {"ok"}
    return {"status": "ready" if ready else "not ready", **facts}, 200 if ready else 503


def present() -> set[str]:
    """The migrations the database is at."""
    return set(MigrationContext.configure(db.session.connection()).get_current_heads())


@cache
def newest() -> frozenset[str]:
    """The newest migrations of this program."""
    return frozenset(ScriptDirectory(str(ROOT / "migrations")).get_heads())
