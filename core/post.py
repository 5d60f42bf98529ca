"""Ground floor. A letter, and what a post office must be able to do with it.

The only file that knows how letters travel is `smtp_gateway`; tests use one of their own.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Protocol


class OutboxState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"  # given up; an administrator may try again


@dataclass(frozen=True)
class Letter:
    """One message as it goes out. `message_id` stays the same however often it is tried."""

    message_id: str
    recipient: str
    language: str
    subject: str
    text: str
    html: str


class Refused(Exception):
    """The letter was not taken. `why` is a class and a code, without anybody's address.

    `final`: trying again cannot help, such as an address that does not exist.
    """

    def __init__(self, why: str, final: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.final = final


class Post(Protocol):
    """Takes a letter or raises Refused."""

    def deliver(self, letter: Letter) -> None: ...


WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=20),
    timedelta(hours=1),
    timedelta(hours=4),
    timedelta(hours=12),
    timedelta(hours=24),
)
"""How long to wait after the first, second, … refusal; after the last one it has failed.

RFC 5321 section 4.5.4.1 asks to go on for a few days; nobody waits for a link that long here.
"""


def wait_after(attempts: int) -> timedelta | None:
    """The wait after this many refused attempts, or None when it is time to give up."""
    return WAITS[attempts - 1] if attempts <= len(WAITS) else None
