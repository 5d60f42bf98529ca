"""Third floor. Passwords: changing one's own, and getting back in when it is forgotten."""

import secrets
from datetime import datetime, timedelta

from sqlalchemy import select, update

from accounts import passwords
from accounts.models import PasswordReset, Person, SignInAttempt, SignInSession
from accounts.queries import actor_of, find_person
from accounts.roles import Actor
from accounts.states import AccountsEvent, AttemptKind, AttemptOutcome, PersonState
from accounts.tokens import fingerprint, new_token
from accounts.workflow import sessions
from accounts.workflow.doorstep import Keys
from accounts.workflow.invitations import require_good
from core import audit, mail
from core.db import db, lock, undone
from core.errors import Gone, NotAllowed
from core.language import N_

LASTS = timedelta(hours=1)

USED = N_("This link has been used or is too old. Ask for a new one.")


def change(
    person_id: int, password: str, keep_session_id: int | None, actor: Actor, at: datetime
) -> None:
    """Set one's own new password; every other session ends. Raises BadInput when it is too easy."""
    if person_id != actor.person_id:
        raise NotAllowed(N_("Only you change your own password."))
    person = lock(Person, person_id)
    require_good(password, person.email, person.name, field="new_password")
    _set(person, password, at)
    query = (
        update(SignInSession)
        .where(
            SignInSession.person_id == person.id,
            SignInSession.ended_at.is_(None),
            SignInSession.id != (keep_session_id or 0),
        )
        .values(ended_at=at)
        .execution_options(synchronize_session="fetch")
    )
    db.session.execute(query)
    audit.record(AccountsEvent.PASSWORD_CHANGED, person, actor, at)
    mail.send("accounts/password_changed", to=person, at=at, subject_of=person, name=person.name)


def _set(person: Person, password: str, at: datetime) -> None:
    person.password_hash = passwords.hashed(password)
    person.password_set_at = at


def send_reset(email: str, at: datetime) -> PasswordReset | None:
    """Mail a link to set a new password, if there is an active account with this address.

    The caller answers the same in either case (no enumeration), and after the same work: for
    anybody else the letter is written to nobody and undone, so that the time tells nothing.
    """
    person = find_person(email)
    if person is not None and person.state is PersonState.ACTIVE:
        return _write_reset(person, at)
    with undone():
        nobody = Person(email=f"{secrets.token_hex(16)}@nobody.invalid", name="")
        db.session.add(nobody)
        _write_reset(nobody, at)
    mail.wake_the_post()
    return None


def _write_reset(person: Person, at: datetime) -> PasswordReset:
    token = new_token()
    reset = PasswordReset(
        person=person, token_hash=fingerprint(token), sent_at=at, expires_at=at + LASTS
    )
    db.session.add(reset)
    audit.record(AccountsEvent.PASSWORD_RESET_SENT, person, None, at)
    mail.send(
        "accounts/password_reset",
        to=person,
        at=at,
        subject_of=person,
        name=person.name,
        token=token,
        expires=reset.expires_at,
    )
    db.session.flush()
    return reset


def require_open(reset: PasswordReset | None, at: datetime) -> PasswordReset:
    """The reset when its link still works. Raises Gone otherwise, in the same words for all."""
    if (
        reset is None
        or reset.used_at is not None
        or at >= reset.expires_at
        or reset.person.state is not PersonState.ACTIVE
    ):
        raise Gone(USED)
    return reset


def use_reset(reset_id: int, password: str, keys: Keys, at: datetime) -> Person:
    """Set a new password by a mailed link: every session and every other link ends.

    Also ends the waiting time that wrong passwords have earned: the mailbox has been shown.
    """
    reset = require_open(lock(PasswordReset, reset_id), at)
    person = lock(Person, reset.person_id)
    require_good(password, person.email, person.name, field="new_password")
    _set(person, password, at)
    others = select(PasswordReset).where(
        PasswordReset.person_id == person.id, PasswordReset.used_at.is_(None)
    )
    for one in db.session.scalars(others):
        one.used_at = at
    db.session.add(
        SignInAttempt(
            at=at,
            kind=AttemptKind.PASSWORD,
            outcome=AttemptOutcome.SUCCEEDED,
            account_key=keys.account,
            address_key=keys.address,
            person_id=person.id,
        )
    )
    actor = actor_of(person, None)
    sessions.end_all(person, actor, at)
    audit.record(AccountsEvent.PASSWORD_RESET_USED, person, actor, at)
    mail.send("accounts/password_changed", to=person, at=at, subject_of=person, name=person.name)
    return person
