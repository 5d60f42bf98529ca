"""Roof. The people of the demonstration, read from `people.toml`: all of them invented."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from accounts.roles import Role
from core.language import Text

FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Cast:
    """Somebody in the demonstration. `note` says in three languages what their eyes see."""

    name: str
    position: str
    roles: tuple[Role, ...] = ()
    note: Text = field(default_factory=dict)
    language: str = "fi"
    first: int = 0  # the place on the sign-in page; 0 stands among the rest


def _cast(row: dict[str, Any]) -> Cast:
    return Cast(**row | {"roles": tuple(Role(role) for role in row["roles"])})


CAST: dict[str, list[Cast]] = {
    key: [_cast(row) for row in rows]
    for key, rows in tomllib.loads(FILE.read_text(encoding="utf-8")).items()
}
"""By organisation; the first of each registers it and invites the others."""
