"""Third floor. Links that let one person into one organisation, once, for seven days."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from accounts import password_rules, passwords, policy
from accounts.models import Invitation, Membership, MembershipRole, Organisation, Person
from accounts.queries import (
    actor_of,
    find_membership,
    find_open_invitation,
    find_person,
)
from accounts.roles import ADMIN_OF, ROLES_OF, Actor, Role
from accounts.states import AccountsEvent, MembershipState, OrganisationState, PersonState
from accounts.tokens import fingerprint, new_token
from core import audit, mail
from core.db import db, lock
from core.errors import BadInput, Gone, NotAllowed
from core.language import N_

LASTS = timedelta(days=7)

USED = N_("This invitation has already been used. Sign in, or ask for a new one.")
REVOKED = N_("This invitation has been taken back. Ask the person who invited you.")
EXPIRED = N_("This invitation has expired. Ask your organisation's admin for a new one.")
HAS_ACCOUNT = N_("There is an account with this address already. Sign in first.")
CLOSED = N_("The organisation is no longer in the service.")


def invite(
    organisation_id: int,
    email: str,
    roles: Collection[Role],
    language: str,
    actor: Actor,
    at: datetime,
) -> Invitation:
    """Invite a colleague by e-mail. An open invitation to the same address is replaced."""
    organisation = lock(Organisation, organisation_id)
    if not policy.may_manage_people(actor, organisation):
        raise NotAllowed(N_("Only an admin of the organisation invites people."))
    check_roles(organisation, roles)
    address = email.strip().lower()
    _refuse_member(organisation, address)
    old = find_open_invitation(organisation.id, address)
    if old is not None:
        old.revoked_at = at
        db.session.flush()
    invitation, token = _make(organisation, address, roles, language, actor, at)
    mail.send(
        "accounts/invitation",
        to=address,
        language=language,
        at=at,
        subject_of=invitation,
        inviter=actor.name,
        organisation=organisation.named(language),
        token=token,
        expires=invitation.expires_at,
    )
    return invitation


def first_admin(
    organisation: Organisation, email: str, name: str, language: str, actor: Actor, at: datetime
) -> Invitation:
    """The claimer of a confirmed organisation becomes its first admin by this link."""
    role = ADMIN_OF[organisation.kind]
    invitation, token = _make(organisation, email.strip().lower(), [role], language, actor, at)
    mail.send(
        "accounts/claim_confirmed",
        to=invitation.email,
        language=language,
        at=at,
        subject_of=invitation,
        name=name,
        organisation=organisation.named(language),
        token=token,
        expires=invitation.expires_at,
    )
    return invitation


def _make(
    organisation: Organisation,
    email: str,
    roles: Collection[Role],
    language: str,
    actor: Actor,
    at: datetime,
) -> tuple[Invitation, str]:
    token = new_token()
    invitation = Invitation(
        organisation=organisation,
        email=email,
        roles=sorted(role.value for role in roles),
        language=language,
        token_hash=fingerprint(token),
        invited_by_id=actor.person_id,
        sent_at=at,
        expires_at=at + LASTS,
    )
    db.session.add(invitation)
    audit.record(
        AccountsEvent.INVITATION_SENT,
        organisation,
        actor,
        at,
        invitation=invitation.id,
        roles=invitation.roles,
    )
    return invitation, token


def check_roles(organisation: Organisation, roles: Collection[Role]) -> None:
    """Raises BadInput unless there is a role and every role fits the kind of organisation."""
    if not roles or not set(roles) <= set(ROLES_OF[organisation.kind]):
        raise BadInput("roles", N_("Choose at least one role."))


def _refuse_member(organisation: Organisation, email: str) -> None:
    person = find_person(email)
    membership = find_membership(person.id, organisation.id) if person else None
    if membership is None or membership.state is MembershipState.LEFT:
        return
    if membership.state is MembershipState.DEACTIVATED:
        raise BadInput(
            "email", N_("This person's access is switched off. Switch it on in the list instead.")
        )
    raise BadInput("email", N_("This person already belongs to the organisation."))


def revoke(invitation_id: int, actor: Actor, at: datetime) -> None:
    """Take a link back before it is used."""
    invitation = lock(Invitation, invitation_id)
    if not policy.may_manage_people(actor, invitation.organisation):
        raise NotAllowed(N_("Only an admin of the organisation takes invitations back."))
    require_open(invitation, None)
    invitation.revoked_at = at
    audit.record(
        AccountsEvent.INVITATION_REVOKED,
        invitation.organisation,
        actor,
        at,
        invitation=invitation.id,
    )


def require_open(invitation: Invitation, at: datetime | None) -> None:
    """Raises Gone when the link was used, taken back or (unless `at` is None) is too old."""
    if invitation.accepted_at is not None:
        raise Gone(USED)
    if invitation.revoked_at is not None:
        raise Gone(REVOKED)
    if at is not None and at >= invitation.expires_at:
        raise Gone(EXPIRED)
    if invitation.organisation.state is not OrganisationState.ACTIVE:
        raise Gone(CLOSED)


def accept_as_new(
    invitation_id: int, name: str, language: str, password: str | None, at: datetime
) -> Person:
    """Somebody without an account takes the invitation, with a name and a password.

    Without a password they sign in through an identity service, or set one by a mailed link.
    """
    invitation = lock(Invitation, invitation_id)
    require_open(invitation, at)
    if find_person(invitation.email) is not None:
        raise BadInput("name", HAS_ACCOUNT)
    person = create_person(invitation.email, name, language, password, at)
    _let_in(invitation, person, at)
    return person


def accept_as(invitation_id: int, actor: Actor, at: datetime) -> Membership:
    """Somebody who is signed in takes an invitation sent to their own address."""
    invitation = lock(Invitation, invitation_id)
    require_open(invitation, at)
    person = lock(Person, actor.person_id)
    if person.email != invitation.email or person.state is not PersonState.ACTIVE:
        raise NotAllowed(
            N_("This invitation was sent to another address. Sign in with that account.")
        )
    return _let_in(invitation, person, at)


def create_person(
    email: str, name: str, language: str, password: str | None, at: datetime
) -> Person:
    """A new person. Raises BadInput when the password is too easy."""
    address = email.strip().lower()
    if password is not None:
        require_good(password, address, name)
    person = Person(
        email=address,
        name=name.strip(),
        language=language,
        password_hash=passwords.hashed(password) if password is not None else None,
        password_set_at=at if password is not None else None,
    )
    db.session.add(person)
    try:
        db.session.flush()
    except IntegrityError:  # somebody else made it in the same moment
        raise BadInput("name", HAS_ACCOUNT) from None
    audit.record(AccountsEvent.PERSON_CREATED, person, actor_of(person, None), at)
    return person


def require_good(password: str, email: str, name: str, field: str = "password") -> None:
    """Raises BadInput with the rule the password breaks."""
    try:
        password_rules.check(password, email, name)
    except password_rules.WeakPassword as error:
        raise BadInput(field, error.message, **error.values) from None


def _let_in(invitation: Invitation, person: Person, at: datetime) -> Membership:
    roles = [Role(role) for role in invitation.roles]
    membership = add_member(person, invitation.organisation, roles, at)
    invitation.accepted_at, invitation.accepted_by_id = at, person.id
    audit.record(
        AccountsEvent.INVITATION_ACCEPTED,
        invitation.organisation,
        actor_of(person, membership),
        at,
        invitation=invitation.id,
        person=person.id,
        roles=invitation.roles,
    )
    return membership


def add_member(
    person: Person, organisation: Organisation, roles: Collection[Role], at: datetime
) -> Membership:
    """Join, or come back; roles are replaced by the new ones."""
    check_roles(organisation, roles)
    membership = find_membership(person.id, organisation.id)
    if membership is None:
        membership = Membership(person=person, organisation=organisation, joined_at=at)
        db.session.add(membership)
    elif membership.state is MembershipState.LEFT:
        membership.state, membership.joined_at = MembershipState.ACTIVE, at
    set_roles(membership, roles)
    return membership


def set_roles(membership: Membership, roles: Collection[Role]) -> None:
    """Exactly these roles from now on."""
    kept = [row for row in membership.roles if row.role in roles]
    new = set(roles) - {row.role for row in kept}
    membership.roles = kept + [MembershipRole(role=role) for role in sorted(new)]
    db.session.flush()
