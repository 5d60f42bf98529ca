"""The list of agreements: who sees what, in which order, in how many queries; and the queue."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import event, select

from accounts.roles import Role
from core.db import db
from core.language import LANGUAGES
from core.outbox import OutboxMessage
from onboarding.queries.agreement import count_by_view, list_waiting, page_for
from onboarding.states.agreement import AgreementState
from tests.factories.accounts import a_municipality, a_person, actor_of, tiera
from tests.factories.onboarding_agreements import (
    a_cast,
    a_member,
    an_accepted_application,
    an_agreement,
)

S = AgreementState
TODAY = date(2026, 3, 20)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 3, 20, 10, 0, tzinfo=UTC), tick=False):
        yield


def queries_of(do):
    said = []

    def count(connection, cursor, statement, *_):
        said.append(statement)

    connection = db.session.connection()
    event.listen(connection, "before_cursor_execute", count)
    do()
    event.remove(connection, "before_cursor_execute", count)
    return len(said)


def in_state(state, name="Kunta"):
    return an_agreement(state, a_cast(a_municipality(name_fi=name)))


def test_those_on_their_way_come_first_and_each_sees_its_own(session):
    force, waiting = in_state(S.IN_FORCE), in_state(S.WAITING_APPEAL)
    closed, offered = in_state(S.WITHDRAWN), in_state(S.OFFERED)
    manager = force.cast.acts["manager"]
    found = [row.id for row in page_for(manager).rows]
    assert found == [offered.id, waiting.id, force.id, closed.id]
    assert count_by_view(manager) == {"": 4, "open": 2, "in_force": 1, "closed": 1}
    theirs = waiting.cast.acts["signatory"]
    assert [row.id for row in page_for(theirs).rows] == [waiting.id]
    assert count_by_view(theirs)[""] == 1


def test_the_list_is_limited_by_state_view_and_words(session):
    keuruu = in_state(S.WAITING_APPEAL, "Keuruu")
    in_state(S.OFFERED, "Sysmä")
    manager = keuruu.cast.acts["manager"]
    assert [row.id for row in page_for(manager, words="keur").rows] == [keuruu.id]
    assert [row.id for row in page_for(manager, words=keuruu.number).rows] == [keuruu.id]
    assert [row.id for row in page_for(manager, state=S.WAITING_APPEAL).rows] == [keuruu.id]
    assert page_for(manager, words="%").total == 0
    assert page_for(manager, view="in_force").total == 0


def test_a_long_list_has_pages_and_the_same_number_of_queries(session):
    manager = actor_of(tiera(Role.CONTRACT_MANAGER))

    def look():
        db.session.expire_all()
        return [row.organisation.name_fi for row in page_for(manager).rows]

    for _ in range(3):
        a_member()
    few = queries_of(look)
    for _ in range(30):
        a_member()
    assert queries_of(look) == few <= 3
    assert len(look()) == 25
    assert len(page_for(manager, page=2).rows) == 8


def test_the_page_takes_the_same_number_of_queries_whatever_has_happened(browser):
    agreement = in_state(S.IN_FORCE)
    visitor = browser(agreement.cast.signatory)
    counted = queries_of(lambda: visitor.get(f"/agreements/{agreement.id}"))
    assert counted < 45


@pytest.mark.parametrize(
    ("state", "who", "what"),
    [
        (S.DRAFT, "manager", "Offer the joining agreement"),
        (S.OFFERED, "preparer", "Take the joining agreement to the competent body"),
        (S.IN_DECISION, "preparer", "Record the decision on the joining agreement"),
        (S.READY_TO_SIGN, "signatory", "Sign the joining agreement"),
        (S.SIGNED_BY_MEMBER, "manager", "Countersign the joining agreement"),
    ],
)
def test_the_queue_says_what_waits_and_for_whom(session, state, who, what):
    agreement = in_state(state)
    [row] = list_waiting(agreement.cast.acts[who], TODAY)
    assert row.what == what
    assert row.since == agreement.state_since
    assert row.args == {"agreement_id": agreement.id}


@pytest.mark.parametrize(
    "state", [S.WAITING_APPEAL, S.ON_HOLD, S.IN_FORCE, S.WITHDRAWN, S.REJECTED]
)
def test_nothing_waits_while_nobody_can_act(session, state):
    agreement = in_state(state)
    for actor in agreement.cast.acts.values():
        rows = [row for row in list_waiting(actor, TODAY) if "agreement_id" in row.args]
        assert rows == []


def test_signing_waits_for_the_signatory_the_moment_the_appeal_time_has_passed(session):
    agreement = in_state(S.WAITING_APPEAL)
    signatory = agreement.cast.acts["signatory"]
    last = date(2026, 4, 2)
    assert list_waiting(signatory, last) == []
    [row] = list_waiting(signatory, last + timedelta(days=1))
    assert row.what == "Sign the joining agreement"
    assert list_waiting(agreement.cast.acts["preparer"], last + timedelta(days=1)) == []


def test_an_accepted_application_waits_for_its_draft(session):
    application = an_accepted_application(a_municipality())
    [row] = list_waiting(actor_of(tiera(Role.COORDINATOR)), TODAY)
    assert row.what == "Draft the joining agreement"
    assert row.args == {"organisation_id": application.organisation_id}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_tells_those_who_act_next_in_their_language(session, language):
    cast = a_cast()
    for person in (cast.preparer, cast.signatory, cast.manager):
        person.language = language
    db.session.commit()
    agreement = an_agreement(S.IN_FORCE, cast)
    letters = list(db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))
    seen = {(row.template.removeprefix("onboarding/agreement_"), row.recipient) for row in letters}
    assert ("offered", cast.preparer.email) in seen
    assert ("decided", cast.manager.email) in seen
    assert ("signable", cast.signatory.email) in seen
    assert ("signable", cast.preparer.email) not in seen
    assert ("signed", cast.manager.email) in seen
    assert ("in_force", cast.preparer.email) in seen
    mine = {cast.preparer.email, cast.signatory.email, cast.manager.email}
    for row in letters:
        if row.recipient in mine:
            assert row.language == language
            assert f"/agreements/{agreement.id}" in row.text
            assert f"/agreements/{agreement.id}" in row.html
            assert "%(" not in row.text + row.html + row.subject
            assert "{{" not in row.text + row.html


def test_a_withdrawal_tells_the_other_party_why(session):
    agreement = in_state(S.WITHDRAWN)
    [letter] = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.template == "onboarding/agreement_withdrawn")
    )
    assert letter.recipient == agreement.cast.manager.email
    assert "Talousarvio ei riitä" in letter.text


def test_a_vendor_has_no_list_of_agreements(browser):
    from tests.factories.accounts import a_vendor

    vendor = browser(a_person(Role.ADMIN, organisation=a_vendor()))
    assert vendor.get("/agreements").status_code == 404


def test_nobody_is_told_of_a_draft_they_never_saw(browser):
    agreement = an_agreement(S.DRAFT, estimate=False)
    manager = browser(agreement.cast.manager)
    before = db.session.query(OutboxMessage).count()
    answer = manager.submit(f"/agreements/{agreement.id}/withdraw", reason="Väärä päivä")
    assert answer.status_code == 302
    assert db.session.query(OutboxMessage).count() == before
    assert "before its text was offered" in manager.get(f"/agreements/{agreement.id}").text
