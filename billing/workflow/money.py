"""Third floor. Money that arrived: writing it down, counting it on an invoice, taking it off again.

Whatever arrives gets a row, also when it is the wrong amount, in the wrong currency, for nothing
we know or for something paid already: then nothing, or only what was open, is counted, and the
treasurer decides about the rest. Never commits; callers do.
"""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.roles import Actor
from billing import queries
from billing.gateway import CURRENCY
from billing.models.invoice import Invoice
from billing.models.payment import Payment
from billing.states import (
    LIVE,
    PAYABLE,
    TABLE,
    BillingEvent,
    CheckoutState,
    InvoiceKind,
    InvoiceState,
    InvoiceStep,
    PaymentState,
    Provider,
)
from billing.workflow import letters
from core import audit
from core.db import db
from core.states import after


@dataclass(frozen=True)
class Arrived:
    """Money as it came: whose account of it, how many cents of what, when, and what for."""

    provider: Provider
    external_id: str
    cents: int
    currency: str
    paid_on: date
    named_invoice: str | None = None
    session_id: str | None = None


def write_down(
    arrived: Arrived,
    invoice: Invoice | None,
    asked_cents: int | None,
    actor: Actor | None,
    at: datetime,
) -> Payment:
    """A payment's row, counted as far as it can be without anybody's decision.

    `invoice` is locked by the caller. `asked_cents` is what the payer was asked for; None when
    the payer chose the amount, as in a bank transfer.
    """
    state, counted = _judge(arrived, invoice, asked_cents)
    payment = Payment(
        provider=arrived.provider,
        external_id=arrived.external_id,
        session_id=arrived.session_id,
        invoice_id=invoice.id if invoice else None,
        named_invoice=arrived.named_invoice if invoice is None else None,
        cents=arrived.cents,
        currency=arrived.currency,
        counted_cents=counted,
        refunded_cents=0,
        paid_on=arrived.paid_on,
        received_at=at,
        state=state,
        state_since=at,
    )
    db.session.add(payment)
    facts = {"cents": arrived.cents, "currency": arrived.currency, "state": state.value}
    audit.record(BillingEvent.PAYMENT_RECORDED, payment, actor, at, **facts)
    if invoice is None:
        return payment
    if state is not PaymentState.MATCHED:
        audit.record(BillingEvent.MISPAID, invoice, actor, at, **facts, payment=payment.id)
    if counted:
        count(invoice, payment, counted, actor, at)
    return payment


def _judge(
    arrived: Arrived, invoice: Invoice | None, asked_cents: int | None
) -> tuple[PaymentState, int]:
    """What is to be thought of money, and how many cents of it count at once."""
    if invoice is None or invoice.kind is InvoiceKind.CREDIT_NOTE:
        return PaymentState.UNKNOWN_INVOICE, 0
    wrong = asked_cents is not None and arrived.cents != asked_cents
    if arrived.currency != CURRENCY or wrong or arrived.cents <= 0:
        return PaymentState.WRONG_AMOUNT, 0
    if invoice.state is InvoiceState.CREDITED:
        return PaymentState.RELEASED, 0
    if invoice.state not in PAYABLE:
        return PaymentState.DOUBLE, 0
    if arrived.cents > invoice.open_cents:
        return PaymentState.WRONG_AMOUNT, invoice.open_cents
    return PaymentState.MATCHED, arrived.cents


def count(
    invoice: Invoice, payment: Payment, cents: int, actor: Actor | None, at: datetime
) -> None:
    """Give an invoice cents of a payment: partly paid, or paid when nothing is open any more."""
    in_full = cents == invoice.open_cents
    step = InvoiceStep.PAY_IN_FULL if in_full else InvoiceStep.PAY_PART
    state = after(TABLE, invoice.state, step)
    if state is not invoice.state:
        invoice.state_since = at
    invoice.state = state
    invoice.paid_cents += cents
    verb = BillingEvent.PAID if in_full else BillingEvent.PART_PAID
    audit.record(
        verb, invoice, actor, at, cents=cents, provider=payment.provider.value, payment=payment.id
    )
    letters.paid(invoice, payment, at)


def uncount(invoice: Invoice, cents: int, actor: Actor | None, at: datetime) -> None:
    """Take counted cents off an invoice again: the money went back to the payer."""
    if not cents:
        return
    left = invoice.paid_cents - cents
    step = InvoiceStep.PAY_PART if left else InvoiceStep.REOPEN
    state = after(TABLE, invoice.state, step)
    if state is not invoice.state:
        invoice.state_since = at
    invoice.state, invoice.paid_cents = state, left
    audit.record(BillingEvent.REOPENED, invoice, actor, at, cents=cents)


def close_pages(invoice: Invoice, at: datetime) -> list[str]:
    """Payment pages nobody should pay on any more, because the open amount has changed.

    Returns the provider's names of pages to close there, after the commit. A page on which a
    transfer has been promised stays: its money is on the way.
    """
    closed = []
    for checkout in queries.list_checkouts(invoice):
        if checkout.state in LIVE - {CheckoutState.PROMISED}:
            checkout.state, checkout.state_since = CheckoutState.CLOSED, at
            if checkout.session_id:
                closed.append(checkout.session_id)
    return closed
