"""Third floor. What the treasurer decides: bank transfers, unmatched money, crediting, reminders.

Deeds that change an open amount return the names of payment pages to close at the provider after
the commit. Never commits; callers do.
"""

from dataclasses import dataclass
from datetime import date, datetime

from accounts.roles import Actor
from billing import policy, queries
from billing.gateway import CURRENCY
from billing.models.invoice import Invoice
from billing.models.payment import Payment
from billing.seller import Seller
from billing.states import (
    PAYABLE,
    PAYMENT_TABLE,
    TABLE,
    BillingEvent,
    InvoiceKind,
    InvoiceState,
    InvoiceStep,
    PaymentState,
    PaymentStep,
    Provider,
)
from billing.workflow import letters
from billing.workflow.document import Facts, LineFacts, require_addresses, write
from billing.workflow.money import Arrived, close_pages, count, write_down
from contracts.workflow.permission import require
from core import audit
from core.clock import day_of
from core.db import lock
from core.errors import BadInput, RuleBroken
from core.language import N_
from core.states import after


@dataclass(frozen=True)
class Transfer:
    """A bank transfer as the account statement shows it."""

    cents: int
    paid_on: date
    archive_id: str


def record_transfer(
    invoice: Invoice, transfer: Transfer, actor: Actor, at: datetime
) -> tuple[Payment, list[str]]:
    """Write down money that came to the bank account for this invoice, in part or in full.

    More than was open is written down too; the rest waits for a decision. Raises NotAllowed,
    BadInput for a day to come, a foreign day or an archive id known already, and RuleBroken when
    the document is not an invoice to be paid.
    """
    require(policy.may_keep_accounts(actor))
    invoice = lock(Invoice, invoice.id)
    if invoice.kind is InvoiceKind.CREDIT_NOTE:
        raise RuleBroken(N_("A credit note is not paid."))
    if transfer.cents <= 0:
        raise BadInput("amount", N_("The amount must be more than zero."))
    if transfer.paid_on > day_of(at):
        raise BadInput("paid_on", N_("The day of payment is still to come."))
    if invoice.issued_on and transfer.paid_on < invoice.issued_on:
        raise BadInput(
            "paid_on",
            N_("The invoice was issued on %(day)s; a payment for it can't be older."),
            day=invoice.issued_on,
        )
    if queries.find_payment(Provider.BANK, transfer.archive_id):
        raise BadInput(
            "archive_id", N_("A transfer with this archive id has been written down already.")
        )
    payment = write_down(
        Arrived(Provider.BANK, transfer.archive_id, transfer.cents, CURRENCY, transfer.paid_on),
        invoice,
        None,
        actor,
        at,
    )
    return payment, close_pages(invoice, at)


def count_on(payment: Payment, number: str, actor: Actor, at: datetime) -> list[str]:
    """Decide which invoice unmatched money pays; what is more than open stays to be returned.

    Raises NotAllowed, BadInput when there is no such open invoice, RuleBroken for other currencies.
    """
    require(policy.may_keep_accounts(actor))
    payment = lock(Payment, payment.id)
    state = after(PAYMENT_TABLE, payment.state, PaymentStep.COUNT)
    if payment.currency != CURRENCY:
        raise RuleBroken(N_("Only euros can be counted on an invoice. Return this money."))
    if payment.counted_cents:
        raise RuleBroken(
            N_("A part of this money is counted on an invoice already. Return the rest.")
        )
    found = queries.find_by_number(number)
    if found is None or found.kind is InvoiceKind.CREDIT_NOTE:
        raise BadInput("number", N_("There is no invoice with this number."))
    invoice = lock(Invoice, found.id)
    if invoice.state not in PAYABLE:
        raise BadInput(
            "number", N_("Nothing is open on invoice %(number)s."), number=invoice.number
        )
    cents = min(payment.free_cents, invoice.open_cents)
    payment.invoice_id, payment.named_invoice = invoice.id, None
    payment.counted_cents = cents
    payment.state = PaymentState.WRONG_AMOUNT if payment.free_cents else state
    payment.state_since = at
    audit.record(BillingEvent.PAYMENT_COUNTED, payment, actor, at, invoice=invoice.id, cents=cents)
    count(invoice, payment, cents, actor, at)
    return close_pages(invoice, at)


def mark_returned(payment: Payment, actor: Actor, at: datetime) -> None:
    """The money that was not counted has been sent back to the payer.

    Raises NotAllowed, IllegalStep when there is nothing to return.
    """
    require(policy.may_keep_accounts(actor))
    payment = lock(Payment, payment.id)
    state = after(PAYMENT_TABLE, payment.state, PaymentStep.RETURN)
    cents = payment.free_cents
    payment.refunded_cents += cents
    payment.state, payment.state_since = state, at
    audit.record(BillingEvent.PAYMENT_RETURNED, payment, actor, at, cents=cents)


def credit(
    invoice: Invoice, seller: Seller, actor: Actor, at: datetime
) -> tuple[Invoice, list[str]]:
    """Take an invoice back in full by a credit note of its own number.

    Money counted on it is released and waits for a decision. Raises NotAllowed, IllegalStep, and
    RuleBroken when an address is missing.
    """
    require(policy.may_keep_accounts(actor))
    invoice = lock(Invoice, invoice.id)
    if invoice.kind is InvoiceKind.CREDIT_NOTE:
        raise RuleBroken(N_("A credit note can't be credited."))
    state = after(TABLE, invoice.state, InvoiceStep.CREDIT)
    _release(invoice, actor, at)
    invoice.state, invoice.state_since, invoice.paid_cents = state, at, 0
    mirror = _mirror(invoice)
    require_addresses(seller, [mirror])
    note = write(mirror, seller, at)
    audit.record(BillingEvent.CREDITED, invoice, actor, at, note=note.id, cents=note.total_cents)
    audit.record(BillingEvent.CREDIT_NOTE_ISSUED, note, actor, at, cents=note.total_cents)
    letters.issued(note, at)
    return note, close_pages(invoice, at)


def _release(invoice: Invoice, actor: Actor, at: datetime) -> None:
    for payment in queries.list_payments(invoice):
        if payment.counted_cents:
            cents, payment.counted_cents = payment.counted_cents, 0
            payment.state = after(PAYMENT_TABLE, payment.state, PaymentStep.RELEASE)
            payment.state_since = at
            audit.record(BillingEvent.PAYMENT_RELEASED, payment, actor, at, cents=cents)


def _mirror(invoice: Invoice) -> Facts:
    lines = tuple(
        LineFacts(line.texts, -line.net_cents, line.vat_permille, line.share_id)
        for line in invoice.lines
    )
    return Facts(
        organisation=invoice.organisation,
        lines=lines,
        vat_permille=invoice.vat_permille,
        period_start=invoice.period_start,
        period_end=invoice.period_end,
        titles=invoice.titles,
        run_id=invoice.run_id,
        credits_id=invoice.id,
    )


def remind(invoice: Invoice, at: datetime) -> bool:
    """Write to whoever owes a late invoice; False when it has been paid in the meantime."""
    invoice = lock(Invoice, invoice.id)
    today = day_of(at)
    if not invoice.is_overdue(today) or invoice.state is InvoiceState.CREDITED:
        return False
    invoice.reminded_on = today
    audit.record(BillingEvent.REMINDED, invoice, None, at, cents=invoice.open_cents)
    letters.reminder(invoice, at)
    return True
