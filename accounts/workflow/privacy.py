"""Third floor. Removing what is known about a person who asks for it (GDPR, article 17)."""

from datetime import datetime

from sqlalchemy import delete, select, update

from accounts import policy
from accounts.models import (
    Claim,
    Identity,
    Invitation,
    Membership,
    Organisation,
    PasswordReset,
    Person,
    RemovalRequest,
    SignInAttempt,
    SignInSession,
)
from accounts.queries import find_removal_request
from accounts.roles import Actor
from accounts.states import (
    REMOVAL_TABLE,
    AccountsEvent,
    MembershipState,
    PersonState,
    RemovalState,
    RemovalStep,
)
from accounts.workflow.people import keep_an_admin
from core import audit, mail
from core.db import db, lock
from core.errors import BadInput, NotAllowed, NotFound, RuleBroken
from core.feedback import Feedback
from core.language import N_
from core.outbox import OutboxMessage
from core.states import after

NOBODY = "N. N."
"""Nomen nescio: what stands where a removed person's name stood, in every language."""

ONLY_ADMINISTRATOR = N_("Only the coordinator's administrator decides about removals.")


def request(actor: Actor, at: datetime) -> RemovalRequest:
    """Ask that one's own data is removed; the coordinator's administrator hears of it."""
    person = lock(Person, actor.person_id)
    waiting = find_removal_request(person.id)
    if waiting is not None and waiting.state is RemovalState.REQUESTED:
        raise RuleBroken(N_("Your request is already waiting for an answer."))
    row = RemovalRequest(person=person, requested_at=at)
    db.session.add(row)
    audit.record(AccountsEvent.REMOVAL_REQUESTED, row, actor, at)
    return row


def withdraw(request_id: int, actor: Actor, at: datetime) -> None:
    """Take one's own request back."""
    row = lock(RemovalRequest, request_id)
    if row.person_id != actor.person_id:
        raise NotFound()
    row.state = after(REMOVAL_TABLE, row.state, RemovalStep.WITHDRAW)
    row.decided_at = at
    audit.record(AccountsEvent.REMOVAL_WITHDRAWN, row, actor, at)


def decline(request_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Say no with a reason, for example that a signed agreement must be kept (article 17.3 b)."""
    row = lock(RemovalRequest, request_id)
    _decides(actor, row)
    if not reason.strip():
        raise BadInput("reason", N_("Write the reason. It is sent to the person who asked."))
    row.state = after(REMOVAL_TABLE, row.state, RemovalStep.DECLINE)
    row.decided_at, row.decided_by_id, row.reason = at, actor.person_id, reason.strip()
    audit.record(AccountsEvent.REMOVAL_DECLINED, row, actor, at)
    mail.send(
        "accounts/removal_declined",
        to=row.person,
        at=at,
        subject_of=row,
        name=row.person.name,
        reason=row.reason,
    )


def _decides(actor: Actor, row: RemovalRequest) -> None:
    if not policy.may_decide_removals(actor):
        raise NotAllowed(ONLY_ADMINISTRATOR)
    if row.person_id == actor.person_id:
        raise NotAllowed(N_("Somebody else has to decide about your own request."))


def carry_out(request_id: int, actor: Actor, at: datetime) -> None:
    """Put a pseudonym where the person was. The audit keeps its rows: they hold only a number.

    Raises RuleBroken when the person is the last admin of an organisation.
    """
    row = lock(RemovalRequest, request_id)
    _decides(actor, row)
    row.state = after(REMOVAL_TABLE, row.state, RemovalStep.CARRY_OUT)
    row.decided_at, row.decided_by_id = at, actor.person_id
    person = lock(Person, row.person_id)
    _leave_everywhere(person)
    _forget(person, at)
    audit.record(AccountsEvent.PERSON_REMOVED, person, actor, at, request=row.id)


def _leave_everywhere(person: Person) -> None:
    query = select(Membership).where(Membership.person_id == person.id)
    for membership in db.session.scalars(query.order_by(Membership.organisation_id)):
        organisation = lock(Organisation, membership.organisation_id)
        keep_an_admin(membership, organisation)
        membership.state, membership.roles = MembershipState.LEFT, []


def _forget(person: Person, at: datetime) -> None:
    """Every place of this column and the outbox where the person can be recognised."""
    email, pseudonym = person.email, f"removed-{person.id}@removed.invalid"
    person.name, person.email = f"{NOBODY} ({person.id})", pseudonym
    person.state, person.password_hash = PersonState.REMOVED, None
    person.demonstration_note = None
    for table in (Identity, PasswordReset):
        db.session.execute(delete(table).where(table.person_id == person.id))
    changes = (
        update(SignInSession)
        .where(SignInSession.person_id == person.id)
        .values(browser="", ended_at=db.func.coalesce(SignInSession.ended_at, at)),
        update(SignInAttempt)
        .where(SignInAttempt.person_id == person.id)
        .values(person_id=None, account_key=""),
        update(Invitation).where(Invitation.email == email).values(email=pseudonym),
        update(Claim)
        .where(Claim.claimer_email == email)
        .values(claimer_email=pseudonym, claimer_name=NOBODY, claimer_position=""),
        update(OutboxMessage)
        .where(OutboxMessage.recipient == email)
        .values(recipient=pseudonym, subject="", text="", html=""),
        update(Feedback).where(db.func.lower(Feedback.email) == email).values(email=None),
    )
    for change in changes:
        db.session.execute(change.execution_options(synchronize_session="fetch"))
