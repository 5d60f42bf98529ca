"""Signing in and out over HTTP: throttling, rotation, expiry, tampering, safe ways on."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from argon2 import PasswordHasher
from sqlalchemy import select

from accounts import passwords
from accounts.models import Person, SignInAttempt, SignInSession
from accounts.roles import Role
from accounts.states import AttemptOutcome, PersonState
from accounts.tokens import fingerprint
from core.audit import AuditEvent
from core.clock import now
from core.db import db
from tests.factories.accounts import (
    PASSWORD,
    PASSWORD_HASH,
    a_loner,
    a_municipality,
    a_person,
    a_vendor,
    join,
    saved,
)

WRONG = "The e-mail address or the password is wrong."


def somebody(**given) -> Person:
    return a_person(Role.PREPARER, password_hash=PASSWORD_HASH, **given)


def try_in(client, email, password=PASSWORD, **more):
    return client.submit("/sign-in", email=email, password=password, **more)


def sessions_of(person):
    query = select(SignInSession).where(SignInSession.person_id == person.id)
    return list(db.session.scalars(query.order_by(SignInSession.id)))


def is_in(client) -> bool:
    return client.get("/account").status_code == 200


def test_the_right_password_opens_the_door(browser):
    person, client = somebody(name="Sanna Perälä"), browser()
    answer = try_in(client, person.email)
    assert answer.status_code == 302
    assert answer.location == "/queue"
    page = client.get("/account")
    assert "Sanna Perälä" in page.text
    [row] = sessions_of(person)
    with client.session_transaction() as cookie:
        assert fingerprint(cookie["sign_in"]) == row.token_hash
    verbs = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.actor_id == person.id))
    assert list(verbs) == ["session.started"]


def test_an_address_may_be_typed_in_capitals_and_with_spaces(browser):
    person = somebody()
    assert try_in(browser(), f"  {person.email.upper()} ").status_code == 302


def test_a_wrong_password_and_an_unknown_address_are_told_the_same(browser):
    person = somebody()
    known = try_in(browser(), person.email, "wrong wrong wrong")
    unknown = try_in(browser(), "nobody@nowhere.example", "wrong wrong wrong")
    assert known.status_code == unknown.status_code == 422
    assert WRONG in known.text
    assert WRONG in unknown.text
    assert person.email in known.text  # what was typed is kept
    assert "wrong wrong wrong" not in known.text  # but a password is never sent back


def test_the_slow_hash_is_computed_for_unknown_addresses_too(browser, monkeypatch):
    asked = []
    monkeypatch.setattr(passwords, "is_right", lambda kept, typed: asked.append(kept) or False)
    try_in(browser(), somebody().email)
    try_in(browser(), "nobody@nowhere.example")
    assert asked == [PASSWORD_HASH, None]


@pytest.mark.parametrize("data", [{}, {"email": "a@b.fi"}, {"password": "x"}])
def test_an_empty_form_is_told_what_is_missing(browser, data):
    answer = browser().submit("/sign-in", **data)
    assert answer.status_code == 422
    assert "This is needed" in answer.text


def test_absurd_input_is_refused_without_a_crash(browser):
    for email in ["\x00" * 10, "a" * 100_000, "' OR 1=1 --", "<script>alert(1)</script>"]:
        answer = try_in(browser(), email, "p" * 100_000)
        assert answer.status_code == 422
        assert "<script>alert" not in answer.text


def test_the_fifth_wrong_password_costs_a_quarter_of_an_hour_even_for_the_right_one(browser):
    person, client = somebody(), browser()
    with time_machine.travel(now(), tick=False) as clock:
        for _ in range(5):
            assert try_in(client, person.email, "wrong wrong wrong").status_code == 422
        blocked = try_in(client, person.email)
        assert blocked.status_code == 429
        assert "Too many attempts" in blocked.text
        clock.shift(timedelta(minutes=15, seconds=1))
        assert try_in(client, person.email).status_code == 302
        assert try_in(browser(), person.email, "wrong wrong wrong").status_code == 422  # from new


def test_guessing_an_account_that_does_not_exist_is_slowed_in_the_same_way(browser):
    client = browser()
    for _ in range(5):
        assert try_in(client, "ghost@nowhere.example").status_code == 422
    assert try_in(client, "ghost@nowhere.example").status_code == 429


def test_one_address_may_not_try_many_accounts(browser):
    client = browser()
    for n in range(30):
        assert try_in(client, f"ghost{n}@nowhere.example", "x").status_code == 422
    person = somebody()
    assert try_in(client, person.email).status_code == 429
    elsewhere = client.post(
        "/sign-in",
        data={"csrf_token": client._signed("t" * 40), "email": person.email, "password": PASSWORD},
        environ_base={"REMOTE_ADDR": "192.0.2.7"},
    )
    assert elsewhere.status_code == 302


def test_attempts_keep_no_readable_address(browser):
    person = somebody()
    try_in(browser(), person.email, "wrong wrong wrong")
    [attempt] = db.session.scalars(select(SignInAttempt))
    assert attempt.outcome is AttemptOutcome.FAILED
    assert attempt.person_id == person.id
    assert person.email not in repr(vars(attempt))
    assert "127.0.0.1" not in repr(vars(attempt))


def test_signing_in_changes_the_cookie_and_the_csrf_token(browser):
    person, client = somebody(), browser()
    with client.session_transaction() as cookie:
        cookie["planted"] = "by an attacker"
        cookie["sign_in"] = "a token the attacker knows"
    assert try_in(client, person.email).status_code == 302
    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert cookie["sign_in"] != "a token the attacker knows"
        assert cookie.get("csrf_token") != "t" * 40


def test_signing_out_ends_the_session_in_the_database(browser):
    person = somebody()
    client = browser(person)
    with client.session_transaction() as cookie:
        stolen = cookie["sign_in"], cookie["seen"]
    assert client.submit("/sign-out").status_code == 302
    assert not is_in(client)
    assert sessions_of(person)[0].ended_at is not None
    with client.session_transaction() as cookie:
        cookie["sign_in"], cookie["seen"] = stolen
    assert not is_in(client)


def test_signing_out_everywhere_ends_every_session(browser):
    person = somebody()
    laptop, phone, stranger = browser(person), browser(person), browser(somebody())
    assert laptop.submit("/account/sessions/end").status_code == 302
    assert not is_in(laptop)
    assert not is_in(phone)
    assert is_in(stranger)


def test_an_idle_session_ends_and_a_used_one_goes_on(browser, settings):
    person = somebody()
    with time_machine.travel(now(), tick=False) as clock:
        client = browser(person)
        for _ in range(4):
            clock.shift(timedelta(minutes=settings.session_idle_minutes - 1))
            assert is_in(client)
        clock.shift(timedelta(minutes=settings.session_idle_minutes + 2))
        assert not is_in(client)


def test_no_session_lasts_longer_than_a_working_day(browser, settings):
    person = somebody()
    with time_machine.travel(now(), tick=False) as clock:
        client = browser(person)
        for _ in range(settings.session_hours - 1):
            clock.shift(timedelta(hours=1))
            assert is_in(client)
        clock.shift(timedelta(hours=1, seconds=1))
        assert not is_in(client)


def test_reading_pages_writes_nothing(browser):
    client = browser(somebody())
    statements = []
    from sqlalchemy import event

    def note(conn, cursor, statement, *rest):
        statements.append(statement.split()[0].upper())

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert is_in(client)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert set(statements) <= {"SELECT", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK"}


@pytest.mark.parametrize("token", ["", "x", "x" * 5000, 7, None, ["a"], "ä"])
def test_a_forged_token_opens_nothing(browser, token):
    client = browser()
    with client.session_transaction() as cookie:
        cookie["sign_in"], cookie["seen"] = token, int(now().timestamp())
    assert client.get("/account").location.startswith("/sign-in")


def test_a_tampered_cookie_opens_nothing(browser):
    client = browser(somebody())
    cookie = client.get_cookie("kuntatori").value
    client.set_cookie("kuntatori", cookie[:-3] + "abc")
    assert not is_in(client)


@pytest.mark.parametrize("state", [PersonState.DEACTIVATED, PersonState.REMOVED])
def test_somebody_switched_off_is_out_at_once_and_stays_out(browser, state):
    person = somebody()
    client = browser(person)
    person.state = state
    saved(person)
    assert not is_in(client)
    assert try_in(browser(), person.email).status_code in (403, 422)
    assert not sessions_of(person)[1:]


def test_an_old_hash_is_renewed_when_its_owner_signs_in(browser):
    weak = PasswordHasher(time_cost=2, memory_cost=16, parallelism=1).hash(PASSWORD)
    person = a_person(Role.PREPARER, password_hash=weak)
    assert try_in(browser(), person.email).status_code == 302
    assert person.password_hash != weak
    assert not passwords.is_outdated(person.password_hash)
    assert passwords.is_right(person.password_hash, PASSWORD)


def test_after_signing_in_one_gets_where_one_wanted(browser):
    person, client = somebody(), browser()
    turned_away = client.get("/people?x=1")
    assert turned_away.location == "/sign-in?next=/people?x%3D1"
    page = client.get(turned_away.location)
    assert 'value="/people?x=1"' in page.text
    assert try_in(client, person.email, next="/people?x=1").location == "/people?x=1"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "http:evil.example",
        "/%0d%0aX: y\r\nSet-Cookie: a",
    ],
)
def test_nobody_is_led_to_another_site(browser, target):
    person, client = somebody(), browser()
    page = client.get("/sign-in", query_string={"next": target}).text
    assert 'name="next" value=""' in page
    assert "http://evil" not in page
    assert 'href="//evil' not in page
    assert try_in(client, person.email, next=target).location == "/queue"


def test_acting_for_another_organisation_changes_the_session_and_is_always_visible(browser):
    home, other = a_municipality(name_fi="Kotikunta"), a_vendor(name_fi="Toinen Oy")
    person = a_person(Role.PREPARER, organisation=home)
    join(person, other, Role.EDITOR)
    client = browser(person)
    assert "Kotikunta" in client.get("/account").text.split("</header>")[0]
    before = sessions_of(person)[-1]
    with client.session_transaction() as cookie:
        old = cookie["sign_in"], cookie["seen"]
    assert client.submit("/account/organisation", organisation=other.id).status_code == 302
    header = client.get("/account").text.split("</header>")[0]
    assert "Toinen Oy" in header
    assert "Kotikunta" not in header
    after = sessions_of(person)[-1]
    assert after.token_hash != before.token_hash
    assert after.expires_at == before.expires_at  # switching does not prolong
    client.get("/account")
    with client.session_transaction() as cookie:
        cookie["sign_in"], cookie["seen"] = old
    assert not is_in(client)


@pytest.mark.parametrize("which", ["foreign", "0", "-1", "x", "", "999999999999999999999"])
def test_nobody_switches_to_a_foreign_organisation(browser, which):
    foreign = a_vendor()
    client = browser(somebody())
    wanted = foreign.id if which == "foreign" else which
    assert client.submit("/account/organisation", organisation=wanted).status_code == 404
    assert is_in(client)


def test_somebody_without_an_organisation_still_reaches_their_own_account(browser):
    client = browser(a_loner())
    assert "do not belong to any organisation" in client.get("/account").text
    assert client.get("/account/data").status_code == 200
    assert client.get("/people").status_code == 404


def test_the_demonstrations_people_are_listed_and_played_with_one_press(browser):
    note = {"order": 1, "fi": "Valmistelee", "en": "Prepares"}
    person = somebody(name="Sanna Perälä", demonstration_note=note)
    client = browser()
    page = client.get("/sign-in?next=/people")
    assert "Sanna Perälä" in page.text
    assert "Prepares" in page.text
    assert passwords.DEMONSTRATION in page.text
    answer = client.submit(f"/sign-in/as/{person.id}", next="/people")
    assert answer.location == "/people"
    assert is_in(client)


def test_only_the_demonstrations_own_people_can_be_played(browser):
    person = somebody()
    assert browser().submit(f"/sign-in/as/{person.id}").status_code == 404
    assert browser().submit("/sign-in/as/999999").status_code == 404


def test_in_production_nobody_is_listed_played_or_let_in_by_the_known_password(
    app, browser, settings
):
    known = passwords.hashed(passwords.DEMONSTRATION)
    person = somebody(name="Sanna Perälä", demonstration_note={"order": 1, "fi": "x"})
    person.password_hash = known
    saved(person)
    app.config["SETTINGS"] = replace(settings, mode="production")
    try:
        page = browser().get("/sign-in").text
        assert "Sanna Perälä" not in page
        assert passwords.DEMONSTRATION not in page
        assert browser().submit(f"/sign-in/as/{person.id}").status_code == 404
        assert try_in(browser(), person.email, passwords.DEMONSTRATION).status_code == 422
    finally:
        app.config["SETTINGS"] = settings
