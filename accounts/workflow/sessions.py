"""Third floor. Signing in and out: the only code that opens and ends sessions."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

from accounts import passwords
from accounts.models import Membership, Organisation, Person, SignInSession
from accounts.queries import actor_of, find_membership, list_memberships_of
from accounts.roles import Actor
from accounts.states import AccountsEvent, MembershipState, OrganisationState, PersonState
from accounts.tokens import fingerprint, new_token
from accounts.workflow import doorstep
from core import audit
from core.db import db, lock
from core.errors import NotAllowed, NotFound
from core.language import N_

BROWSER_MOST = 200

NOT_IN_USE = N_("Your account is not in use. Ask your organisation's admin or the coordinator.")


@dataclass(frozen=True)
class Visit:
    """What the web floor knows of a browser: its name, and how long a session may last."""

    browser: str
    lasts: timedelta


def answer(
    attempt_id: int, person: Person, password: str, visit: Visit, at: datetime
) -> tuple[SignInSession, str]:
    """Sign in somebody whose password was right; answers the session and its token.

    Rehashes the password when the parameters have changed since it was set.
    """
    doorstep.settle(attempt_id, succeeded=True)
    if person.password_hash and passwords.is_outdated(person.password_hash):
        person.password_hash = passwords.hashed(password)
    return start(person, visit, at)


def start(
    person: Person, visit: Visit, at: datetime, organisation_id: int | None = None
) -> tuple[SignInSession, str]:
    """Open a session with a fresh token, acting for the first organisation unless one is named."""
    if person.state is not PersonState.ACTIVE:
        raise NotAllowed(NOT_IN_USE)
    memberships = list_memberships_of(person.id)
    named = [one for one in memberships if one.organisation_id == organisation_id]
    membership = next(iter(named or memberships), None)
    row, token = _open(person, membership, visit.browser, at, at + visit.lasts)
    audit.record(AccountsEvent.SIGNED_IN, row, actor_of(person, membership), at)
    return row, token


def _open(
    person: Person,
    membership: Membership | None,
    browser: str,
    at: datetime,
    expires_at: datetime,
) -> tuple[SignInSession, str]:
    token = new_token()
    row = SignInSession(
        person_id=person.id,
        organisation_id=membership.organisation_id if membership else None,
        token_hash=fingerprint(token),
        browser=browser[:BROWSER_MOST],
        started_at=at,
        expires_at=expires_at,
    )
    db.session.add(row)
    return row, token


def switch(
    session_id: int, organisation_id: int, actor: Actor, at: datetime
) -> tuple[SignInSession, str]:
    """Act for another organisation from now on, under a fresh token; the time limit stays."""
    old = lock(SignInSession, session_id)
    if old.person_id != actor.person_id or old.ended_at is not None:
        raise NotFound()
    membership = find_membership(actor.person_id, organisation_id)
    if membership is None or not _counts(membership):
        raise NotFound(N_("You do not belong to that organisation."))
    old.ended_at = at
    row, token = _open(membership.person, membership, old.browser, at, old.expires_at)
    audit.record(
        AccountsEvent.ORGANISATION_SWITCHED,
        row,
        actor_of(membership.person, membership),
        at,
        from_organisation=old.organisation_id,
    )
    return row, token


def _counts(membership: Membership) -> bool:
    active = membership.state is MembershipState.ACTIVE
    return active and membership.organisation.state is OrganisationState.ACTIVE


def end(session_id: int, actor: Actor, at: datetime) -> None:
    """Sign out of one browser, one's own only."""
    row = lock(SignInSession, session_id)
    if row.person_id != actor.person_id:
        raise NotFound()
    if row.ended_at is None:
        row.ended_at = at
        audit.record(AccountsEvent.SIGNED_OUT, row, actor, at)


def end_all(person: Person, actor: Actor | None, at: datetime) -> int:
    """Sign a person out everywhere; answers how many sessions ended."""
    query = (
        update(SignInSession)
        .where(SignInSession.person_id == person.id, SignInSession.ended_at.is_(None))
        .values(ended_at=at)
        .execution_options(synchronize_session="fetch")
    )
    ended = db.session.execute(query).rowcount  # type: ignore[attr-defined]
    audit.record(AccountsEvent.SIGNED_OUT_EVERYWHERE, person, actor, at, sessions=ended)
    return int(ended)


def organisation_of(row: SignInSession) -> Organisation | None:
    """The organisation a session acts for."""
    return db.session.get(Organisation, row.organisation_id) if row.organisation_id else None
