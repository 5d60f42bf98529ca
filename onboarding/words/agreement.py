"""Top floor. The words for agreements, decisions and appeals, and their history's sentences."""

from flask_babel import lazy_gettext as _l

from core.words import register, register_history
from onboarding.agreement_text import Kind
from onboarding.deadlines import AppealPath, BodyKind, NoticeKind, Remedy
from onboarding.states.agreement import (
    AgreementEvent,
    AgreementState,
    AgreementStep,
    AppealOutcome,
    DecisionOutcome,
    SigningParty,
)

S, X, E = AgreementState, AgreementStep, AgreementEvent

register(
    AgreementState,
    {
        S.DRAFT: _l("Draft"),
        S.OFFERED: _l("Offered"),
        S.IN_DECISION: _l("Being decided"),
        S.WAITING_APPEAL: _l("Appeal time running"),
        S.ON_HOLD: _l("On hold: appealed"),
        S.READY_TO_SIGN: _l("Ready to sign"),
        S.SIGNED_BY_MEMBER: _l("Signed by the member"),
        S.COUNTERSIGNED: _l("Signed by both"),
        S.IN_FORCE: _l("In force"),
        S.REJECTED: _l("Not approved"),
        S.WITHDRAWN: _l("Withdrawn"),
    },
)
register(
    AgreementStep,
    {
        X.OFFER: _l("Offer the agreement"),
        X.TAKE_BACK: _l("Take the offer back"),
        X.TAKE_TO_DECISION: _l("Take to the deciding body"),
        X.APPROVE: _l("Record the decision"),
        X.REJECT: _l("Record a rejection"),
        X.CORRECT_DECISION: _l("Correct the decision"),
        X.EXECUTE_AT_ONCE: _l("Record immediate execution"),
        X.END_APPEAL_TIME: _l("End the appeal time"),
        X.RECORD_APPEAL: _l("Record an appeal"),
        X.DISMISS_APPEAL: _l("Record the outcome of the appeal"),
        X.UPHOLD_APPEAL: _l("Record that the decision was overturned"),
        X.SIGN: _l("Read and sign"),
        X.COUNTERSIGN: _l("Read and countersign"),
        X.START: _l("Enter into force"),
        X.WITHDRAW: _l("Withdraw the agreement"),
    },
)
register(
    DecisionOutcome,
    {
        DecisionOutcome.APPROVED: _l("The agreement was approved"),
        DecisionOutcome.REJECTED: _l("The agreement was not approved"),
    },
)
register(
    AppealOutcome,
    {
        AppealOutcome.DISMISSED: _l("Dismissed: the decision stands"),
        AppealOutcome.DROPPED: _l("Taken back: the decision stands"),
        AppealOutcome.UPHELD: _l("Upheld: the decision was overturned or returned"),
    },
)
register(
    SigningParty,
    {
        SigningParty.MEMBER: _l("For the member"),
        SigningParty.COORDINATOR: _l("For the coordinator"),
    },
)
register(
    AppealPath,
    {
        AppealPath.MUNICIPAL: _l("Municipal decision"),
        AppealPath.PROCUREMENT: _l("Procurement decision"),
    },
)
register(
    BodyKind,
    {
        BodyKind.COUNCIL: _l("Council"),
        BodyKind.BOARD: _l("Municipal board"),
        BodyKind.COMMITTEE: _l("Committee"),
        BodyKind.OFFICER: _l("Officer"),
    },
)
register(
    NoticeKind,
    {
        NoticeKind.MINUTES_ON_NET: _l("Minutes published on the internet"),
        NoticeKind.LETTER: _l("Letter"),
        NoticeKind.ELECTRONIC: _l("Electronic notice"),
    },
)
register(
    Remedy,
    {
        Remedy.CORRECTION_CLAIM: _l("Claim for a revised decision"),
        Remedy.ADMINISTRATIVE_APPEAL: _l("Appeal to the administrative court"),
        Remedy.PROCUREMENT_APPEAL: _l("Procurement correction or appeal to the Market Court"),
    },
)
register(
    Kind,
    {
        Kind.TEXT: _l("Text"),
        Kind.NAMES: _l("Name in each language"),
        Kind.DATE: _l("Date"),
        Kind.CENTS: _l("Amount"),
        Kind.BUSINESS_ID: _l("Business ID"),
        Kind.LINES: _l("Lines in each language"),
    },
)
LAWS = {
    "410/2015": _l("Local Government Act"),
    "1397/2016": _l("Act on Public Procurement and Concession Contracts"),
    "808/2019": _l("Administrative Judicial Procedure Act"),
}
"""Names of the laws that rules come from, by their number in the Statute Book."""

register_history(
    {
        E.DRAFTED: _l("%(actor)s drafted the agreement"),
        E.ESTIMATED: _l("%(actor)s attached the cost estimate"),
        E.OFFERED: _l("%(actor)s offered the agreement"),
        E.TAKEN_BACK: _l("%(actor)s took the offer back to correct it"),
        E.TAKEN_TO_DECISION: _l("%(actor)s took the agreement to the deciding body"),
        E.APPROVED: _l("%(actor)s recorded the approval"),
        E.REJECTED: _l("%(actor)s recorded that the agreement was not approved"),
        E.DECISION_CORRECTED: _l("%(actor)s corrected the record of the decision"),
        E.EXECUTED_AT_ONCE: _l("%(actor)s recorded immediate execution"),
        E.APPEAL_TIME_ENDED: _l("The appeal time ended without an appeal"),
        E.APPEALED: _l("%(actor)s recorded an appeal"),
        E.APPEAL_DISMISSED: _l("%(actor)s recorded that the decision stands"),
        E.APPEAL_UPHELD: _l("%(actor)s recorded that the decision was overturned"),
        E.SIGNED: _l("%(actor)s signed for the member"),
        E.COUNTERSIGNED: _l("%(actor)s signed for the coordinator"),
        E.STARTED: _l("The agreement entered into force and membership began"),
        E.WITHDRAWN: _l("%(actor)s withdrew the agreement"),
    }
)
