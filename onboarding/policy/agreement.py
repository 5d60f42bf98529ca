"""Second floor. Who may see an agreement and take its steps: pages and deeds both ask here."""

from accounts.roles import JOINER_KINDS, Actor, Role
from onboarding.models.agreement import Agreement
from onboarding.states.agreement import AgreementState, AgreementStep

R, X = Role, AgreementStep

OFFERERS = (R.CONTRACT_MANAGER, R.COORDINATOR)
ESTIMATORS = (R.CONTRACT_MANAGER, R.COORDINATOR, R.TREASURER)
PREPARERS = (R.PREPARER, R.SIGNATORY, R.ADMIN)
WITHDRAWERS = (R.SIGNATORY, R.ADMIN)
INFORMED = (R.ADMIN, R.PREPARER, R.SIGNATORY)
"""Who in the joining organisation is told by mail."""


def may_view(actor: Actor, agreement: Agreement) -> bool:
    """Everybody in the joining organisation and everybody at the coordinator."""
    return actor.acts_for(agreement.organisation_id) or actor.of_tiera()


def may_list(actor: Actor) -> bool:
    """Organisations that could join, and the coordinator; the list shows what they may view."""
    return actor.of_tiera() or actor.kind in JOINER_KINDS


def may_draft(actor: Actor) -> bool:
    return actor.of_tiera(*OFFERERS)


def may_estimate(actor: Actor, agreement: Agreement) -> bool:
    return actor.of_tiera(*ESTIMATORS) and agreement.state is AgreementState.DRAFT


def may_take(actor: Actor, agreement: Agreement, step: AgreementStep) -> bool:
    """Whether the person's role allows the step; the state table says whether it is time."""
    member, tiera = agreement.organisation_id, actor.of_tiera(*OFFERERS)
    match step:
        case X.OFFER | X.TAKE_BACK:
            return tiera
        case X.TAKE_TO_DECISION | X.APPROVE | X.REJECT | X.CORRECT_DECISION | X.EXECUTE_AT_ONCE:
            return actor.acts_for(member, *PREPARERS)
        case X.RECORD_APPEAL | X.DISMISS_APPEAL | X.UPHOLD_APPEAL:
            return tiera or actor.acts_for(member, *PREPARERS)
        case X.SIGN:
            return actor.acts_for(member, R.SIGNATORY)
        case X.COUNTERSIGN:
            return tiera
        case X.WITHDRAW:
            signed = agreement.state is AgreementState.SIGNED_BY_MEMBER
            return tiera or (not signed and actor.acts_for(member, *WITHDRAWERS))
        case X.END_APPEAL_TIME | X.START:
            return False  # the calendar does these
