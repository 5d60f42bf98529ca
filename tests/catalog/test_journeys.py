"""The walk of a service over HTTP: described, sent, asked about, answered, certified, found."""

from datetime import timedelta

from accounts.roles import OrganisationKind, Role
from catalog.criteria import EvidenceGrade, Result, criteria_set
from catalog.facts import PriceModel
from catalog.lookup import find_open_revision
from catalog.models import Service
from catalog.sections import Section
from catalog.states import ServiceState
from catalog.workflow import review, vendor
from core import clock
from core.db import db
from core.outbox import OutboxMessage
from tests.factories.accounts import a_person, organisation_of, tiera
from tests.factories.catalog import (
    AT,
    FACTS,
    a_certified_service,
    a_certifier,
    a_review,
    acting,
    an_editor,
    assessed,
    certificate_of,
)


def rows(prefix, kept):
    out = {}
    for number, row in enumerate(kept):
        out |= {f"{prefix}-{number}-{key}": value for key, value in row.items()}
    return out


PAGES = {
    "texts-fi": FACTS["texts"]["fi"],
    "texts-sv": FACTS["texts"]["sv"],
    "texts-en": {"name": "", "summary": "", "description": ""},
    "use": {
        "categories": FACTS["categories"],
        "audiences": FACTS["audiences"],
        "levels": FACTS["levels"],
        "year_from": "1",
        "year_to": "6",
        "languages": FACTS["languages"],
    },
    "interfaces": {
        "interfaces": FACTS["interfaces"],
        "api_url": FACTS["api_url"],
        "note_fi": "CSV-tiedostona.",
        "exit_price_cents": "0",
        "exit_days": "30",
    },
    "price": {"price_model": "per_learner_year", "price_cents": "2,10"},
    "privacy": {
        "personal_data": "yes",
        **rows("data_elements", FACTS["data_elements"]),
        **rows("sub_processors", FACTS["sub_processors"]),
    },
    "ai": {"ai_use": "none"},
    "support": {
        "note_fi": "Arkisin.",
        "support_email": "tuki@sana.example",
        "conformance": "full",
        "accessibility_url": "https://sana.example/saavutettavuus",
    },
    "criteria": {f"answer_{key}": "Näin on." for key in criteria_set().keys},
}


def describe(client, slug):
    for name, data in PAGES.items():
        url = f"/services/{slug}/edit/{name}"
        page = client.get(url)
        assert page.status_code == 200, (name, page.status_code)
        service = db.session.scalars(db.select(Service).filter_by(slug=slug)).one()
        version = find_open_revision(service.id).version
        answer = client.submit(url, data={**data, "version": str(version)})
        assert answer.status_code == 302, (name, answer.text[answer.text.find("error-sum") :][:600])
    return service


def test_a_service_is_described_sent_asked_about_answered_certified_and_found(browser):
    editor = a_person(Role.EDITOR, kind=OrganisationKind.VENDOR, language="fi")
    certifier = tiera(Role.CERTIFIER)
    client, desk = browser(editor), browser(certifier)

    made = client.submit("/services/new", name="Sanapolku")
    assert made.status_code == 302
    slug = "sanapolku"
    assert "required answers are missing" in client.get(f"/services/{slug}/edit").text
    service = describe(client, slug)
    assert "Every required answer is there" in client.get(f"/services/{slug}/edit").text
    assert client.get(f"/services/{slug}/preview").status_code == 200
    assert browser().get(f"/services/{slug}").status_code == 404

    revision = find_open_revision(service.id)
    assert (
        client.submit(f"/services/{slug}/submit", version=str(revision.version)).status_code == 302
    )
    assert revision.state is ServiceState.SUBMITTED
    told = db.session.scalars(db.select(OutboxMessage)).all()
    assert [m.recipient for m in told] == [certifier.email]

    desk_of = f"/certification/{revision.id}"
    assert "Sanapolku" in desk.get("/certification").text
    assert desk.get(desk_of).status_code == 200
    assert desk.submit(f"{desk_of}/take-up").status_code == 302
    ask = desk.get(f"{desk_of}/decide/ask")
    assert ask.status_code == 200
    asked = desk.submit(
        f"{desk_of}/decide/ask", text="Missä varmuuskopiot ovat?", version=str(revision.version)
    )
    assert asked.status_code == 302
    assert "Missä varmuuskopiot ovat?" in client.get(f"/services/{slug}/edit").text
    assert client.submit(f"/services/{slug}/answer", text="Kajaanissa.").status_code == 302
    assert revision.state is ServiceState.IN_REVIEW

    early = desk.submit(
        f"{desk_of}/decide/certify", valid_to="1.1.2027", version=str(revision.version)
    )
    assert early.status_code == 409
    for key in criteria_set().keys:
        assert desk.get(f"{desk_of}/criteria/{key}").status_code == 200
        saved = desk.submit(f"{desk_of}/criteria/{key}", result="met", grade="tested", note="")
        assert saved.status_code == 302
    form = desk.get(f"{desk_of}/decide/certify")
    latest = form.text.split('name="valid_to" type="text" value="')[1].split('"')[0]
    done = desk.submit(f"{desk_of}/decide/certify", valid_to=latest, version=str(revision.version))
    assert done.status_code == 302
    assert revision.state is ServiceState.CERTIFIED

    for language in ("fi", "sv", "en"):
        visitor = browser(language=language)
        found = visitor.get("/services?q=sana&use=reading_writing")
        assert found.status_code == 200
        page = visitor.get(f"/services/{slug}")
        assert page.status_code == 200
        assert "Kajaani" in page.text
    assert organisation_of(editor).name_fi in browser().get(f"/services/{slug}").text
    assert client.get("/services/mine").status_code == 200


def test_the_dark_corners_open_too(browser):
    editor = a_person(Role.EDITOR, kind=OrganisationKind.VENDOR)
    client = browser(editor)
    assert client.get("/services/new").status_code == 200
    assert client.submit("/services/new", name="  ").status_code == 422
    client.submit("/services/new", name="Mine")
    assert client.get("/services/mine-service/withdraw").status_code == 200
    assert client.submit("/services/mine-service/withdraw").status_code == 302
    assert client.submit("/services/mine-service/revise").status_code == 302
    page = client.get("/services/mine-service/edit")
    assert "Version 2" in page.text


def test_the_certifier_is_shown_what_changed_after_the_question(browser):
    by = a_certifier()
    revision = a_review(by=by)
    review.ask(revision, "Paljonko maksaa?", by, AT)
    seller = acting(revision.service.vendor, Role.EDITOR)
    facts = {"price_model": PriceModel.FREE, "price_cents": None, "price_note": {}}
    vendor.write_section(revision, Section.PRICE, facts, seller, AT)
    vendor.answer(revision, "Ei mitään.", seller, AT)
    db.session.commit()
    page = browser(tiera(Role.CERTIFIER)).get(f"/certification/{revision.id}")
    assert "Look again at: Price." in page.text


def test_a_revoked_certificate_is_said_aloud_to_the_vendor(browser):
    service, by = a_certified_service(), a_certifier()
    desk = browser(tiera(Role.CERTIFIER))
    number = certificate_of(service).revision_id
    url = f"/certification/{number}/certificate/revoke"
    assert desk.get(url).status_code == 200
    assert desk.submit(url, text="").status_code == 422
    assert desk.submit(url, text="Tietoja vuoti.").status_code == 302
    assert by.of_tiera(Role.CERTIFIER)
    client = browser(an_editor(service.vendor))
    page = client.get(f"/services/{service.slug}/edit")
    assert "The certificate has been revoked" in page.text
    assert "Tietoja vuoti." in page.text
    assert "Not in the catalogue any more" in client.get("/services/mine").text
    gone = browser().get(f"/services/{service.slug}")
    assert gone.status_code == 410
    assert "Tietoja vuoti." in gone.text


def test_conditions_are_reported_and_confirmed(browser):
    by = a_certifier()
    weak = (Result.PARTLY, EvidenceGrade.DOCUMENT_SEEN)
    revision = assessed(a_review(by=by), by, clock.now(), exit=weak)
    due = clock.today() + timedelta(days=30)
    end = clock.today() + timedelta(days=300)
    review.certify_with_conditions(revision, end, "Korjaa vienti.", due, by, clock.now())
    db.session.commit()
    client = browser(an_editor(revision.service.vendor))
    desk = browser(tiera(Role.CERTIFIER))
    slug = revision.service.slug
    assert "Korjaa vienti." in browser().get(f"/services/{slug}").text
    assert client.get(f"/services/{slug}/conditions").status_code == 200
    assert client.submit(f"/services/{slug}/conditions", text="Korjattu.").status_code == 302
    assert "The vendor reported it done" in desk.get("/certification").text
    assert "Korjattu." in desk.get(f"/certification/{revision.id}").text
    assert desk.submit(f"/certification/{revision.id}/confirm").status_code == 302
    assert revision.state is ServiceState.CERTIFIED
    assert "Korjaa vienti." not in browser().get(f"/services/{slug}").text
