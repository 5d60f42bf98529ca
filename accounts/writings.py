"""Second floor. What a person has written or signed under their name, wherever it is kept.

The columns to the right know; the roof introduces their questions here, so that one page can show
a person everything (GDPR article 15).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Writing:
    """`what` is an English message marked with N_; `text` is what the person wrote."""

    at: datetime
    what: str
    text: str


Source = Callable[[int], list[Writing]]
_sources: list[Source] = []


def introduce(source: Source) -> None:
    """Let this question be asked about everybody who wants to see what is stored about them."""
    if source not in _sources:
        _sources.append(source)


def list_writings(person_id: int) -> list[Writing]:
    """Everything the person has written or signed, newest first."""
    found = [row for source in _sources for row in source(person_id)]
    return sorted(found, key=lambda row: row.at, reverse=True)
