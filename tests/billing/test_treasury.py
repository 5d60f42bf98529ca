"""What the treasurer decides: transfers, unmatched money, credits, reminders."""

from datetime import date, timedelta

import pytest

from accounts.roles import Role
from billing import queries
from billing.chores import remind_of_invoices
from billing.gateway import News, NewsKind
from billing.models.payment import Payment
from billing.states import InvoiceState, PaymentState
from billing.workflow import treasury
from billing.workflow.receive import receive
from billing.workflow.treasury import Transfer
from core import audit
from core.db import db
from core.errors import BadInput, NotAllowed, RuleBroken
from core.money import Cents
from core.states import IllegalStep
from tests.factories.accounts import a_municipality, a_person, actor_of, tiera
from tests.factories.billing import AT, SELLER, a_treasurer, an_invoice

pytestmark = pytest.mark.usefixtures("session")
LATER = AT + timedelta(days=3)
DAY = date(2026, 1, 16)


def transfer(invoice, cents: int, archive_id: str = "ARKISTO1", on: date = DAY):
    return treasury.record_transfer(invoice, Transfer(cents, on, archive_id), a_treasurer(), LATER)


def unknown_money(cents: int = 125_50, currency: str = "eur") -> Payment:
    told = News("evt_u", NewsKind.PAID, "cs_u", "pi_u", None, Cents(cents), currency, AT)
    receive(told, LATER)
    return db.session.scalars(db.select(Payment).where(Payment.external_id == "pi_u")).one()


def test_parts_add_up_to_the_whole():
    invoice = an_invoice()
    transfer(invoice, 100_00, "A1")
    assert (invoice.state, invoice.open_cents) == (InvoiceState.PARTLY_PAID, 25_50)
    transfer(invoice, 20_00, "A2")
    assert (invoice.state, invoice.open_cents) == (InvoiceState.PARTLY_PAID, 5_50)
    transfer(invoice, 5_50, "A3")
    assert (invoice.state, invoice.open_cents) == (InvoiceState.PAID, 0)
    verbs = [event.verb for event in audit.history(invoice)]
    assert verbs == ["invoice.issued", "invoice.part_paid", "invoice.part_paid", "invoice.paid"]


@pytest.mark.parametrize("more", [1, 74_50])
def test_too_much_is_written_down_and_the_rest_waits(more):
    invoice = an_invoice()
    payment, _ = transfer(invoice, 125_50 + more)
    assert (payment.state, payment.counted_cents) == (PaymentState.WRONG_AMOUNT, 125_50)
    assert payment.free_cents == more
    assert invoice.state is InvoiceState.PAID
    treasury.mark_returned(payment, a_treasurer(), LATER)
    assert (payment.state, payment.free_cents) == (PaymentState.RETURNED, 0)
    assert invoice.paid_cents == 125_50


@pytest.mark.parametrize(
    ("cents", "on", "field"),
    [
        (0, DAY, "amount"),
        (-1, DAY, "amount"),
        (100, date(2026, 2, 1), "paid_on"),
        (100, date(2026, 1, 14), "paid_on"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(cents, on, field):
    with pytest.raises(BadInput) as refused:
        transfer(an_invoice(), cents, on=on)
    assert refused.value.field == field


def test_one_transfer_is_written_down_once():
    invoice = an_invoice()
    transfer(invoice, 10_00, "SAMA")
    with pytest.raises(BadInput) as refused:
        transfer(invoice, 10_00, "SAMA")
    assert refused.value.field == "archive_id"
    assert invoice.paid_cents == 10_00


def test_only_the_treasurer_decides():
    invoice, payment = an_invoice(), unknown_money()
    finance = actor_of(a_person(Role.FINANCE, organisation=invoice.organisation))
    for actor in (finance, actor_of(tiera(Role.AUDITOR)), actor_of(tiera(Role.ADMINISTRATOR))):
        for deed in (
            lambda who: treasury.record_transfer(invoice, Transfer(1, DAY, "X"), who, LATER),
            lambda who: treasury.count_on(payment, invoice.number, who, LATER),
            lambda who: treasury.mark_returned(payment, who, LATER),
            lambda who: treasury.credit(invoice, SELLER, who, LATER),
        ):
            with pytest.raises(NotAllowed):
                deed(actor)


@pytest.mark.parametrize("spelled", ["number", "reference", "spaced"])
def test_unmatched_money_can_be_counted_by_number_or_reference(spelled):
    invoice, payment = an_invoice(), unknown_money()
    typed = {
        "number": invoice.number,
        "reference": invoice.reference,
        "spaced": f" {invoice.reference[:4]} {invoice.reference[4:]} ",
    }[spelled]
    treasury.count_on(payment, typed, a_treasurer(), LATER)
    assert (payment.state, payment.invoice_id) == (PaymentState.MATCHED, invoice.id)
    assert invoice.state is InvoiceState.PAID
    with pytest.raises(IllegalStep):
        treasury.count_on(payment, typed, a_treasurer(), LATER)


def test_what_is_left_over_after_counting_waits_still():
    invoice, payment = an_invoice(), unknown_money(200_00)
    treasury.count_on(payment, invoice.number, a_treasurer(), LATER)
    assert (payment.state, payment.free_cents) == (PaymentState.WRONG_AMOUNT, 74_50)
    with pytest.raises(RuleBroken, match="counted on an invoice already"):
        treasury.count_on(payment, an_invoice().number, a_treasurer(), LATER)


def test_other_currencies_and_unknown_or_paid_invoices_are_refused():
    invoice = an_invoice()
    with pytest.raises(RuleBroken, match="Only euros"):
        treasury.count_on(unknown_money(currency="sek"), invoice.number, a_treasurer(), LATER)
    paid = an_invoice()
    transfer(paid, paid.total_cents, "P1")
    second, _ = transfer(invoice, 500_00, "P2")
    treasury.mark_returned(second, a_treasurer(), LATER)
    third, _ = transfer(paid, 1_00, "P3")
    for number in ("2026-9999", paid.number):
        with pytest.raises(BadInput):
            treasury.count_on(third, number, a_treasurer(), LATER)


def test_crediting_a_paid_invoice_frees_its_money_for_another():
    first, second = an_invoice(), an_invoice()
    payment, _ = transfer(first, 125_50)
    treasury.credit(first, SELLER, a_treasurer(), LATER)
    assert (first.state, first.paid_cents) == (InvoiceState.CREDITED, 0)
    assert (payment.state, payment.free_cents) == (PaymentState.RELEASED, 125_50)
    treasury.count_on(payment, second.number, a_treasurer(), LATER)
    assert second.state is InvoiceState.PAID


def test_a_late_invoice_is_reminded_of_once_a_fortnight():
    invoice = an_invoice(a_municipality())
    due = invoice.due_on
    at = AT.replace(month=due.month, day=due.day)
    assert remind_of_invoices(at + timedelta(days=6)) == 0
    assert remind_of_invoices(at + timedelta(days=7)) == 1
    assert remind_of_invoices(at + timedelta(days=8)) == 0
    assert remind_of_invoices(at + timedelta(days=21)) == 1
    assert [e.verb for e in audit.history(invoice)].count("invoice.reminded") == 2


def test_a_paid_invoice_is_not_reminded_of():
    invoice = an_invoice()
    transfer(invoice, invoice.total_cents)
    assert remind_of_invoices(AT + timedelta(days=90)) == 0


def test_what_waits_for_whom():
    town = a_municipality()
    invoice = an_invoice(town)
    unknown_money()
    finance = actor_of(a_person(Role.FINANCE, organisation=town))
    [to_pay] = queries.list_waiting(finance, DAY)
    assert (to_pay.endpoint, to_pay.args, to_pay.due) == (
        "billing.invoice",
        {"id": invoice.id},
        invoice.due_on,
    )
    assert [row.endpoint for row in queries.list_waiting(a_treasurer(), DAY)] == ["billing.payment"]
    viewer = actor_of(a_person(Role.VIEWER, organisation=town))
    stranger = actor_of(a_person(Role.FINANCE))
    assert queries.list_waiting(viewer, DAY) == queries.list_waiting(stranger, DAY) == []
