"""Ground floor. Passwords are kept as Argon2id hashes (RFC 9106) and never otherwise."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from accounts.password_rules import LONGEST, normal

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""19 MiB, two passes, one lane: the first choice of OWASP's Password Storage Cheat Sheet.

When these change, hashes are renewed as their owners sign in.
"""

DEMONSTRATION = "torilla-tavataan"
"""Everybody's password in the demonstration; told on its sign-in page, refused elsewhere."""

DUMMY = HASHER.hash("nobody has this password")
"""Verified when there is no such account, so that the answer takes as long as for a real one."""


def hashed(password: str) -> str:
    """What the database keeps of a password."""
    return HASHER.hash(normal(password))


def is_right(password_hash: str | None, password: str) -> bool:
    """True when the password matches. Takes the same time without an account as with one."""
    typed = normal(password)[: LONGEST + 1]
    try:
        HASHER.verify(password_hash or DUMMY, typed)
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """True when the hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(password_hash)
