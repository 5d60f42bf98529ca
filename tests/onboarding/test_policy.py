"""Who may do what on the way into the alliance, asked of the rules themselves."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from core.errors import NotAllowed
from onboarding.policy.agreement import may_take, may_view
from onboarding.policy.readiness import may_read_answers
from onboarding.states.agreement import AgreementState, AgreementStep
from onboarding.states.application import ApplicationState
from onboarding.workflow import signing
from tests.factories.accounts import a_municipality, a_person, actor_of, tiera
from tests.factories.onboarding_agreements import an_agreement
from tests.factories.onboarding_readiness import STARTED, an_application

pytestmark = pytest.mark.usefixtures("session")


@pytest.mark.parametrize("role", [Role.ADMIN, Role.PREPARER, Role.FINANCE, Role.VIEWER])
def test_only_the_signatory_signs_for_the_member(role):
    agreement = an_agreement(AgreementState.READY_TO_SIGN)
    colleague = actor_of(a_person(role, organisation=agreement.organisation))
    assert not may_take(colleague, agreement, AgreementStep.SIGN)
    assert may_take(agreement.cast.acts["signatory"], agreement, AgreementStep.SIGN)
    at = agreement.state_since + timedelta(days=1)
    with pytest.raises(NotAllowed):
        signing.sign(agreement, agreement.fingerprint, "Oma Nimi", "Sihteeri", colleague, at)
    assert agreement.state is AgreementState.READY_TO_SIGN


def test_a_signatory_of_elsewhere_neither_sees_nor_signs():
    agreement = an_agreement(AgreementState.READY_TO_SIGN)
    elsewhere = actor_of(a_person(Role.SIGNATORY, organisation=a_municipality()))
    assert not may_view(elsewhere, agreement)
    assert not may_take(elsewhere, agreement, AgreementStep.SIGN)


def test_the_coordinator_reads_no_answers_before_they_are_sent():
    coordinator = actor_of(tiera(Role.COORDINATOR))
    draft = an_application(ApplicationState.OPEN)
    assert not may_read_answers(coordinator, draft)
    draft.submitted_at = STARTED
    assert may_read_answers(coordinator, draft)
