"""Organisations come in: claiming, registering, the coordinator's answer."""

import re

import pytest
from sqlalchemy import select

from accounts.models import Claim, Organisation
from accounts.queries import find_organisation_of, find_person, list_waiting
from accounts.register import Certainty
from accounts.roles import OrganisationKind, Role
from accounts.states import ClaimState, OrganisationState
from core import audit
from core.clock import today
from core.db import db
from core.outbox import OutboxMessage
from tests.factories.accounts import (
    a_business_id,
    a_municipality,
    a_person,
    a_register_entry,
    a_vendor,
    actor_of,
    tiera,
)

CLAIMER = {
    "claimer_name": "Sanna Perälä",
    "claimer_position": "sivistysjohtaja",
    "claimer_email": "Sanna.Perala@toholampi.example",
}
POSTAL = {"street": "Kunnantie 1", "postcode": "69300", "place": "Toholampi"}


@pytest.fixture
def toholampi(session):
    return a_register_entry(
        code="849",
        name_fi="Toholampi",
        name_sv="Toholampi",
        name_en="Toholampi",
        business_id="0182779-8",
    )


@pytest.fixture
def coordinator(session):
    return tiera(Role.COORDINATOR)


def claim_town(client, code="849", **more):
    return client.submit(f"/register/municipality/{code}", CLAIMER | POSTAL | more)


def register(client, **more):
    data = CLAIMER | {"kind": "vendor", "name_fi": "Havuoppi Oy", "business_id": "9871001-8"}
    data |= {"street": "Havutie 1", "postcode": "42700", "place": "Keuruu"}
    return client.submit("/register/organisation", data | more)


def the_claim() -> Claim:
    return db.session.scalars(select(Claim).order_by(Claim.id.desc())).first()


def mails_to(email):
    query = select(OutboxMessage).where(OutboxMessage.recipient == email)
    return list(db.session.scalars(query.order_by(OutboxMessage.id)))


def test_a_municipality_comes_in_from_claim_to_first_admin(browser, toholampi, coordinator):
    visitor = browser()
    assert "Toholampi" in visitor.get("/register").text
    assert visitor.get("/register?municipality=849").location == "/register/municipality/849"
    page = visitor.get("/register/municipality/849").text
    assert "0182779-8" in page
    assert 'name="business_id"' not in page  # the register is sure, nobody has to type it
    assert claim_town(visitor).location == "/register/sent"
    claim = the_claim()
    assert claim.claimer_email == "sanna.perala@toholampi.example"
    assert find_organisation_of("849") is None

    [waiting] = list_waiting(actor_of(coordinator), today())
    assert (waiting.who.named("fi"), waiting.endpoint) == ("Toholampi", "accounts.claim")
    desk = browser(coordinator)
    assert "Toholampi" in desk.get("/organisations").text
    assert "Sanna Perälä" in desk.get(f"/claims/{claim.id}").text
    assert desk.submit(f"/claims/{claim.id}/confirm").location == "/organisations"

    organisation = find_organisation_of("849")
    assert organisation.state is OrganisationState.ACTIVE
    assert organisation.business_id == "0182779-8"
    receipt, answer = mails_to("sanna.perala@toholampi.example")
    link = re.search(r"http://localhost(/invitations/\S+)", answer.text).group(1)
    assert "/invitations/" not in receipt.text
    newcomer = browser()
    data = {"name": "Sanna Perälä", "language": "fi", "password": "kolme kurkea ja kuu"}
    assert newcomer.submit(link, data).location == "/account"
    person = find_person("sanna.perala@toholampi.example")
    assert actor_of(person).acts_for(organisation.id, Role.ADMIN)
    assert list_waiting(actor_of(coordinator), today()) == []
    assert [e.verb for e in audit.history(claim)] == ["claim.sent", "claim.confirmed"]
    assert (
        "let the organisation into the service"
        in newcomer.get(f"/organisations/{organisation.id}").text
    )


@pytest.mark.parametrize(("query", "told"), [("", False), ("?municipality=", True)])
def test_going_on_without_choosing_a_municipality_says_so(browser, query, told):
    page = browser().get(f"/register{query}").text
    assert ("Choose a municipality from the list." in page) is told


def test_a_number_the_register_is_not_sure_of_is_asked(browser, session, coordinator):
    a_register_entry(
        code="111", name_fi="Heinola", business_id=None, business_id_status=Certainty.MISSING
    )
    page = browser().get("/register/municipality/111").text
    assert 'name="business_id"' in page
    assert claim_town(browser(), "111").status_code == 422
    assert claim_town(browser(), "111", business_id="1068892-8").status_code == 422
    good = a_business_id()
    assert claim_town(browser(), "111", business_id=good.replace("-", "")).status_code == 302
    assert the_claim().business_id == good
    assert "differs from the register" in browser(coordinator).get(f"/claims/{the_claim().id}").text


def test_the_number_of_a_sure_municipality_cannot_be_typed_over(browser, toholampi):
    assert claim_town(browser(), business_id=a_business_id()).status_code == 302
    assert the_claim().business_id == "0182779-8"


def test_a_vendor_comes_in_with_its_number_in_any_form(browser, coordinator):
    assert (
        register(browser(), business_id=" FI98710018 ", name_en="Pine Learning").status_code == 302
    )
    claim = the_claim()
    assert (claim.business_id, claim.kind) == ("9871001-8", OrganisationKind.VENDOR)
    browser(coordinator).submit(f"/claims/{claim.id}/confirm")
    row = db.session.scalars(select(Organisation).where(Organisation.business_id == "9871001-8"))
    assert row.one().name_en == "Pine Learning"


@pytest.mark.parametrize(
    "bad",
    [
        {"business_id": ""},
        {"business_id": "9871001-7"},
        {"business_id": "12345"},
        {"business_id": "'; DROP TABLE claim; --"},
        {"kind": "coordinator"},
        {"kind": "municipality"},
        {"kind": "king"},
        {"kind": ""},
        {"name_fi": "  "},
        {"name_fi": "x" * 101},
        {"claimer_email": "sanna"},
        {"claimer_email": "sanna@toholampi.example\r\nBcc: x@y.fi"},
        {"claimer_name": ""},
        {"claimer_position": ""},
    ],
)
def test_a_bad_registration_is_refused_and_kept(browser, session, bad):
    answer = register(browser(), **bad)
    assert answer.status_code == 422
    assert 'class="error-sum"' in answer.text
    kept = "Havuoppi Oy" if "name_fi" not in bad else "sivistysjohtaja"
    assert f'value="{kept}"' in answer.text or 'value="Sanna Perälä"' in answer.text
    assert the_claim() is None


def test_an_organisation_that_is_here_is_not_registered_again(browser, session):
    a_vendor(business_id="9871001-8", name_fi="Havuoppi Oy")
    answer = register(browser())
    assert answer.status_code == 422
    assert "already uses the service" in answer.text
    town = a_municipality(name_fi="Keuruu")
    page = browser().get(f"/register/municipality/{town.municipality_code}")
    assert "already uses the service" in page.text
    assert claim_town(browser(), town.municipality_code).status_code == 422


def test_a_company_does_not_register_with_a_municipalitys_number(browser, toholampi):
    answer = register(browser(), business_id="0182779-8")
    assert answer.status_code == 422
    assert "Register as that municipality instead" in answer.text


def test_the_same_claim_is_sent_once(browser, toholampi):
    assert claim_town(browser()).status_code == 302
    assert claim_town(browser()).status_code == 422
    assert len(mails_to("sanna.perala@toholampi.example")) == 1


def test_two_people_may_claim_and_only_one_gets_in(browser, toholampi, coordinator):
    claim_town(browser())
    claim_town(browser(), claimer_email="huijari@evil.example", claimer_name="Huijari")
    impostor, real = the_claim(), db.session.scalars(select(Claim).order_by(Claim.id)).first()
    desk = browser(coordinator)
    assert "Others claim the same organisation" in desk.get(f"/claims/{real.id}").text
    assert desk.submit(f"/claims/{real.id}/confirm").status_code == 302
    assert desk.submit(f"/claims/{impostor.id}/confirm").status_code == 409
    assert impostor.state is ClaimState.PENDING
    told = desk.submit(f"/claims/{impostor.id}/reject", reason="Kunta on jo palvelussa.")
    assert told.location == "/organisations"
    assert "Kunta on jo palvelussa." in mails_to("huijari@evil.example")[-1].text


def test_a_rejection_needs_a_reason_and_the_claimer_is_told(browser, coordinator):
    register(browser())
    claim, desk = the_claim(), browser(coordinator)
    empty = desk.submit(f"/claims/{claim.id}/reject", reason="  ")
    assert empty.status_code == 422
    assert (
        desk.submit(f"/claims/{claim.id}/reject", reason="Numero ei ole teidän.").status_code == 302
    )
    assert claim.state is ClaimState.REJECTED
    assert "Numero ei ole teidän." in mails_to("sanna.perala@toholampi.example")[-1].text
    assert "Havuoppi Oy" in desk.get("/organisations?view=rejected").text
    assert desk.submit(f"/claims/{claim.id}/confirm").status_code == 409
    assert desk.submit(f"/claims/{claim.id}/reject", reason="Uudestaan").status_code == 409


def test_a_reason_with_markup_is_mailed_as_text(browser, coordinator):
    register(browser())
    browser(coordinator).submit(f"/claims/{the_claim().id}/reject", reason="<img src=x onerror=1>")
    assert "<img src=x" not in mails_to("sanna.perala@toholampi.example")[-1].html


@pytest.mark.parametrize("role", [Role.CERTIFIER, Role.TREASURER, Role.AUDITOR])
def test_others_at_the_coordinator_see_but_do_not_decide(browser, session, role):
    register(browser())
    claim, client = the_claim(), browser(tiera(role))
    assert client.get(f"/claims/{claim.id}").status_code == 200
    assert client.submit(f"/claims/{claim.id}/confirm").status_code == 403
    assert client.submit(f"/claims/{claim.id}/reject", reason="Ei").status_code == 403
    assert claim.state is ClaimState.PENDING


def test_strangers_do_not_see_claims_or_organisations(browser, session):
    register(browser())
    client = browser(a_person(Role.ADMIN))
    for path in (f"/claims/{the_claim().id}", "/organisations", "/claims/999"):
        assert client.get(path).status_code == 404
    assert client.submit(f"/claims/{the_claim().id}/confirm").status_code == 404


def test_the_coordinator_is_not_flooded_by_one_address(browser, session):
    client = browser()
    for _ in range(20):
        number = a_business_id()
        answer = register(client, business_id=number, claimer_email=f"a{number}@b.fi")
        assert answer.status_code == 302
    assert register(client, business_id=a_business_id()).status_code == 429


def test_only_the_administrator_closes_an_organisation_and_then_nobody_acts_for_it(
    browser, coordinator
):
    vendor = a_vendor()
    editor = a_person(Role.EDITOR, organisation=vendor)
    client = browser(editor)
    assert browser(coordinator).submit(f"/organisations/{vendor.id}/close").status_code == 403
    assert (
        browser(tiera(Role.ADMINISTRATOR)).submit(f"/organisations/{vendor.id}/close").status_code
        == 302
    )
    assert client.get("/people").status_code == 404
    assert "do not belong" in client.get("/account").text


def test_an_admin_keeps_the_names(browser, session):
    vendor = a_vendor(name_fi="Havuoppi Oy")
    admin = browser(a_person(Role.ADMIN, organisation=vendor))
    path = f"/organisations/{vendor.id}/edit"
    assert admin.submit(path, name_fi="", name_sv="Barrlära Ab").status_code == 422
    assert admin.submit(path, name_fi="Havuoppi Oy", name_sv="Barrlära Ab").status_code == 302
    assert vendor.named("sv") == "Barrlära Ab"
    assert vendor.named("en") == "Havuoppi Oy"
    assert browser(a_person(Role.EDITOR, organisation=vendor)).get(path).status_code == 403
    assert browser(a_person(Role.ADMIN)).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/register/municipality/999", "/register/municipality/%00"])
def test_what_is_not_in_the_register_cannot_be_claimed(browser, session, path):
    assert browser().get(path).status_code == 404
    assert browser().submit(path, CLAIMER).status_code == 404


def test_a_municipality_says_where_it_gets_its_invoices(browser, toholampi):
    refused = claim_town(browser(), street=" ")
    assert refused.status_code == 422
    claim_town(browser())
    made = the_claim()
    assert (made.street, made.postcode, made.place) == ("Kunnantie 1", "69300", "Toholampi")


def test_the_list_of_organisations_is_searched_and_paged(browser, coordinator):
    for n in range(30):
        a_vendor(name_fi=f"Yritys {n:02d} Oy")
    a_vendor(name_fi="100 % Oppi_Oy")
    desk = browser(coordinator)
    first = desk.get("/organisations?view=active&kind=vendor").text
    assert "Yritys 05 Oy" in first
    assert "Yritys 29 Oy" not in first
    assert "Yritys 29 Oy" in desk.get("/organisations?view=active&kind=vendor&page=2").text
    found = desk.get("/organisations?view=active&q=100+%25").text
    assert "100 % Oppi_Oy" in found
    assert "Yritys" not in found
    assert desk.get("/organisations?view=active&kind=king&page=x&q=%00").status_code == 200
    assert "Nothing matches" in desk.get("/organisations?view=active&q=zzz").text
