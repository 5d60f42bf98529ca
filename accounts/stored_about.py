"""Second floor. Everything stored about one person, for that person to read and take away.

GDPR (EU 2016/679), articles 15 and 20.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from accounts.models import (
    Claim,
    Identity,
    Invitation,
    Membership,
    Person,
    RemovalRequest,
    SignInAttempt,
    SignInSession,
)
from accounts.states import AttemptOutcome
from accounts.writings import list_writings
from core.audit import AuditEvent
from core.db import db
from core.feedback import Feedback
from core.outbox import OutboxMessage

Facts = dict[str, Any]


def everything(person: Person) -> dict[str, Any]:
    """All of it by subject, newest first, in plain values; nothing is left out or cut off."""
    return {
        "person": profile(person),
        "memberships": memberships(person),
        "identities": identities(person),
        "sessions": sessions(person),
        "sign_in_attempts": attempts(person),
        "invitations": invitations(person),
        "registrations": registrations(person),
        "removal_requests": removals(person),
        "deeds": deeds(person),
        "messages": messages(person),
        "feedback": feedback(person),
        "writings": writings(person),
    }


def writings(person: Person) -> list[Facts]:
    return [
        {"at": _at(row.at), "what": row.what, "text": row.text} for row in list_writings(person.id)
    ]


def _at(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def profile(person: Person) -> Facts:
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "language": person.language,
        "state": person.state.value,
        "password": "kept as an Argon2id hash" if person.password_hash else "none",
        "password_set_at": _at(person.password_set_at),
        "demonstration_note": person.demonstration_note,
    }


def memberships(person: Person) -> list[Facts]:
    query = (
        select(Membership)
        .where(Membership.person_id == person.id)
        .options(joinedload(Membership.organisation), selectinload(Membership.roles))
        .order_by(Membership.id.desc())
    )
    return [
        {
            "organisation": row.organisation.name_fi,
            "business_id": row.organisation.business_id,
            "state": row.state.value,
            "roles": [role.role.value for role in row.roles],
            "joined_at": _at(row.joined_at),
        }
        for row in db.session.scalars(query)
    ]


def identities(person: Person) -> list[Facts]:
    query = select(Identity).where(Identity.person_id == person.id).order_by(Identity.id.desc())
    return [
        {"issuer": row.issuer, "subject": row.subject, "linked_at": _at(row.linked_at)}
        for row in db.session.scalars(query)
    ]


def sessions(person: Person) -> list[Facts]:
    query = select(SignInSession).where(SignInSession.person_id == person.id)
    return [
        {
            "browser": row.browser,
            "started_at": _at(row.started_at),
            "expires_at": _at(row.expires_at),
            "ended_at": _at(row.ended_at),
        }
        for row in db.session.scalars(query.order_by(SignInSession.id.desc()))
    ]


def attempts(person: Person) -> list[Facts]:
    query = select(SignInAttempt).where(SignInAttempt.person_id == person.id)
    return [
        {
            "at": _at(row.at),
            "kind": row.kind.value,
            "succeeded": row.outcome is AttemptOutcome.SUCCEEDED,
        }
        for row in db.session.scalars(query.order_by(SignInAttempt.id.desc()))
    ]


def invitations(person: Person) -> list[Facts]:
    query = (
        select(Invitation)
        .where(Invitation.email == person.email)
        .options(joinedload(Invitation.organisation))
        .order_by(Invitation.id.desc())
    )
    return [
        {
            "organisation": row.organisation.name_fi,
            "roles": row.roles,
            "sent_at": _at(row.sent_at),
            "accepted_at": _at(row.accepted_at),
            "revoked_at": _at(row.revoked_at),
        }
        for row in db.session.scalars(query)
    ]


def registrations(person: Person) -> list[Facts]:
    query = select(Claim).where(Claim.claimer_email == person.email).order_by(Claim.id.desc())
    return [
        {
            "organisation": row.name_fi,
            "business_id": row.business_id,
            "name": row.claimer_name,
            "position": row.claimer_position,
            "state": row.state.value,
            "sent_at": _at(row.sent_at),
            "reason": row.reason,
        }
        for row in db.session.scalars(query)
    ]


def removals(person: Person) -> list[Facts]:
    query = select(RemovalRequest).where(RemovalRequest.person_id == person.id)
    return [
        {
            "state": row.state.value,
            "requested_at": _at(row.requested_at),
            "decided_at": _at(row.decided_at),
            "reason": row.reason,
        }
        for row in db.session.scalars(query.order_by(RemovalRequest.id.desc()))
    ]


def deeds(person: Person) -> list[Facts]:
    """What the person did, as the history keeps it."""
    query = select(AuditEvent).where(AuditEvent.actor_id == person.id)
    return [
        {"at": _at(row.at), "verb": row.verb, "subject": row.subject, "facts": row.facts}
        for row in db.session.scalars(query.order_by(AuditEvent.id.desc()))
    ]


def messages(person: Person) -> list[Facts]:
    """What was mailed to the person; texts are forgotten once a message has been sent."""
    query = select(OutboxMessage).where(OutboxMessage.recipient == person.email)
    return [
        {"written_at": _at(row.written_at), "subject": row.subject, "sent_at": _at(row.sent_at)}
        for row in db.session.scalars(query.order_by(OutboxMessage.id.desc()))
    ]


def feedback(person: Person) -> list[Facts]:
    """Feedback that was given with the person's address."""
    query = select(Feedback).where(func.lower(Feedback.email) == person.email)
    return [
        {"received_at": _at(row.received_at), "text": row.text, "answer": row.answer}
        for row in db.session.scalars(query.order_by(Feedback.id.desc()))
    ]
