"""What should never work, tried: scripts, formulas, absurd numbers, huge texts, other people's things."""

import csv
import io
import json

import pytest

from accounts.roles import OrganisationKind, Role
from catalog.lookup import find_open_revision
from catalog.workflow import review, vendor
from core.db import db
from core.tables import BOM
from tests.factories.accounts import a_person, a_vendor, tiera
from tests.factories.catalog import (
    AT,
    FACTS,
    a_certified_service,
    a_certifier,
    a_draft,
    a_review,
    a_submission,
    acting,
    an_editor,
    certificate_of,
)

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def desk(browser):
    """An editor at their desk with a draft open."""
    editor = an_editor()
    client = browser(editor)
    client.submit("/services/new", name="Sanapolku")

    def save(part, **data):
        return client.submit(f"/services/sanapolku/edit/{part}", data=data)

    save.client = client
    return save


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("2,10", 302),
        ("", 302),
        ("-1", 422),
        ("NaN", 422),
        ("1e5", 422),
        ("∞", 422),
        ("10 000 000,01", 422),
        ("9" * 5000, 422),
        ("2,105", 422),
        ("<b>2</b>", 422),
    ],
)
def test_only_a_sensible_price_is_a_price(desk, typed, status):
    answer = desk("price", price_model="per_learner_year", price_cents=typed)
    assert answer.status_code == status
    if status == 422 and len(typed) < 100:
        assert f'value="{typed}"'.replace("<b>2</b>", "&lt;b&gt;2&lt;/b&gt;") in answer.text


@pytest.mark.parametrize(
    ("part", "data"),
    [
        ("price", {"price_model": "a_lottery"}),
        ("use", {"categories": ["mathematics", "alchemy"]}),
        ("use", {"year_from": "3"}),
        ("use", {"year_from": "6", "year_to": "2"}),
        ("use", {"year_from": "0", "year_to": "10"}),
        ("use", {"year_from": "٣", "year_to": "4"}),
        ("interfaces", {"api_url": "javascript:alert(1)"}),
        ("interfaces", {"api_url": "https://"}),
        ("interfaces", {"api_url": "http://[::1"}),
        ("interfaces", {"exit_days": "-5"}),
        ("interfaces", {"exit_days": "99999"}),
        ("support", {"support_email": "not an address"}),
        ("support", {"support_email": "a@b.fi\r\nBcc: x@y.fi"}),
        ("texts-fi", {"name": "x" * 81}),
        ("texts-fi", {"name": "   "}),
        ("texts-fi", {"name": "Nimi", "description": "x" * 20_001}),
        ("ai", {"ai_use": "skynet"}),
        ("privacy", {"data_elements-0-element": "name"}),
        ("privacy", {"data_elements-0-element": "soul"}),
        ("privacy", {"sub_processors-0-name": "Konesali Oy"}),
    ],
)
def test_what_is_not_an_answer_is_refused_and_kept(desk, part, data):
    answer = desk(part, **data)
    assert answer.status_code == 422
    assert "needs to be corrected" in answer.text or "need to be corrected" in answer.text


def test_a_fault_in_a_row_is_told_once_and_leads_to_its_own_field(desk):
    answer = desk(
        "privacy", **{"data_elements-0-element": "name", "data_elements-0-months": "long"}
    )
    assert '<a href="#data_elements-0-months">' in answer.text
    assert 'href="#data_elements"' not in answer.text
    assert "Data Elements" not in answer.text
    assert "2 things need to be corrected" in answer.text
    answer = desk("privacy", **{"data_elements-0-months": "700"})
    assert "Write a whole number between 0 and 600" in answer.text


def test_a_ten_megabyte_text_is_refused_clearly(desk):
    answer = desk("texts-fi", name="Nimi", description="x" * 10_000_000)
    assert answer.status_code == 413


def test_an_unknown_page_of_the_description_is_none(desk):
    assert desk.client.get("/services/sanapolku/edit/secrets").status_code == 404


def test_a_colleagues_save_is_not_written_over(desk):
    saved = desk("support", note_fi="Ensimmäinen", version="1")
    assert saved.status_code == 302
    late = desk("support", note_fi="Toinen", version="1")
    assert late.status_code == 409
    assert "Toinen" in late.text
    assert "Somebody else changed this" in late.text


@pytest.mark.parametrize("field", ["name", "summary", "description"])
def test_scripts_in_texts_are_only_text(browser, field):
    texts = {"fi": FACTS["texts"]["fi"] | {field: f"Nimi {SCRIPT}"}}
    house = a_vendor(name_fi=f"Yritys {SCRIPT}")
    service = a_certified_service(house, texts=texts)
    for url in ("/services", f"/services/{service.slug}", "/services?q=<script>alert(1)"):
        page = browser().get(url)
        assert page.status_code == 200
        assert SCRIPT not in page.text
    editor = browser(an_editor(house))
    for url in ("/services/mine", f"/services/{service.slug}/edit"):
        assert SCRIPT not in editor.get(url).text


def test_scripts_in_the_reviews_messages_are_only_text(browser):
    by = a_certifier()
    revision = a_review(by=by)

    review.ask(revision, f"Kysymys {SCRIPT}", by, AT)
    db.session.commit()
    editor = browser(an_editor(revision.service.vendor))
    slug = revision.service.slug
    for url in (f"/services/{slug}/edit", f"/services/{slug}/answer"):
        text = editor.get(url).text
        assert "Kysymys" in text
        assert SCRIPT not in text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "=HYPERLINK("])
def test_a_formula_in_a_name_is_text_in_the_file(browser, start):
    name = f'{start}cmd|"/c calc"!A1'
    texts = {"fi": {"name": name, "summary": f"{start}1+1", "description": "x"}}
    a_certified_service(texts=texts)
    answer = browser().get("/services.csv")
    assert answer.mimetype == "text/csv"
    assert answer.text.startswith(BOM)
    _head, row = csv.reader(io.StringIO(answer.text.removeprefix(BOM)), delimiter=";")
    assert row[1].startswith("'")
    assert row[3].startswith("'")
    assert not any(cell.lstrip()[:1] in "=+@" for cell in row if cell)


def test_the_files_hold_exactly_what_the_list_shows(browser):
    a_certified_service(categories=["mathematics"])
    a_certified_service(categories=["library"])
    client = browser()
    one = json.loads(client.get("/services.json?use=library").text)
    assert len(one["services"]) == 1
    both = json.loads(client.get("/services.json").text)
    assert len(both["services"]) == 2
    assert both["services"][0]["price"] == {"model": "per_learner_year", "cents": 210}
    assert len(client.get("/services.csv?q=puuttuu").text.strip().splitlines()) == 1
    assert 'href="/services.csv?use=library' in client.get("/services?use=library").text


@pytest.mark.parametrize(
    "query",
    [
        "use=alchemy",
        "sort=money",
        "page=-1",
        "page=9999999999",
        "q=%00",
        "lang=xx",
        "grade=declared",
    ],
)
def test_an_address_that_asks_for_nonsense_still_shows_the_list(browser, query):
    a_certified_service()
    page = browser().get(f"/services?{query}")
    assert page.status_code == 200
    assert "Sanapolku" in page.text or query.startswith("q=")


def test_another_vendors_service_does_not_exist(browser):
    revision = a_draft()
    slug = revision.service.slug
    stranger = browser(a_person(Role.EDITOR, Role.ADMIN, kind=OrganisationKind.VENDOR))
    for url in ("edit", "edit/use", "preview", "answer", "withdraw"):
        assert stranger.get(f"/services/{slug}/{url}").status_code == 404
    for url in ("edit/use", "submit", "answer", "withdraw", "revise"):
        assert stranger.submit(f"/services/{slug}/{url}").status_code == 404
    assert stranger.get(f"/services/{slug}").status_code == 404
    assert db.session.get(type(revision), revision.id).version == revision.version


def test_a_draft_cannot_be_reviewed_by_guessing_its_number(browser):
    revision = a_draft()
    desk = browser(tiera(Role.CERTIFIER))
    assert desk.get(f"/certification/{revision.id}").status_code == 404
    assert desk.submit(f"/certification/{revision.id}/take-up").status_code == 404


def test_the_second_press_of_the_same_step_is_told_politely(browser):
    revision = a_submission()
    first, second = browser(tiera(Role.CERTIFIER)), browser(tiera(Role.CERTIFIER))
    url = f"/certification/{revision.id}/take-up"
    assert first.submit(url).status_code == 302
    late = second.submit(url)
    assert late.status_code == 409
    assert "Under review" in late.text


def test_a_step_that_is_none_is_no_page(browser):
    revision = a_review()
    desk = browser(tiera(Role.CERTIFIER))
    for step in ("withdraw", "burn", "take_up"):
        assert desk.get(f"/certification/{revision.id}/decide/{step}").status_code == 404
    assert desk.get(f"/certification/{revision.id}/criteria/no-such").status_code == 404
    assert desk.get(f"/certification/{revision.id}/certificate/suspend").status_code == 404


def test_a_refused_decision_keeps_what_was_written(browser):
    revision = a_review()
    desk = browser(tiera(Role.CERTIFIER))
    answer = desk.submit(
        f"/certification/{revision.id}/decide/certify_with_conditions",
        valid_to="30.6.2027",
        due="31.2.2027",
        text="Pitkä ehto, jota ei saa kadottaa.",
        version=str(revision.version),
    )
    assert answer.status_code == 422
    assert "Pitkä ehto, jota ei saa kadottaa." in answer.text
    assert "31.2.2027" in answer.text


def test_a_withdrawn_service_stays_readable_and_says_it_is_gone(browser):
    service = a_certified_service()
    seller = acting(service.vendor, Role.EDITOR)
    vendor.withdraw(certificate_of(service).revision, seller, AT)
    db.session.commit()
    page = browser().get(f"/services/{service.slug}")
    assert page.status_code == 410
    assert "withdrew this service" in page.text
    assert "Sanojen harjoittelua" in page.text
    assert "Sanapolku" not in browser().get("/services").text


def test_a_preview_is_for_the_vendor_and_tiera_only(browser):
    revision = a_submission()
    slug = revision.service.slug
    assert browser().get(f"/services/{slug}").status_code == 404
    assert browser(tiera(Role.AUDITOR)).get(f"/services/{slug}").status_code == 200
    assert browser(a_person(Role.VIEWER)).get(f"/services/{slug}").status_code == 404
    assert find_open_revision(revision.service_id) is not None
