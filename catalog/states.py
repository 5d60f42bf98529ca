"""Ground floor. The life of a service's revision and of the certificate it may earn."""

from enum import StrEnum

from core.states import Table
from core.waiting import Party


class ServiceState(StrEnum):
    """Where one revision of a service stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    INFO_REQUESTED = "info_requested"
    CERTIFIED = "certified"
    CERTIFIED_WITH_CONDITIONS = "certified_with_conditions"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ServiceStep(StrEnum):
    SUBMIT = "submit"
    TAKE_UP = "take_up"
    ASK = "ask"
    ANSWER = "answer"
    CERTIFY = "certify"
    CERTIFY_WITH_CONDITIONS = "certify_with_conditions"
    REJECT = "reject"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"


class CertificateState(StrEnum):
    """Expiry is not stored: a certificate has expired when its last day has passed."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"  # the vendor took the service out of the catalogue


class CertificateStep(StrEnum):
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REVOKE = "revoke"
    SUPERSEDE = "supersede"
    WITHDRAW = "withdraw"


class MessageKind(StrEnum):
    """What the certifier and the vendor write to each other about a revision."""

    QUESTION = "question"
    ANSWER = "answer"
    REPORT = "report"  # how the conditions have been met
    REASONS = "reasons"  # why a revision was returned
    CONDITIONS = "conditions"  # what must be put right by the deadline


class CatalogEvent(StrEnum):
    """What the history of a service may say."""

    DRAFTED = "service.drafted"
    REVISED = "service.revised"
    EDITED = "service.edited"
    SUBMITTED = "service.submitted"
    TAKEN_UP = "service.taken_up"
    INFO_REQUESTED = "service.info_requested"
    ANSWERED = "service.answered"
    ASSESSED = "service.assessed"
    CERTIFIED = "service.certified"
    CERTIFIED_WITH_CONDITIONS = "service.certified_with_conditions"
    REJECTED = "service.rejected"
    REPORTED = "service.conditions_reported"
    CONFIRMED = "service.conditions_met"
    DISCARDED = "service.discarded"
    WITHDRAWN = "service.withdrawn"
    SUSPENDED = "certificate.suspended"
    REINSTATED = "certificate.reinstated"
    REVOKED = "certificate.revoked"


S, X = ServiceState, ServiceStep

TABLE: Table[ServiceState, ServiceStep] = {
    (S.DRAFT, X.SUBMIT): S.SUBMITTED,
    (S.DRAFT, X.WITHDRAW): S.WITHDRAWN,
    (S.SUBMITTED, X.TAKE_UP): S.IN_REVIEW,
    (S.SUBMITTED, X.WITHDRAW): S.WITHDRAWN,
    (S.IN_REVIEW, X.ASK): S.INFO_REQUESTED,
    (S.IN_REVIEW, X.CERTIFY): S.CERTIFIED,
    (S.IN_REVIEW, X.CERTIFY_WITH_CONDITIONS): S.CERTIFIED_WITH_CONDITIONS,
    (S.IN_REVIEW, X.REJECT): S.REJECTED,
    (S.IN_REVIEW, X.WITHDRAW): S.WITHDRAWN,
    (S.INFO_REQUESTED, X.ANSWER): S.IN_REVIEW,
    (S.INFO_REQUESTED, X.WITHDRAW): S.WITHDRAWN,
    (S.REJECTED, X.SUBMIT): S.SUBMITTED,
    (S.REJECTED, X.WITHDRAW): S.WITHDRAWN,
    (S.CERTIFIED_WITH_CONDITIONS, X.CONFIRM): S.CERTIFIED,
    (S.CERTIFIED_WITH_CONDITIONS, X.WITHDRAW): S.WITHDRAWN,
    (S.CERTIFIED, X.WITHDRAW): S.WITHDRAWN,
}

EVENT = {
    X.SUBMIT: CatalogEvent.SUBMITTED,
    X.TAKE_UP: CatalogEvent.TAKEN_UP,
    X.ASK: CatalogEvent.INFO_REQUESTED,
    X.ANSWER: CatalogEvent.ANSWERED,
    X.CERTIFY: CatalogEvent.CERTIFIED,
    X.CERTIFY_WITH_CONDITIONS: CatalogEvent.CERTIFIED_WITH_CONDITIONS,
    X.REJECT: CatalogEvent.REJECTED,
    X.CONFIRM: CatalogEvent.CONFIRMED,
    X.WITHDRAW: CatalogEvent.WITHDRAWN,
}

OPEN = (S.DRAFT, S.SUBMITTED, S.IN_REVIEW, S.INFO_REQUESTED, S.REJECTED)
"""A service has at most one revision in these states: the one somebody is still working on."""

EDITABLE = (S.DRAFT, S.INFO_REQUESTED, S.REJECTED)
"""The vendor may change the text; in the others somebody is reading it or has approved it."""

PUBLIC = (S.CERTIFIED, S.CERTIFIED_WITH_CONDITIONS)

WAITS_FOR: dict[ServiceState, Party] = {
    S.DRAFT: Party.VENDOR,
    S.SUBMITTED: Party.TIERA,
    S.IN_REVIEW: Party.TIERA,
    S.INFO_REQUESTED: Party.VENDOR,
    S.CERTIFIED: Party.NOBODY,
    S.CERTIFIED_WITH_CONDITIONS: Party.VENDOR,
    S.REJECTED: Party.VENDOR,
    S.WITHDRAWN: Party.NOBODY,
}

C, Y = CertificateState, CertificateStep

CERTIFICATE_TABLE: Table[CertificateState, CertificateStep] = {
    (C.ACTIVE, Y.SUSPEND): C.SUSPENDED,
    (C.ACTIVE, Y.REVOKE): C.REVOKED,
    (C.ACTIVE, Y.SUPERSEDE): C.SUPERSEDED,
    (C.ACTIVE, Y.WITHDRAW): C.WITHDRAWN,
    (C.SUSPENDED, Y.REINSTATE): C.ACTIVE,
    (C.SUSPENDED, Y.REVOKE): C.REVOKED,
    (C.SUSPENDED, Y.SUPERSEDE): C.SUPERSEDED,
    (C.SUSPENDED, Y.WITHDRAW): C.WITHDRAWN,
}

CERTIFICATE_EVENT = {
    Y.SUSPEND: CatalogEvent.SUSPENDED,
    Y.REINSTATE: CatalogEvent.REINSTATED,
    Y.REVOKE: CatalogEvent.REVOKED,
}

STANDING = (C.ACTIVE, C.SUSPENDED)
"""A service has at most one certificate in these states."""
