"""Third floor. Opening a payment page, in three moves: write down, ask the provider, write down.

The middle move is outside any transaction: nobody waits in our database for somebody else's
computer. The key is written down first, so that pressing twice, or a crash between the moves,
leads to the same page. Never commits; callers do.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.roles import Actor
from billing import policy, queries
from billing.gateway import CheckoutPage, CheckoutRequest
from billing.models.invoice import Invoice
from billing.models.payment import Checkout
from billing.states import BillingEvent, CheckoutState
from contracts.workflow.permission import require
from core import audit
from core.db import db, lock
from core.errors import RuleBroken
from core.language import N_
from core.money import Cents

OPEN_FOR = timedelta(hours=23)  # Stripe takes at most 24


@dataclass(frozen=True)
class Start:
    """What to do next: go to a page that is open already, or ask the provider for one."""

    checkout_id: int
    session_id: str | None
    url: str | None
    request: CheckoutRequest
    close: tuple[str, ...] = ()


@dataclass(frozen=True)
class Visit:
    """Whose page it will be: the payer's language, and where the provider sends them back."""

    language: str
    success_url: str
    cancel_url: str


def prepare(invoice: Invoice, visit: Visit, actor: Actor, at: datetime) -> Start:
    """First move: find the page that is open, or write down that one is to be asked for.

    Raises NotAllowed, and RuleBroken when there is nothing to pay or money is on its way already.
    """
    require(policy.may_pay(actor, invoice))
    invoice = lock(Invoice, invoice.id)
    if not policy.can_be_paid_online(invoice):
        raise RuleBroken(N_("This invoice can't be paid online any more. Look at its state."))
    live = queries.find_live_checkout(invoice.id)
    if live and live.state is CheckoutState.PROMISED:
        raise RuleBroken(
            N_("A bank payment for this invoice is on its way. Wait for it before paying again.")
        )
    close: tuple[str, ...] = ()
    if live and (live.expires_at <= at or live.cents != invoice.open_cents):
        lapsed = live.expires_at <= at
        live.state = CheckoutState.EXPIRED if lapsed else CheckoutState.CLOSED
        live.state_since = at
        close = (live.session_id,) if live.session_id and not lapsed else ()
        db.session.flush()
        live = None
    checkout = live or _new(invoice, visit, actor, at)
    request = _request(invoice, checkout)
    return Start(checkout.id, checkout.session_id, checkout.url, request, close)


def opened(checkout_id: int, page: CheckoutPage, actor: Actor, at: datetime) -> None:
    """Third move: the provider has opened the page. News of it may have been heard already."""
    checkout = lock(Checkout, checkout_id)
    checkout.session_id, checkout.url = page.session_id, page.url
    if checkout.state is not CheckoutState.OPENING:
        return
    checkout.state, checkout.state_since = CheckoutState.OPEN, at
    audit.record(BillingEvent.CHECKOUT_OPENED, checkout.invoice, actor, at, cents=checkout.cents)


def gone(checkout_id: int, at: datetime) -> None:
    """The page we know of is no longer there at the provider. The next press asks for another."""
    checkout = lock(Checkout, checkout_id)
    if checkout.state is CheckoutState.OPEN:
        checkout.state, checkout.state_since = CheckoutState.EXPIRED, at


def refused(checkout_id: int, at: datetime) -> None:
    """Third move: the provider said no. The next press asks under a new key."""
    checkout = lock(Checkout, checkout_id)
    if checkout.state is CheckoutState.OPENING:
        checkout.state, checkout.state_since = CheckoutState.FAILED, at


def _new(invoice: Invoice, visit: Visit, actor: Actor, at: datetime) -> Checkout:
    checkout = Checkout(
        invoice=invoice,
        key=f"kuntatori-{secrets.token_hex(16)}",
        state=CheckoutState.OPENING,
        state_since=at,
        cents=invoice.open_cents,
        language=visit.language,
        success_url=visit.success_url,
        cancel_url=visit.cancel_url,
        expires_at=at + OPEN_FOR,
        opened_by_id=actor.person_id,
    )
    db.session.add(checkout)
    db.session.flush()
    return checkout


def _request(invoice: Invoice, checkout: Checkout) -> CheckoutRequest:
    return CheckoutRequest(
        key=checkout.key,
        invoice_id=invoice.id,
        invoice_number=invoice.number or "",
        cents=Cents(checkout.cents),
        title=f"{invoice.number} {invoice.titled(checkout.language)}",
        language=checkout.language,
        success_url=checkout.success_url,
        cancel_url=checkout.cancel_url,
        expires_at=checkout.expires_at,
    )
