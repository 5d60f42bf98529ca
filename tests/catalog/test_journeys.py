"""The walk of a service over HTTP: described, sent, asked about, answered, certified, found."""

from accounts.roles import OrganisationKind, Role
from catalog.criteria import criteria_set
from catalog.lookup import find_open_revision
from catalog.models import Service
from catalog.states import ServiceState
from core.db import db
from core.outbox import OutboxMessage
from tests.factories.accounts import a_person, organisation_of, tiera
from tests.factories.catalog import FACTS


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

    review = f"/certification/{revision.id}"
    assert "Sanapolku" in desk.get("/certification").text
    assert desk.get(review).status_code == 200
    assert desk.submit(f"{review}/take-up").status_code == 302
    ask = desk.get(f"{review}/decide/ask")
    assert ask.status_code == 200
    asked = desk.submit(
        f"{review}/decide/ask", text="Missä varmuuskopiot ovat?", version=str(revision.version)
    )
    assert asked.status_code == 302
    assert "Missä varmuuskopiot ovat?" in client.get(f"/services/{slug}/edit").text
    assert client.submit(f"/services/{slug}/answer", text="Kajaanissa.").status_code == 302
    assert revision.state is ServiceState.IN_REVIEW

    early = desk.submit(
        f"{review}/decide/certify", valid_to="1.1.2027", version=str(revision.version)
    )
    assert early.status_code == 409
    for key in criteria_set().keys:
        assert desk.get(f"{review}/criteria/{key}").status_code == 200
        saved = desk.submit(f"{review}/criteria/{key}", result="met", grade="tested", note="")
        assert saved.status_code == 302
    form = desk.get(f"{review}/decide/certify")
    latest = form.text.split('name="valid_to" type="text" value="')[1].split('"')[0]
    done = desk.submit(f"{review}/decide/certify", valid_to=latest, version=str(revision.version))
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
