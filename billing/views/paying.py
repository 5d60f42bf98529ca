"""Top floor. Paying online: out to the payment page, back from it, and the provider's messages."""

import logging

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from billing import queries
from billing.gateway import BadSignature, Gateway, GatewayDown, GatewayRefused, PageState
from billing.states import CheckoutState, InvoiceState
from billing.views.blueprint import blueprint, close_quietly, find_gateway, get_mine
from billing.workflow import checkout
from billing.workflow.receive import receive
from core.clock import now, today
from core.db import transaction
from core.errors import NotFound, RuleBroken
from core.language import N_
from core.locale import language, say
from core.mail import link
from core.web import Access, open_to
from core.words import word

MOST_BODY = 256 * 1024  # bytes; Stripe's messages are a few kilobytes
PLAIN = {"Content-Type": "text/plain"}

log = logging.getLogger(__name__)


@blueprint.post("/invoices/<int:id>/pay")
@open_to(Access.SIGNED_IN)
def pay(id: int) -> ResponseReturnValue:
    """Lead the payer to a payment page; pressed twice, to the same one."""
    invoice = get_mine(id)
    gateway = find_gateway()
    if gateway is None:
        raise RuleBroken(N_("Online payment is not in use here. Pay by bank transfer."))
    visit = checkout.Visit(
        language=language(),
        success_url=link("billing.thanks", id=id),
        cancel_url=link("billing.invoice", id=id, unpaid=1),
    )
    with transaction():
        start = checkout.prepare(invoice, visit, g.actor, now())
    close_quietly(start.close)
    if start.url and start.session_id:
        match _look(gateway, start.session_id):
            case PageState.OPEN:
                return redirect(start.url, 303)
            case PageState.DONE:
                return redirect(url_for(".thanks", id=id), 303)
        with transaction():
            checkout.gone(start.checkout_id, now())
            start = checkout.prepare(get_mine(id), visit, g.actor, now())
    try:
        page = gateway.checkout(start.request)
    except (GatewayDown, GatewayRefused) as error:
        if isinstance(error, GatewayRefused):
            with transaction():
                checkout.refused(start.checkout_id, now())
        flash(say(error.message, error.values), "error")
        return redirect(url_for(".invoice", id=id), 303)
    with transaction():
        checkout.opened(start.checkout_id, page, g.actor, now())
    return redirect(page.url, 303)


def _look(gateway: Gateway, session_id: str) -> PageState:
    """How the page stands. When nobody can say, the page itself will."""
    try:
        return gateway.look(session_id)
    except (GatewayDown, GatewayRefused):
        return PageState.OPEN


@blueprint.get("/invoices/<int:id>/paid")
@open_to(Access.SIGNED_IN)
def thanks(id: int) -> ResponseReturnValue:
    """Where the provider sends the payer back. Only its signed message counts, so we may wait."""
    invoice = get_mine(id)
    live = queries.find_live_checkout(invoice.id)
    return render_template(
        "billing/thanks.html",
        invoice=invoice,
        promised=live is not None and live.state is CheckoutState.PROMISED,
        paid=invoice.state is InvoiceState.PAID,
        today=today(),
        word=word,
    )


@blueprint.post("/stripe/webhook")
@open_to(Access.WEBHOOK)
def stripe_webhook() -> ResponseReturnValue:
    """Hear one message: 204 when it is written down, 400 when it is not from the provider."""
    gateway = find_gateway()
    if gateway is None:
        raise NotFound()
    request.max_content_length = MOST_BODY
    body = request.get_data(cache=False)
    try:
        news = gateway.read(body, request.headers.get("Stripe-Signature", ""))
    except BadSignature:
        return "bad signature\n", 400, PLAIN
    with transaction():
        receive(news, now())
    log.info("heard %s", news.kind.value)
    return "", 204, PLAIN
