"""Applications: sent, read, remarked on, returned, accepted, declined, withdrawn."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from accounts.roles import Role
from core.clock import now
from core.db import db
from core.outbox import OutboxMessage
from onboarding.models.application import Submission
from onboarding.queries.application import find_accepted, find_live, list_waiting
from onboarding.states.application import ApplicationState
from onboarding.states.readiness import ReopenReason, TaskState
from onboarding.workflow import agreement
from tests.factories.accounts import a_municipality, actor_of, tiera
from tests.factories.onboarding_readiness import (
    a_colleague,
    a_preparer,
    an_application,
    an_open_application,
    answer_to,
    completed,
    preparer_of,
    ready_to_send,
)

pytestmark = pytest.mark.usefixtures("session")
S = ApplicationState


def letters(template):
    query = db.select(OutboxMessage).where(OutboxMessage.template == template)
    return list(db.session.scalars(query))


def test_an_application_goes_all_the_way(browser):
    application = ready_to_send(an_open_application())
    person, judge = preparer_of(application), tiera(Role.COORDINATOR)
    me, aino = browser(person), browser(judge)
    url = f"/applications/{application.id}"
    page = me.get(f"{url}/send").text
    assert "Still open, needed before signing" in page
    assert "Decision is final" in page
    assert "Everything needed for sending is in order" in page
    assert me.submit(f"{url}/send").status_code == 302
    assert application.state is S.SUBMITTED
    assert [m.recipient for m in letters("onboarding/application_sent")] == [judge.email]
    assert len(letters("onboarding/application_received")) == 1

    assert "wait for the coordinator" in aino.get("/applications").text.replace("waits", "wait")
    assert "Heli" not in aino.get(url).text
    assert "Sanna Perälä" in aino.get(url).text, "the coordinator reads the answers"
    assert (
        aino.submit(f"{url}/remarks", {"task": "dpia", "text": "Päiväys puuttuu."}).status_code
        == 302
    )
    assert "Päiväys puuttuu." not in me.get(url).text, "a remark is not given before the answer"
    sent_back = {"reasons": "Täydentäkää lausunto.", "due_on": "31.12.2199"}
    assert aino.submit(f"{url}/answer/returned", sent_back).status_code == 302
    assert application.state is S.INFO_REQUESTED
    assert "Täydentäkää lausunto." in letters("onboarding/application_returned")[0].text

    assert "Päiväys puuttuu." in me.get("/readiness/dpia").text
    assert answer_to(application, "dpia").reopened_because is ReopenReason.RETURNED
    assert "1 gate has to be met before the application" in me.get(f"{url}/send").text
    assert me.submit(f"{url}/send").status_code == 409
    done = {"answer": "yes", "detail_opinion_on": "20.11.2026", "detail_opinion_by": "Heli"}
    assert me.submit("/readiness/dpia", done).status_code == 302
    assert "Heli" not in aino.get(url).text, "what is written after sending is not read yet"
    assert me.submit(f"{url}/send").status_code == 302
    assert "Heli" in aino.get(url).text

    said = {"wave": "2027", "note": "Tervetuloa"}
    assert aino.submit(f"{url}/answer/accepted", said).status_code == 302
    assert find_accepted(application.organisation_id).id == application.id
    assert len(letters("onboarding/application_accepted")) == 1
    numbers = db.session.scalars(db.select(Submission.number).order_by(Submission.number))
    assert list(numbers) == [1, 2]


def test_an_unready_application_is_not_sent_and_the_open_gates_are_named(browser):
    application = completed(an_open_application(), "owner", "contacts")
    me = browser(preparer_of(application))
    page = me.get(f"/applications/{application.id}/send").text
    assert "13 gates have to be met" in page
    assert "Competent body found" in page
    assert me.submit(f"/applications/{application.id}/send").status_code == 409
    assert application.state is S.OPEN


def test_a_check_stands_still_while_it_is_read(browser):
    application = an_application(S.SUBMITTED)
    me = browser(preparer_of(application))
    assert "answers stand still" in me.get("/readiness/owner").text
    assert me.submit("/readiness/owner/draft", {"answer": "no"}).status_code == 409
    assert answer_to(application, "owner").state is TaskState.COMPLETED
    assert me.submit("/readiness/owner/comments", {"text": "Nyt odotetaan"}).status_code == 302


def test_after_acceptance_only_what_signing_needs_goes_on(browser):
    application = an_application(S.ACCEPTED)
    me = browser(preparer_of(application))
    assert me.submit("/readiness/owner/draft", {"answer": "no"}).status_code == 409
    assert me.submit("/readiness/test-login/draft", {"answer": "partly"}).status_code == 302
    assert answer_to(application, "test-login").state is TaskState.IN_PROGRESS


def test_the_coordinator_does_not_see_what_has_not_been_sent(browser):
    application = completed(an_open_application(), "owner")
    page = browser(tiera(Role.COORDINATOR)).get(f"/applications/{application.id}").text
    assert "has not sent its answers" in page
    assert "Sanna Perälä" not in page


def test_an_accepted_application_accepts_its_reasons(browser):
    application = ready_to_send(an_open_application())
    me, aino = browser(preparer_of(application)), browser(tiera(Role.COORDINATOR))
    me.submit("/readiness/ai", {"answer": "not_applicable", "detail_reason": "Ei oteta käyttöön."})
    me.submit(f"/applications/{application.id}/send")
    page = aino.get(f"/applications/{application.id}/answer/accepted").text
    assert "Ei oteta käyttöön." in page
    aino.submit(f"/applications/{application.id}/answer/accepted")
    assert answer_to(application, "ai").exempted_at is not None
    assert "Awaits approval" not in me.get("/readiness").text


@pytest.mark.parametrize("outcome", ["returned", "declined"])
def test_saying_no_needs_reasons_and_keeps_what_was_typed(browser, outcome):
    application = an_application(S.SUBMITTED)
    aino = browser(tiera(Role.COORDINATOR))
    url = f"/applications/{application.id}/answer/{outcome}"
    page = aino.submit(url, {"reasons": "  ", "due_on": "joskus"})
    assert page.status_code == 422
    assert "Write the reasons" in page.text
    assert application.state is S.SUBMITTED
    assert aino.submit(url, {"reasons": "Selkeä syy."}).status_code == 302
    assert (
        "Selkeä syy."
        in browser(preparer_of(application)).get(f"/applications/{application.id}").text
    )


def test_a_day_that_has_passed_is_no_deadline(browser):
    application = an_application(S.SUBMITTED)
    page = browser(tiera(Role.COORDINATOR)).submit(
        f"/applications/{application.id}/answer/returned", {"reasons": "Syy", "due_on": "1.1.2020"}
    )
    assert page.status_code == 422
    assert "The day has passed already" in page.text


def test_two_coordinators_press_at_once_and_one_is_told(browser):
    application = an_application(S.SUBMITTED)
    url = f"/applications/{application.id}/answer"
    assert browser(tiera(Role.COORDINATOR)).submit(f"{url}/accepted").status_code == 302
    page = browser(tiera(Role.COORDINATOR)).submit(
        f"{url}/declined", {"reasons": "Kirjoitettu syy"}
    )
    assert page.status_code == 409
    assert "Kirjoitettu syy" in page.text
    assert application.state is S.ACCEPTED


@pytest.mark.parametrize("role", [Role.TREASURER, Role.AUDITOR, Role.CERTIFIER])
def test_the_coordinators_other_people_read_and_do_not_judge(browser, role):
    application = an_application(S.SUBMITTED)
    me = browser(tiera(role))
    url = f"/applications/{application.id}"
    assert me.get(url).status_code == 200
    assert me.submit(f"{url}/answer/accepted").status_code == 403
    assert me.submit(f"{url}/remarks", {"task": "dpia", "text": "Hei"}).status_code == 403


def test_a_municipality_does_not_see_the_list_nor_judge_itself(browser):
    application = an_application(S.SUBMITTED)
    me = browser(preparer_of(application))
    assert me.get("/applications").status_code == 404
    assert me.submit(f"/applications/{application.id}/answer/accepted").status_code == 403


def test_a_remark_can_be_taken_back_until_it_is_given(browser):
    application = an_application(S.SUBMITTED)
    aino = browser(tiera(Role.COORDINATOR))
    url = f"/applications/{application.id}"
    assert aino.submit(f"{url}/remarks", {"task": "dpia", "text": ""}).status_code == 422
    assert aino.submit(f"{url}/remarks", {"task": "no-such", "text": "Hei"}).status_code == 422
    aino.submit(f"{url}/remarks", {"task": "dpia", "text": "Väärä huomautus"})
    again = re.search(rf'action="({url}/remarks/\d+/remove)"', aino.get(url).text).group(1)
    assert aino.submit(again).status_code == 302
    assert "Väärä huomautus" not in aino.get(url).text
    assert aino.submit(again).status_code == 404


def test_an_application_with_an_agreement_is_not_withdrawn(browser):
    application = an_application(S.ACCEPTED)
    manager = actor_of(tiera(Role.CONTRACT_MANAGER))
    day = now().date()
    since = day - timedelta(days=900)
    agreement.draft_for_founder(application.organisation, since, day, manager, now())
    db.session.commit()
    me = browser(preparer_of(application))
    page = me.get(f"/applications/{application.id}").text
    assert "has led to the joining agreement" in page
    assert "Withdraw the application</button>" not in page
    assert me.submit(f"/applications/{application.id}/withdraw").status_code == 409
    assert application.state is S.ACCEPTED


def test_a_withdrawn_organisation_may_start_again(browser):
    application = an_application(S.SUBMITTED)
    person = preparer_of(application)
    me = browser(person)
    assert me.submit(f"/applications/{application.id}/withdraw").status_code == 302
    assert "Start the readiness check" in me.get("/readiness").text
    assert len(letters("onboarding/application_withdrawn")) == 1
    start = {"levels": ["basic"], "languages": ["fi"], "ict": "own"}
    assert me.submit("/readiness", start).status_code == 302
    assert find_live(application.organisation_id).id != application.id


def test_starting_twice_is_refused_politely(browser):
    application = an_open_application()
    me = browser(preparer_of(application))
    page = me.submit("/readiness", {"levels": ["basic"], "languages": ["fi"], "ict": "own"})
    assert page.status_code == 409


def test_the_list_is_limited_and_paged(browser):
    for n in range(27):
        person = a_preparer(a_municipality(name_fi=f"Ähtäri {n:02d}" if n < 26 else "Zeta"))
        an_open_application(person)
    aino = browser(tiera(Role.COORDINATOR))
    assert "The list has 27 applications" in aino.get("/applications").text
    assert "Next" in aino.get("/applications").text
    page = aino.get("/applications?q=ähtäri&page=2").text
    assert "The list has 26 applications" in page
    assert "The list has 27 applications" in aino.get("/applications?state=open").text
    assert "No applications here" in aino.get("/applications?state=accepted").text
    assert "No applications here" in aino.get("/applications?q=100%25").text


def count_queries(do):
    seen = []
    engine = db.engine
    listener = lambda *args: seen.append(args[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", listener)
    try:
        do()
    finally:
        event.remove(engine, "before_cursor_execute", listener)
    return len([statement for statement in seen if statement.startswith("SELECT")])


def test_the_list_takes_as_many_queries_for_two_as_for_twenty(browser):
    for _ in range(2):
        completed(an_open_application(), "owner")
    aino = browser(tiera(Role.COORDINATOR))
    aino.get("/applications")
    few = count_queries(lambda: aino.get("/applications"))
    for _ in range(18):
        an_open_application()
    assert count_queries(lambda: aino.get("/applications")) == few


def test_the_task_list_takes_as_many_queries_full_as_empty(browser):
    application = an_open_application()
    me = browser(preparer_of(application))
    me.get("/readiness")
    empty = count_queries(lambda: me.get("/readiness"))
    ready_to_send(application)
    assert count_queries(lambda: me.get("/readiness")) <= empty + 1
    assert empty < 20


def test_what_waits_for_whom_is_listed():
    application = an_application(S.SUBMITTED)
    judge = actor_of(tiera(Role.COORDINATOR))
    today = now().date()
    [waiting] = list_waiting(judge, today)
    assert waiting.endpoint == "onboarding.application"
    assert waiting.args == {"application_id": application.id}
    assert waiting.due == application.state_since.date() + timedelta(days=14)
    assert list_waiting(actor_of(preparer_of(application)), today) == []


def test_a_returned_application_waits_for_those_who_lead_it():
    application = an_application(S.INFO_REQUESTED)
    today = now().date()
    lead, viewer = preparer_of(application), a_colleague(application, Role.VIEWER)
    assert [w.endpoint for w in list_waiting(actor_of(lead), today)] == ["onboarding.readiness"]
    assert list_waiting(actor_of(viewer), today) == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize("state", list(S))
def test_an_application_page_in_every_state_and_language(browser, state, language):
    application = an_application(state)
    for person in (preparer_of(application), tiera(Role.COORDINATOR)):
        assert (
            browser(person, language=language).get(f"/applications/{application.id}").status_code
            == 200
        )
