"""Where organisations are reached: what may be typed, who may change it, what is written down."""

import pytest
from sqlalchemy.exc import IntegrityError

from accounts.addresses import (
    BadAddress,
    EInvoiceAddress,
    PostalAddress,
    einvoice_address,
    einvoice_operator,
    postcode,
)
from accounts.models import Claim, Organisation
from accounts.roles import OrganisationKind, Role
from accounts.states import AccountsEvent
from accounts.workflow import addresses
from accounts.workflow.claims import confirm
from core import audit
from core.clock import now
from core.db import db
from core.errors import BadInput, Changed, NotAllowed
from tests.factories.accounts import a_municipality, a_person, a_vendor, actor_of, saved, tiera

HALL = PostalAddress("Multiantie 5", "42700", "Keuruu")
TYPED = {"street": "Multiantie 5", "postcode": "42700", "place": "Keuruu"}


@pytest.mark.parametrize("typed", ["42700", " 42 700 ", "00100"])
def test_a_postcode_is_five_digits(typed):
    assert len(postcode(typed)) == 5


@pytest.mark.parametrize("typed", ["4270", "427000", "FI-42700", "4270A", "４２７００", ""])
def test_anything_else_is_no_postcode(typed):
    with pytest.raises(BadAddress):
        postcode(typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("003702083882", "003702083882"),
        ("0037 0208 3882", "003702083882"),
        ("0216:003702083882", "003702083882"),
        ("003702083882abc12", "003702083882ABC12"),
        ("fi21 1234 5600 0007 85", "FI2112345600000785"),
    ],
)
def test_an_einvoice_address_is_an_ovt_code_or_an_account(typed, kept):
    assert einvoice_address(typed) == kept


@pytest.mark.parametrize(
    "typed", ["003702083889", "0037020838", "FI2112345600000786", "laskut@keuruu.example", "0037"]
)
def test_a_mistyped_einvoice_address_is_found(typed):
    with pytest.raises(BadAddress):
        einvoice_address(typed)


def test_an_operator_has_a_code():
    assert einvoice_operator("ndeafihh") == "NDEAFIHH"
    assert einvoice_operator("003721291126") == "003721291126"
    for typed in ("abc", "x" * 21, "väli-ttäjä"):
        with pytest.raises(BadAddress):
            einvoice_operator(typed)


def test_an_address_is_whole_or_none():
    assert HALL.lines == "Multiantie 5\n42700 Keuruu"
    assert not PostalAddress("Multiantie 5", "", "Keuruu")
    assert PostalAddress("Multiantie 5").lines == ""


def bare(**given):
    return a_municipality(street="", postcode="", place="", **given)


def test_half_an_address_is_refused_by_the_database(session):
    with pytest.raises(IntegrityError):
        a_vendor(street="Multiantie 5", postcode="", place="")


def test_an_admin_changes_the_addresses_and_the_history_says_which(browser):
    town = bare()
    admin = a_person(Role.ADMIN, organisation=town)
    page = browser(admin).get(f"/organisations/{town.id}")
    assert "Missing. An invoice needs it." in page.text
    where = f"/organisations/{town.id}/addresses"
    answer = browser(admin).submit(where, TYPED | {"postcode": "42 700"})
    assert answer.status_code == 302
    town = db.session.get_one(Organisation, town.id)
    assert town.postal_address == HALL
    event = audit.history(town)[-1]
    assert event.verb == AccountsEvent.ORGANISATION_ADDRESSED
    assert event.facts == {"changed": ["postal"]}
    page = browser(admin).get(f"/organisations/{town.id}")
    assert "42700 Keuruu" in page.text
    assert "changed the organisation&#39;s addresses" in page.text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("street", " "),
        ("postcode", "4270"),
        ("place", ""),
        ("einvoice_address", "003702083889"),
        ("einvoice_operator", "x"),
    ],
)
def test_what_is_mistyped_is_said_beside_its_field_and_kept(browser, field, typed):
    town = bare()
    admin = browser(a_person(Role.ADMIN, organisation=town))
    answer = admin.submit(f"/organisations/{town.id}/addresses", TYPED | {field: typed})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert not db.session.get_one(Organisation, town.id).postal_address


def test_an_einvoice_address_needs_its_operator(session):
    town = a_municipality()
    admin = actor_of(a_person(Role.ADMIN, organisation=town))
    alone = EInvoiceAddress("003702083882")
    with pytest.raises(BadInput):
        addresses.change(town.id, HALL, alone, town.version, admin, now())
    whole = EInvoiceAddress("003702083882", "NDEAFIHH")
    addresses.change(town.id, HALL, whole, town.version, admin, now())
    assert town.einvoice == whole
    addresses.change(town.id, HALL, EInvoiceAddress(), town.version, admin, now())
    assert not town.einvoice


def test_saving_the_same_addresses_writes_nothing_down(session):
    town = a_municipality()
    admin = actor_of(a_person(Role.ADMIN, organisation=town))
    before = len(audit.history(town))
    addresses.change(town.id, town.postal_address, town.einvoice, town.version, admin, now())
    assert len(audit.history(town)) == before


def test_the_second_of_two_who_change_them_at_once_is_told(session):
    town = a_municipality()
    admin = actor_of(a_person(Role.ADMIN, organisation=town))
    seen = town.version
    addresses.change(town.id, HALL, EInvoiceAddress(), seen, admin, now())
    saved(town)
    with pytest.raises(Changed):
        addresses.change(town.id, HALL, EInvoiceAddress(), seen, admin, now())


def test_the_treasurer_may_help_and_other_colleagues_may_not(session):
    town = bare()
    addresses.change(
        town.id, HALL, EInvoiceAddress(), town.version, actor_of(tiera(Role.TREASURER)), now()
    )
    assert town.postal_address == HALL
    for stranger in (
        a_person(Role.VIEWER, organisation=town),
        a_person(Role.ADMIN),
        tiera(Role.CERTIFIER),
    ):
        with pytest.raises(NotAllowed):
            addresses.change(
                town.id, HALL, EInvoiceAddress(), town.version, actor_of(stranger), now()
            )


@pytest.mark.parametrize(("address", "status"), [({}, 422), (TYPED, 302)])
def test_a_vendor_gives_its_address_when_it_registers(browser, address, status):
    asked = {
        "kind": OrganisationKind.VENDOR.value,
        "name_fi": "Havuoppi Oy",
        "business_id": "9871001-8",
        "claimer_name": "Havu Oppi",
        "claimer_position": "johtaja",
        "claimer_email": "havu@havuoppi.example",
    }
    assert browser().submit("/register/organisation", asked | address).status_code == status
    claims = db.session.scalars(db.select(Claim)).all()
    assert [claim.postal_address for claim in claims] == [HALL] * (status == 302)


def test_a_confirmed_organisation_begins_with_the_address_it_gave(session):
    claim = saved(
        Claim(
            sent_at=now(),
            kind=OrganisationKind.VENDOR,
            business_id="9871001-8",
            name_fi="Havuoppi Oy",
            claimer_name="Havu Oppi",
            claimer_email="havu@havuoppi.example",
            claimer_position="johtaja",
            claimer_language="fi",
            **TYPED,
        )
    )
    organisation, _ = confirm(claim.id, actor_of(tiera(Role.COORDINATOR)), now())
    assert organisation.postal_address == HALL
