"""Issuing invoices from a locked run: sums, numbers, terms, and never twice."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, IntegrityError

from accounts.addresses import EInvoiceAddress, PostalAddress
from accounts.roles import Role
from billing import queries
from billing.models.invoice import InvoiceLine
from billing.reference import is_valid
from billing.states import InvoiceKind, InvoiceState
from billing.workflow.document import write
from billing.workflow.issue import issue_for_run, planned
from billing.workflow.treasury import credit
from contracts.states.run import RunState
from core import audit
from core.db import db
from core.errors import NotAllowed, RuleBroken
from core.outbox import OutboxMessage
from tests.factories.accounts import a_municipality, a_person, actor_of, tiera
from tests.factories.billing import AT, SELLER, a_run, a_treasurer, an_invoice

pytestmark = pytest.mark.usefixtures("session")


def test_every_organisation_gets_one_invoice_with_a_line_for_each_share():
    town, city = a_municipality(name_fi="Aakylä"), a_municipality(name_fi="Beekaupunki")
    run = a_run({town: (100_00, 33), city: (250_00, 67)})
    first, second = issue_for_run(run, SELLER, a_treasurer(), AT)
    assert (first.organisation, second.organisation) == (town, city)
    assert [(line.net_cents, line.vat_cents) for line in first.lines] == [(100_00, 25_50), (33, 8)]
    assert (first.net_cents, first.vat_cents, first.total_cents) == (100_33, 25_58, 125_91)
    assert first.vat_permille == 255
    assert first.lines[0].worded("sv").startswith("Plattform")
    assert run.state is RunState.INVOICED


def test_numbers_run_without_gaps_and_carry_valid_references():
    towns = {a_municipality(): (100,) for _ in range(4)}
    made = issue_for_run(a_run(towns), SELLER, a_treasurer(), AT)
    later = an_invoice(at=datetime(2027, 2, 1, tzinfo=UTC))
    assert [invoice.running for invoice in made] == [1, 2, 3, 4]
    assert made[0].number == "2026-0001"
    assert later.number == "2027-0001"
    assert all(is_valid(invoice.reference) for invoice in made)
    assert len({invoice.reference for invoice in made}) == 4


def test_a_number_that_was_rolled_back_is_given_again():
    run, treasurer = a_run({a_municipality(): (100,)}), a_treasurer()
    attempt = db.session.begin_nested()
    [lost] = issue_for_run(run, SELLER, treasurer, AT)
    assert lost.number == "2026-0001"
    attempt.rollback()
    db.session.expire_all()
    [kept] = issue_for_run(run, SELLER, treasurer, AT)
    assert kept.number == "2026-0001"


def test_the_due_date_is_a_banking_day():
    invoice = an_invoice(at=datetime(2026, 12, 10, 10, tzinfo=UTC))
    assert (invoice.issued_on, invoice.due_on) == (date(2026, 12, 10), date(2026, 12, 28))


def test_the_rate_is_the_one_of_the_day_of_supply():
    run = a_run({a_municipality(): (100_00,)}, period=(date(2024, 1, 1), date(2024, 8, 31)))
    [invoice] = issue_for_run(run, SELLER, a_treasurer(), AT)
    assert (invoice.vat_permille, invoice.vat_cents) == (240, 24_00)


def test_pressing_again_issues_nothing_new():
    run = a_run({a_municipality(): (100_00,)})
    treasurer = a_treasurer()
    assert len(issue_for_run(run, SELLER, treasurer, AT)) == 1
    assert issue_for_run(run, SELLER, treasurer, AT) == []
    assert len(queries.invoices_of_run(run)) == 1


def test_a_credited_invoice_is_not_issued_again_by_pressing_again():
    run = a_run({a_municipality(): (100_00,)})
    treasurer = a_treasurer()
    [invoice] = issue_for_run(run, SELLER, treasurer, AT)
    credit(invoice, SELLER, treasurer, AT)
    assert issue_for_run(run, SELLER, treasurer, AT) == []


def test_more_grant_than_cost_makes_a_credit_note_and_nothing_makes_nothing():
    gains, even, pays = a_municipality(), a_municipality(), a_municipality()
    run = a_run({gains: (100, -300), even: (100, -100), pays: (400, -100)})
    made = {one.organisation: one for one in issue_for_run(run, SELLER, a_treasurer(), AT)}
    assert even not in made
    note = made[gains]
    # 1,00 and its tax of 0,26, less 3,00 and its tax of 0,77: half a cent is rounded away from zero
    assert (note.kind, note.total_cents) == (InvoiceKind.CREDIT_NOTE, -251)
    assert (note.reference, note.due_on) == (None, None)
    assert note.open_cents == 0
    assert made[pays].kind is InvoiceKind.INVOICE


@pytest.mark.parametrize("state", [RunState.DRAFT, RunState.CALCULATED, RunState.APPROVED])
def test_a_run_that_is_not_locked_is_not_invoiced(state):
    run = a_run({a_municipality(): (100,)}, state=state)
    with pytest.raises(RuleBroken, match="not locked"):
        issue_for_run(run, SELLER, a_treasurer(), AT)


@pytest.mark.parametrize(
    "role", [r for r in Role if r in {Role.AUDITOR, Role.CERTIFIER, Role.COORDINATOR}]
)
def test_only_the_treasurer_issues(role):
    run = a_run({a_municipality(): (100,)})
    with pytest.raises(NotAllowed):
        issue_for_run(run, SELLER, actor_of(tiera(role)), AT)


def test_whoever_pays_is_written_to_in_their_own_language():
    town = a_municipality()
    a_person(Role.FINANCE, organisation=town, email="talous@kunta.example", language="sv")
    a_person(Role.VIEWER, organisation=town, email="katsoja@kunta.example")
    invoice = an_invoice(town)
    letters = db.session.scalars(db.select(OutboxMessage)).all()
    assert [letter.recipient for letter in letters] == ["talous@kunta.example"]
    assert letters[0].language == "sv"
    assert invoice.number in letters[0].subject
    assert f"http://localhost/invoices/{invoice.id}" in letters[0].text


def test_history_says_who_issued():
    invoice = an_invoice()
    [event] = audit.history(invoice)
    assert (event.verb, event.facts["cents"]) == ("invoice.issued", invoice.total_cents)


def refused(sql: str, **values: object) -> str:
    with pytest.raises((IntegrityError, DatabaseError)) as error, db.session.begin_nested():
        db.session.execute(db.text(sql), values)
    return str(error.value)


def test_the_database_keeps_an_issued_invoice_as_it_is():
    invoice = an_invoice()
    for column, value in {
        "net_cents": 1,
        "number": "2026-9999",
        "reference": "1234561",
        "due_on": "2030-01-01",
        "seller_iban": "FI00",
        "buyer_names": "{}",
        "issued_on": "2020-01-01",
    }.items():
        assert "frozen" in refused(
            f"UPDATE invoice SET {column} = :v WHERE id = :i", v=value, i=invoice.id
        )
    assert "frozen" in refused(
        "UPDATE invoice_line SET net_cents = 1 WHERE invoice_id = :i", i=invoice.id
    )
    assert "frozen" in refused("DELETE FROM invoice_line WHERE invoice_id = :i", i=invoice.id)
    assert "frozen" in refused("DELETE FROM invoice WHERE id = :i", i=invoice.id)
    assert "frozen" in refused("UPDATE invoice SET state = 'draft' WHERE id = :i", i=invoice.id)
    with pytest.raises(DatabaseError, match="frozen"), db.session.begin_nested():
        db.session.add(
            InvoiceLine(
                invoice_id=invoice.id,
                position=9,
                texts={},
                net_cents=1,
                vat_cents=0,
                vat_permille=0,
            )
        )


def test_the_database_refuses_a_state_that_does_not_fit_the_money():
    invoice = an_invoice()
    for change in (
        "state = 'paid'",
        "state = 'partly_paid'",
        "paid_cents = 1",
        "paid_cents = -1",
        "state = 'paid', paid_cents = total_cents + 1",
    ):
        assert "ck_invoice" in refused(f"UPDATE invoice SET {change} WHERE id = :i", i=invoice.id)


def test_crediting_takes_the_whole_invoice_back_with_a_number_of_its_own():
    invoice = an_invoice(net_cents=333_33)
    note, pages = credit(invoice, SELLER, a_treasurer(), AT)
    assert invoice.state is InvoiceState.CREDITED
    assert (note.net_cents, note.vat_cents) == (-invoice.net_cents, -invoice.vat_cents)
    assert (note.kind, note.credits_id, note.running) == (InvoiceKind.CREDIT_NOTE, invoice.id, 2)
    assert pages == []
    with pytest.raises(RuleBroken):
        credit(invoice, SELLER, a_treasurer(), AT)
    with pytest.raises(RuleBroken):
        credit(note, SELLER, a_treasurer(), AT)


def nowhere(**given):
    return a_municipality(street="", postcode="", place="", **given)


def test_nothing_is_issued_without_the_sellers_address():
    run = a_run({a_municipality(): (100_00,)})
    with pytest.raises(RuleBroken, match="seller has no address"):
        issue_for_run(run, replace(SELLER, address=""), a_treasurer(), AT)
    assert queries.invoices_of_run(run) == []
    assert run.state is RunState.LOCKED


def test_buyers_without_an_address_are_named_and_nobody_else_is_invoiced_before_them():
    there, one, other = a_municipality(), nowhere(name_fi="Aakylä"), nowhere(name_fi="Beekylä")
    run = a_run({there: (100_00,), one: (1_00,), other: (2_00,)})
    with pytest.raises(RuleBroken) as refused:
        issue_for_run(run, SELLER, a_treasurer(), AT)
    assert refused.value.values["names"].named("fi") == "Aakylä, Beekylä"
    assert queries.invoices_of_run(run) == []
    for town in (one, other):
        town.postal_address = PostalAddress("Kylätie 1", "42700", "Keuruu")
    assert len(issue_for_run(run, SELLER, a_treasurer(), AT)) == 3


def test_a_buyer_that_pays_nothing_needs_no_address():
    run = a_run({a_municipality(): (100_00, 0), nowhere(): (100, -100)})
    assert len(issue_for_run(run, SELLER, a_treasurer(), AT)) == 1


def test_an_invoice_keeps_the_addresses_it_was_issued_with():
    town = a_municipality(
        street="Multiantie 5", einvoice_address="003702083882", einvoice_operator="NDEAFIHH"
    )
    invoice = an_invoice(town)
    assert invoice.seller_address == SELLER.address
    assert invoice.buyer_address == "Multiantie 5\n42700 Keuruu"
    assert invoice.buyer_einvoice_address == "003702083882"
    town.postal_address = PostalAddress("Uusikuja 2", "42700", "Keuruu")
    town.einvoice = EInvoiceAddress()
    db.session.commit()
    db.session.refresh(invoice)
    assert invoice.buyer_address == "Multiantie 5\n42700 Keuruu"
    assert invoice.buyer_einvoice_operator == "NDEAFIHH"
    note, _ = credit(invoice, SELLER, a_treasurer(), AT)
    assert note.buyer_address == "Uusikuja 2\n42700 Keuruu"


@pytest.mark.parametrize("column", ["buyer_address", "seller_address", "buyer_einvoice_address"])
def test_an_address_on_an_issued_invoice_is_not_changed(column):
    an_invoice()
    with pytest.raises(DatabaseError, match="frozen"):
        db.session.execute(text(f"UPDATE invoice SET {column} = 'Muualla'"))


def test_an_unaddressed_invoice_is_refused_by_the_database_too():
    town = nowhere()
    facts = planned(a_run({town: (100_00,)}), AT)[0]
    with pytest.raises(IntegrityError, match="addressed_when_issued"):
        write(facts, SELLER, AT)
