"""Top floor. An agreement from its address: found for those who may see it, 404 for others."""

from flask import g

from core.db import get
from core.errors import NotAllowed, NotFound
from core.language import N_
from core.states import IllegalStep
from onboarding.models.agreement import Agreement
from onboarding.policy import agreement as policy
from onboarding.states.agreement import TABLE, AgreementStep


def get_mine(agreement_id: int) -> Agreement:
    """The agreement, or the 404 page for those who may not know of it."""
    agreement = get(Agreement, agreement_id)
    if not policy.may_view(g.actor, agreement):
        raise NotFound()
    return agreement


def get_for(agreement_id: int, *steps: AgreementStep) -> Agreement:
    """The agreement, for somebody whose role allows one of the steps; otherwise 403."""
    agreement = get_mine(agreement_id)
    if not any(policy.may_take(g.actor, agreement, step) for step in steps):
        raise NotAllowed(N_("Your role does not let you take this step of the agreement."))
    return agreement


def get_ready_for(agreement_id: int, *steps: AgreementStep) -> Agreement:
    """The agreement, when one of the steps can be taken now; otherwise 403 or 409."""
    agreement = get_for(agreement_id, *steps)
    if not any((agreement.state, step) in TABLE for step in steps):
        raise IllegalStep(agreement.state, steps[0])
    return agreement
