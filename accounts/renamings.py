"""Third floor. What else changes, in the same transaction, when an organisation is renamed.

The columns to the right keep names for searching; the roof introduces here what each of them does.
"""

from collections.abc import Callable

from accounts.models import Organisation

Follower = Callable[[Organisation], None]
_followers: list[Follower] = []


def introduce(follower: Follower) -> None:
    """Let this be done whenever an organisation has got other names."""
    if follower not in _followers:
        _followers.append(follower)


def renamed(organisation: Organisation) -> None:
    """Tell everybody who keeps the organisation's names that they have changed."""
    for follower in _followers:
        follower(organisation)
