"""Top floor. The column's one blueprint, and the payment gateway that settings ask for."""

import logging
from urllib.parse import urlsplit

from flask import Blueprint, Response, current_app, g, make_response
from flask.sansio.blueprints import BlueprintSetupState

from accounts.queries import find_coordinator
from billing import policy
from billing.gateway import Gateway
from billing.models.invoice import Invoice
from billing.seller import Seller
from billing.stripe_gateway import StripeGateway
from core.db import get
from core.errors import NotFound, RuleBroken
from core.headers import content_security_policy
from core.web import settings

blueprint = Blueprint("billing", __name__)
GATEWAY = "payment_gateway"
PAYMENT_PAGES = "https://checkout.stripe.com"

log = logging.getLogger(__name__)


@blueprint.record_once
def open_the_door(state: BlueprintSetupState) -> None:
    """One gateway for the application; none when no key is set."""
    state.app.extensions[GATEWAY] = StripeGateway.from_settings(state.app.config["SETTINGS"])


def find_gateway() -> Gateway | None:
    """The payment gateway of this installation, if it takes online payments."""
    found: Gateway | None = current_app.extensions[GATEWAY]
    return found


def close_quietly(session_ids: list[str] | tuple[str, ...]) -> None:
    """Close payment pages at the provider. When it does not answer, money that still comes there
    is written down as a double payment, so nothing is lost."""
    gateway = find_gateway()
    for session_id in session_ids if gateway else ():
        try:
            gateway.close(session_id)  # type: ignore[union-attr]
        except RuleBroken:
            log.warning("a payment page could not be closed at the provider")


def seller() -> Seller:
    """Who invoices, as settings and the coordinator's own profile say now."""
    coordinator = find_coordinator()
    address = coordinator.postal_address.lines if coordinator else ""
    return Seller.from_settings(settings(), address)


def get_mine(id: int) -> Invoice:
    """The invoice, for whoever may see it; nobody else learns that it exists."""
    invoice = get(Invoice, id)
    if not policy.may_view(g.actor, invoice):
        raise NotFound()
    return invoice


def leading_to_payment(html: str) -> Response:
    """A page whose button leads on to the payment provider: browsers ask the policy about that."""
    response = make_response(html)
    if find_gateway():
        base = urlsplit(settings().stripe_api_base)
        origin = f"{base.scheme}://{base.netloc}" if base.netloc else PAYMENT_PAGES
        response.headers["Content-Security-Policy"] = content_security_policy(origin)
    return response
