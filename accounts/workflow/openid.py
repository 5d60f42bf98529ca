"""Third floor. Letting in somebody whom an identity service vouches for."""

from datetime import datetime

from accounts.models import Identity, Person
from accounts.oidc import OpenIdRefused, Refusal, Stranger
from accounts.queries import actor_of, find_identity, find_person
from accounts.states import AccountsEvent, PersonState
from core import audit
from core.db import db, lock


def recognise(stranger: Stranger, at: datetime) -> Person:
    """The person behind an identity: known by issuer and subject, or linked by a verified address.

    Nobody is created here: an unknown person needs an invitation first. Raises OpenIdRefused.
    """
    identity = find_identity(stranger.issuer, stranger.subject)
    person = identity.person if identity else None
    if person is None:
        person = lock(Person, _by_address(stranger).id)
        if find_identity(stranger.issuer, stranger.subject):  # linked in the same moment
            return person
        db.session.add(
            Identity(person=person, issuer=stranger.issuer, subject=stranger.subject, linked_at=at)
        )
        audit.record(AccountsEvent.IDENTITY_LINKED, person, actor_of(person, None), at)
    if person.state is not PersonState.ACTIVE:
        raise OpenIdRefused(Refusal.NOT_IN_USE)
    return person


def _by_address(stranger: Stranger) -> Person:
    person = find_person(stranger.email) if stranger.email else None
    if person is None:
        raise OpenIdRefused(Refusal.UNKNOWN)
    if not stranger.email_verified:
        raise OpenIdRefused(Refusal.UNVERIFIED)
    if person.state is not PersonState.ACTIVE:
        raise OpenIdRefused(Refusal.NOT_IN_USE)
    return person
