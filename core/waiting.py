"""Ground floor. One line of a work queue: what waits, for whom, since when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from core.language import Named


class WaitingKind(StrEnum):
    """What sort of thing waits; the queue page filters by it."""

    ORGANISATION = "organisation"
    SERVICE = "service"
    READINESS = "readiness"
    APPLICATION = "application"
    AGREEMENT = "agreement"
    LEARNERS = "learners"
    RUN = "run"
    INVOICE = "invoice"
    PAYMENT = "payment"
    FEEDBACK = "feedback"
    PERSON = "person"


class Party(StrEnum):
    """Who acts next on a thing."""

    APPLICANT = "applicant"
    MEMBER = "member"
    VENDOR = "vendor"
    TIERA = "tiera"
    LAW = "law"  # a period set by law is running
    CALENDAR = "calendar"  # a date agreed earlier has to come
    NOBODY = "nobody"


@dataclass(frozen=True)
class Waiting:
    """`what` is an English message marked with N_ and filled with `values`.

    `who` is whom or what it is about: something with a name in each language, or a bare name.

    The link is `endpoint` with `args`; `due` is the Finnish calendar day it should be done by.
    A line may stand for `many` things of one kind, when there are too many to name.
    """

    kind: WaitingKind
    what: str
    who: Named | str
    since: datetime
    endpoint: str
    args: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)
    due: date | None = None
    many: int = 1
