"""Feedback: anybody may give it, the coordinator answers within 14 days, nobody floods it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import select

from accounts.roles import Role
from core import queries, workflow
from core.chores import forget
from core.db import db, transaction
from core.errors import NotAllowed, TooMany
from core.feedback import Feedback
from core.feedback_states import TABLE, FeedbackCategory, FeedbackState, FeedbackStep, due_on
from core.outbox import OutboxMessage
from core.states import IllegalStep
from tests.factories.accounts import a_person, actor_of, tiera

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def some(
    email: str | None = "minna@kunta.example", at: datetime = AT, sender: str = "x"
) -> Feedback:
    with transaction():
        return workflow.receive_feedback(
            FeedbackCategory.ACCESSIBILITY, "No legend.", email, "/members", "sv", sender, at
        )


def messages() -> list[OutboxMessage]:
    return list(db.session.scalars(select(OutboxMessage)))


def test_an_answer_is_due_in_fourteen_days():
    assert due_on(date(2026, 11, 20)) == date(2026, 12, 4)


@pytest.mark.parametrize("state", FeedbackState)
@pytest.mark.parametrize("step", FeedbackStep)
def test_feedback_is_settled_once(session, state, step):
    clerk = actor_of(tiera(Role.COORDINATOR))
    feedback = some()
    feedback.state = state
    if state is not FeedbackState.NEW:
        feedback.settled_at = AT
    if state is FeedbackState.ANSWERED:
        feedback.answer = "x"
    db.session.flush()

    def settle() -> None:
        if step is FeedbackStep.ANSWER:
            workflow.answer_feedback(feedback, "Here it is.", clerk, AT)
        else:
            workflow.close_feedback(feedback, clerk, AT)

    if (state, step) in TABLE:
        settle()
        assert feedback.state is TABLE[state, step]
    else:
        with pytest.raises(IllegalStep):
            settle()


def test_the_answer_goes_to_the_one_who_asked_in_their_language(session):
    feedback = some()
    with transaction():
        workflow.answer_feedback(feedback, "Nu finns den.", actor_of(tiera(Role.COORDINATOR)), AT)
    [message] = messages()
    assert (message.recipient, message.language) == ("minna@kunta.example", "sv")
    assert "Nu finns den." in message.text


def test_nobody_is_written_to_before_a_person_answers(session):
    """An address that somebody typed may be another person's."""
    some()
    assert messages() == []


def test_without_an_address_the_answer_is_only_kept(session):
    feedback = some(email=None)
    with transaction():
        workflow.answer_feedback(feedback, "Noted.", actor_of(tiera(Role.COORDINATOR)), AT)
    assert messages() == []
    assert feedback.answer == "Noted."


@pytest.mark.parametrize("role", [Role.TREASURER, Role.CERTIFIER])
def test_others_at_the_coordinator_do_not_answer(session, role):
    with pytest.raises(NotAllowed):
        workflow.answer_feedback(some(), "x", actor_of(tiera(role)), AT)


def test_one_sender_cannot_flood_and_others_still_get_through(session):
    for n in range(workflow.MOST_FROM_ONE):
        some(at=AT + timedelta(minutes=n))
    with pytest.raises(TooMany):
        some(at=AT + timedelta(minutes=30))
    assert some(at=AT + timedelta(minutes=30), sender="another").id
    assert some(at=AT + timedelta(minutes=61)).id


def test_everybody_together_cannot_flood(session, monkeypatch):
    monkeypatch.setattr(workflow, "MOST_FROM_ALL", 3)
    for n in range(3):
        some(sender=f"s{n}")
    with pytest.raises(TooMany):
        some(sender="s4")


def test_addresses_are_forgotten_a_year_after_the_answer(session):
    old, fresh = some(), some()
    with transaction():
        workflow.close_feedback(old, actor_of(tiera(Role.COORDINATOR)), AT)
    forget(AT + timedelta(days=366))
    db.session.expire_all()
    assert (old.email, old.sender) == (None, "")
    assert fresh.email == "minna@kunta.example"


def test_feedback_waits_in_the_coordinators_queue_most_urgent_first(session):
    late, later = some(at=AT + timedelta(days=1)), some(at=AT)
    waiting = queries.list_waiting(actor_of(tiera(Role.COORDINATOR)), AT.date())
    assert [line.args["id"] for line in waiting] == [later.id, late.id]
    assert waiting[0].due == date(2026, 12, 4)
    assert queries.list_waiting(actor_of(tiera(Role.TREASURER)), AT.date()) == []
    assert queries.list_waiting(actor_of(a_person(Role.PREPARER)), AT.date()) == []


def test_a_visitor_gives_feedback_and_is_thanked(browser):
    visitor = browser()
    form = visitor.get("/feedback?page=/services/x&about=accessibility").text
    assert 'value="/services/x"' in form
    answer = visitor.submit(
        "/feedback",
        {"category": "accessibility", "text": "No legend.", "page": "/members", "email": ""},
    )
    assert answer.status_code == 302
    assert "Thank you" in visitor.get(answer.location).text
    [feedback] = db.session.scalars(select(Feedback))
    assert (feedback.text, feedback.page, feedback.email) == ("No legend.", "/members", None)
    assert feedback.language == "en"
    assert "127.0.0.1" not in feedback.sender


def test_the_sender_is_another_one_tomorrow(browser):
    senders = []
    for day in (20, 21):
        with time_machine.travel(datetime(2026, 11, day, 10, tzinfo=UTC), tick=False):
            browser().submit("/feedback", {"category": "other", "text": "x"})
    senders = [feedback.sender for feedback in db.session.scalars(select(Feedback))]
    assert len(set(senders)) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"text": "   "}, "This is needed"),
        ({"text": "x", "email": "nobody"}, "Write the address like"),
        ({"text": "x" * 5001}, "5000"),
        ({"text": "x", "category": "evil"}, "Not a valid choice"),
    ],
)
def test_bad_input_is_shown_beside_what_was_typed(browser, typed, said):
    answer = browser().submit("/feedback", {"category": "other", "page": "/kept", **typed})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="/kept"' in answer.text


@pytest.mark.parametrize("page", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_a_page_elsewhere_is_not_kept(browser, page):
    browser().submit("/feedback", {"category": "other", "text": "x", "page": page})
    assert db.session.scalars(select(Feedback)).one().page == ""


def test_a_flood_is_told_politely_and_keeps_what_was_typed(browser):
    visitor = browser()
    for _ in range(workflow.MOST_FROM_ONE):
        visitor.submit("/feedback", {"category": "other", "text": "x"})
    answer = visitor.submit("/feedback", {"category": "other", "text": "my long text"})
    assert answer.status_code == 429
    assert "my long text" in answer.text
    assert "Try again in an hour" in answer.text


def test_the_coordinator_answers_from_the_queue(browser):
    feedback = some()
    key, version = feedback.id, feedback.version
    clerk = browser(tiera(Role.COORDINATOR))
    assert "1 piece of feedback waits" in clerk.get("/feedback/inbox").text
    page = clerk.get(f"/feedback/{key}").text
    assert "No legend." in page
    assert "The feedback was received" in page
    answer = clerk.submit(f"/feedback/{key}/answer", {"answer": "Here.", "version": version})
    assert answer.status_code == 302
    assert "answered" in clerk.get(f"/feedback/{key}").text
    assert "No feedback waits" in clerk.get("/feedback/inbox").text
    assert "No legend." in clerk.get("/feedback/inbox?state=answered").text
    assert clerk.get("/feedback/inbox?state=evil").status_code == 404


def test_two_clerks_do_not_both_answer(browser):
    feedback = some()
    key, version = feedback.id, feedback.version
    first, second = browser(tiera(Role.COORDINATOR)), browser(tiera(Role.COORDINATOR))
    assert first.submit(f"/feedback/{key}/close", {"version": version}).status_code == 302
    late = second.submit(f"/feedback/{key}/answer", {"answer": "My answer.", "version": version})
    assert late.status_code == 409
    assert "Somebody else changed this" in late.text
    assert messages() == []
