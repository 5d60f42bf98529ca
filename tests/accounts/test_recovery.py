"""A forgotten password over HTTP: links that work once, within the hour, and tell nothing."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from accounts import passwords
from accounts.models import PasswordReset
from accounts.roles import Role
from accounts.states import PersonState
from accounts.tokens import fingerprint
from core.clock import now
from core.db import db
from core.outbox import OutboxMessage
from tests.factories.accounts import PASSWORD, PASSWORD_HASH, a_person, saved

NEW = "neljä harmaata kurkea"


def somebody(**given):
    return a_person(Role.PREPARER, password_hash=PASSWORD_HASH, **given)


def asked(browser, email) -> str:
    """Ask for a link; the link's path from the mail, or nothing when there was no mail."""
    answer = browser().submit("/forgotten-password", email=email)
    assert answer.location == "/forgotten-password/sent"
    message = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    found = re.search(r"http://localhost(/reset-password/\S+)", message.text) if message else None
    return found.group(1) if found else ""


def test_a_link_sets_a_new_password_and_ends_every_session(browser):
    person = somebody()
    old = browser(person)
    link = asked(browser, person.email)
    assert browser().get(link).status_code == 200
    answer = browser().submit(link, new_password=NEW)
    assert answer.location == "/sign-in"
    assert passwords.is_right(person.password_hash, NEW)
    assert old.get("/account").status_code == 302
    assert browser().submit("/sign-in", email=person.email, password=NEW).location == "/queue"
    assert browser().submit("/sign-in", email=person.email, password=PASSWORD).status_code == 422


def test_the_link_is_kept_only_as_a_fingerprint(browser):
    person = somebody()
    link = asked(browser, person.email)
    [row] = db.session.scalars(select(PasswordReset))
    assert row.token_hash == fingerprint(link.rsplit("/", 1)[1])
    assert row.token_hash not in link


def test_a_link_works_once(browser):
    link = asked(browser, somebody().email)
    assert browser().submit(link, new_password=NEW).status_code == 302
    assert browser().get(link).status_code == 410
    assert browser().submit(link, new_password="viisi mustaa korppia").status_code == 410


def test_a_link_works_for_an_hour(browser):
    with time_machine.travel(now(), tick=False) as clock:
        link = asked(browser, somebody().email)
        clock.shift(timedelta(minutes=59))
        assert browser().get(link).status_code == 200
        clock.shift(timedelta(minutes=1))
        assert browser().get(link).status_code == 410
        assert browser().submit(link, new_password=NEW).status_code == 410


def test_using_one_link_ends_the_others(browser):
    person = somebody()
    first, second = asked(browser, person.email), asked(browser, person.email)
    assert browser().submit(second, new_password=NEW).status_code == 302
    assert browser().get(first).status_code == 410


@pytest.mark.parametrize("token", ["x", "x" * 5000, "%00", "..%2f..", "ääkköset"])
def test_a_forged_link_is_told_the_same_as_an_old_one(browser, token):
    assert browser().get(f"/reset-password/{token}").status_code in (404, 410)


def test_a_known_and_an_unknown_address_get_the_same_answer(browser):
    known = browser().submit("/forgotten-password", email=somebody().email)
    unknown = browser().submit("/forgotten-password", email="nobody@nowhere.example")
    assert known.location == unknown.location
    assert known.status_code == unknown.status_code
    assert len(list(db.session.scalars(select(OutboxMessage)))) == 1


@pytest.mark.parametrize("state", [PersonState.DEACTIVATED, PersonState.REMOVED])
def test_somebody_switched_off_gets_no_link(browser, state):
    assert asked(browser, somebody(state=state).email) == ""


def test_nobody_is_flooded_with_mail(browser):
    person = somebody()
    client = browser()
    for _ in range(6):
        assert client.submit("/forgotten-password", email=person.email).status_code == 302
    assert client.submit("/forgotten-password", email=person.email).status_code == 429


@pytest.mark.parametrize("email", ["", "x", "a b@c.fi", "a@b", "\r\nBcc: x@y.fi", "a@b.fi\x00"])
def test_what_is_no_address_is_refused(browser, email):
    answer = browser().submit("/forgotten-password", email=email)
    assert answer.status_code == (302 if email.startswith("a@b.fi") else 422)


def test_an_easy_password_is_refused_and_the_link_still_works(browser):
    link = asked(browser, somebody().email)
    answer = browser().submit(link, new_password="lyhyt")
    assert answer.status_code == 422
    assert "at least 12 characters" in answer.text
    assert "lyhyt" not in answer.text
    assert browser().submit(link, new_password=NEW).status_code == 302


def test_a_new_password_also_ends_the_waiting_time(browser):
    person = somebody()
    for _ in range(5):
        browser().submit("/sign-in", email=person.email, password="wrong wrong wrong")
    link = asked(browser, person.email)
    browser().submit(link, new_password=NEW)
    assert browser().submit("/sign-in", email=person.email, password=NEW).status_code == 302


def test_the_mail_comes_in_the_persons_own_language(browser):
    for language, words in (("fi", "Hei"), ("sv", "Hej"), ("en", "Hello")):
        person = saved(somebody(language=language))
        asked(browser, person.email)
        message = db.session.scalars(
            select(OutboxMessage).where(OutboxMessage.recipient == person.email)
        ).one()
        assert message.language == language
        assert person.name in message.text
        if language == "en":
            assert words in message.text


def test_ones_own_password_is_changed_only_with_the_present_one(browser):
    person = somebody()
    here, elsewhere = browser(person), browser(person)
    wrong = here.submit("/account/password", old_password="wrong", new_password=NEW)
    assert wrong.status_code == 422
    assert "present password is wrong" in wrong.text
    weak = here.submit("/account/password", old_password=PASSWORD, new_password="lyhyt")
    assert weak.status_code == 422
    done = here.submit("/account/password", old_password=PASSWORD, new_password=NEW)
    assert done.location == "/account"
    assert passwords.is_right(person.password_hash, NEW)
    assert here.get("/account").status_code == 200
    assert elsewhere.get("/account").status_code == 302


def test_guessing_the_present_password_on_a_borrowed_screen_is_slowed(browser):
    client = browser(somebody())
    for _ in range(5):
        client.submit("/account/password", old_password="wrong", new_password=NEW)
    answer = client.submit("/account/password", old_password=PASSWORD, new_password=NEW)
    assert answer.status_code == 429
