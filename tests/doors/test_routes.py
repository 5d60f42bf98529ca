"""Every route, every role, own and foreign organisation: who gets in is written down and tried."""

import pytest

from core.db import db
from tests.conftest import all_undone
from tests.doors.routes import EVERYONE
from tests.doors.world import ROUTES, args_of, make_world

FILES = {"static", "bootstrap.static"}
HEARD = {200, 302, 303, 409, 422, 429}


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
    world = make_world()
    db.session.commit()
    return world


@pytest.mark.parametrize("endpoint", sorted(ROUTES))
def test_only_those_named_get_in(app, world, browser, endpoint):
    route = ROUTES[endpoint]
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint == endpoint]
    for visitor in sorted(EVERYONE):
        for rule in rules:
            args = args_of(route, world)
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
