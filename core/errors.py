"""Ground floor. The only exceptions our own code raises on purpose.

A message is an English template marked with `N_` and the values that fill it; the web floor
translates the template, formats the values and answers with `status`.
"""

import errno
from typing import Any

from core.language import N_

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What the operating system says when a disk, or somebody's share of it, is full."""
NO_ROOM = N_("The service has no room for files just now. Nothing was saved; try later.")


class RuleBroken(Exception):
    """A domain rule said no. The message is written for the person who asked."""

    status = 409

    def __init__(self, message: str, **values: Any) -> None:
        super().__init__(message)
        self.message = message
        self.values = values

    def __str__(self) -> str:
        return self.message % self.values if self.values else self.message


class Changed(RuleBroken):
    """Somebody else changed the same thing a moment ago."""


class NotAllowed(RuleBroken):
    status = 403


class NotFound(RuleBroken):
    """A stranger to a thing hears the same as somebody who mistyped its address."""

    status = 404

    def __init__(self, message: str = N_("There is no such page."), **values: Any) -> None:
        super().__init__(message, **values)


class Gone(RuleBroken):
    """It was here once, on purpose it is no longer offered."""

    status = 410


class TooMany(RuleBroken):
    """Too many attempts; the message says when to try again."""

    status = 429


class BadInput(RuleBroken):
    """One typed value cannot be accepted, for a reason only the records know."""

    status = 422

    def __init__(self, field: str, message: str, **values: Any) -> None:
        super().__init__(message, **values)
        self.field = field
