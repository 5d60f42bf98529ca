"""The plan of the house: its columns, its floors, its modules and what they import.

A module says on its door, in the first words of its docstring, on which floor it stands.
"""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

HOUSE = Path(__file__).parents[2]
COLUMNS = ["core", "accounts", "catalog", "onboarding", "contracts", "billing", "reports"]
FLOORS = ["Ground floor.", "First floor.", "Second floor.", "Third floor.", "Top floor."]
ROOMS = {
    "models": 1,
    "queries": 2,
    "policy": 2,
    "workflow": 3,
    "views": 4,
    "forms": 4,
    "words": 4,
    "cli": 4,
    "states": 0,
}
FRAMEWORKS = {
    "flask",
    "flask_babel",
    "flask_bootstrap",
    "flask_migrate",
    "flask_sqlalchemy",
    "flask_wtf",
    "sqlalchemy",
    "wtforms",
    "stripe",
    "jinja2",
    "werkzeug",
    "markdown",
    "typst",
    "huey",
    "smtplib",
    "authlib",
}
DOORS = {
    "stripe": {"billing.stripe_gateway"},
    "smtplib": {"core.smtp_gateway"},
    "authlib": {"accounts.oidc_gateway"},
    "typst": {"core.pdf"},
}
"""The outside world has one door each: who may import what speaks to it."""

MODULES = {
    ".".join(path.relative_to(HOUSE).with_suffix("").parts): path
    for column in COLUMNS
    for path in sorted((HOUSE / column).rglob("*.py"))
    if path.stem != "__init__"
}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def sign(module: str) -> str:
    """The first line of what is written on the door."""
    return (ast.get_docstring(tree(module)) or "").partition("\n")[0]


@cache
def floor(module: str) -> int:
    found = [number for number, name in enumerate(FLOORS) if sign(module).startswith(name)]
    assert found, f"{module} does not say on which floor it stands: {sign(module)[:60]!r}"
    return found[0]


def column(module: str) -> int:
    return COLUMNS.index(module.split(".")[0])


def imports(module: str) -> Iterator[str]:
    """Every module this one imports, ours by their full names."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            ours = [name for name in inside if name in MODULES]
            yield from ours
            if len(ours) < len(inside) or not ours:
                yield node.module
