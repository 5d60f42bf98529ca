"""Top floor. Who is at the door: from the cookie of a browser to the Actor of a request.

The signed cookie holds a random token and when it was last shown; the database holds the token's
SHA-256 and how long it may count at most. Idleness is told by the cookie, so that reading a page
writes nothing.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import g, request, session

from accounts.models import Membership, Person, SignInSession
from accounts.queries import actor_of, find_session, list_memberships_of
from accounts.roles import Actor
from accounts.states import PersonState
from accounts.tokens import MAX_LENGTH, blurred
from accounts.workflow import sessions
from accounts.workflow.doorstep import Keys
from accounts.workflow.sessions import Visit
from core.clock import now
from core.web import settings

TOKEN = "sign_in"  # noqa: S105 (the name of a place in the cookie)
SEEN = "seen"
REFRESH = timedelta(minutes=1)


@dataclass(frozen=True)
class Presence:
    """Everything the accounts pages need to know of the one who is signed in."""

    session: SignInSession
    person: Person
    memberships: list[Membership]
    membership: Membership | None
    actor: Actor


def load_actor() -> Actor | None:
    """The Actor of this request, or None for a stranger; and the person's language."""
    g.presence = presence = _presence(now())
    if presence is None:
        return None
    g.own_language = presence.person.language
    return presence.actor


def here() -> Presence:
    """The one who is signed in; for views that are open to the signed-in only."""
    presence: Presence = g.presence
    return presence


def _presence(at: datetime) -> Presence | None:
    token = session.get(TOKEN)
    if not isinstance(token, str) or len(token) > MAX_LENGTH:
        return None
    row = find_session(token) if _is_fresh(at) else None
    if (
        row is None
        or row.ended_at is not None
        or row.expires_at <= at
        or row.person.state is not PersonState.ACTIVE
    ):
        forget()
        return None
    if at - _seen() > REFRESH:
        session[SEEN] = int(at.timestamp())
    memberships = list_memberships_of(row.person_id)
    # Where the person may no longer act, they act for nobody until they choose: never for
    # another organisation without having been asked.
    membership = next((m for m in memberships if m.organisation_id == row.organisation_id), None)
    return Presence(row, row.person, memberships, membership, actor_of(row.person, membership))


def _seen() -> datetime:
    stamp = session.get(SEEN)
    return datetime.fromtimestamp(stamp if isinstance(stamp, int) else 0, UTC)


def _is_fresh(at: datetime) -> bool:
    return at - _seen() <= timedelta(minutes=settings().session_idle_minutes)


def remember(token: str, at: datetime) -> None:
    """Give the browser a fresh cookie: nothing from before the sign-in is kept."""
    session.clear()
    session.permanent = True
    session[TOKEN] = token
    session[SEEN] = int(at.timestamp())


def leave_previous(at: datetime) -> None:
    """End the session this browser had before, when somebody signs in over it."""
    if g.presence is not None:
        sessions.end(g.presence.session.id, g.presence.actor, at)


def forget() -> None:
    """Take the token out of the cookie; the language and other harmless words stay."""
    session.pop(TOKEN, None)
    session.pop(SEEN, None)


def visit() -> Visit:
    """What a new session remembers of this browser."""
    return Visit(request.user_agent.string, timedelta(hours=settings().session_hours))


def keys(email: str) -> Keys:
    """Fingerprints of the account typed and of the network address, for counting attempts."""
    secret = settings().secret_key
    account = blurred(secret, f"account {email.strip().lower()}")
    return Keys(account, blurred(secret, f"address {request.remote_addr or ''}"))
