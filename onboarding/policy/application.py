"""Second floor. Who may do what to an application: templates, views and workflow all ask here."""

from accounts.models import Organisation
from accounts.roles import JOINER_KINDS, Actor, Role
from onboarding.models.application import Application
from onboarding.states.application import ApplicationStep

LEADS = (Role.ADMIN, Role.PREPARER)
X = ApplicationStep


def may_start(actor: Actor, organisation: Organisation) -> bool:
    """Start an application for one's own organisation, when it is of a kind that can join."""
    return organisation.kind in JOINER_KINDS and actor.acts_for(organisation.id, *LEADS)


def may_join(actor: Actor) -> bool:
    """Whether the pages of readiness are for this person at all."""
    return actor.kind in JOINER_KINDS


def may_view(actor: Actor, application: Application) -> bool:
    """Know that there is an application and where it stands."""
    return actor.of_tiera() or actor.acts_for(application.organisation_id)


def may_list(actor: Actor) -> bool:
    """See everybody's applications."""
    return actor.of_tiera()


def may_review(actor: Actor) -> bool:
    """Write remarks on applications and answer them."""
    return actor.of_tiera(Role.COORDINATOR)


def may_take(actor: Actor, application: Application, step: ApplicationStep) -> bool:
    """Whether this step is this person's to take; whether it can be now, the table says."""
    match step:
        case X.OPEN | X.SUBMIT | X.WITHDRAW:
            return actor.acts_for(application.organisation_id, *LEADS)
        case X.REQUEST_INFO | X.ACCEPT | X.DECLINE:
            return may_review(actor)


def may_change_profile(actor: Actor, application: Application) -> bool:
    """Say anew what the organisation is like; whether it is still open, the deed checks."""
    return actor.acts_for(application.organisation_id, *LEADS)
