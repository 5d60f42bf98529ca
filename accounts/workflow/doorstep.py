"""Third floor. Counting who knocks, so that nobody can guess passwords or flood us with mail."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from accounts import throttle
from accounts.models import SignInAttempt
from accounts.queries import find_person
from accounts.states import AttemptKind, AttemptOutcome
from core.db import db, lock
from core.errors import TooMany
from core.language import N_

WAIT = N_("Too many attempts. Try again after %(opens)s.")


@dataclass(frozen=True)
class Keys:
    """Keyed fingerprints of the account named and of the network address."""

    account: str
    address: str


def knock(kind: AttemptKind, keys: Keys, email: str, at: datetime) -> SignInAttempt:
    """Count one attempt before it is tried, so that a hundred at once count as a hundred.

    Raises TooMany when the account or the address has to wait. The answer is the same whether
    or not the account exists: what counts is what was typed. So is the work done for it.
    """
    person = find_person(email, hold=True) if email else None
    opens = _opens(kind, keys, at)
    if opens is not None:
        raise TooMany(WAIT, opens=opens)
    attempt = SignInAttempt(
        at=at,
        kind=kind,
        account_key=keys.account,
        address_key=keys.address,
        person_id=person.id if person else None,
    )
    db.session.add(attempt)
    db.session.flush()
    return attempt


def settle(attempt_id: int, succeeded: bool) -> SignInAttempt:
    """Write down how an attempt ended."""
    attempt = lock(SignInAttempt, attempt_id)
    attempt.outcome = AttemptOutcome.SUCCEEDED if succeeded else AttemptOutcome.FAILED
    return attempt


def _opens(kind: AttemptKind, keys: Keys, at: datetime) -> datetime | None:
    """When this kind of attempt may be made again; None when now."""
    if kind in (AttemptKind.RESET, AttemptKind.CLAIM):
        by_account = SignInAttempt.account_key == keys.account
        by_address = SignInAttempt.address_key == keys.address
        window, most = throttle.MAIL_WINDOW, throttle.MAIL_FREE_FROM_ADDRESS
        waits = [
            throttle.window_opens(_tries(kind, by_account, at), at, throttle.MAIL_FREE, window),
            throttle.window_opens(_tries(kind, by_address, at), at, most, window),
        ]
    else:
        failures = _failures_from(kind, keys.address, at)
        free, window = throttle.ADDRESS_FREE, throttle.ADDRESS_WINDOW
        waits = [throttle.window_opens(failures, at, free, window)]
    if kind is AttemptKind.PASSWORD:
        waits.append(throttle.account_opens(_failures(keys.account, at), at))
    return max((wait for wait in waits if wait is not None), default=None)


def _failures(account: str, at: datetime) -> list[datetime]:
    """Wrong passwords for one account since the last right one."""
    query = (
        select(SignInAttempt.at, SignInAttempt.outcome)
        .where(
            SignInAttempt.account_key == account,
            SignInAttempt.kind == AttemptKind.PASSWORD,
            SignInAttempt.at > at - throttle.MEMORY,
        )
        .order_by(SignInAttempt.id.desc())
        .limit(100)
    )
    failures = []
    for when, outcome in db.session.execute(query):
        if outcome is AttemptOutcome.SUCCEEDED:
            break
        failures.append(when)
    return failures


def _failures_from(kind: AttemptKind, address: str, at: datetime) -> list[datetime]:
    """Failures of one kind from one network address within its window."""
    query = (
        select(SignInAttempt.at)
        .where(
            SignInAttempt.address_key == address,
            SignInAttempt.kind == kind,
            SignInAttempt.outcome != AttemptOutcome.SUCCEEDED,
            SignInAttempt.at > at - throttle.ADDRESS_WINDOW,
        )
        .order_by(SignInAttempt.id.desc())
        .limit(1000)
    )
    return list(db.session.scalars(query))


def _tries(kind: AttemptKind, whose: ColumnElement[bool], at: datetime) -> list[datetime]:
    """Attempts of one kind within an hour, right or wrong: each of them sends mail."""
    query = (
        select(SignInAttempt.at)
        .where(whose, SignInAttempt.kind == kind, SignInAttempt.at > at - throttle.MAIL_WINDOW)
        .order_by(SignInAttempt.id.desc())
        .limit(1000)
    )
    return list(db.session.scalars(query))


def turn_away(kind: AttemptKind, keys: Keys, at: datetime) -> SignInAttempt:
    """Write down an attempt that failed before it could be counted."""
    attempt = SignInAttempt(
        at=at,
        kind=kind,
        outcome=AttemptOutcome.FAILED,
        account_key=keys.account,
        address_key=keys.address,
    )
    db.session.add(attempt)
    db.session.flush()
    return attempt
