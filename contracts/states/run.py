"""Ground floor. The life of an allocation run: calculated, approved by another, locked for good."""

from collections.abc import Mapping
from enum import StrEnum

from core.states import Table
from core.waiting import Party


class RunState(StrEnum):
    DRAFT = "draft"
    CALCULATED = "calculated"
    APPROVED = "approved"
    LOCKED = "locked"
    INVOICED = "invoiced"
    CANCELLED = "cancelled"


class RunStep(StrEnum):
    CALCULATE = "calculate"
    APPROVE = "approve"
    SEND_BACK = "send_back"
    LOCK = "lock"
    INVOICE = "invoice"  # taken by billing when every share has its invoice
    CANCEL = "cancel"


class RunEvent(StrEnum):
    STARTED = "run.started"
    CALCULATED = "run.calculated"
    APPROVED = "run.approved"
    SENT_BACK = "run.sent_back"
    LOCKED = "run.locked"
    INVOICED = "run.invoiced"
    CANCELLED = "run.cancelled"


S, X = RunState, RunStep

TABLE: Table[RunState, RunStep] = {
    (S.DRAFT, X.CALCULATE): S.CALCULATED,
    (S.DRAFT, X.CANCEL): S.CANCELLED,
    (S.CALCULATED, X.APPROVE): S.APPROVED,
    (S.CALCULATED, X.CALCULATE): S.CALCULATED,
    (S.CALCULATED, X.CANCEL): S.CANCELLED,
    (S.APPROVED, X.LOCK): S.LOCKED,
    (S.APPROVED, X.SEND_BACK): S.DRAFT,
    (S.LOCKED, X.INVOICE): S.INVOICED,
}

EVENT: Mapping[RunStep, RunEvent] = {
    X.CALCULATE: RunEvent.CALCULATED,
    X.APPROVE: RunEvent.APPROVED,
    X.SEND_BACK: RunEvent.SENT_BACK,
    X.LOCK: RunEvent.LOCKED,
    X.INVOICE: RunEvent.INVOICED,
    X.CANCEL: RunEvent.CANCELLED,
}

WAITS_FOR: Mapping[RunState, Party] = {
    S.DRAFT: Party.TIERA,
    S.CALCULATED: Party.TIERA,
    S.APPROVED: Party.TIERA,
    S.LOCKED: Party.TIERA,
    S.INVOICED: Party.NOBODY,
    S.CANCELLED: Party.NOBODY,
}

ROAD = (S.DRAFT, S.CALCULATED, S.APPROVED, S.LOCKED, S.INVOICED)
"""The way without detours, for the picture of stages."""

LOCKED = frozenset({S.LOCKED, S.INVOICED})
"""States in which nothing of the run changes any more."""
