"""The readiness check walked through in a browser, by colleagues and by strangers."""

import re
from io import BytesIO

import pytest

from accounts.roles import OrganisationKind, Role
from core.db import db
from onboarding.models.application import Application
from onboarding.queries.application import find_live
from onboarding.states.application import ApplicationState
from onboarding.states.readiness import AnswerChoice, ReopenReason, TaskState
from tests.factories.accounts import a_municipality, a_person, organisation_of, tiera
from tests.factories.onboarding_readiness import (
    a_colleague,
    a_pdf,
    a_preparer,
    an_application,
    an_open_application,
    answer_to,
    completed,
    preparer_of,
)

pytestmark = pytest.mark.usefixtures("session")

START = {"levels": ["basic"], "languages": ["fi"], "ict": "own"}
DPIA = {"answer": "yes", "detail_opinion_on": "20.11.2026", "detail_opinion_by": "Heli Myllymäki"}


def a_file(name="lausunto.pdf", body=None):
    return (BytesIO(a_pdf(name) if body is None else body), name)


def edits_on(page):
    return re.search(r'name="edits" value="(\d*)"', page.text).group(1)


def autosave(client, task, data):
    """What the page's script sends."""
    client.environ_base["HTTP_ACCEPT"] = "application/json"
    try:
        return client.submit(f"/readiness/{task}/draft", data)
    finally:
        del client.environ_base["HTTP_ACCEPT"]


def test_a_municipality_starts_its_check_and_sees_its_tasks(browser):
    person = a_preparer()
    me = browser(person)
    page = me.get("/readiness")
    assert "Start the readiness check" in page.text
    answer = me.submit("/readiness", START)
    assert answer.status_code == 302
    page = me.get("/readiness").text
    assert "0 of 18 gates are met" in page
    assert "Can&#39;t start yet" in page
    assert find_live(organisation_of(person).id).state is ApplicationState.OPEN


def test_a_start_without_levels_is_refused_and_nothing_is_started(browser):
    person = a_preparer()
    page = browser(person).submit("/readiness", {"ict": "own", "languages": ["fi"]})
    assert page.status_code == 422
    assert "at least one level" in page.text
    assert find_live(organisation_of(person).id) is None


def test_interest_is_told_first_and_the_check_is_started_later(browser):
    person = a_preparer()
    me = browser(person)
    assert me.submit("/readiness/interest").status_code == 302
    assert "known of your interest" in me.get("/readiness").text
    me.submit("/readiness", START)
    assert find_live(organisation_of(person).id).state is ApplicationState.OPEN


@pytest.mark.parametrize("role", [Role.VIEWER, Role.FINANCE, Role.SIGNATORY])
def test_only_an_admin_or_a_preparer_starts(browser, role):
    person = a_person(role, organisation=a_municipality())
    assert "Start the readiness check</button>" not in browser(person).get("/readiness").text
    assert browser(person).submit("/readiness", START).status_code == 403


@pytest.mark.parametrize("kind", [OrganisationKind.VENDOR, OrganisationKind.COORDINATOR])
def test_readiness_is_not_for_those_who_do_not_join(browser, kind):
    role = Role.ADMIN if kind is OrganisationKind.VENDOR else Role.COORDINATOR
    person = a_person(role, kind=kind)
    assert browser(person).get("/readiness").status_code == 404
    assert browser(person).submit("/readiness", START).status_code == 404


def test_a_task_is_answered_proved_and_completed_in_one_go(browser):
    application = an_open_application()
    me = browser(preparer_of(application))
    me.submit("/readiness/dpia/draft", {**DPIA, "evidence": a_file("liite.pdf")})
    answer = me.submit("/readiness/dpia", {**DPIA, "evidence": a_file("lausunto.pdf")})
    assert answer.status_code == 302
    row = answer_to(application, "dpia")
    assert row.state is TaskState.COMPLETED
    assert row.details == {"opinion_on": "2026-11-20", "opinion_by": "Heli Myllymäki"}
    assert application.state is ApplicationState.OPEN, "completed never means sent"
    assert "Nothing has been sent" in me.get("/readiness").text


def test_what_is_missing_is_said_and_everything_typed_is_kept(browser):
    application = an_open_application()
    me = browser(preparer_of(application))
    page = me.submit(
        "/readiness/dpia",
        {
            **DPIA,
            "detail_opinion_on": "marraskuu 2026",
            "note": "Heli palaa maanantaina",
            "evidence": a_file("liite.pdf"),
        },
    )
    assert page.status_code == 422
    assert "Write the date like 21.11.2026" in page.text
    assert page.text.index("Write the date like") < page.text.index("One more file is needed")
    assert 'value="marraskuu 2026"' in page.text
    assert "Heli palaa maanantaina" in page.text
    assert "liite.pdf" in page.text, "the file that came along is kept"
    row = answer_to(application, "dpia")
    assert (row.state, row.note) == (TaskState.IN_PROGRESS, "Heli palaa maanantaina")


def test_a_refused_file_takes_no_typed_word_with_it(browser):
    application = an_open_application()
    page = browser(preparer_of(application)).submit(
        "/readiness/dpia/draft", {**DPIA, "evidence": a_file("virus.pdf", b"MZ not a pdf")}
    )
    assert page.status_code == 422
    assert "is not what its name says" in page.text
    assert answer_to(application, "dpia").details["opinion_by"] == "Heli Myllymäki"


@pytest.mark.parametrize("choice", ["partly", "no"])
def test_a_gate_is_not_completed_by_half_an_answer(browser, choice):
    application = an_open_application()
    page = browser(preparer_of(application)).submit("/readiness/mpassid", {"answer": choice})
    assert page.status_code == 422
    assert answer_to(application, "mpassid").answer is AnswerChoice(choice)
    assert answer_to(application, "mpassid").state is TaskState.IN_PROGRESS


def test_a_planning_item_is_completed_by_any_answer(browser):
    application = an_open_application()
    assert (
        browser(preparer_of(application)).submit("/readiness/koski", {"answer": "no"}).status_code
        == 302
    )
    assert answer_to(application, "koski").state is TaskState.COMPLETED


def test_not_concerning_needs_a_reason_and_waits_for_the_coordinator(browser):
    application = an_open_application()
    me = browser(preparer_of(application))
    assert me.submit("/readiness/ai", {"answer": "not_applicable"}).status_code == 422
    said = {"answer": "not_applicable", "detail_reason": "Tekoälyä ei oteta käyttöön."}
    assert me.submit("/readiness/ai", said).status_code == 302
    assert "Awaits approval" in me.get("/readiness").text


def test_a_choice_that_is_not_offered_is_refused(browser):
    application = an_open_application()
    page = browser(preparer_of(application)).submit(
        "/readiness/owner", {"answer": "not_applicable"}
    )
    assert page.status_code == 422
    assert answer_to(application, "owner").state is TaskState.NOT_STARTED


def test_the_page_saves_itself_and_says_when(browser):
    application = an_open_application()
    me = browser(preparer_of(application))
    page = me.get("/readiness/owner")
    data = {"answer": "yes", "detail_name": "Sanna", "edits": edits_on(page)}
    said = autosave(me, "owner", data)
    assert said.status_code == 200
    assert "Draft saved on" in said.json["saved"]
    assert said.json["edits"] == 1
    assert answer_to(application, "owner").details == {"name": "Sanna"}


def test_two_colleagues_in_one_task_lose_nothing(browser):
    application = an_open_application()
    jukka = a_colleague(application)
    me, other = browser(preparer_of(application)), browser(jukka)
    mine, theirs = me.get("/readiness/owner"), other.get("/readiness/owner")
    other.submit(
        "/readiness/owner/draft",
        {"answer": "yes", "detail_name": "Jukka Isotalo", "edits": edits_on(theirs)},
    )
    data = {"answer": "yes", "detail_name": "Sanna Perälä", "edits": edits_on(mine)}
    said = autosave(me, "owner", data)
    assert said.status_code == 409
    assert jukka.name in said.json["conflict"]
    assert ["Owner's name", "Jukka Isotalo"] in said.json["theirs"]

    page = me.submit("/readiness/owner/draft", data)
    assert page.status_code == 409
    assert "Sanna Perälä" in page.text
    assert "Jukka Isotalo" in page.text
    assert answer_to(application, "owner").details["name"] == "Jukka Isotalo"

    assert me.submit("/readiness/owner/draft", {**data, "edits": edits_on(page)}).status_code == 302
    assert answer_to(application, "owner").details["name"] == "Sanna Perälä"


def test_changing_who_is_in_charge_does_not_disturb_the_writer(browser):
    application = an_open_application()
    me = browser(preparer_of(application))
    page = me.get("/readiness/owner")
    owner = a_colleague(application, Role.FINANCE)
    assert (
        me.submit(
            "/readiness/owner/owner", {"owner": str(owner.id), "due_on": "4.12.2026"}
        ).status_code
        == 302
    )
    said = me.submit("/readiness/owner/draft", {"answer": "yes", "edits": edits_on(page)})
    assert said.status_code == 302
    assert answer_to(application, "owner").owner_id == owner.id


def test_somebody_of_another_organisation_cannot_be_put_in_charge(browser):
    application = an_open_application()
    stranger = a_preparer()
    page = browser(preparer_of(application)).submit(
        "/readiness/owner/owner", {"owner": str(stranger.id)}
    )
    assert page.status_code == 422
    assert answer_to(application, "owner").owner_id is None


def test_a_locked_task_says_what_it_waits_for(browser):
    application = an_open_application()
    me = browser(preparer_of(application))
    page = me.get("/readiness/test-login").text
    assert "MPASSid in use" in page
    assert "Mark as completed</button>" not in page
    said = me.submit("/readiness/test-login/draft", {"answer": "yes"})
    assert said.status_code == 409
    assert answer_to(application, "test-login").answer is None


def test_a_completed_task_reopens_when_its_answer_changes_and_so_does_what_rested_on_it(browser):
    application = completed(an_open_application(), "processing-agreement")
    me = browser(preparer_of(application))
    me.submit("/readiness/dpia/draft", {**DPIA, "detail_opinion_by": "Joku muu"})
    assert answer_to(application, "dpia").reopened_because is ReopenReason.ANSWER_CHANGED
    later = answer_to(application, "processing-agreement")
    assert later.reopened_because is ReopenReason.EARLIER_TASK_REOPENED
    assert "the answer was changed" in me.get("/readiness").text


def test_a_note_alone_does_not_reopen_a_task(browser):
    application = completed(an_open_application(), "mpassid")
    me = browser(preparer_of(application))
    me.submit(
        "/readiness/mpassid/draft",
        {"answer": "yes", "detail_joined_on": "20.8.2026", "note": "Lisätieto"},
    )
    row = answer_to(application, "mpassid")
    assert (row.state, row.note) == (TaskState.COMPLETED, "Lisätieto")


def test_removing_evidence_reopens_a_task_and_says_why(browser):
    application = completed(an_open_application(), "change-impact")
    me = browser(preparer_of(application))
    page = me.get("/readiness/change-impact").text
    url = re.search(r'formaction="(/readiness/change-impact/evidence/\d+/remove)"', page).group(1)
    assert me.submit(url).status_code == 302
    assert answer_to(application, "change-impact").reopened_because is ReopenReason.EVIDENCE_REMOVED
    assert "a file was removed" in me.get("/readiness").text
    assert me.submit(url).status_code == 404


def test_enter_in_a_field_saves_a_draft_and_never_removes_a_file(browser):
    """A browser presses the first button of the form for Enter."""
    application = completed(an_open_application(), "change-impact")
    page = browser(preparer_of(application)).get("/readiness/change-impact").text
    form = page[page.index("data-autosave-to") :]
    assert 'formaction="/readiness/change-impact/draft"' in re.search("<button[^>]*>", form).group()
    assert re.search(r"/evidence/\d+/remove", form)


def test_colleagues_write_to_each_other_and_nobody_else_reads_it(browser):
    application = an_open_application()
    me = browser(preparer_of(application))
    assert (
        me.submit(
            "/readiness/dpia/comments", {"text": "Lausunto 4.12. mennessä <b>kiitos</b>"}
        ).status_code
        == 302
    )
    page = browser(a_colleague(application, Role.VIEWER)).get("/readiness/dpia").text
    assert "Lausunto 4.12. mennessä &lt;b&gt;kiitos&lt;/b&gt;" in page
    assert me.submit("/readiness/dpia/comments", {"text": "  "}).status_code == 422


def test_a_viewer_reads_and_does_not_write(browser):
    application = an_open_application()
    me = browser(a_colleague(application, Role.VIEWER))
    assert "Mark as completed</button>" not in me.get("/readiness/owner").text
    assert me.submit("/readiness/owner/draft", {"answer": "yes"}).status_code == 403
    assert me.submit("/readiness/owner/comments", {"text": "Hei"}).status_code == 403
    assert me.submit("/readiness/owner/owner", {"owner": ""}).status_code == 403


def test_evidence_is_a_download_for_those_who_may_see_it(browser):
    application = completed(an_open_application(), "change-impact")
    mine = browser(preparer_of(application))
    url = re.search(r'href="(/evidence/\d+)"', mine.get("/readiness/change-impact").text).group(1)
    got = mine.get(url)
    assert got.status_code == 200
    assert got.headers["Content-Disposition"].startswith("attachment")
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in got.headers["Content-Security-Policy"]
    assert browser(a_preparer()).get(url).status_code == 404
    assert browser(tiera(Role.COORDINATOR)).get(url).status_code == 404, "it has not been sent"


def test_another_organisation_finds_nothing(browser):
    application = an_application(ApplicationState.SUBMITTED)
    stranger = browser(a_preparer())
    assert stranger.get(f"/applications/{application.id}").status_code == 404
    assert stranger.get("/readiness/dpia").status_code == 404
    assert stranger.submit(f"/applications/{application.id}/withdraw").status_code == 404
    assert stranger.submit(f"/applications/{application.id}/send").status_code == 404
    assert db.session.get(Application, application.id).state is ApplicationState.SUBMITTED


def test_the_tasks_follow_the_profile_and_nothing_answered_is_lost(browser):
    application = an_open_application()
    me = browser(preparer_of(application))
    assert me.get("/readiness/swedish").status_code == 404
    more = {"levels": ["basic", "upper_secondary"], "languages": ["fi", "sv"], "ict": "joint"}
    assert me.submit("/readiness/profile", more).status_code == 302
    assert me.submit("/readiness/swedish/draft", {"answer": "partly"}).status_code == 302
    me.submit("/readiness/profile", START)
    assert me.get("/readiness/swedish").status_code == 404
    me.submit("/readiness/profile", more)
    assert answer_to(application, "swedish").answer is AnswerChoice.PARTLY


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@pytest.mark.parametrize(
    "path", ["/readiness", "/readiness/dpia", "/readiness/budget", "/readiness/print"]
)
def test_every_page_speaks_every_language(browser, path, language):
    application = completed(an_open_application(), "competent-body", "budget")
    me = browser(preparer_of(application), language=language)
    page = me.get(path)
    assert page.status_code == 200
    assert f'<html lang="{language}"' in page.text


@pytest.mark.parametrize("view", ["all", "open", "mine", "nonsense"])
def test_the_list_can_be_looked_at_in_several_ways(browser, view):
    application = completed(an_open_application(), "owner")
    page = browser(preparer_of(application)).get(f"/readiness?view={view}").text
    assert ("Owner of the service named</a>" in page) is (view in {"all", "nonsense"})


def test_a_completed_task_offers_changes_and_takes_a_second_press_calmly(browser):
    application = completed(an_open_application(), "mpassid")
    me = browser(preparer_of(application))
    page = me.get("/readiness/mpassid").text
    assert "Save changes</button>" in page
    assert "Mark as completed</button>" not in page
    done = {"answer": "yes", "detail_joined_on": "20.8.2026"}
    assert me.submit("/readiness/mpassid", done).status_code == 302
    assert answer_to(application, "mpassid").state is TaskState.COMPLETED
