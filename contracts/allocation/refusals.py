"""Ground floor. What the engine says when a case cannot be shared: a code, words, the facts."""

from enum import StrEnum
from typing import Any

from core.errors import RuleBroken


class Refusal(StrEnum):
    """Every reason for which a case is refused. Programs read the code, people the message."""

    BAD_JSON = "BAD_JSON"
    BAD_VALUE = "BAD_VALUE"
    FLOAT = "FLOAT"
    BAD_DATE = "BAD_DATE"
    BAD_PERIOD = "BAD_PERIOD"
    BAD_KEY = "BAD_KEY"
    BAD_BOUNDS = "BAD_BOUNDS"
    BAD_POOL = "BAD_POOL"
    UNKNOWN_FIELD = "UNKNOWN_FIELD"
    MISSING_FIELD = "MISSING_FIELD"
    DUPLICATE_ID = "DUPLICATE_ID"
    UNKNOWN_ALGORITHM = "UNKNOWN_ALGORITHM"
    UNKNOWN_DRIVER = "UNKNOWN_DRIVER"
    UNKNOWN_KEY = "UNKNOWN_KEY"
    UNKNOWN_MEMBER = "UNKNOWN_MEMBER"
    UNKNOWN_POOL = "UNKNOWN_POOL"
    OVERLAPPING_PRESENCE = "OVERLAPPING_PRESENCE"
    MISSING_DRIVER = "MISSING_DRIVER"
    NEGATIVE_WEIGHT = "NEGATIVE_WEIGHT"
    NO_WEIGHT = "NO_WEIGHT"
    FIXED_EXCEED_POOL = "FIXED_EXCEED_POOL"
    FLOORS_EXCEED_POOL = "FLOORS_EXCEED_POOL"
    CAPS_BELOW_POOL = "CAPS_BELOW_POOL"
    CLOSED_LOOP = "CLOSED_LOOP"
    TOO_MANY_PLAYERS = "TOO_MANY_PLAYERS"
    MISSING_COALITION = "MISSING_COALITION"
    UNKNOWN_COALITION = "UNKNOWN_COALITION"


class CaseRefused(RuleBroken):
    """The case is invalid or cannot be solved. `facts` name what stands in the way."""

    def __init__(self, code: Refusal, message: str, **facts: Any) -> None:
        spoken = {
            name: ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
            for name, value in facts.items()
        }
        super().__init__(message, **spoken)
        self.code = code
        self.facts = facts

    def as_json(self) -> dict[str, Any]:
        """The error as the command line prints it."""
        return {"error": {"code": self.code.value, "message": str(self), **self.facts}}
