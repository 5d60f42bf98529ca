"""Third floor. The only file that knows Stripe: Checkout pages out, signed webhooks in.

With `stripe_api_base` set, the same code talks to another server that speaks Stripe's interface.
"""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import requests
import stripe

from billing.gateway import (
    CURRENCY,
    BadSignature,
    CheckoutPage,
    CheckoutRequest,
    GatewayDown,
    GatewayRefused,
    News,
    NewsKind,
    PageState,
)
from core.config import Settings
from core.language import N_
from core.money import Cents

TIMEOUT = (3.05, 10.0)  # seconds to connect, seconds to answer
RETRIES = 2  # the library repeats with the same idempotency key
TOLERANCE = 300  # seconds a webhook's signature stays good, as Stripe recommends

KIND_OF = {
    "checkout.session.completed": NewsKind.PROMISED,  # PAID when the session says so
    "checkout.session.async_payment_succeeded": NewsKind.PAID,
    "checkout.session.async_payment_failed": NewsKind.FAILED,
    "checkout.session.expired": NewsKind.EXPIRED,
    "charge.refunded": NewsKind.REFUNDED,
}

PAGE_OF = {"open": PageState.OPEN, "complete": PageState.DONE, "expired": PageState.GONE}

log = logging.getLogger(__name__)


class StripeGateway:
    """See billing.gateway.Gateway."""

    def __init__(self, api_key: str, webhook_secret: str, api_base: str = "") -> None:
        self.webhook_secret = webhook_secret
        self.client = stripe.StripeClient(
            api_key,
            base_addresses={"api": api_base} if api_base else {},
            http_client=stripe.RequestsClient(timeout=TIMEOUT, session=_session(api_base)),
            max_network_retries=RETRIES,
        )

    @classmethod
    def from_settings(cls, settings: Settings) -> "StripeGateway | None":
        """The gateway of this installation; None when no key is set."""
        if not settings.stripe_api_key:
            return None
        return cls(
            settings.stripe_api_key, settings.stripe_webhook_secret, settings.stripe_api_base
        )

    def checkout(self, request: CheckoutRequest) -> CheckoutPage:
        facts = {"invoice_id": str(request.invoice_id), "invoice_number": request.invoice_number}
        product = {"name": request.title}
        price = {"currency": CURRENCY, "unit_amount": request.cents, "product_data": product}
        params: Any = {
            "mode": "payment",
            "client_reference_id": str(request.invoice_id),
            "metadata": facts,
            "payment_intent_data": {"metadata": facts, "description": request.title},
            "line_items": [{"price_data": price, "quantity": 1}],
            "locale": request.language,
            "success_url": request.success_url,
            "cancel_url": request.cancel_url,
            "expires_at": int(request.expires_at.timestamp()),
        }
        try:
            session = self.client.v1.checkout.sessions.create(
                params, {"idempotency_key": request.key}
            )
        except stripe.StripeError as error:
            raise _in_our_words(error) from error
        return CheckoutPage(session_id=session.id, url=str(session.url))

    def look(self, session_id: str) -> PageState:
        try:
            session = self.client.v1.checkout.sessions.retrieve(session_id)
        except stripe.InvalidRequestError as error:
            if error.code == "resource_missing":
                return PageState.GONE
            raise _in_our_words(error) from error
        except stripe.StripeError as error:
            raise _in_our_words(error) from error
        return PAGE_OF.get(str(session.status), PageState.GONE)

    def close(self, session_id: str) -> None:
        try:
            self.client.v1.checkout.sessions.expire(session_id)
        except stripe.InvalidRequestError as error:
            # Already paid or expired: the webhook tells which.
            log.info("payment page could not be closed: %s", error.code)
        except stripe.StripeError as error:
            raise _in_our_words(error) from error

    def read(self, body: bytes, signature: str) -> News:
        try:
            event = self.client.construct_event(body, signature, self.webhook_secret, TOLERANCE)
            return _news(event.to_dict())
        except (ValueError, TypeError, KeyError, AttributeError, stripe.StripeError) as error:
            log.warning("webhook refused: %s", type(error).__name__)
            raise BadSignature(N_("This message is not from the payment service.")) from None


def _session(api_base: str) -> requests.Session | None:
    """A server on this machine is asked directly, never through the proxy of the environment."""
    if urlsplit(api_base).hostname not in {"127.0.0.1", "localhost", "::1"}:
        return None
    session = requests.Session()
    session.trust_env = False
    return session


def _in_our_words(error: stripe.StripeError) -> GatewayDown | GatewayRefused:
    log.warning("Stripe: %s %s", type(error).__name__, error.code or error.http_status)
    unreachable = isinstance(error, stripe.APIConnectionError | stripe.RateLimitError)
    if unreachable or (error.http_status or 0) >= 500:
        return GatewayDown(
            N_(
                "The payment service does not answer just now. Nothing has been charged. "
                "Try again in a moment, or pay by bank transfer."
            )
        )
    return GatewayRefused(
        N_(
            "The payment service did not accept this payment. Nothing has been charged. "
            "Pay by bank transfer, or write to the treasurer."
        )
    )


def _news(event: Mapping[str, Any]) -> News:
    """Stripe's event in our words. Raises KeyError or ValueError when a part is missing."""
    thing = event["data"]["object"]
    kind = KIND_OF.get(event["type"], NewsKind.OTHER)
    if kind is NewsKind.PROMISED and thing.get("payment_status") == "paid":
        kind = NewsKind.PAID
    is_session = thing.get("object") == "checkout.session"
    metadata = thing.get("metadata") or {}
    reference = thing.get("client_reference_id") or metadata.get("invoice_id") or ""
    return News(
        event_id=str(event["id"]),
        kind=kind,
        session_id=thing["id"] if is_session else None,
        payment_id=thing.get("payment_intent") or None,
        invoice_id=_row_id(str(reference)),
        cents=Cents(int(thing.get("amount_total" if is_session else "amount") or 0)),
        currency=str(thing.get("currency") or "").lower(),
        occurred_at=datetime.fromtimestamp(int(event["created"]), UTC),
        refunded_cents=Cents(int(thing.get("amount_refunded") or 0)),
    )


def _row_id(text: str) -> int | None:
    """A row's id as we sent it; None for anything else, also for numbers no row can have."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None
