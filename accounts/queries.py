"""Second floor. Reading people, organisations and the register; every list says its order."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import (
    Claim,
    Identity,
    Invitation,
    Membership,
    MembershipRole,
    Municipality,
    Organisation,
    PasswordReset,
    Person,
    RemovalRequest,
    SignInSession,
)
from accounts.roles import ADMIN_OF, Actor, OrganisationKind, Role
from accounts.states import (
    CLAIM_ANSWERED_IN,
    REMOVAL_ANSWERED_IN,
    ClaimState,
    MembershipState,
    OrganisationState,
    PersonState,
    RemovalState,
    working_days_after,
)
from accounts.tokens import fingerprint
from core.clock import day_of
from core.db import db
from core.language import N_
from core.waiting import Waiting, WaitingKind

NO_ORGANISATION = 0
"""Whom somebody acts for who belongs to no organisation; no row has this id."""


def find_person(email: str, hold: bool = False) -> Person | None:
    """The person with this address, in any state; fresh and held to the end when `hold`."""
    query = select(Person).where(Person.email == email.strip().lower())
    if hold:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).first()


def find_membership(person_id: int, organisation_id: int) -> Membership | None:
    query = select(Membership).where(
        Membership.person_id == person_id, Membership.organisation_id == organisation_id
    )
    return db.session.scalars(query.options(selectinload(Membership.roles))).first()


def list_memberships_of(person_id: int) -> list[Membership]:
    """Organisations the person may act for now, oldest membership first."""
    query = (
        select(Membership)
        .join(Membership.organisation)
        .where(
            Membership.person_id == person_id,
            Membership.state == MembershipState.ACTIVE,
            Organisation.state == OrganisationState.ACTIVE,
        )
        .options(joinedload(Membership.organisation), selectinload(Membership.roles))
        .order_by(Membership.joined_at, Membership.id)
    )
    return list(db.session.scalars(query))


def actor_of(person: Person, membership: Membership | None) -> Actor:
    """The person as the rest of the house knows them; without a membership they hold no role."""
    if membership is None:
        return Actor(
            person.id, person.name, NO_ORGANISATION, OrganisationKind.ASSOCIATION, frozenset()
        )
    roles = frozenset(row.role for row in membership.roles)
    organisation = membership.organisation
    return Actor(person.id, person.name, organisation.id, organisation.kind, roles)


def find_session(token: str) -> SignInSession | None:
    """The session this token opened, whether or not it still counts."""
    query = select(SignInSession).where(SignInSession.token_hash == fingerprint(token))
    return db.session.scalars(query.options(joinedload(SignInSession.person))).first()


def list_sessions(person_id: int, at: datetime) -> list[SignInSession]:
    """Where the person is signed in now, newest first."""
    query = select(SignInSession).where(
        SignInSession.person_id == person_id,
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > at,
    )
    return list(db.session.scalars(query.order_by(SignInSession.id.desc())))


def find_invitation(token: str) -> Invitation | None:
    query = select(Invitation).where(Invitation.token_hash == fingerprint(token))
    return db.session.scalars(query.options(joinedload(Invitation.organisation))).first()


def find_reset(token: str) -> PasswordReset | None:
    query = select(PasswordReset).where(PasswordReset.token_hash == fingerprint(token))
    return db.session.scalars(query.options(joinedload(PasswordReset.person))).first()


def find_identity(issuer: str, subject: str) -> Identity | None:
    query = select(Identity).where(Identity.issuer == issuer, Identity.subject == subject)
    return db.session.scalars(query.options(joinedload(Identity.person))).first()


def list_people(organisation_id: int) -> list[Membership]:
    """Everyone who belongs to the organisation, those let in first, then by name."""
    query = (
        select(Membership)
        .join(Membership.person)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.state != MembershipState.LEFT,
        )
        .options(joinedload(Membership.person), selectinload(Membership.roles))
        .order_by(Membership.state, Person.name, Membership.id)
    )
    return list(db.session.scalars(query))


def list_people_with(organisation_id: int, *roles: Role) -> list[Person]:
    """Active people who hold any of the roles in the organisation, by name: whom to write to."""
    # a subquery and no DISTINCT: PostgreSQL cannot compare a person's JSON column
    holders = (
        select(Membership.person_id)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.state == MembershipState.ACTIVE,
            MembershipRole.role.in_(roles),
        )
    )
    query = select(Person).where(Person.id.in_(holders), Person.state == PersonState.ACTIVE)
    return list(db.session.scalars(query.order_by(Person.name, Person.id)))


def count_other_admins(organisation: Organisation, person_id: int) -> int:
    """How many people besides this one manage the organisation's people."""
    admins = list_people_with(organisation.id, ADMIN_OF[organisation.kind])
    return sum(1 for person in admins if person.id != person_id)


def list_open_invitations(organisation_id: int) -> list[Invitation]:
    """Sent, not accepted and not revoked, also the expired ones; newest first."""
    query = (
        select(Invitation)
        .where(
            Invitation.organisation_id == organisation_id,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .options(joinedload(Invitation.invited_by))
    )
    return list(db.session.scalars(query.order_by(Invitation.sent_at.desc(), Invitation.id.desc())))


def find_open_invitation(organisation_id: int, email: str) -> Invitation | None:
    found = [one for one in list_open_invitations(organisation_id) if one.email == email]
    return found[0] if found else None


def list_municipalities() -> list[Municipality]:
    """The whole register by Finnish name."""
    return list(db.session.scalars(select(Municipality).order_by(Municipality.name_fi)))


def find_organisation_of(municipality_code: str) -> Organisation | None:
    query = select(Organisation).where(Organisation.municipality_code == municipality_code)
    return db.session.scalars(query).first()


def find_organisation(business_id: str) -> Organisation | None:
    query = select(Organisation).where(Organisation.business_id == business_id)
    return db.session.scalars(query).first()


def find_coordinator() -> Organisation | None:
    """The organisation that runs this deployment."""
    query = select(Organisation).where(Organisation.kind == OrganisationKind.COORDINATOR)
    return db.session.scalars(query.order_by(Organisation.id)).first()


def names_of(person_ids: Iterable[int | None]) -> dict[int, str]:
    """Names by person id, for histories."""
    wanted = {person_id for person_id in person_ids if person_id is not None}
    if not wanted:
        return {}
    query = select(Person.id, Person.name).where(Person.id.in_(wanted))
    return {row.id: row.name for row in db.session.execute(query)}


def find_removal_request(person_id: int) -> RemovalRequest | None:
    """The person's newest request for removal."""
    query = select(RemovalRequest).where(RemovalRequest.person_id == person_id)
    return db.session.scalars(query.order_by(RemovalRequest.id.desc())).first()


def list_waiting(actor: Actor, today: date) -> list[Waiting]:
    """Registrations and requests for removal that wait for this actor, oldest first."""
    waiting = []
    if actor.of_tiera(Role.COORDINATOR, Role.ADMINISTRATOR):
        claims = select(Claim).where(Claim.state == ClaimState.PENDING)
        waiting += [
            Waiting(
                kind=WaitingKind.ORGANISATION,
                what=N_("Check who registered %(name)s and answer"),
                who=claim,
                since=claim.sent_at,
                endpoint="accounts.claim",
                args={"claim_id": claim.id},
                values={"name": claim},
                due=working_days_after(day_of(claim.sent_at), CLAIM_ANSWERED_IN),
            )
            for claim in db.session.scalars(claims.order_by(Claim.sent_at, Claim.id))
        ]
    if actor.of_tiera(Role.ADMINISTRATOR):
        requests = (
            select(RemovalRequest)
            .where(
                RemovalRequest.state == RemovalState.REQUESTED,
                RemovalRequest.person_id != actor.person_id,
            )
            .options(joinedload(RemovalRequest.person))
            .order_by(RemovalRequest.requested_at, RemovalRequest.id)
        )
        waiting += [
            Waiting(
                kind=WaitingKind.PERSON,
                what=N_("Answer %(name)s, who asks for removal of their data"),
                who=request.person.name,
                since=request.requested_at,
                endpoint="accounts.removal",
                args={"request_id": request.id},
                values={"name": request.person.name},
                due=day_of(request.requested_at) + REMOVAL_ANSWERED_IN,
            )
            for request in db.session.scalars(requests)
        ]
    return waiting
