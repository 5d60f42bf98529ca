"""Third floor. Listening to the payment provider: once per message, in whatever order they come.

Two things make this harmless to repeat: a message's id is remembered, and a payment's id is
unique, so the same money told by two messages is one payment. Never commits; callers do.
"""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from billing import queries
from billing.gateway import News, NewsKind
from billing.models.invoice import Invoice
from billing.models.payment import Checkout, HeardEvent, Payment
from billing.states import (
    CHECKOUT_TABLE,
    BillingEvent,
    CheckoutState,
    InvoiceState,
    PaymentState,
    Provider,
)
from billing.workflow.money import Arrived, uncount, write_down
from core import audit
from core.clock import day_of
from core.db import db, lock


def receive(news: News, at: datetime) -> None:
    """Take in one message whose signature has been verified; hearing it again changes nothing."""
    if not _hear(news, at):
        return
    match news.kind:
        case NewsKind.PAID:
            _paid(news, at)
        case NewsKind.REFUNDED:
            _refunded(news, at)
        case NewsKind.PROMISED | NewsKind.EXPIRED | NewsKind.FAILED:
            _page_changed(news, at)
        case NewsKind.OTHER:
            pass


def _hear(news: News, at: datetime) -> bool:
    """Remember the message; False when it was heard before, also a moment ago by a neighbour."""
    if db.session.get(HeardEvent, news.event_id):
        return False
    try:
        with db.session.begin_nested():
            db.session.add(HeardEvent(id=news.event_id, kind=news.kind, received_at=at))
    except IntegrityError:
        return False
    return True


def _paid(news: News, at: datetime) -> Payment:
    invoice = _locked_invoice(news)
    checkout = _page_of(news, invoice)
    external_id = _external_id(news)
    payment = queries.find_payment(Provider.STRIPE, external_id)
    if payment is None:
        asked = checkout.cents if checkout else invoice.open_cents if invoice else None
        payment = write_down(
            Arrived(
                provider=Provider.STRIPE,
                external_id=external_id,
                cents=news.cents,
                currency=news.currency,
                paid_on=day_of(news.occurred_at),
                named_invoice=None if news.invoice_id is None else str(news.invoice_id),
                session_id=news.session_id,
            ),
            invoice,
            asked,
            None,
            at,
        )
    if checkout:
        _move(checkout, NewsKind.PAID, at)
    return payment


def _refunded(news: News, at: datetime) -> None:
    """Money went back. When this comes before the news of the payment, both are written now."""
    payment = _paid(news, at)
    refunded = min(max(news.refunded_cents or 0, payment.refunded_cents), payment.cents)
    if refunded == payment.refunded_cents:
        return
    taken_off = max(0, payment.counted_cents - (payment.cents - refunded))
    payment.counted_cents -= taken_off
    payment.refunded_cents = refunded
    if refunded == payment.cents:
        payment.state, payment.state_since = PaymentState.RETURNED, at
    elif payment.state is PaymentState.WRONG_AMOUNT and not payment.free_cents:
        payment.state, payment.state_since = PaymentState.MATCHED, at
    audit.record(BillingEvent.PAYMENT_REFUNDED, payment, None, at, cents=refunded)
    if taken_off and payment.invoice_id is not None:
        uncount(lock(Invoice, payment.invoice_id), taken_off, None, at)


def _page_changed(news: News, at: datetime) -> None:
    invoice = _locked_invoice(news)
    checkout = _page_of(news, invoice)
    if checkout is None or not _move(checkout, news.kind, at) or invoice is None:
        return
    promised = news.kind is NewsKind.PROMISED
    verb = BillingEvent.PROMISED if promised else BillingEvent.CHECKOUT_ENDED
    audit.record(verb, invoice, None, at, cents=checkout.cents, state=checkout.state.value)


def _locked_invoice(news: News) -> Invoice | None:
    """The invoice the message is about, held until the end; None when there is no such invoice."""
    if news.invoice_id is None or db.session.get(Invoice, news.invoice_id) is None:
        return None
    invoice = lock(Invoice, news.invoice_id)
    return None if invoice.state is InvoiceState.DRAFT else invoice


def _page_of(news: News, invoice: Invoice | None) -> Checkout | None:
    """Our row of the page the message is about.

    When the payer was quicker than our own note of the page's name, it is the page being opened.
    """
    if news.session_id and (known := queries.find_checkout(news.session_id)):
        return known
    if invoice is None:
        return None
    pages = queries.list_checkouts(invoice)
    if news.session_id is None:  # a refund names no page; any page that asked for as much will do
        return next((page for page in pages if page.cents == news.cents), None)
    opening = [page for page in pages if page.state is CheckoutState.OPENING]
    for page in opening:
        page.session_id = news.session_id
    return opening[0] if opening else None


def _move(checkout: Checkout, kind: NewsKind, at: datetime) -> bool:
    """Whether the message changed the page's state; a pair not in the table changes nothing."""
    state = CHECKOUT_TABLE.get((checkout.state, kind), checkout.state)
    if state is checkout.state:
        return False
    checkout.state, checkout.state_since = state, at
    return True


def _external_id(news: News) -> str:
    return news.payment_id or news.session_id or news.event_id
