"""Top floor. How the state of an invoice is said: a tile, a word, and who acts next since when."""

from dataclasses import dataclass
from datetime import date

from accounts.timeline import Line, lines
from billing.currency import format_money
from billing.gateway import CURRENCY
from billing.models.invoice import Invoice
from billing.models.payment import Checkout, Payment
from billing.states import CheckoutState, InvoiceKind, InvoiceState, PaymentState
from core import audit
from core.audit import AuditEvent
from core.db import Base
from core.locale import day, euros, language
from core.speech import _, ngettext
from core.words import word

TILES = {
    InvoiceState.DRAFT: "todo",
    InvoiceState.ISSUED: "waiting",
    InvoiceState.PARTLY_PAID: "progress",
    InvoiceState.PAID: "done",
    InvoiceState.CREDITED: "na",
}
PAYMENT_TILES = {
    PaymentState.MATCHED: "done",
    PaymentState.WRONG_AMOUNT: "problem",
    PaymentState.UNKNOWN_INVOICE: "problem",
    PaymentState.DOUBLE: "problem",
    PaymentState.RELEASED: "waiting",
    PaymentState.RETURNED: "na",
}


@dataclass(frozen=True)
class Said:
    """A state as a page shows it: which tile, which word, and who acts next in a sentence."""

    tile: str
    word: str
    next: str = ""


def brief(invoice: Invoice, today: date) -> Said:
    """Tile and word for a row of a list."""
    if invoice.kind is InvoiceKind.CREDIT_NOTE:
        return Said("na", word(InvoiceKind.CREDIT_NOTE))
    if invoice.is_overdue(today):
        in_part = _("Partly paid, overdue") if invoice.paid_cents else _("Overdue")
        return Said("late", in_part)
    return Said(TILES[invoice.state], word(invoice.state))


def full(invoice: Invoice, live: Checkout | None, today: date, mine: bool) -> Said:
    """Tile, word and who acts next. `mine`: the reader is one of those who can pay it."""
    said = brief(invoice, today)
    told = _next(invoice, live, today)
    your_turn = mine and invoice.open_cents and said.tile in {"waiting", "progress"}
    promised = live is not None and live.state is CheckoutState.PROMISED
    return Said("you" if your_turn and not promised else said.tile, said.word, told)


def _next(invoice: Invoice, live: Checkout | None, today: date) -> str:
    if invoice.kind is InvoiceKind.CREDIT_NOTE:
        return _(
            "Nobody needs to pay. %(buyer)s deducts the amount from what it pays next, "
            "or %(seller)s returns it.",
            buyer=invoice.buyer_named(language()),
            seller=invoice.seller_name,
        )
    if invoice.state is InvoiceState.CREDITED:
        return _(
            "Nobody needs to act. A credit note took this invoice back on %(day)s.",
            day=day(invoice.state_since),
        )
    if invoice.state is InvoiceState.PAID:
        return _(
            "Nobody needs to act. The invoice has been paid since %(day)s.",
            day=day(invoice.state_since),
        )
    if live is not None and live.state is CheckoutState.PROMISED:
        return _(
            "The bank acts next: a payment of %(amount)s was promised on %(day)s "
            "and is on its way.",
            amount=euros(live.cents),
            day=day(live.state_since),
        )
    return _who_pays(invoice, today)


def _who_pays(invoice: Invoice, today: date) -> str:
    facts = {
        "buyer": invoice.buyer_named(language()),
        "amount": euros(invoice.open_cents),
        "day": day(invoice.due_on),
    }
    left = (invoice.due_on - today).days if invoice.due_on else 0
    if left < 0:
        return ngettext(
            "%(buyer)s acts next: %(amount)s was due on %(day)s, %(num)d day ago.",
            "%(buyer)s acts next: %(amount)s was due on %(day)s, %(num)d days ago.",
            -left,
            **facts,
        )
    if left == 0:
        return _("%(buyer)s acts next: %(amount)s is to be paid today, %(day)s.", **facts)
    return ngettext(
        "%(buyer)s acts next: %(amount)s is to be paid by %(day)s, in %(num)d day.",
        "%(buyer)s acts next: %(amount)s is to be paid by %(day)s, in %(num)d days.",
        left,
        **facts,
    )


def judged(payment: Payment) -> str:
    """Why money that came waits for a decision, or what became of it."""
    came = format_money(payment.cents, payment.currency)
    match payment.state:
        case PaymentState.MATCHED:
            return _("All of it is counted on the invoice.")
        case PaymentState.RETURNED:
            return _("It was returned to the payer.")
        case PaymentState.DOUBLE:
            return _("%(amount)s came although the invoice had been paid already.", amount=came)
        case PaymentState.RELEASED:
            return _("The invoice was credited, so %(amount)s is nobody's yet.", amount=came)
        case PaymentState.UNKNOWN_INVOICE:
            return _("%(amount)s came for an invoice that does not exist.", amount=came)
        case PaymentState.WRONG_AMOUNT if payment.currency != CURRENCY:
            return _("%(amount)s came, which is not in euros. Nothing was counted.", amount=came)
        case PaymentState.WRONG_AMOUNT if payment.counted_cents:
            return _(
                "%(amount)s came, of which %(counted)s was open and is counted. "
                "%(rest)s came too much.",
                amount=came,
                counted=euros(payment.counted_cents),
                rest=euros(payment.free_cents),
            )
        case PaymentState.WRONG_AMOUNT:
            return _(
                "%(amount)s came, which is not what was asked. Nothing was counted.",
                amount=came,
            )


def history(*subjects: Base) -> list[Line]:
    """What happened to these records, newest first, as the timeline draws it."""
    provider = _("The payment service")
    return lines(audit.history(*subjects), values=_amount, nobody=provider)


def _amount(event: AuditEvent) -> dict[str, str]:
    facts = event.facts
    return {"amount": format_money(facts.get("cents", 0), facts.get("currency", CURRENCY))}
