"""Addresses that nobody means well: every page, every kind of visitor, never a failure of ours."""

from itertools import cycle
from urllib.parse import unquote_to_bytes

import flask_migrate
import pytest
from werkzeug.test import EnvironBuilder

from accounts.roles import Role
from core.db import db
from core.web import Access
from tests.conftest import Browser
from tests.doors.noting import Noting
from tests.doors.routes import TIERA_ROLES, TOWN_ROLES, VENDOR_ROLES
from tests.doors.world import ROUTES, args_of, make_world
from tests.factories.accounts import a_person, sign_in, tiera

FILES = {"static", "bootstrap.static"}
WORDS = [  # as they stand in an address
    "",
    "%00",
    "a%00b",
    "%ED%A0%80",  # half of a character, which no text may hold
    "%FF%FE",
    "-1",
    "1e9",
    "NaN",
    "%C2%B2",  # a digit that int() does not read
    "99999999999999999999",
    "2147483648",
    "'%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "%25_%5C'%20OR%201=1--",
    "../../etc/passwd",
    "%0d%0aSet-Cookie:%20x=y",
    "%E2%80%AE%F0%9F%92%A9",
    "x" * 20_000,
]
pytestmark = pytest.mark.web  # also where the fixture of its own name opens the pages
WORST = ["%00", "99999999999999999999"]
NUMBERS = ["0", "2147483648", "9" * 5000]
TEXTS = ["a%00b", "%ED%A0%80", "..%2F..%2Fetc%2Fpasswd%25"]
TYPED = ["a\x00b", "9" * 30, "\u202e\U0001f4a9=1+1<script>" * 900]
PACKED = {"Accept-Encoding": "gzip"}
EVERYWHERE = {"lang", "v"}  # asked for on every page, tried on one
LANGUAGES = ["*", "fi;q=NaN", "sv;q=99999999999999999999", ",,;;q=", "x" * 4000, "en-\xff\xfe"]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def house(request, monkeypatch):
    """The application with one of everything in it."""
    if request.param == "sqlite":
        app = request.getfixturevalue("app")
        request.getfixturevalue("session")
    else:
        app = request.getfixturevalue("postgres_app")
        app.test_client_class = Browser
        with app.app_context():
            flask_migrate.stamp()  # the schema is the newest: /readyz asks
    noting = type("Noting", (app.request_class,), {"parameter_storage_class": Noting})
    monkeypatch.setattr(app, "request_class", noting)
    with app.app_context():
        yield app
        db.session.remove()


def visitors(app, world):
    """A browser for one of each kind, with every role its kind has."""
    people = {
        "stranger": None,
        "town": a_person(*map(Role, TOWN_ROLES), organisation=world.town),
        "vendor": a_person(*map(Role, VENDOR_ROLES), organisation=world.vendor),
        "tiera": tiera(*map(Role, TIERA_ROLES)),
        "foreign_town": world.person["foreign_town.all"],
        "research": world.person["research.viewer"],
    }
    return {kind: client_of(app, person) for kind, person in people.items()}


def one_who_may(route, clients):
    """Somebody who gets in; a stranger where nobody does."""
    kinds = {visitor.partition(".")[0] for visitor in route.may} | {"stranger"}
    return next(clients[kind] for kind in reversed(clients) if kind in kinds)


def client_of(app, person):
    client = app.test_client()
    client.set_cookie("lang", "en")
    if person is not None:
        sign_in(client, person)
    return client


def ask(client, address, **more):
    """Ask for an address exactly as it is written."""
    path, _, words = address.partition("?")
    builder = EnvironBuilder(path="/", query_string=words, **more)
    environ = builder.get_environ()
    environ["PATH_INFO"] = unquote_to_bytes(path).decode("latin-1")
    environ["REQUEST_URI"] = environ["RAW_URI"] = address
    answer = client.open(environ)
    assert answer.status_code < 500, f"{answer.status_code} at {address[:200]}"
    return answer


def pages(app, world):
    """(rule, route, its arguments, its address) of every page that is read; papers are slow."""
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods and rule.endpoint not in FILES and ".pdf" not in rule.rule:
            route = ROUTES[rule.endpoint]
            args = args_of(route, world)
            with app.test_request_context():
                url = app.url_for(rule.endpoint, **args)
            yield rule, route, args, url


def test_no_word_in_an_address_breaks_a_page(house):
    """Each asked for alone by somebody who gets in; all at once, each twice, by everybody."""
    world = make_world()
    clients = visitors(house, world)
    turn = cycle(WORDS)
    for _rule, route, _args, url in pages(house, world):
        one = one_who_may(route, clients)
        Noting.asked.clear()
        ask(one, url)
        names = sorted(Noting.asked - EVERYWHERE)
        for name in names:
            for word in [*WORST, next(turn)]:
                ask(one, f"{url}?{name}={word}")
        for client in clients.values() if db.engine.dialect.name == "sqlite" else ():
            word = next(turn)
            ask(client, f"{url}?" + "&".join(f"{name}={word}&{name}=x" for name in [*names, "z"]))


def test_no_number_or_word_of_a_path_breaks_a_page(house):
    world = make_world()
    clients = visitors(house, world)
    for rule, route, args, url in pages(house, world):
        one = one_who_may(route, clients)
        for name in rule.arguments:
            right = str(args[name])
            for word in NUMBERS if isinstance(args[name], int) else TEXTS:
                ask(one, word.join(url.rsplit(right, 1)))


def test_no_language_breaks_a_page(app, session):
    client = app.test_client()
    for language in LANGUAGES:
        ask(client, "/", headers={"Accept-Language": language})
    for word in WORDS:
        assert '<html lang="fi">' in ask(client, f"/?lang={word}").text


def test_every_page_answers_other_ways_of_asking(app, session):
    """HEAD as GET without the body, OPTIONS with what there is, anything else with a plain no."""
    world = make_world()
    clients = visitors(app, world)
    for rule, route, _args, url in pages(app, world):
        one = one_who_may(route, clients)
        head = ask(one, url, method="HEAD", headers=PACKED)
        assert head.status_code != 405, rule
        assert head.data == b"", rule
        assert ask(one, url, method="OPTIONS", headers=PACKED).status_code in {200, 404}, rule
        assert ask(one, url, method="DELETE", headers=PACKED).status_code in {400, 404, 405}, rule


def doors(app, world):
    """(rule, route, address) of everything that is sent, outside machines' own door left out."""
    for rule in app.url_map.iter_rules():
        access = getattr(app.view_functions[rule.endpoint], "access", None)
        if "POST" in rule.methods and access is not Access.WEBHOOK:
            route = ROUTES[rule.endpoint]
            with app.test_request_context():
                yield rule, route, app.url_for(rule.endpoint, **args_of(route, world))


def test_nothing_is_done_without_the_forms_own_token(app, session):
    """Neither with none, nor with one made for somebody else, nor by asking in another way."""
    world = make_world()
    clients = visitors(app, world)
    for rule, route, url in doors(app, world):
        one = one_who_may(route, clients)
        data = route.data(world) if callable(route.data) else route.data
        elsewhere = {"csrf_token": clients["research"]._signed("of somebody else")}
        assert one.post(url, data=dict(data)).status_code == 400, rule
        assert one.post(url, data={**data, **elsewhere}).status_code == 400, rule
        assert one.post(url, json={}).status_code == 400, rule


def test_no_typed_word_breaks_a_form(house):
    """Every field that a form asks for holds the same nonsense, one nonsense after the other."""
    world = make_world()
    clients = visitors(house, world)
    words = TYPED if db.engine.dialect.name == "sqlite" else TYPED[:2]
    for rule, route, url in doors(house, world):
        if rule.endpoint in {"accounts.start_session", "core.run_job"}:  # slow on purpose
            continue
        for word in words:
            Noting.asked.clear()
            one = one_who_may(route, clients)
            if "/sign-in" in (press(one, url, {}).location or ""):  # the one before ended it all
                clients = visitors(house, world)
            names = Noting.asked - EVERYWHERE - {"csrf_token"}
            press(one_who_may(route, clients), url, dict.fromkeys(names, word))


def press(client, url, data):
    """Send a form; it may do anything but fail."""
    answer = client.submit(url, data=data)
    assert answer.status_code < 500, f"{answer.status_code} at {url} with {str(data)[:300]}"
    return answer
