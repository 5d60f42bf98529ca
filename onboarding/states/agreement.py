"""Ground floor. The life of a joining agreement: from a draft to membership."""

from collections.abc import Mapping
from enum import StrEnum

from core.states import Table
from core.waiting import Party


class AgreementState(StrEnum):
    DRAFT = "draft"
    OFFERED = "offered"
    IN_DECISION = "in_decision"
    WAITING_APPEAL = "waiting_appeal"
    ON_HOLD = "on_hold"  # an appeal has been made
    READY_TO_SIGN = "ready_to_sign"
    SIGNED_BY_MEMBER = "signed_by_member"
    COUNTERSIGNED = "countersigned"
    IN_FORCE = "in_force"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class AgreementStep(StrEnum):
    OFFER = "offer"
    TAKE_BACK = "take_back"
    TAKE_TO_DECISION = "take_to_decision"
    APPROVE = "approve"
    REJECT = "reject"
    CORRECT_DECISION = "correct_decision"
    EXECUTE_AT_ONCE = "execute_at_once"
    END_APPEAL_TIME = "end_appeal_time"
    RECORD_APPEAL = "record_appeal"
    DISMISS_APPEAL = "dismiss_appeal"
    UPHOLD_APPEAL = "uphold_appeal"
    SIGN = "sign"
    COUNTERSIGN = "countersign"
    START = "start"
    WITHDRAW = "withdraw"


class AgreementEvent(StrEnum):
    """What the history says happened."""

    DRAFTED = "agreement.drafted"
    ESTIMATED = "agreement.estimated"
    OFFERED = "agreement.offered"
    TAKEN_BACK = "agreement.taken_back"
    TAKEN_TO_DECISION = "agreement.taken_to_decision"
    APPROVED = "agreement.approved"
    REJECTED = "agreement.rejected"
    DECISION_CORRECTED = "agreement.decision_corrected"
    EXECUTED_AT_ONCE = "agreement.executed_at_once"
    APPEAL_TIME_ENDED = "agreement.appeal_time_ended"
    APPEALED = "agreement.appealed"
    APPEAL_DISMISSED = "agreement.appeal_dismissed"
    APPEAL_UPHELD = "agreement.appeal_upheld"
    SIGNED = "agreement.signed"
    COUNTERSIGNED = "agreement.countersigned"
    STARTED = "agreement.started"
    WITHDRAWN = "agreement.withdrawn"


class DecisionOutcome(StrEnum):
    APPROVED = "approved"
    REJECTED = "rejected"


class AppealOutcome(StrEnum):
    """How an appeal ended, seen from the decision."""

    DISMISSED = "dismissed"  # the decision stands
    DROPPED = "dropped"  # the appellant took the appeal back; the decision stands
    UPHELD = "upheld"  # the decision was overturned or returned


class SigningParty(StrEnum):
    MEMBER = "member"
    COORDINATOR = "coordinator"


S, X = AgreementState, AgreementStep

TABLE: Table[AgreementState, AgreementStep] = {
    (S.DRAFT, X.OFFER): S.OFFERED,
    (S.DRAFT, X.WITHDRAW): S.WITHDRAWN,
    (S.OFFERED, X.TAKE_TO_DECISION): S.IN_DECISION,
    (S.OFFERED, X.TAKE_BACK): S.DRAFT,
    (S.OFFERED, X.WITHDRAW): S.WITHDRAWN,
    (S.IN_DECISION, X.APPROVE): S.WAITING_APPEAL,
    (S.IN_DECISION, X.REJECT): S.REJECTED,
    (S.IN_DECISION, X.WITHDRAW): S.WITHDRAWN,
    (S.WAITING_APPEAL, X.END_APPEAL_TIME): S.READY_TO_SIGN,
    (S.WAITING_APPEAL, X.EXECUTE_AT_ONCE): S.READY_TO_SIGN,
    (S.WAITING_APPEAL, X.RECORD_APPEAL): S.ON_HOLD,
    (S.WAITING_APPEAL, X.CORRECT_DECISION): S.WAITING_APPEAL,
    (S.WAITING_APPEAL, X.WITHDRAW): S.WITHDRAWN,
    (S.ON_HOLD, X.DISMISS_APPEAL): S.WAITING_APPEAL,
    (S.ON_HOLD, X.UPHOLD_APPEAL): S.IN_DECISION,
    (S.ON_HOLD, X.WITHDRAW): S.WITHDRAWN,
    (S.READY_TO_SIGN, X.SIGN): S.SIGNED_BY_MEMBER,
    (S.READY_TO_SIGN, X.RECORD_APPEAL): S.ON_HOLD,
    (S.READY_TO_SIGN, X.CORRECT_DECISION): S.WAITING_APPEAL,
    (S.READY_TO_SIGN, X.WITHDRAW): S.WITHDRAWN,
    (S.SIGNED_BY_MEMBER, X.COUNTERSIGN): S.COUNTERSIGNED,
    (S.SIGNED_BY_MEMBER, X.WITHDRAW): S.WITHDRAWN,
    (S.COUNTERSIGNED, X.START): S.IN_FORCE,
}

WAITS_FOR: Mapping[AgreementState, Party] = {
    S.DRAFT: Party.TIERA,
    S.OFFERED: Party.MEMBER,
    S.IN_DECISION: Party.MEMBER,
    S.WAITING_APPEAL: Party.LAW,
    S.ON_HOLD: Party.LAW,
    S.READY_TO_SIGN: Party.MEMBER,
    S.SIGNED_BY_MEMBER: Party.TIERA,
    S.COUNTERSIGNED: Party.CALENDAR,
    S.IN_FORCE: Party.NOBODY,
    S.REJECTED: Party.NOBODY,
    S.WITHDRAWN: Party.NOBODY,
}

ROAD = (
    S.DRAFT,
    S.OFFERED,
    S.IN_DECISION,
    S.WAITING_APPEAL,
    S.READY_TO_SIGN,
    S.SIGNED_BY_MEMBER,
    S.COUNTERSIGNED,
    S.IN_FORCE,
)
"""The way without detours, for the picture of stages; a hold stands where its appeal time stood."""

CLOSED = frozenset({S.REJECTED, S.WITHDRAWN})
SIGNED = frozenset({S.SIGNED_BY_MEMBER, S.COUNTERSIGNED, S.IN_FORCE})
UNSIGNED = frozenset(S) - SIGNED - CLOSED
