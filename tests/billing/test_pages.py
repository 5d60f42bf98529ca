"""Journeys over HTTP: issuing, paying online through real HTTP, the treasurer's pages."""

import io
from datetime import timedelta

import pytest
import requests
import time_machine
from pypdf import PdfReader

from accounts.addresses import PostalAddress
from accounts.roles import Role
from billing.models.invoice import Invoice
from billing.models.payment import Checkout, Payment
from billing.states import CheckoutState, InvoiceState, PaymentState
from core.clock import helsinki
from core.db import db
from tests.factories.accounts import a_municipality, a_person, a_vendor, the_coordinator, tiera
from tests.factories.billing import AT, a_run, an_invoice

ROLES_THAT_LOOK = [Role.FINANCE, Role.ADMIN, Role.VIEWER, Role.SIGNATORY, Role.PREPARER]


@pytest.fixture(autouse=True)
def that_day():
    with time_machine.travel(AT + timedelta(days=1), tick=True):
        yield


@pytest.fixture
def town(session):
    return a_municipality(name_fi="Keuruu")


@pytest.fixture
def payer(browser, town):
    return browser(a_person(Role.FINANCE, organisation=town))


@pytest.fixture
def treasurer(browser, session):
    return browser(tiera(Role.TREASURER))


def test_the_treasurer_issues_a_run_and_the_member_finds_its_invoice(treasurer, payer, town):
    run = a_run({town: (100_00,), a_municipality(): (200_00,)})
    page = treasurer.get(f"/runs/{run.id}/invoices")
    assert "Issue 2 documents" in page.text
    assert "376,50" in page.text
    done = treasurer.submit(f"/runs/{run.id}/invoices")
    assert done.status_code == 303
    page = treasurer.get(done.location)
    assert "Every invoice of this run has been issued" in page.text
    assert "Issue 2" not in page.text
    mine = payer.get("/invoices")
    assert "1 invoice is to be paid" in mine.text
    assert "2026-0001" in mine.text
    assert "2026-0002" not in mine.text


def test_paying_by_card_from_the_button_to_the_confirmation(payer, town, stripe_town):
    invoice = an_invoice(town)
    assert "Pay online" in payer.get(f"/invoices/{invoice.id}").text
    leads = payer.submit(f"/invoices/{invoice.id}/pay")
    assert leads.status_code == 303
    assert leads.location.startswith(f"{stripe_town.base}/c/pay/cs_test_")
    shown = requests.get(leads.location)
    assert "125,50" in shown.content.decode()
    paid = requests.post(f"{leads.location}/now", allow_redirects=False)
    assert paid.headers["Location"] == f"http://localhost/invoices/{invoice.id}/paid"
    page = payer.get(f"/invoices/{invoice.id}/paid")
    assert "We are waiting for the confirmation" in page.text
    assert "http-equiv" not in page.text
    assert stripe_town.tell_all(payer) == [204, 204]
    assert "The invoice is paid" in payer.get(f"/invoices/{invoice.id}/paid").text
    page = payer.get(f"/invoices/{invoice.id}")
    assert "Nobody needs to act" in page.text
    assert "Pay online" not in page.text
    assert invoice.state is InvoiceState.PAID


def test_paying_from_the_bank_later(payer, town, stripe_town):
    invoice = an_invoice(town)
    page = payer.submit(f"/invoices/{invoice.id}/pay").location
    requests.post(f"{page}/later", allow_redirects=False)
    assert stripe_town.tell_all(payer) == [204]
    assert "The bank payment is on its way" in payer.get(f"/invoices/{invoice.id}/paid").text
    assert "The bank acts next" in payer.get(f"/invoices/{invoice.id}").text
    assert payer.submit(f"/invoices/{invoice.id}/pay").status_code == 409
    session = page.rpartition("/")[2]
    requests.post(f"{stripe_town.base}/control/sessions/{session}/settle")
    assert set(stripe_town.tell_all(payer)) == {204}
    assert invoice.state is InvoiceState.PAID


def test_pressing_pay_twice_leads_to_one_page(payer, town, stripe_town):
    invoice = an_invoice(town)
    first = payer.submit(f"/invoices/{invoice.id}/pay").location
    second = payer.submit(f"/invoices/{invoice.id}/pay").location
    assert first == second
    assert len(stripe_town.fake.store.sessions) == 1


def test_a_page_that_is_gone_at_the_provider_is_replaced(payer, town, stripe_town):
    invoice = an_invoice(town)
    first = payer.submit(f"/invoices/{invoice.id}/pay").location
    stripe_town.fake.store.sessions.clear()  # as when the pretended Stripe has started anew
    second = payer.submit(f"/invoices/{invoice.id}/pay").location
    assert "/c/pay/" in second
    assert second != first


def test_who_has_paid_and_presses_again_before_the_news_is_not_asked_twice(
    payer, town, stripe_town
):
    invoice = an_invoice(town)
    page = payer.submit(f"/invoices/{invoice.id}/pay").location
    requests.post(f"{page}/now", allow_redirects=False)
    again = payer.submit(f"/invoices/{invoice.id}/pay")
    assert again.location == f"/invoices/{invoice.id}/paid"
    assert len(stripe_town.fake.store.sessions) == 1


def test_coming_back_without_paying_says_so(payer, town, stripe_town):
    invoice = an_invoice(town)
    page = payer.submit(f"/invoices/{invoice.id}/pay").location
    back = requests.post(f"{page}/back", allow_redirects=False).headers["Location"]
    shown = payer.get(back.removeprefix("http://localhost"))
    assert "You came back without paying" in shown.text


def test_when_the_provider_does_not_answer_the_payer_is_told_and_can_try_again(payer, town):
    invoice = an_invoice(town)
    leads = payer.submit(f"/invoices/{invoice.id}/pay")
    assert leads.location == f"/invoices/{invoice.id}"
    assert "The payment service does not answer just now" in payer.get(leads.location).text
    [page] = db.session.scalars(db.select(Checkout))
    assert page.state is CheckoutState.OPENING


def test_when_the_provider_says_no_the_next_press_asks_anew(payer, town, stripe_town):
    invoice = an_invoice(town)
    stripe_town.fake.key = "sk_test_changed"
    payer.submit(f"/invoices/{invoice.id}/pay")
    stripe_town.fake.key = "sk_test_demonstration"
    assert "/c/pay/" in payer.submit(f"/invoices/{invoice.id}/pay").location
    states = [page.state for page in db.session.scalars(db.select(Checkout).order_by(Checkout.id))]
    assert states == [CheckoutState.FAILED, CheckoutState.OPEN]


def test_a_wrong_amount_is_shown_to_the_treasurer_and_can_be_counted(
    payer, treasurer, town, stripe_town
):
    invoice = an_invoice(town)
    page = payer.submit(f"/invoices/{invoice.id}/pay").location
    session = page.rpartition("/")[2]
    requests.post(f"{stripe_town.base}/control/sessions/{session}/pay", data={"amount": "2550"})
    stripe_town.tell_all(payer)
    assert invoice.state is InvoiceState.ISSUED
    assert "is not what was asked" in payer.get(f"/invoices/{invoice.id}").text
    assert "1 payment waits for a decision" in treasurer.get("/payments").text
    [payment] = db.session.scalars(db.select(Payment))
    page = treasurer.get(f"/payments/{payment.id}")
    assert "Count it on an invoice" in page.text
    done = treasurer.submit(
        f"/payments/{payment.id}/count", {"number": invoice.number, "version": payment.version}
    )
    assert done.status_code == 303
    treasurer.get(done.location)
    assert (invoice.state, invoice.paid_cents) == (InvoiceState.PARTLY_PAID, 25_50)
    assert "Every payment that has come is counted or returned" in treasurer.get("/payments").text


def test_a_double_payment_can_be_written_down_as_returned(payer, treasurer, town, stripe_town):
    invoice = an_invoice(town)
    page = payer.submit(f"/invoices/{invoice.id}/pay").location
    typed = {
        "amount": "125,50",
        "paid_on": "16.1.2026",
        "archive_id": "a 1",
        "version": invoice.version,
    }
    treasurer.submit(f"/invoices/{invoice.id}/transfer", typed)
    assert invoice.state is InvoiceState.PAID
    session = stripe_town.fake.store.session(page.rpartition("/")[2])
    assert session["status"] == "expired", "the page was closed at the provider too"
    session["status"] = "open"  # as if the payer had been quicker
    requests.post(f"{page}/now", allow_redirects=False)
    stripe_town.tell_all(payer)
    double = db.session.scalars(db.select(Payment).order_by(Payment.id.desc())).first()
    assert double.state is PaymentState.DOUBLE
    page = treasurer.get(f"/payments/{double.id}")
    assert "had been paid already" in page.text
    treasurer.submit(f"/payments/{double.id}/return", {"version": double.version})
    assert double.state is PaymentState.RETURNED
    treasurer.get("/payments?show=all")


@pytest.mark.parametrize(
    ("amount", "says"),
    [
        ("", "This is needed"),
        ("NaN", "Write the amount in euros"),
        ("1e5", "Write the amount in euros"),
        ("-5", "can&#39;t be negative"),
        ("0", "more than zero"),
        ("99999999999999999999", "Write the amount in euros"),
        ("=1+1", "Write the amount in euros"),
        ("12,345", "Write the amount in euros"),
    ],
)
def test_bad_amounts_are_said_beside_the_field_and_kept(treasurer, town, amount, says):
    invoice = an_invoice(town)
    treasurer.get(f"/invoices/{invoice.id}/transfer")
    answer = treasurer.submit(
        f"/invoices/{invoice.id}/transfer",
        {"amount": amount, "paid_on": "16.1.2026", "archive_id": "X", "version": invoice.version},
    )
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{amount}"' in answer.text
    assert invoice.paid_cents == 0


def test_the_second_of_two_treasurers_is_told_and_keeps_what_was_typed(browser, treasurer, town):
    invoice = an_invoice(town)
    other = browser(tiera(Role.TREASURER))
    seen = invoice.version
    typed = {"amount": "125,50", "paid_on": "16.1.2026", "version": seen}
    first = treasurer.submit(f"/invoices/{invoice.id}/transfer", {**typed, "archive_id": "A1"})
    assert first.status_code == 303
    second = other.submit(f"/invoices/{invoice.id}/transfer", {**typed, "archive_id": "A2"})
    assert second.status_code == 409
    assert "Somebody else changed this" in second.text
    assert 'value="A2"' in second.text
    assert invoice.paid_cents == invoice.total_cents
    assert len(list(db.session.scalars(db.select(Payment)))) == 1


def test_crediting_asks_first_and_leads_to_the_credit_note(treasurer, town):
    invoice = an_invoice(town)
    page = treasurer.get(f"/invoices/{invoice.id}/credit")
    assert "This can&#39;t be undone" in page.text or "can't be undone" in page.text
    done = treasurer.submit(f"/invoices/{invoice.id}/credit", {"version": invoice.version})
    note = treasurer.get(done.location)
    assert "Credit note" in note.text
    assert "Pay online" not in note.text
    assert invoice.number in note.text
    assert "took this invoice back" in treasurer.get(f"/invoices/{invoice.id}").text
    assert "−125,50" in treasurer.get("/invoices?show=credited").text


@pytest.mark.parametrize("role", ROLES_THAT_LOOK)
def test_everybody_of_the_payer_may_look_and_finance_may_pay(browser, town, role):
    invoice = an_invoice(town)
    page = browser(a_person(role, organisation=town)).get(f"/invoices/{invoice.id}")
    assert page.status_code == 200
    assert (f'action="/invoices/{invoice.id}/pay"' in page.text) == (
        role in {Role.FINANCE, Role.ADMIN}
    )
    assert "Write down a bank transfer" not in page.text


def test_a_foreign_organisation_learns_nothing(browser, town):
    invoice = an_invoice(town)
    everything = [Role.FINANCE, Role.ADMIN]
    for stranger in (a_person(*everything), a_person(*everything, organisation=a_vendor())):
        client = browser(stranger)
        for address in ("", ".pdf", "/paid", "/transfer", "/credit"):
            assert client.get(f"/invoices/{invoice.id}{address}").status_code == 404
        for address in ("/pay", "/transfer", "/credit"):
            assert client.submit(f"/invoices/{invoice.id}{address}").status_code == 404
        assert client.get("/payments").status_code == 404
        assert invoice.number not in client.get("/invoices").text
        assert invoice.number not in client.get("/invoices.csv").text


def test_the_list_is_cut_down_by_sort_and_words(browser, treasurer, town):
    paid, late = an_invoice(town), an_invoice(a_municipality(name_fi="Äänekoski"))
    typed = {
        "amount": "125,50",
        "paid_on": "16.1.2026",
        "archive_id": "L1",
        "version": paid.version,
    }
    treasurer.submit(f"/invoices/{paid.id}/transfer", typed)

    def shown(query: str, client=treasurer) -> set[str]:
        text = client.get(f"/invoices{query}").text
        return {one.number for one in (paid, late) if f">{one.number}<" in text}

    assert shown("") == {paid.number, late.number}
    assert shown("?show=paid") == {paid.number}
    assert shown("?show=open") == {late.number}
    assert shown("?show=overdue") == set()
    assert shown("?q=keur") == {paid.number}
    assert shown("?q=äänek") == {late.number}
    assert shown(f"?q={late.reference}") == {late.number}
    assert shown("?q=%25") == set()
    assert treasurer.get("/invoices?show=nonsense").status_code == 404
    with time_machine.travel(AT + timedelta(days=60)):
        later = browser(tiera(Role.TREASURER))  # the first one's session has ended by then
        assert shown("?show=overdue", later) == {late.number}


def test_the_page_of_a_run_says_whose_addresses_are_missing_and_leads_there(treasurer):
    town = a_municipality(name_fi="Aakylä", name_en="Aakylä", street="", postcode="", place="")
    run = a_run({town: (100_00,)})
    the_coordinator().postal_address = PostalAddress()
    db.session.commit()
    where = f"/runs/{run.id}/invoices"
    page = treasurer.get(where)
    assert "Addresses are missing" in page.text
    for number in (town.id, the_coordinator().id):
        assert f'href="/organisations/{number}/addresses"' in page.text
    answer = treasurer.submit(where)
    assert answer.status_code == 409
    assert "The seller has no address" in answer.text
    the_coordinator().postal_address = PostalAddress("Keksittykatu 1", "00100", "Helsinki")
    db.session.commit()
    answer = treasurer.submit(where)
    assert answer.status_code == 409
    assert "no postal address, and an invoice without one is not valid: Aakylä" in answer.text
    town.postal_address = PostalAddress("Kylätie 1", "42700", "Keuruu")
    db.session.commit()
    assert treasurer.submit(where).status_code == 303
    [invoice] = db.session.query(Invoice)
    assert invoice.seller_address == "Keksittykatu 1\n00100 Helsinki"


def test_the_csv_gives_euros_as_a_spreadsheet_reads_them(treasurer):
    invoice = an_invoice(a_municipality(einvoice_address="0037", einvoice_operator="NDEAFIHH"))
    treasurer.submit(f"/invoices/{invoice.id}/credit", {"version": invoice.version})
    answer = treasurer.get("/invoices.csv")
    header, note, paid = answer.get_data(as_text=True).strip().splitlines()
    assert header.split(";")[-5:] == [
        "Net, euros",
        "VAT, euros",
        "Total, euros",
        "Paid, euros",
        "Open, euros",
    ]
    assert paid.split(";")[-5:] == ["100,00", "25,50", "125,50", "0,00", "0,00"]
    assert note.split(";")[-5:] == ["-100,00", "-25,50", "-125,50", "0,00", "0,00"]
    assert paid.split(";")[-6] == "NDEAFIHH"


def test_the_csv_runs_no_formula(treasurer):
    an_invoice(a_municipality(name_fi="=HYPERLINK(0)", name_en="=HYPERLINK(0)"))
    answer = treasurer.get("/invoices.csv")
    assert answer.mimetype == "text/csv"
    header, row = answer.get_data(as_text=True).strip().splitlines()
    assert row.split(";")[3] == "'=HYPERLINK(0)"
    assert row.split(";")[-1] == "125,50"
    assert header.count(";") == row.count(";")


def test_scripts_in_names_are_shown_as_text(payer, browser):
    evil = "<script>alert(1)</script>"
    town = a_municipality(name_fi=evil, name_en=evil)
    invoice = an_invoice(town)
    page = browser(tiera(Role.TREASURER)).get(f"/invoices/{invoice.id}")
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text


@pytest.mark.parametrize(("language", "word"), [("fi", "pdf"), ("sv", "pdf"), ("en", "Due date")])
def test_the_pdf_is_accessible_and_says_what_to_pay(browser, town, language, word):
    invoice = an_invoice(town)
    client = browser(a_person(Role.FINANCE, organisation=town), language=language)
    answer = client.get(f"/invoices/{invoice.id}.pdf")
    assert answer.mimetype == "application/pdf"
    document = PdfReader(io.BytesIO(answer.data))
    text = "".join(page.extract_text() for page in document.pages)
    assert invoice.number in document.metadata.title
    assert document.trailer["/Root"]["/Lang"] == language
    assert document.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert "FI21 1234 5600 0007 85" in text
    for line in (*invoice.seller_address.splitlines(), *invoice.buyer_address.splitlines()):
        assert line in text
    assert "125,50" in text.replace("\u00a0", " ")
    if language == "en":
        assert word in text


def test_every_page_takes_a_fixed_number_of_queries(treasurer, town, session, app):
    from sqlalchemy import event

    seen: list[str] = []
    # the test's connection stands in for the engine
    connection = db.engines[None]
    event.listen(connection, "before_cursor_execute", lambda *args: seen.append(args[2]))

    def queries(address: str) -> int:
        treasurer.get(address)
        seen.clear()
        assert treasurer.get(address).status_code == 200
        return len(seen)

    for _ in range(2):
        an_invoice(a_municipality())
    before = {one: queries(one) for one in ("/invoices", "/invoices.csv", "/payments?show=all")}
    for number in range(8):
        invoice = an_invoice(a_municipality())
        typed = {
            "amount": "999",
            "paid_on": "16.1.2026",
            "archive_id": f"Q{number}",
            "version": invoice.version,
        }
        assert treasurer.submit(f"/invoices/{invoice.id}/transfer", typed).status_code == 303
    treasurer.get("/invoices")  # the messages of the last press are shown once
    assert before == {one: queries(one) for one in before}


def test_dates_on_the_page_are_finnish(payer, town):
    invoice = an_invoice(town)
    assert helsinki(AT).day == invoice.issued_on.day
    assert "29.1.2026" in payer.get(f"/invoices/{invoice.id}").text
