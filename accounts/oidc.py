"""Ground floor. What signing in through somebody else's identity service needs, in our words."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Refusal(StrEnum):
    """Why an answer of the identity service is not believed."""

    STATE = "state"  # not the answer to our question
    EXPIRED = "expired"  # our question is too old
    NONCE = "nonce"  # a token made for another question
    ISSUER = "issuer"  # a token of another service
    TOKEN = "token"  # noqa: S105 (signature, audience or time are wrong)
    DENIED = "denied"  # the service or the person said no
    UNREACHABLE = "unreachable"  # the service does not answer, or not in a way we understand
    UNKNOWN = "unknown"  # nobody here has this identity
    UNVERIFIED = "unverified"  # the service does not vouch for the e-mail address
    NOT_IN_USE = "not_in_use"  # the account is switched off


class OpenIdRefused(Exception):
    """The answer is not believed; nobody is signed in."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True)
class Question:
    """What we ask and have to remember until the answer comes (OpenID Connect Core 1.0, 3.1.2)."""

    url: str
    state: str
    nonce: str
    verifier: str  # PKCE, RFC 7636


@dataclass(frozen=True)
class Stranger:
    """Who the identity service says it is."""

    issuer: str
    subject: str
    email: str
    email_verified: bool


class IdentityProvider(Protocol):
    """One identity service."""

    @property
    def display_name(self) -> str: ...

    def ask(self, redirect_uri: str) -> Question:
        """A fresh question. Raises OpenIdRefused(UNREACHABLE)."""
        ...

    def hear(self, question: Question, answer: Mapping[str, str], redirect_uri: str) -> Stranger:
        """Check the answer to a question. Raises OpenIdRefused."""
        ...
