"""A person's own data: seen whole, taken away, removed on request."""

import pytest
from sqlalchemy import inspect, select, text

from accounts.models import Person, RemovalRequest, SignInSession
from accounts.queries import list_waiting, names_of
from accounts.roles import Role
from accounts.states import PersonState, RemovalState
from core import mail
from core.audit import AuditEvent
from core.clock import now, today
from core.db import db, transaction
from core.feedback import Feedback
from core.outbox import OutboxMessage
from tests.factories.accounts import (
    PASSWORD,
    PASSWORD_HASH,
    a_person,
    actor_of,
    join,
    organisation_of,
    tiera,
)

NAME, EMAIL = "Tunnistettava Ihminen", "tunnistettava.ihminen@kunta.example"


@pytest.fixture
def person(session):
    made = a_person(
        Role.PREPARER, name=NAME, email=EMAIL, password_hash=PASSWORD_HASH, language="en"
    )
    with transaction():
        mail.send("accounts/password_changed", to=made, at=now(), subject_of=made, name=made.name)
    return made


@pytest.fixture
def administrator(session):
    return tiera(Role.ADMINISTRATOR)


def the_request() -> RemovalRequest:
    return db.session.scalars(select(RemovalRequest).order_by(RemovalRequest.id.desc())).first()


def test_the_page_and_the_file_hold_everything(browser, person):
    stranger = browser()
    stranger.submit("/sign-in", email=EMAIL, password="wrong wrong wrong")
    client = browser()
    client.submit("/sign-in", email=EMAIL, password=PASSWORD)
    client.submit("/feedback", {"category": "idea", "text": "Hyvä palvelu", "email": EMAIL})
    page = client.get("/account/data").text
    for words in (
        NAME,
        EMAIL,
        "Failed",
        "Succeeded",
        "signed in",
        "Your password has been changed",
    ):
        assert words in page, words
    answer = client.get("/account/data.json")
    assert "attachment" in answer.headers["Content-Disposition"]
    stored = answer.json
    assert stored["person"]["email"] == EMAIL
    assert stored["memberships"][0]["roles"] == ["preparer"]
    assert [attempt["succeeded"] for attempt in stored["sign_in_attempts"]] == [True, False]
    assert len(stored["sessions"]) == 1
    assert stored["deeds"][0]["verb"] == "session.started"
    assert stored["messages"][0]["subject"]
    assert stored["feedback"][0]["text"] == "Hyvä palvelu"


def test_the_file_holds_no_secret_and_nobody_elses_data(browser, person):
    other = a_person(Role.ADMIN, organisation=organisation_of(person), name="Toinen Tyyppi")
    browser(other).get("/account")
    text_ = browser(person).get("/account/data.json").text
    for secret in (PASSWORD_HASH, "token_hash", "account_key", "Toinen Tyyppi", other.email):
        assert secret not in text_


def test_every_table_that_points_at_a_person_is_in_the_file(app):
    """A new table about people must be added to what they are shown."""
    told = {
        "membership",
        "sign_in_session",
        "sign_in_attempt",
        "identity",
        "password_reset",
        "removal_request",
        "claim",
        "invitation",
    }
    pointing = {
        table.name
        for table in db.metadata.tables.values()
        if table.name in {m.local_table.name for m in Person.registry.mappers}
        and any(fk.column.table.name == "person" for fk in table.foreign_keys)
        and "accounts"
        in next(m.class_.__module__ for m in Person.registry.mappers if m.local_table is table)
    }
    assert pointing == told


def test_a_request_waits_for_the_administrator_and_can_be_taken_back(
    browser, person, administrator
):
    client = browser(person)
    assert client.submit("/account/removal").location == "/account/data"
    assert "Take the request back" in client.get("/account/data").text
    [waiting] = list_waiting(actor_of(administrator), today())
    assert waiting.endpoint == "accounts.removal"
    assert NAME in browser(administrator).get("/removals").text
    assert client.submit("/account/removal").status_code == 409
    assert client.submit("/account/removal/withdraw").status_code == 302
    assert the_request().state is RemovalState.WITHDRAWN
    assert list_waiting(actor_of(administrator), today()) == []
    assert client.submit("/account/removal").status_code == 302  # one may ask again


def test_a_request_is_declined_with_a_reason(browser, person, administrator):
    browser(person).submit("/account/removal")
    path, desk = f"/removals/{the_request().id}", browser(administrator)
    assert desk.submit(f"{path}/decline", reason="").status_code == 422
    assert desk.submit(f"{path}/decline", reason="Sopimus on voimassa.").status_code == 302
    assert "Sopimus on voimassa." in browser(person).get("/account/data").text
    message = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    assert "Sopimus on voimassa." in message.text
    assert desk.submit(f"{path}/carry_out").status_code == 409


def test_a_removed_person_is_nowhere_to_be_recognised_and_history_stays(
    browser, person, administrator
):
    client = browser(person)
    client.submit("/sign-in", email=EMAIL, password="wrong wrong wrong")
    client.submit("/feedback", {"category": "idea", "text": "Hyvä palvelu", "email": EMAIL})
    client.submit("/account/removal")
    before = list(db.session.scalars(select(AuditEvent.id)))
    path = f"/removals/{the_request().id}"
    assert browser(administrator).submit(f"{path}/carry_out").location == "/removals"
    assert client.get("/account").status_code == 302
    assert browser().submit("/sign-in", email=EMAIL, password=PASSWORD).status_code == 422
    assert set(before) <= set(db.session.scalars(select(AuditEvent.id)))
    [kept] = db.session.scalars(select(Feedback))
    assert (kept.text, kept.email) == ("Hyvä palvelu", None)
    row = db.session.get(Person, person.id)
    assert row.state is PersonState.REMOVED
    assert row.password_hash is None
    assert names_of([person.id]) == {person.id: f"N. N. ({person.id})"}
    for table in inspect(db.session.connection()).get_table_names():
        dump = str(db.session.execute(text(f'SELECT * FROM "{table}"')).all())
        assert NAME not in dump, table
        assert EMAIL not in dump, table
    assert all(
        s.ended_at
        for s in db.session.scalars(
            select(SignInSession).where(SignInSession.person_id == person.id)
        )
    )


def test_the_last_admin_is_not_removed(browser, administrator):
    admin = a_person(Role.ADMIN, name="Ainoa Hallitsija")
    browser(admin).submit("/account/removal")
    answer = browser(administrator).submit(f"/removals/{the_request().id}/carry_out")
    assert answer.status_code == 409
    assert "only admin" in answer.text
    assert the_request().state is RemovalState.REQUESTED
    a_person(Role.ADMIN, organisation=organisation_of(admin))
    done = browser(administrator).submit(f"/removals/{the_request().id}/carry_out")
    assert done.status_code == 302


def test_nobody_decides_about_their_own_request(browser, session):
    one = tiera(Role.ADMINISTRATOR)
    browser(one).submit("/account/removal")
    path = f"/removals/{the_request().id}"
    assert "Somebody else has to decide" in browser(one).get(path).text
    assert browser(one).submit(f"{path}/carry_out").status_code == 403
    assert list_waiting(actor_of(one), today()) == []


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR])
def test_others_do_not_see_requests(browser, person, role):
    browser(person).submit("/account/removal")
    client = browser(tiera(role))
    for path in ("/removals", f"/removals/{the_request().id}"):
        assert client.get(path).status_code == 404
    assert client.submit(f"/removals/{the_request().id}/carry_out").status_code == 404


def test_taking_back_what_was_not_asked_is_no_page(browser, person):
    assert browser(person).submit("/account/removal/withdraw").status_code == 404


def test_a_person_with_two_organisations_leaves_both(browser, person, administrator):
    second = organisation_of(a_person(Role.ADMIN))
    join(person, second, Role.VIEWER)
    browser(person).submit("/account/removal")
    browser(administrator).submit(f"/removals/{the_request().id}/carry_out")
    for organisation in (second,):
        admin = a_person(Role.ADMIN, organisation=organisation)
        assert "N. N." not in browser(admin).get("/people").text
