"""Ground floor. The life of a framework contract."""

from collections.abc import Mapping
from enum import StrEnum

from core.states import Table
from core.waiting import Party


class FrameworkState(StrEnum):
    DRAFT = "draft"
    IN_FORCE = "in_force"
    EXHAUSTED = "exhausted"  # the maximum value is reached
    EXPIRED = "expired"
    TERMINATED = "terminated"


class FrameworkStep(StrEnum):
    BEGIN = "begin"
    EXHAUST = "exhaust"  # taken by the deed that commits the last cent
    REOPEN = "reopen"  # taken by the deed that releases a commitment
    EXPIRE = "expire"
    TERMINATE = "terminate"


class FrameworkEvent(StrEnum):
    DRAFTED = "framework.drafted"
    EDITED = "framework.edited"
    BEGUN = "framework.begun"
    EXHAUSTED = "framework.exhausted"
    REOPENED = "framework.reopened"
    EXPIRED = "framework.expired"
    TERMINATED = "framework.terminated"
    COMMITTED = "framework.committed"
    RELEASED = "framework.released"
    WARNED = "framework.warned"


S, X = FrameworkState, FrameworkStep

TABLE: Table[FrameworkState, FrameworkStep] = {
    (S.DRAFT, X.BEGIN): S.IN_FORCE,
    (S.IN_FORCE, X.EXHAUST): S.EXHAUSTED,
    (S.EXHAUSTED, X.REOPEN): S.IN_FORCE,
    (S.IN_FORCE, X.EXPIRE): S.EXPIRED,
    (S.EXHAUSTED, X.EXPIRE): S.EXPIRED,
    (S.IN_FORCE, X.TERMINATE): S.TERMINATED,
    (S.EXHAUSTED, X.TERMINATE): S.TERMINATED,
}

BUTTONS = (X.BEGIN, X.EXPIRE, X.TERMINATE)
"""Steps that a person takes; the others follow from what is committed."""

EVENT: Mapping[FrameworkStep, FrameworkEvent] = {
    X.BEGIN: FrameworkEvent.BEGUN,
    X.EXHAUST: FrameworkEvent.EXHAUSTED,
    X.REOPEN: FrameworkEvent.REOPENED,
    X.EXPIRE: FrameworkEvent.EXPIRED,
    X.TERMINATE: FrameworkEvent.TERMINATED,
}

WAITS_FOR: Mapping[FrameworkState, Party] = {
    S.DRAFT: Party.TIERA,
    S.IN_FORCE: Party.NOBODY,
    S.EXHAUSTED: Party.NOBODY,
    S.EXPIRED: Party.NOBODY,
    S.TERMINATED: Party.NOBODY,
}
