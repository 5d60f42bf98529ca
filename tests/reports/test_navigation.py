import pytest

from accounts.roles import Actor, OrganisationKind, Role
from reports.navigation import MENU, is_here, menu_for


def an_actor(kind, *roles):
    return Actor(1, "A", 1, kind, frozenset(roles))


def words(visitor):
    return [item.label for item in menu_for(visitor)]


def test_a_stranger_sees_what_is_public():
    assert words(None) == ["Services", "Members"]


def test_a_municipality_finds_its_own_rooms():
    town = an_actor(OrganisationKind.MUNICIPALITY, Role.VIEWER)
    rooms = ["Services", "Members", "Readiness", "Agreements", "Costs", "Scenarios", "Invoices"]
    assert words(town) == rooms


def test_a_vendor_finds_its_services_and_nothing_about_money():
    vendor = an_actor(OrganisationKind.VENDOR, Role.EDITOR)
    assert words(vendor) == ["Services", "Members", "Our services"]


def test_each_role_of_tiera_finds_its_own_queue():
    certifier = an_actor(OrganisationKind.COORDINATOR, Role.CERTIFIER)
    treasurer = an_actor(OrganisationKind.COORDINATOR, Role.TREASURER)
    assert "Certification" in words(certifier)
    assert "Certification" not in words(treasurer)
    assert "Organisations" in words(an_actor(OrganisationKind.COORDINATOR, Role.COORDINATOR))


def test_the_longest_address_wins():
    vendor = menu_for(an_actor(OrganisationKind.VENDOR, Role.EDITOR))
    here = [item.label for item in vendor if is_here(item, "/services/mine", vendor)]
    assert here == ["Our services"]
    here = [item.label for item in vendor if is_here(item, "/services/lukupolku", vendor)]
    assert here == ["Services"]


@pytest.mark.parametrize(
    ("kind", "role", "path", "label"),
    [
        (OrganisationKind.MUNICIPALITY, Role.PREPARER, "/applications/3/send", "Readiness"),
        (OrganisationKind.MUNICIPALITY, Role.FINANCE, "/drivers/new", "Costs"),
        (OrganisationKind.COORDINATOR, Role.COORDINATOR, "/applications/3", "Applications"),
        (OrganisationKind.COORDINATOR, Role.COORDINATOR, "/claims/3", "Organisations"),
        (OrganisationKind.COORDINATOR, Role.TREASURER, "/drivers", "Costs"),
        (OrganisationKind.COORDINATOR, Role.TREASURER, "/invoices.csv", "Invoices"),
        (OrganisationKind.VENDOR, Role.EDITOR, "/services/lukupolku/edit", "Our services"),
        (OrganisationKind.VENDOR, Role.EDITOR, "/services/lukupolku/edit/price", "Our services"),
        (OrganisationKind.VENDOR, Role.EDITOR, "/services/new", "Our services"),
        (OrganisationKind.VENDOR, Role.EDITOR, "/services/editori", "Services"),
        (OrganisationKind.VENDOR, Role.EDITOR, "/services", "Services"),
    ],
)
def test_a_page_belongs_where_its_visitor_would_look_for_it(kind, role, path, label):
    items = menu_for(an_actor(kind, role))
    assert [item.label for item in items if is_here(item, path, items)] == [label]


def test_a_page_outside_the_menu_belongs_nowhere():
    assert not [item for item in MENU if is_here(item, "/privacy", list(MENU))]
