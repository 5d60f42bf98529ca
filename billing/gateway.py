"""Ground floor. What billing needs from a payment provider, in our words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from core.errors import RuleBroken
from core.money import Cents

CURRENCY = "eur"
SMALLEST, LARGEST = 50, 99_999_999
"""The cents one payment may have (Stripe: at least 0.50 €, at most eight digits)."""


class NewsKind(StrEnum):
    """What a provider may tell us about a payment."""

    PAID = "paid"
    PROMISED = "promised"  # the payer has gone through, the bank sends the money later
    FAILED = "failed"  # the promised money never came
    EXPIRED = "expired"  # the payment page closed before anybody paid
    REFUNDED = "refunded"
    OTHER = "other"


@dataclass(frozen=True)
class CheckoutRequest:
    """One payment page we ask for. The same key always means the same page."""

    key: str
    invoice_id: int
    invoice_number: str
    cents: Cents
    title: str
    language: str
    success_url: str
    cancel_url: str
    expires_at: datetime


@dataclass(frozen=True)
class CheckoutPage:
    """The provider's answer: where to send the payer."""

    session_id: str
    url: str


class PageState(StrEnum):
    """Whether a payment page can still be used, as the provider knows it."""

    OPEN = "open"
    DONE = "done"  # somebody has paid on it; the message about it is on its way
    GONE = "gone"


@dataclass(frozen=True)
class News:
    """One message from the provider, its signature already verified."""

    event_id: str
    kind: NewsKind
    session_id: str | None
    payment_id: str | None
    invoice_id: int | None
    cents: Cents
    currency: str
    occurred_at: datetime
    refunded_cents: Cents | None = None


class GatewayDown(RuleBroken):
    """The provider did not answer, or answered that it cannot serve now. Trying again is safe."""

    status = 503


class GatewayRefused(RuleBroken):
    """The provider answered no. Trying the same again would not help."""

    status = 502


class Gateway(Protocol):
    """The one door to the payment provider."""

    def checkout(self, request: CheckoutRequest) -> CheckoutPage:
        """Open a payment page. Raises GatewayDown or GatewayRefused."""

    def look(self, session_id: str) -> PageState:
        """How a page stands. Raises GatewayDown or GatewayRefused."""

    def close(self, session_id: str) -> None:
        """Close a page nobody should pay on any more; closing a closed one is no error.

        Raises GatewayDown or GatewayRefused.
        """

    def read(self, body: bytes, signature: str) -> News:
        """The message in a webhook's body. Raises BadSignature when it is not the provider's."""


class BadSignature(RuleBroken):
    """The message is not from the provider, was changed on the way, or is too old."""

    status = 400
