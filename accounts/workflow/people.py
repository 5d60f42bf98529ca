"""Third floor. Who belongs to an organisation in which roles; the last admin always stays."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select

from accounts import policy
from accounts.models import Membership, Organisation, Person
from accounts.queries import count_other_admins
from accounts.roles import ADMIN_OF, Actor, Role
from accounts.states import AccountsEvent, MembershipState, PersonState
from accounts.workflow import invitations, sessions
from core import audit
from core.db import db, expect, lock
from core.errors import NotAllowed, NotFound, RuleBroken
from core.language import LANGUAGES, N_

LAST_ADMIN = N_(
    "%(name)s is the only admin of %(organisation)s. Make somebody else an admin first."
)
ONLY_ADMINS = N_("Only an admin of the organisation manages its people.")
NOT_HERE = N_("This person no longer belongs to the organisation.")


def _hold(membership_id: int) -> tuple[Membership, Organisation]:
    """The membership, with its organisation locked first.

    Two admins who remove each other at the same moment stand in line here, so that the second
    one sees what the first one did.
    """
    membership = db.session.get(Membership, membership_id)
    if membership is None:
        raise NotFound()
    organisation = lock(Organisation, membership.organisation_id)
    membership = lock(Membership, membership_id)
    db.session.refresh(membership, ["roles"])
    if membership.state is MembershipState.LEFT:
        raise RuleBroken(NOT_HERE)
    return membership, organisation


def keep_an_admin(membership: Membership, organisation: Organisation) -> None:
    """Raises RuleBroken when without this person nobody could manage the organisation's people."""
    role = ADMIN_OF[organisation.kind]
    is_admin = membership.state is MembershipState.ACTIVE and any(
        row.role is role for row in membership.roles
    )
    if is_admin and count_other_admins(organisation, membership.person_id) == 0:
        raise RuleBroken(
            LAST_ADMIN,
            name=membership.person.name,
            organisation=organisation.named(membership.person.language),
        )


def change_roles(
    membership_id: int, roles: Collection[Role], seen: int | None, actor: Actor, at: datetime
) -> Membership:
    """Exactly these roles from now on; they count from the person's next page.

    `seen` is the version of the membership the form was opened with.
    """
    membership, organisation = _hold(membership_id)
    if not policy.may_manage_people(actor, organisation):
        raise NotAllowed(ONLY_ADMINS)
    expect(membership, seen)
    invitations.check_roles(organisation, roles)
    if ADMIN_OF[organisation.kind] not in roles:
        keep_an_admin(membership, organisation)
    before = sorted(row.role.value for row in membership.roles)
    invitations.set_roles(membership, roles)
    membership.roles_since = at
    audit.record(
        AccountsEvent.ROLES_CHANGED,
        organisation,
        actor,
        at,
        person=membership.person_id,
        before=before,
        after=sorted(role.value for role in roles),
    )
    return membership


def deactivate(membership_id: int, actor: Actor, at: datetime) -> None:
    """Shut the door for a while; roles are kept for when it opens again."""
    membership, organisation = _hold(membership_id)
    if not policy.may_manage_people(actor, organisation):
        raise NotAllowed(ONLY_ADMINS)
    if membership.state is MembershipState.DEACTIVATED:
        return
    keep_an_admin(membership, organisation)
    membership.state = MembershipState.DEACTIVATED
    _note(AccountsEvent.MEMBER_DEACTIVATED, membership, organisation, actor, at)


def reactivate(membership_id: int, actor: Actor, at: datetime) -> None:
    """Open the door again, with the roles as they were."""
    membership, organisation = _hold(membership_id)
    if not policy.may_manage_people(actor, organisation):
        raise NotAllowed(ONLY_ADMINS)
    if membership.state is MembershipState.ACTIVE:
        return
    membership.state = MembershipState.ACTIVE
    _note(AccountsEvent.MEMBER_REACTIVATED, membership, organisation, actor, at)


def remove(membership_id: int, actor: Actor, at: datetime) -> None:
    """Take somebody out of the organisation; only a new invitation brings them back."""
    membership, organisation = _hold(membership_id)
    if not policy.may_manage_people(actor, organisation):
        raise NotAllowed(ONLY_ADMINS)
    keep_an_admin(membership, organisation)
    _out(membership)
    _note(AccountsEvent.MEMBER_REMOVED, membership, organisation, actor, at)


def leave(membership_id: int, actor: Actor, at: datetime) -> None:
    """Leave an organisation oneself."""
    membership, organisation = _hold(membership_id)
    if membership.person_id != actor.person_id:
        raise NotFound()
    keep_an_admin(membership, organisation)
    _out(membership)
    _note(AccountsEvent.MEMBER_LEFT, membership, organisation, actor, at)


def _out(membership: Membership) -> None:
    membership.state = MembershipState.LEFT
    membership.roles = []


def _note(
    verb: AccountsEvent,
    membership: Membership,
    organisation: Organisation,
    actor: Actor,
    at: datetime,
) -> None:
    audit.record(verb, organisation, actor, at, person=membership.person_id)


def close_account(membership_id: int, actor: Actor, at: datetime) -> None:
    """Switch a whole account off, in every organisation; the person is out at once.

    Raises RuleBroken when the person is the last admin of any of their organisations.
    """
    person = _switchable(membership_id, actor)
    if person.state is not PersonState.ACTIVE:
        return
    mine = select(Membership).where(Membership.person_id == person.id)
    for membership in db.session.scalars(mine.order_by(Membership.organisation_id)):
        keep_an_admin(membership, lock(Organisation, membership.organisation_id))
    person.state = PersonState.DEACTIVATED
    sessions.end_all(person, actor, at)
    audit.record(AccountsEvent.ACCOUNT_CLOSED, person, actor, at)


def open_account(membership_id: int, actor: Actor, at: datetime) -> None:
    """Switch a whole account on again, with the memberships as they were."""
    person = _switchable(membership_id, actor)
    if person.state is not PersonState.DEACTIVATED:
        return
    person.state = PersonState.ACTIVE
    audit.record(AccountsEvent.ACCOUNT_OPENED, person, actor, at)


def _switchable(membership_id: int, actor: Actor) -> Person:
    if not policy.may_switch_accounts(actor):
        raise NotAllowed(N_("Only the coordinator's administrator switches whole accounts."))
    membership = db.session.get(Membership, membership_id)
    if membership is None:
        raise NotFound()
    if membership.person_id == actor.person_id:
        raise RuleBroken(N_("Somebody else has to switch your own account off."))
    return lock(Person, membership.person_id)


def change_profile(
    person_id: int, name: str, language: str, seen: int | None, actor: Actor, at: datetime
) -> None:
    """Change one's own name and language."""
    person = _self(person_id, actor)
    expect(person, seen)
    person.name = name.strip()
    person.language = language if language in LANGUAGES else person.language
    audit.record(AccountsEvent.PROFILE_CHANGED, person, actor, at)


def _self(person_id: int, actor: Actor) -> Person:
    if person_id != actor.person_id:
        raise NotAllowed(N_("Only you change your own details."))
    return lock(Person, person_id)
