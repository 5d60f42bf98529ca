"""Ground floor. The lives of an invoice, a payment page and a payment that arrived.

A credit note is an invoice of its own with negative amounts. It is never paid: it takes back an
invoice that was issued, or returns what a run gave back to a member. So it stays issued.
"""

from enum import StrEnum

from billing.gateway import NewsKind
from core.states import Table
from core.waiting import Party


class InvoiceKind(StrEnum):
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class InvoiceState(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    PARTLY_PAID = "partly_paid"
    PAID = "paid"
    CREDITED = "credited"


class InvoiceStep(StrEnum):
    ISSUE = "issue"
    PAY_PART = "pay_part"
    PAY_IN_FULL = "pay_in_full"
    REOPEN = "reopen"  # money that had been counted went back to the payer
    CREDIT = "credit"


class CheckoutState(StrEnum):
    OPENING = "opening"  # asked for; the provider's answer is not written down yet
    OPEN = "open"
    PROMISED = "promised"  # the payer chose a bank transfer that takes days
    EXPIRED = "expired"
    FAILED = "failed"
    CLOSED = "closed"  # we closed it because the amount to pay had changed
    PAID = "paid"


class PaymentState(StrEnum):
    MATCHED = "matched"
    WRONG_AMOUNT = "wrong_amount"
    UNKNOWN_INVOICE = "unknown_invoice"
    DOUBLE = "double"
    RELEASED = "released"  # the invoice it paid was credited
    RETURNED = "returned"


class PaymentStep(StrEnum):
    COUNT = "count"  # the treasurer decides which invoice it pays
    RETURN = "return"
    RELEASE = "release"


class Provider(StrEnum):
    STRIPE = "stripe"
    BANK = "bank"


class BillingEvent(StrEnum):
    """What the history of an invoice or a payment can say."""

    ISSUED = "invoice.issued"
    CREDIT_NOTE_ISSUED = "invoice.credit_note_issued"
    CREDITED = "invoice.credited"
    CHECKOUT_OPENED = "invoice.checkout_opened"
    CHECKOUT_ENDED = "invoice.checkout_ended"
    PROMISED = "invoice.payment_promised"
    PART_PAID = "invoice.part_paid"
    PAID = "invoice.paid"
    MISPAID = "invoice.mispaid"  # money came, but not what was asked: a person must look
    REOPENED = "invoice.reopened"
    REMINDED = "invoice.reminded"
    PAYMENT_RECORDED = "payment.recorded"
    PAYMENT_COUNTED = "payment.counted"
    PAYMENT_RELEASED = "payment.released"
    PAYMENT_RETURNED = "payment.returned"
    PAYMENT_REFUNDED = "payment.refunded"


S, X = InvoiceState, InvoiceStep

TABLE: Table[InvoiceState, InvoiceStep] = {
    (S.DRAFT, X.ISSUE): S.ISSUED,
    (S.ISSUED, X.PAY_IN_FULL): S.PAID,
    (S.ISSUED, X.PAY_PART): S.PARTLY_PAID,
    (S.ISSUED, X.CREDIT): S.CREDITED,
    (S.PARTLY_PAID, X.PAY_IN_FULL): S.PAID,
    (S.PARTLY_PAID, X.PAY_PART): S.PARTLY_PAID,
    (S.PARTLY_PAID, X.REOPEN): S.ISSUED,
    (S.PARTLY_PAID, X.CREDIT): S.CREDITED,
    (S.PAID, X.REOPEN): S.ISSUED,
    (S.PAID, X.PAY_PART): S.PARTLY_PAID,
    (S.PAID, X.CREDIT): S.CREDITED,
}

PAYABLE = frozenset({S.ISSUED, S.PARTLY_PAID})

WAITS_FOR: dict[InvoiceState, Party] = {
    S.DRAFT: Party.TIERA,
    S.ISSUED: Party.MEMBER,
    S.PARTLY_PAID: Party.MEMBER,
    S.PAID: Party.NOBODY,
    S.CREDITED: Party.NOBODY,
}

C = CheckoutState

LIVE = frozenset({C.OPENING, C.OPEN, C.PROMISED})
"""Pages on which somebody may still pay, or has promised to."""

CHECKOUT_TABLE: Table[CheckoutState, NewsKind] = {
    (C.OPENING, NewsKind.PAID): C.PAID,
    (C.OPENING, NewsKind.PROMISED): C.PROMISED,
    (C.OPENING, NewsKind.EXPIRED): C.EXPIRED,
    (C.OPENING, NewsKind.FAILED): C.FAILED,
    (C.OPEN, NewsKind.PAID): C.PAID,
    (C.OPEN, NewsKind.PROMISED): C.PROMISED,
    (C.OPEN, NewsKind.EXPIRED): C.EXPIRED,
    (C.OPEN, NewsKind.FAILED): C.FAILED,
    (C.PROMISED, NewsKind.PAID): C.PAID,
    (C.PROMISED, NewsKind.FAILED): C.FAILED,
    (C.EXPIRED, NewsKind.PAID): C.PAID,
    (C.FAILED, NewsKind.PAID): C.PAID,
    (C.CLOSED, NewsKind.PAID): C.PAID,
}
"""What a message does to a payment page. A pair that is not here changes nothing, so the messages
may come in any order: money wins over everything, an end wins over a promise made before it."""

P = PaymentState

PAYMENT_TABLE: Table[PaymentState, PaymentStep] = {
    (P.WRONG_AMOUNT, PaymentStep.COUNT): P.MATCHED,
    (P.UNKNOWN_INVOICE, PaymentStep.COUNT): P.MATCHED,
    (P.DOUBLE, PaymentStep.COUNT): P.MATCHED,
    (P.RELEASED, PaymentStep.COUNT): P.MATCHED,
    (P.WRONG_AMOUNT, PaymentStep.RETURN): P.RETURNED,
    (P.UNKNOWN_INVOICE, PaymentStep.RETURN): P.RETURNED,
    (P.DOUBLE, PaymentStep.RETURN): P.RETURNED,
    (P.RELEASED, PaymentStep.RETURN): P.RETURNED,
    (P.MATCHED, PaymentStep.RELEASE): P.RELEASED,
    (P.WRONG_AMOUNT, PaymentStep.RELEASE): P.RELEASED,
    (P.RETURNED, PaymentStep.RELEASE): P.RELEASED,
}

UNSETTLED = frozenset({P.WRONG_AMOUNT, P.UNKNOWN_INVOICE, P.DOUBLE, P.RELEASED})
"""Money that arrived and waits for the treasurer's decision."""
