"""Ground floor. The life of an application: one organisation's way into the alliance."""

from enum import StrEnum

from core.states import Table
from core.waiting import Party


class ApplicationState(StrEnum):
    INTEREST = "interest"
    OPEN = "open"
    SUBMITTED = "submitted"
    INFO_REQUESTED = "info_requested"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class ApplicationStep(StrEnum):
    OPEN = "open"
    SUBMIT = "submit"
    REQUEST_INFO = "request_info"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


class ApplicationEvent(StrEnum):
    INTERESTED = "application.interested"
    OPENED = "application.opened"
    PROFILED = "application.profiled"
    SUBMITTED = "application.submitted"
    INFO_REQUESTED = "application.info_requested"
    ACCEPTED = "application.accepted"
    DECLINED = "application.declined"
    WITHDRAWN = "application.withdrawn"
    REMARKED = "application.remarked"
    REMARK_REMOVED = "application.remark_removed"


S, X = ApplicationState, ApplicationStep

TABLE: Table[ApplicationState, ApplicationStep] = {
    (S.INTEREST, X.OPEN): S.OPEN,
    (S.INTEREST, X.WITHDRAW): S.WITHDRAWN,
    (S.OPEN, X.SUBMIT): S.SUBMITTED,
    (S.OPEN, X.WITHDRAW): S.WITHDRAWN,
    (S.SUBMITTED, X.ACCEPT): S.ACCEPTED,
    (S.SUBMITTED, X.REQUEST_INFO): S.INFO_REQUESTED,
    (S.SUBMITTED, X.DECLINE): S.DECLINED,
    (S.SUBMITTED, X.WITHDRAW): S.WITHDRAWN,
    (S.INFO_REQUESTED, X.SUBMIT): S.SUBMITTED,
    (S.INFO_REQUESTED, X.WITHDRAW): S.WITHDRAWN,
    (S.ACCEPTED, X.WITHDRAW): S.WITHDRAWN,  # until there is an agreement; the deed checks that
}

EVENT = {
    X.OPEN: ApplicationEvent.OPENED,
    X.SUBMIT: ApplicationEvent.SUBMITTED,
    X.REQUEST_INFO: ApplicationEvent.INFO_REQUESTED,
    X.ACCEPT: ApplicationEvent.ACCEPTED,
    X.DECLINE: ApplicationEvent.DECLINED,
    X.WITHDRAW: ApplicationEvent.WITHDRAWN,
}

WAITS_FOR = {
    S.INTEREST: Party.APPLICANT,
    S.OPEN: Party.APPLICANT,
    S.SUBMITTED: Party.TIERA,
    S.INFO_REQUESTED: Party.APPLICANT,
    S.ACCEPTED: Party.TIERA,  # offers the joining agreement next
    S.DECLINED: Party.NOBODY,
    S.WITHDRAWN: Party.NOBODY,
}

FINAL = frozenset({S.DECLINED, S.WITHDRAWN})
"""After these an organisation may start again with a new application."""

EDITABLE = frozenset({S.OPEN, S.INFO_REQUESTED})
"""The whole check may be worked on. While it is with the coordinator it stands still."""


class ReviewOutcome(StrEnum):
    RETURNED = "returned"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Ict(StrEnum):
    """Who runs the organisation's information technology; some tasks concern only a joint one."""

    OWN = "own"
    JOINT = "joint"
    BOUGHT = "bought"


class EducationLevel(StrEnum):
    EARLY = "early"
    BASIC = "basic"
    UPPER_SECONDARY = "upper_secondary"
    VOCATIONAL = "vocational"
