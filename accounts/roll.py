"""Second floor. Lists of claims, organisations and requests for the coordinator's pages."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import Claim, Membership, Organisation, Person, RemovalRequest
from accounts.roles import OrganisationKind
from accounts.states import ClaimState, PersonState, RemovalState
from core.db import db


def claims_in(state: ClaimState) -> Select[Claim]:
    """Claims in one state; waiting ones oldest first, decided ones newest first. For paging."""
    query = select(Claim).where(Claim.state == state).options(joinedload(Claim.municipality))
    if state is ClaimState.PENDING:
        return query.order_by(Claim.sent_at, Claim.id)
    return query.order_by(Claim.decided_at.desc(), Claim.id.desc())


def count_claims() -> dict[ClaimState, int]:
    """How many claims there are in each state."""
    query = select(Claim.state, func.count()).group_by(Claim.state)
    found = {row[0]: int(row[1]) for row in db.session.execute(query)}
    return {state: found.get(state, 0) for state in ClaimState}


def list_rival_claims(claim: Claim) -> list[Claim]:
    """Other waiting claims of the same organisation, oldest first."""
    query = select(Claim).where(
        Claim.id != claim.id,
        Claim.state == ClaimState.PENDING,
        Claim.business_id == claim.business_id,
    )
    return list(db.session.scalars(query.order_by(Claim.sent_at, Claim.id)))


def organisations(kind: OrganisationKind | None = None, words: str = "") -> Select[Organisation]:
    """Organisations by Finnish name, of one kind or all, named like the words. For paging."""
    query = select(Organisation).order_by(Organisation.name_fi, Organisation.id)
    if kind is not None:
        query = query.where(Organisation.kind == kind)
    if words:
        names = (Organisation.name_fi, Organisation.name_sv, Organisation.name_en)
        pattern = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        matches = [name.ilike(f"%{pattern}%", escape="\\") for name in names]
        query = query.where(matches[0] | matches[1] | matches[2])
    return query


def list_removal_requests() -> list[RemovalRequest]:
    """Requests that wait, oldest first."""
    query = (
        select(RemovalRequest)
        .where(RemovalRequest.state == RemovalState.REQUESTED)
        .options(joinedload(RemovalRequest.person))
    )
    return list(db.session.scalars(query.order_by(RemovalRequest.requested_at, RemovalRequest.id)))


def list_personas() -> list[Membership]:
    """The people of the demonstration whom a visitor may play, in the order of their notes."""
    query = (
        select(Membership)
        .join(Membership.person)
        .where(Person.demonstration_note.is_not(None), Person.state == PersonState.ACTIVE)
        .options(
            joinedload(Membership.person),
            joinedload(Membership.organisation),
            selectinload(Membership.roles),
        )
        .order_by(Membership.id)
    )
    first: dict[int, Membership] = {}
    for membership in db.session.scalars(query):
        if membership.person.demonstration_note:
            first.setdefault(membership.person_id, membership)
    return sorted(first.values(), key=_place)


def _place(membership: Membership) -> int:
    note = membership.person.demonstration_note or {}
    return int(note.get("order", 0))
