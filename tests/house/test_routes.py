"""Every route, every role, own and foreign organisation: who gets in is written down and tried."""

import importlib
from types import SimpleNamespace

import pytest

from accounts.roles import OrganisationKind, Role
from core.db import db
from tests.conftest import all_undone
from tests.factories.accounts import a_municipality, a_person, a_vendor, an_organisation, tiera
from tests.house.plan import COLUMNS
from tests.house.routes import EVERYONE, TIERA_ROLES, TOWN_ROLES, VENDOR_ROLES, Route

FILES = {"static", "bootstrap.static"}
HEARD = {200, 302, 303, 409, 422, 429}
PARTS = {name: importlib.import_module(f"tests.{name}.routes") for name in COLUMNS}
ROUTES: dict[str, Route] = {key: r for part in PARTS.values() for key, r in part.ROUTES.items()}


def test_every_route_is_in_the_matrix_and_no_address_has_vanished(app):
    there = {rule.endpoint for rule in app.url_map.iter_rules()} - FILES
    assert there - set(ROUTES) == set(), "routes that nobody wrote down"
    assert set(ROUTES) - there == set(), "routes that have vanished"


def test_every_visitor_named_in_the_matrix_exists():
    for key, route in ROUTES.items():
        assert set(route.may) <= EVERYONE, f"{key}: {set(route.may) - EVERYONE}"


@pytest.fixture(scope="module")
def session(app):
    """One savepoint around the whole matrix: the world is built once, every visit is undone."""
    with all_undone():
        yield


@pytest.fixture(scope="module")
def world(session):
    all_town = [Role(role) for role in TOWN_ROLES]
    all_vendor = [Role(role) for role in VENDOR_ROLES]
    world = SimpleNamespace(person={})
    world.town, world.foreign_town = a_municipality(), a_municipality()
    world.vendor, world.foreign_vendor = a_vendor(), a_vendor()
    world.research = an_organisation(kind=OrganisationKind.RESEARCH)
    for role in TOWN_ROLES:
        world.person[f"town.{role}"] = a_person(Role(role), organisation=world.town)
    for role in VENDOR_ROLES:
        world.person[f"vendor.{role}"] = a_person(Role(role), organisation=world.vendor)
    for role in TIERA_ROLES:
        world.person[f"tiera.{role}"] = tiera(Role(role))
    world.person["foreign_town.all"] = a_person(*all_town, organisation=world.foreign_town)
    world.person["foreign_vendor.all"] = a_person(*all_vendor, organisation=world.foreign_vendor)
    world.person["research.viewer"] = a_person(Role.VIEWER, organisation=world.research)
    for part in PARTS.values():
        if hasattr(part, "build"):
            part.build(world)
    db.session.commit()
    return world


@pytest.mark.parametrize("endpoint", sorted(ROUTES))
def test_only_those_named_get_in(app, world, browser, endpoint):
    route = ROUTES[endpoint]
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint]
    for visitor in sorted(EVERYONE):
        for rule in rules:
            args = {k: v(world) if callable(v) else v for k, v in route.args.items()}
            with app.test_request_context():
                url = app.url_for(endpoint, **args, **route.query)
            db.session.rollback()  # reading the address has begun a transaction of its own
            attempt = db.engine.begin_nested()  # what one visitor does, the next does not meet
            client = browser(world.person.get(visitor))
            if "POST" in rule.methods:
                data = route.data(world) if callable(route.data) else route.data
                answer = client.submit(url, data=dict(data))
            else:
                answer = client.get(url)
            got = answer.status_code
            db.session.rollback()
            attempt.rollback()
            db.session.expire_all()
            if visitor in route.may:
                assert got in HEARD, f"{visitor} at {url}: {got}, should get in"
            else:
                assert got == route.expected(visitor), f"{visitor} at {url}: {got}"
            if visitor == "stranger" and visitor not in route.may and got == 302:
                assert "/sign-in" in answer.location, f"{url} leads a stranger to {answer.location}"
