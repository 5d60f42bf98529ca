"""Second floor. Who may do what to organisations and people: pages and workflow all ask here."""

from accounts.models import Organisation
from accounts.roles import ADMIN_OF, Actor, Role
from accounts.states import OrganisationState


def is_admin(actor: Actor) -> bool:
    """True when the actor manages the people of the organisation they act for."""
    return actor.has(ADMIN_OF[actor.kind])


def may_see_people(actor: Actor, organisation: Organisation) -> bool:
    """Colleagues see each other; the coordinator's administrator sees everyone."""
    return actor.acts_for(organisation.id) or actor.of_tiera(Role.ADMINISTRATOR)


def may_manage_people(actor: Actor, organisation: Organisation) -> bool:
    """Admins manage their own people; the coordinator's administrator helps where none is left."""
    if organisation.state is not OrganisationState.ACTIVE:
        return False
    own = actor.acts_for(organisation.id, ADMIN_OF[organisation.kind])
    return own or actor.of_tiera(Role.ADMINISTRATOR)


def may_switch_accounts(actor: Actor) -> bool:
    """A whole account, in every organisation: for the coordinator's administrator."""
    return actor.of_tiera(Role.ADMINISTRATOR)


def may_see_organisations(actor: Actor) -> bool:
    """Everyone at the coordinator sees the list of organisations and claims."""
    return actor.of_tiera()


def may_decide_claims(actor: Actor) -> bool:
    """Who lets organisations in."""
    return actor.of_tiera(Role.COORDINATOR, Role.ADMINISTRATOR)


def may_see_removals(actor: Actor) -> bool:
    return actor.of_tiera(Role.ADMINISTRATOR)


def may_decide_removals(actor: Actor) -> bool:
    return actor.of_tiera(Role.ADMINISTRATOR)


def may_close(actor: Actor, organisation: Organisation) -> bool:
    """An organisation that merged or left is closed by the coordinator's administrator."""
    active = organisation.state is OrganisationState.ACTIVE
    return active and actor.of_tiera(Role.ADMINISTRATOR) and not actor.acts_for(organisation.id)


def may_edit_organisation(actor: Actor, organisation: Organisation) -> bool:
    """Names are kept by the organisation's admin."""
    return may_manage_people(actor, organisation)


def may_edit_addresses(actor: Actor, organisation: Organisation) -> bool:
    """Addresses too; the treasurer may look a missing one up, or no invoice could be issued."""
    active = organisation.state is OrganisationState.ACTIVE
    return may_edit_organisation(actor, organisation) or (active and actor.of_tiera(Role.TREASURER))
