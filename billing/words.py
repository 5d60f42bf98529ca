"""Top floor. What invoices, payments and their states are called, and what their history says."""

from flask_babel import lazy_gettext as _l

from billing.gateway import NewsKind, PageState
from billing.queries import Shown
from billing.states import (
    BillingEvent,
    CheckoutState,
    InvoiceKind,
    InvoiceState,
    InvoiceStep,
    PaymentState,
    PaymentStep,
    Provider,
)
from core.words import register, register_history

register(
    InvoiceKind,
    {InvoiceKind.INVOICE: _l("Invoice"), InvoiceKind.CREDIT_NOTE: _l("Credit note")},
)
register(
    InvoiceState,
    {
        InvoiceState.DRAFT: _l("Draft"),
        InvoiceState.ISSUED: _l("Issued"),
        InvoiceState.PARTLY_PAID: _l("Partly paid"),
        InvoiceState.PAID: _l("Paid"),
        InvoiceState.CREDITED: _l("Credited"),
    },
)
register(
    InvoiceStep,
    {
        InvoiceStep.ISSUE: _l("Issue"),
        InvoiceStep.PAY_PART: _l("Pay a part"),
        InvoiceStep.PAY_IN_FULL: _l("Pay in full"),
        InvoiceStep.REOPEN: _l("Open again"),
        InvoiceStep.CREDIT: _l("Credit the invoice"),
    },
)
register(
    CheckoutState,
    {
        CheckoutState.OPENING: _l("Being opened"),
        CheckoutState.OPEN: _l("Open"),
        CheckoutState.PROMISED: _l("Bank payment on its way"),
        CheckoutState.EXPIRED: _l("Expired"),
        CheckoutState.FAILED: _l("Failed"),
        CheckoutState.CLOSED: _l("Closed"),
        CheckoutState.PAID: _l("Paid"),
    },
)
register(
    PaymentState,
    {
        PaymentState.MATCHED: _l("Counted"),
        PaymentState.WRONG_AMOUNT: _l("Wrong amount"),
        PaymentState.UNKNOWN_INVOICE: _l("Unknown invoice"),
        PaymentState.DOUBLE: _l("Paid twice"),
        PaymentState.RELEASED: _l("Invoice credited"),
        PaymentState.RETURNED: _l("Returned"),
    },
)
register(
    PaymentStep,
    {
        PaymentStep.COUNT: _l("Count on an invoice"),
        PaymentStep.RETURN: _l("Write down as returned"),
        PaymentStep.RELEASE: _l("Release"),
    },
)
register(Provider, {Provider.STRIPE: _l("Online payment"), Provider.BANK: _l("Bank transfer")})
register(
    NewsKind,
    {
        NewsKind.PAID: _l("Paid"),
        NewsKind.PROMISED: _l("Promised"),
        NewsKind.FAILED: _l("Failed"),
        NewsKind.EXPIRED: _l("Expired"),
        NewsKind.REFUNDED: _l("Returned to the payer"),
        NewsKind.OTHER: _l("Other message"),
    },
)
register(
    PageState,
    {
        PageState.OPEN: _l("Open"),
        PageState.DONE: _l("Paid"),
        PageState.GONE: _l("Closed"),
    },
)
register(
    Shown,
    {
        Shown.ALL: _l("All"),
        Shown.OPEN: _l("To be paid"),
        Shown.OVERDUE: _l("Overdue"),
        Shown.PAID: _l("Paid"),
        Shown.CREDITED: _l("Credited and credit notes"),
    },
)

E = BillingEvent

register_history(
    {
        E.ISSUED: _l("%(actor)s issued the invoice of %(amount)s"),
        E.CREDIT_NOTE_ISSUED: _l("%(actor)s issued the credit note of %(amount)s"),
        E.CREDITED: _l("%(actor)s credited the invoice"),
        E.CHECKOUT_OPENED: _l("%(actor)s opened a payment page for %(amount)s"),
        E.CHECKOUT_ENDED: _l("A payment page for %(amount)s closed without a payment"),
        E.PROMISED: _l("A bank payment of %(amount)s was promised on the payment page"),
        E.PART_PAID: _l("%(amount)s was paid"),
        E.PAID: _l("%(amount)s was paid, and nothing is open any more"),
        E.MISPAID: _l("A payment of %(amount)s came that does not fit the invoice"),
        E.REOPENED: _l("%(amount)s went back to the payer and is open again"),
        E.REMINDED: _l("A reminder about %(amount)s was sent"),
        E.PAYMENT_RECORDED: _l("A payment of %(amount)s was written down"),
        E.PAYMENT_COUNTED: _l("%(actor)s counted %(amount)s on an invoice"),
        E.PAYMENT_RELEASED: _l("%(actor)s credited the invoice, and %(amount)s became free"),
        E.PAYMENT_RETURNED: _l("%(actor)s wrote down that %(amount)s was returned to the payer"),
        E.PAYMENT_REFUNDED: _l("The payment service returned %(amount)s to the payer"),
    }
)
