"""Hearing the payment provider: once, in any order, and no money is ever swallowed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest

from accounts.roles import Role
from billing import queries
from billing.gateway import CheckoutPage, News, NewsKind
from billing.models.invoice import Invoice
from billing.models.payment import Checkout, HeardEvent, Payment
from billing.states import CheckoutState, InvoiceState, PaymentState
from billing.workflow import checkout, treasury
from billing.workflow.receive import receive
from core import audit
from core.db import db
from core.money import Cents
from tests.factories.accounts import a_municipality, a_person, actor_of, saved
from tests.factories.billing import AT, SELLER, a_treasurer, an_invoice

pytestmark = pytest.mark.usefixtures("session")
LATER = AT + timedelta(minutes=5)
VISIT = checkout.Visit("fi", "http://localhost/paid", "http://localhost/back")


def a_payer(invoice: Invoice):
    return actor_of(a_person(Role.FINANCE, organisation=invoice.organisation))


def a_page(invoice: Invoice, session_id: str = "cs_1") -> Checkout:
    """A payment page that stands open at the provider."""
    payer = a_payer(invoice)
    start = checkout.prepare(invoice, VISIT, payer, AT)
    checkout.opened(
        start.checkout_id, CheckoutPage(session_id, f"http://x/{session_id}"), payer, AT
    )
    return saved(db.session.get(Checkout, start.checkout_id))


def news(invoice: Invoice, kind: NewsKind = NewsKind.PAID, **given) -> News:
    defaults = {
        "event_id": f"evt_{kind}",
        "kind": kind,
        "session_id": "cs_1",
        "payment_id": "pi_1",
        "invoice_id": invoice.id,
        "cents": Cents(invoice.total_cents),
        "currency": "eur",
        "occurred_at": AT,
    }
    return News(**defaults | given)


def payments() -> list[Payment]:
    return list(db.session.scalars(db.select(Payment).order_by(Payment.id)))


def verbs(thing) -> list[str]:
    return [event.verb for event in audit.history(thing)]


def test_paid_once_however_often_it_is_told():
    invoice = an_invoice()
    page = a_page(invoice)
    for _ in range(3):
        receive(news(invoice), LATER)
    assert (invoice.state, invoice.paid_cents) == (InvoiceState.PAID, invoice.total_cents)
    assert page.state is CheckoutState.PAID
    assert [payment.state for payment in payments()] == [PaymentState.MATCHED]
    assert verbs(invoice).count("invoice.paid") == 1


def test_two_messages_about_the_same_money_are_one_payment():
    invoice = an_invoice()
    a_page(invoice)
    receive(news(invoice, event_id="evt_a"), LATER)
    receive(news(invoice, event_id="evt_b"), LATER)
    assert len(payments()) == 1
    assert db.session.query(HeardEvent).count() == 2


STORY = [NewsKind.PROMISED, NewsKind.PAID, NewsKind.EXPIRED, NewsKind.FAILED, NewsKind.OTHER]


@pytest.mark.parametrize("first", STORY)
def test_money_wins_in_whatever_order_the_messages_come(first):
    invoice = an_invoice()
    page = a_page(invoice)
    for rest in permutations([kind for kind in STORY if kind is not first]):
        attempt = db.session.begin_nested()  # one invoice, every order: each begins where it began
        for kind in (first, *rest):
            receive(news(invoice, kind), LATER)
        assert invoice.state is InvoiceState.PAID, rest
        assert page.state is CheckoutState.PAID, rest
        assert [payment.counted_cents for payment in payments()] == [invoice.total_cents], rest
        attempt.rollback()
        db.session.expire_all()


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_refunds_end_the_same_in_whatever_order_they_come(order):
    invoice = an_invoice()
    a_page(invoice)
    cents = invoice.total_cents
    refund = news(invoice, NewsKind.REFUNDED, session_id=None)
    told = [
        news(invoice),
        replace(refund, event_id="evt_r1", refunded_cents=Cents(50_00)),
        replace(refund, event_id="evt_r2", refunded_cents=Cents(cents)),
    ]
    for number in order:
        receive(told[number], LATER)
    [payment] = payments()
    assert (payment.state, payment.refunded_cents) == (PaymentState.RETURNED, cents)
    assert (invoice.state, invoice.paid_cents) == (InvoiceState.ISSUED, 0)


def test_a_partial_refund_leaves_the_rest_counted():
    invoice = an_invoice()
    a_page(invoice)
    receive(news(invoice), LATER)
    receive(news(invoice, NewsKind.REFUNDED, session_id=None, refunded_cents=Cents(25_50)), LATER)
    assert (invoice.state, invoice.paid_cents) == (InvoiceState.PARTLY_PAID, 100_00)
    assert invoice.open_cents == 25_50
    assert verbs(invoice)[-1] == "invoice.reopened"


def test_a_promise_is_not_money():
    invoice = an_invoice()
    page = a_page(invoice)
    receive(news(invoice, NewsKind.PROMISED), LATER)
    assert (invoice.state, page.state) == (InvoiceState.ISSUED, CheckoutState.PROMISED)
    assert payments() == []
    assert verbs(invoice)[-1] == "invoice.payment_promised"


def test_a_promise_that_fails_lets_the_payer_try_again():
    invoice = an_invoice()
    page = a_page(invoice)
    receive(news(invoice, NewsKind.PROMISED), LATER)
    receive(news(invoice, NewsKind.FAILED), LATER)
    assert page.state is CheckoutState.FAILED
    again = checkout.prepare(invoice, VISIT, a_payer(invoice), LATER)
    assert again.checkout_id != page.id
    assert again.url is None


@pytest.mark.parametrize(
    ("cents", "currency"),
    [(1, "eur"), (125_49, "eur"), (125_51, "eur"), (125_50, "sek"), (0, "eur")],
)
def test_a_wrong_amount_or_currency_is_written_down_but_does_not_pay(cents, currency):
    invoice = an_invoice()
    a_page(invoice)
    receive(news(invoice, cents=Cents(cents), currency=currency), LATER)
    [payment] = payments()
    assert (payment.cents, payment.currency, payment.counted_cents) == (cents, currency, 0)
    assert payment.state is PaymentState.WRONG_AMOUNT
    assert payment.invoice_id == invoice.id
    assert (invoice.state, invoice.paid_cents) == (InvoiceState.ISSUED, 0)
    assert verbs(invoice)[-1] == "invoice.mispaid"
    assert queries.count_unsettled() == 1


@pytest.mark.parametrize("invoice_id", [None, 987_654, 10**17])
def test_money_for_an_invoice_we_do_not_know_is_written_down(invoice_id):
    invoice = an_invoice()
    receive(news(invoice, invoice_id=invoice_id, session_id="cs_unknown"), LATER)
    [payment] = payments()
    assert (payment.state, payment.invoice_id) == (PaymentState.UNKNOWN_INVOICE, None)
    assert payment.named_invoice == (None if invoice_id is None else str(invoice_id))
    assert invoice.state is InvoiceState.ISSUED


def test_paying_a_paid_invoice_again_is_a_double_payment():
    invoice = an_invoice()
    a_page(invoice)
    receive(news(invoice), LATER)
    receive(news(invoice, event_id="evt_2", payment_id="pi_2"), LATER)
    assert [payment.state for payment in payments()] == [PaymentState.MATCHED, PaymentState.DOUBLE]
    assert invoice.paid_cents == invoice.total_cents


def test_money_for_a_credited_invoice_waits_for_a_decision():
    invoice = an_invoice()
    a_page(invoice)
    _, pages = treasury.credit(invoice, SELLER, a_treasurer(), LATER)
    assert pages == ["cs_1"]
    receive(news(invoice), LATER)
    assert [payment.state for payment in payments()] == [PaymentState.RELEASED]
    assert invoice.state is InvoiceState.CREDITED


def test_a_payer_quicker_than_our_own_note_of_the_page_is_recognised():
    invoice = an_invoice()
    payer = a_payer(invoice)
    start = checkout.prepare(invoice, VISIT, payer, AT)
    receive(news(invoice), LATER)
    page = db.session.get(Checkout, start.checkout_id)
    assert (page.state, page.session_id) == (CheckoutState.PAID, "cs_1")
    checkout.opened(start.checkout_id, CheckoutPage("cs_1", "http://x/cs_1"), payer, LATER)
    assert page.state is CheckoutState.PAID
    assert invoice.state is InvoiceState.PAID


def test_pressing_twice_leads_to_the_same_page():
    invoice = an_invoice()
    page = a_page(invoice)
    again = checkout.prepare(invoice, VISIT, a_payer(invoice), LATER)
    assert (again.checkout_id, again.url) == (page.id, "http://x/cs_1")


def test_asking_again_after_a_crash_uses_the_same_key_and_the_same_words():
    invoice = an_invoice()
    first = checkout.prepare(invoice, VISIT, a_payer(invoice), AT)
    other = replace(VISIT, language="sv", success_url="http://elsewhere/")
    second = checkout.prepare(invoice, other, a_payer(invoice), LATER)
    assert second.request == first.request


def test_a_page_that_has_lapsed_or_asks_for_another_amount_is_replaced():
    invoice = an_invoice()
    page = a_page(invoice)
    lapsed = checkout.prepare(invoice, VISIT, a_payer(invoice), AT + timedelta(days=2))
    assert (lapsed.checkout_id != page.id, lapsed.close) == (True, ())
    assert page.state is CheckoutState.EXPIRED


def test_a_part_paid_by_transfer_closes_the_page_and_the_next_asks_for_the_rest():
    invoice = an_invoice()
    page = a_page(invoice)
    part = treasury.Transfer(25_50, AT.date(), "A1")
    _, pages = treasury.record_transfer(invoice, part, a_treasurer(), LATER)
    assert (pages, page.state) == (["cs_1"], CheckoutState.CLOSED)
    again = checkout.prepare(invoice, VISIT, a_payer(invoice), LATER)
    assert again.request.cents == 100_00


def test_the_old_page_paid_all_the_same_counts_what_was_open():
    invoice = an_invoice()
    a_page(invoice)
    part = treasury.Transfer(25_50, AT.date(), "A1")
    treasury.record_transfer(invoice, part, a_treasurer(), LATER)
    receive(news(invoice), LATER)
    payment = payments()[-1]
    assert (payment.state, payment.counted_cents) == (PaymentState.WRONG_AMOUNT, 100_00)
    assert payment.free_cents == 25_50
    assert invoice.state is InvoiceState.PAID


def test_the_day_of_payment_is_the_finnish_day():
    invoice = an_invoice()
    a_page(invoice)
    receive(news(invoice, occurred_at=datetime(2026, 1, 15, 22, 30, tzinfo=UTC)), LATER)
    assert payments()[0].paid_on.isoformat() == "2026-01-16"


def test_who_may_not_pay_may_not_open_a_page():
    from core.errors import NotAllowed

    invoice = an_invoice()
    viewer = actor_of(a_person(Role.VIEWER, organisation=invoice.organisation))
    foreign = actor_of(a_person(Role.FINANCE, organisation=a_municipality()))
    for actor in (viewer, foreign, a_treasurer()):
        with pytest.raises(NotAllowed):
            checkout.prepare(invoice, VISIT, actor, AT)


def test_an_amount_the_provider_does_not_take_is_said_at_once():
    from core.errors import RuleBroken

    invoice = an_invoice(net_cents=1_000_000_00)
    with pytest.raises(RuleBroken, match="can't be paid online"):
        checkout.prepare(invoice, VISIT, a_payer(invoice), AT)
