"""What a form did not ask for does nothing, and nobody reaches another organisation through a form."""

import ast

import pytest
import time_machine
from sqlalchemy import select

from core.clock import now
from core.db import Base, db
from tests.conftest import all_undone
from tests.doors.noting import Noting
from tests.doors.world import ROUTES, args_of, make_world
from tests.house.plan import MODULES, tree

CHANCE = {
    "key",
    "message_id",
    "token_hash",
    "password_hash",
    "text",
    "html",
    "sha256",
    "body",
    "browser",
}
"""Columns that hold a new secret or a letter with one in it, different each time."""
PLANTED = {  # nobody's form has them all; most have none
    "id": "{org}",
    "organisation": "{org}",
    "organisation_id": "{org}",
    "owner_id": "{person}",
    "vendor_id": "{vendor}",
    "buyer_id": "{org}",
    "member_id": "{org}",
    "municipality_code": "091",
    "person": "{person}",
    "person_id": "{person}",
    "actor": "{person}",
    "actor_id": "{person}",
    "decided_by_id": "{person}",
    "state": "active",
    "role": "administrator",
    "is_admin": "1",
    "created_at": "2001-01-01T00:00:00",
    "signed_at": "2001-01-01T00:00:00",
    "total_cents": "1",
    "amount_cents": "1",
    "demonstration_note": "{{}}",
}


@pytest.fixture(scope="module")
def session(app):
    with all_undone():
        yield


@pytest.fixture(scope="module")
def world(session):
    world = make_world()
    db.session.commit()
    return world


@pytest.fixture
def noting(app, monkeypatch):
    kind = type("Request", (app.request_class,), {"parameter_storage_class": Noting})
    monkeypatch.setattr(app, "request_class", kind)
    Noting.asked.clear()
    return Noting.asked


def posts():
    """Every address a form is sent to, read off the doors' own signs."""
    return {
        f"{module.partition('.')[0]}.{node.name}"
        for module in MODULES
        for node in ast.walk(tree(module))
        if isinstance(node, ast.FunctionDef) and any(map(_is_post, node.decorator_list))
    }


def deeds(*beginnings):
    """Those of them that somebody whose role begins so may use."""
    return sorted(
        endpoint
        for endpoint in posts()
        if any(role.startswith(beginnings) for role in ROUTES[endpoint].may)
    )


def _is_post(sign):
    return isinstance(sign, ast.Call) and getattr(sign.func, "attr", "") == "post"


def test_every_address_something_is_sent_to_is_known(app):
    rules = app.url_map.iter_rules()
    assert posts() == {rule.endpoint for rule in rules if "POST" in rule.methods}


def test_only_an_outside_machine_and_a_provider_that_is_not_there_have_no_forms():
    known = {"billing.stripe_webhook", "accounts.openid_ask", "accounts.openid_finish"}
    assert posts() - set(deeds("")) == known


def everything():
    """Every row of every table, as a set of (table, what stands in it)."""
    rows = set()
    for table in Base.metadata.sorted_tables:
        names = [column.name for column in table.columns]
        for row in db.session.execute(select(table)):
            told = zip(names, row, strict=True)
            rows.add((table.name, tuple((n, "…" if n in CHANCE else str(v)) for n, v in told)))
    return rows


def outcome(client, url, data, before):
    """The status of the answer, what came and what went; all of it undone again."""
    db.session.rollback()
    attempt = db.engine.begin_nested()
    cookie = client.get_cookie("kuntatori")
    answer = client.submit(url, data=data)
    after = everything()
    db.session.rollback()
    attempt.rollback()
    db.session.expire_all()
    if cookie is not None:  # whoever signed out is in again
        client.set_cookie("kuntatori", cookie.value)
    return answer.status_code, after - before, before - after


def address(app, endpoint, route, world):
    with app.test_request_context():
        return app.url_for(endpoint, **args_of(route, world), **route.query)


@pytest.mark.parametrize("endpoint", deeds(""))
def test_a_field_that_a_form_did_not_ask_for_changes_nothing(app, world, browser, noting, endpoint):
    route = ROUTES[endpoint]
    url = address(app, endpoint, route, world)
    data = dict(route.data(world) if callable(route.data) else route.data)
    visitor = sorted(route.may)[0]
    with time_machine.travel(now(), tick=False):
        client = browser(world.person.get(visitor))
        before = everything()
        plain = outcome(client, url, data, before)
        ids = {
            "org": world.foreign_town.id,
            "vendor": world.foreign_vendor.id,
            "person": world.person["foreign_town.all"].id,
        }
        planted = {k: v.format(**ids) for k, v in PLANTED.items() if k not in noting | set(data)}
        assert outcome(client, url, {**planted, **data}, before) == plain, f"{visitor} at {url}"


def belongs_to(row, owners):
    """Whether one of the row's columns names one of these owners."""
    return any((name, value) in owners for name, value in row[1])


@pytest.mark.parametrize("endpoint", deeds("town.", "vendor."))
def test_no_id_that_a_form_asks_for_reaches_another_organisation(
    app, world, browser, noting, endpoint
):
    """Each field of the form in turn holds the number of something of somebody else's."""
    route = ROUTES[endpoint]
    ours = sorted(who for who in route.may if who.startswith(("town.", "vendor.")))
    url = address(app, endpoint, route, world)
    data = dict(route.data(world) if callable(route.data) else route.data)
    foreign = [world.foreign_town, world.foreign_vendor]
    strangers = [world.person["foreign_town.all"], world.person["foreign_vendor.all"]]
    numbers = {str(one.id) for one in (*foreign, *strangers)}
    owners = {
        *((name, str(one.id)) for one in foreign for name in ("organisation_id", "vendor_id")),
        *((name, str(one.id)) for one in strangers for name in ("person_id", "owner_id")),
    }
    with time_machine.travel(now(), tick=False):
        client = browser(world.person[ours[0]])
        before = everything()
        outcome(client, url, data, before)
        for name in sorted((noting | set(data)) - {"csrf_token", "lang"}):
            for number in sorted(numbers):
                _, came, went = outcome(client, url, {**data, name: number}, before)
                touched = [row for row in came | went if belongs_to(row, owners)]
                assert not touched, f"{ours[0]} at {url} with {name}={number}: {touched}"
