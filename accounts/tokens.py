"""Ground floor. Secrets that travel in links and cookies: the database keeps only fingerprints."""

import hashlib
import hmac
import secrets

BYTES = 32
MAX_LENGTH = 100


def new_token() -> str:
    """A fresh secret of 256 random bits, safe in a link."""
    return secrets.token_urlsafe(BYTES)


def fingerprint(token: str) -> str:
    """What the database keeps of a token. Random tokens need no salt and no slow hash."""
    return hashlib.sha256(token[: MAX_LENGTH + 1].encode()).hexdigest()


def blurred(secret: str, text: str) -> str:
    """A keyed fingerprint of an address: tells same from other, cannot be read back."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()
