"""What certifiers and vendors typed carries its language wherever it is shown."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from catalog.criteria import EvidenceGrade, Result
from catalog.queries import list_findings, list_messages
from catalog.states import CertificateStep
from catalog.workflow import certificates, review, vendor
from core import clock
from core.db import db
from core.outbox import OutboxMessage
from tests.factories.accounts import a_person, tiera
from tests.factories.catalog import a_certifier, a_review, acting, assessed, certificate_of

TODAY = clock.today()
SAID = '<span lang="sv">{}</span> <span class="written-in">Kirjoitettu ruotsiksi.</span>'


@pytest.fixture
def conditional(session):
    """A service with a note, conditions and an answer in Swedish; in the catalogue."""
    by, at = a_certifier(), clock.now()
    revision = assessed(a_review(by=by), by, at)
    review.assess(
        revision,
        "support",
        Result.PARTLY,
        EvidenceGrade.TESTED,
        "Bara på vardagar.",
        None,
        by,
        at,
        language="sv",
    )
    end = TODAY + timedelta(days=300)
    review.certify_with_conditions(revision, end, "Rätta bilagan.", end, by, at, "sv")
    seller = acting(revision.service.vendor, Role.EDITOR)
    vendor.report_conditions(revision, "Done.", seller, at, "en")
    db.session.commit()
    return revision


def test_the_page_everybody_reads_marks_and_says_another_language(conditional, browser):
    address = f"/services/{conditional.service.slug}"
    finnish = browser(language="fi").get(address).text
    assert SAID.format("Rätta bilagan.") in finnish
    assert SAID.format("Bara på vardagar.") in finnish
    swedish = browser(language="sv").get(address).text
    assert "Rätta bilagan." in swedish
    assert "Skrivet på svenska." not in swedish


def test_the_messages_of_a_review_keep_their_languages(conditional, browser):
    assert [row.language for row in list_messages(conditional.id)] == ["sv", "en"]
    page = browser(tiera(Role.CERTIFIER), language="fi")
    text = page.get(f"/certification/{conditional.id}").text
    assert '<div lang="sv"><p>Rätta bilagan.</p></div>' in text
    assert '<div lang="en"><p>Done.</p></div> <p class="written-in">Kirjoitettu englann' in text
    assert SAID.format("Bara på vardagar.") in text


def test_the_reason_of_a_suspension_is_marked_and_safe(conditional, browser):
    held = certificate_of(conditional.service)
    by, at = a_certifier(), clock.now()
    certificates.take(CertificateStep.SUSPEND, held, "<b>Läcka</b>", by, at, "sv")
    db.session.commit()
    page = browser(language="fi").get(f"/services/{conditional.service.slug}").text
    assert SAID.format("&lt;b&gt;Läcka&lt;/b&gt;") in page


def test_a_letter_marks_what_is_quoted_in_another_language(session):
    by, at = a_certifier(), clock.now()
    revision = a_review(by=by)
    a_person(Role.EDITOR, organisation=revision.service.vendor, language="fi")
    review.ask(revision, "Var finns avtalet?", by, at, "sv")
    db.session.flush()
    letters = db.session.scalars(db.select(OutboxMessage).order_by(OutboxMessage.id.desc()))
    html = next(row.html for row in letters if "Var finns avtalet?" in row.text)
    assert '<div lang="sv"' in html


def test_a_certifier_chooses_the_language_of_a_note(browser):
    certifier = tiera(Role.CERTIFIER)
    revision = a_review()
    client = browser(certifier, language="sv")
    address = f"/certification/{revision.id}/criteria/support"
    assert '<option value="sv" selected>' in client.get(address).text
    note = {"result": "partly", "grade": "tested", "note": "Vain arkisin.", "written_in": "fi"}
    assert client.submit(address, note).status_code == 302
    assert [row.note_language for row in list_findings(revision.id)] == ["fi"]
    assert '<option value="fi" selected>' in client.get(address).text
