"""Who may do what to a service, when, and what is written down."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from accounts.roles import Role
from catalog import queries
from catalog.criteria import EvidenceGrade, Result, criteria_set
from catalog.lookup import find_listing, find_open_revision, find_standing_certificate
from catalog.models import Certificate, Facet, Finding, Listing
from catalog.sections import Section
from catalog.states import CertificateState, CertificateStep, ServiceState
from catalog.workflow import certificates, review, vendor
from core import audit
from core.db import db
from core.errors import BadInput, Changed, NotAllowed, RuleBroken
from core.outbox import OutboxMessage
from core.states import IllegalStep
from tests.factories.accounts import a_vendor, saved
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
    assessed,
    certificate_of,
)

LATER = AT + timedelta(days=30)
END = date(2027, 6, 30)

pytestmark = pytest.mark.usefixtures("session")


def editor_of(revision):
    return acting(revision.service.vendor, Role.EDITOR)


def test_a_draft_with_a_hole_is_not_sent():
    revision = a_draft(support_email="", price_cents=None, answers={})
    with pytest.raises(RuleBroken) as refusal:
        vendor.submit(revision, editor_of(revision), AT)
    assert refusal.value.values["count"] == 2 + len(criteria_set().keys)
    assert revision.state is ServiceState.DRAFT


def test_a_language_begun_must_be_finished():
    texts = FACTS["texts"] | {"en": {"name": "Word path"}}
    revision = a_draft(texts=texts)
    with pytest.raises(RuleBroken):
        vendor.submit(revision, editor_of(revision), AT)


@pytest.mark.parametrize("role", [Role.FINANCE, Role.SIGNATORY])
def test_only_editors_and_admins_write(role):
    revision = a_draft()
    other = acting(revision.service.vendor, role)
    with pytest.raises(NotAllowed):
        vendor.submit(revision, other, AT)
    with pytest.raises(NotAllowed):
        vendor.write_section(revision, Section.AI, {"ai_use": None, "ai_note": {}}, other, AT)


def test_another_vendor_writes_nothing():
    revision = a_draft()
    stranger = acting(a_vendor(), Role.EDITOR, Role.ADMIN)
    for deed in (vendor.submit, vendor.withdraw):
        with pytest.raises(NotAllowed):
            deed(revision, stranger, AT)


def test_what_is_under_review_is_not_edited():
    revision = a_submission()
    with pytest.raises(RuleBroken, match="can’t be changed"):
        vendor.write_section(
            revision, Section.AI, {"ai_use": None, "ai_note": {}}, editor_of(revision), AT
        )


def test_a_page_writes_only_what_is_its_own():
    revision = a_draft()
    with pytest.raises(ValueError, match="does not write"):
        vendor.write_section(revision, Section.AI, {"state": "certified"}, editor_of(revision), AT)


def test_the_second_of_two_writers_is_told():
    revision = saved(a_draft())
    seen = revision.version
    facts = {"ai_use": None, "ai_note": {}}
    vendor.write_section(revision, Section.AI, facts, editor_of(revision), AT, seen)
    db.session.commit()
    with pytest.raises(Changed):
        vendor.write_section(revision, Section.AI, facts, editor_of(revision), AT, seen)


def test_a_service_of_tiera_itself_is_not_reviewed_by_tiera():
    certifier = a_certifier()
    revision = a_submission()
    revision.service.vendor_id = certifier.organisation_id
    saved(revision)
    with pytest.raises(NotAllowed):
        review.take_up(revision, certifier, AT)
    assert queries.list_waiting(certifier, AT.date()) == []


def test_nothing_is_certified_before_everything_is_assessed():
    by = a_certifier()
    revision = a_review(by=by)
    with pytest.raises(RuleBroken, match="without a finding"):
        review.certify(revision, END, by, AT)


@pytest.mark.parametrize(
    ("result", "grade", "plain", "conditional"),
    [
        (Result.MET, EvidenceGrade.TESTED, True, True),
        (Result.PARTLY, EvidenceGrade.TESTED, False, True),
        (Result.NOT_MET, EvidenceGrade.EXTERNALLY_AUDITED, False, False),
        (Result.MET, EvidenceGrade.DECLARED, False, False),
        (Result.NOT_APPLICABLE, EvidenceGrade.DECLARED, True, True),
    ],
)
def test_a_gate_decides(result, grade, plain, conditional):
    by = a_certifier()
    revision = assessed(a_review(by=by), by, exit=(result, grade))
    rules = criteria_set()
    assert (review.why_not(rules, revision, with_conditions=False) is None) is plain
    assert (review.why_not(rules, revision, with_conditions=True) is None) is conditional


def test_what_is_no_gate_blocks_nothing():
    by = a_certifier()
    weak = (Result.NOT_MET, EvidenceGrade.DECLARED)
    revision = assessed(a_review(by=by), by, support=weak, pedagogy=weak)
    review.certify(revision, END, by, AT)
    assert revision.state is ServiceState.CERTIFIED


@pytest.mark.parametrize("end", [AT.date(), AT.date() - timedelta(days=1), date(2028, 9, 1)])
def test_a_certificate_ends_after_today_and_within_its_term(end):
    by = a_certifier()
    revision = assessed(a_review(by=by), by)
    with pytest.raises(BadInput):
        review.certify(revision, end, by, AT)
    assert db.session.query(Certificate).count() == 0


def test_evidence_bounds_the_certificate():
    by = a_certifier()
    revision = assessed(a_review(by=by), by, expires=date(2026, 12, 1))
    with pytest.raises(BadInput):
        review.certify(revision, date(2026, 12, 2), by, AT)
    review.certify(revision, date(2026, 12, 1), by, AT)


def test_a_finding_that_is_not_met_says_why_and_expired_evidence_is_none():
    by = a_certifier()
    revision = a_review(by=by)
    common = {"actor": by, "at": AT}
    with pytest.raises(BadInput) as refusal:
        review.assess(revision, "exit", Result.PARTLY, EvidenceGrade.TESTED, " ", None, **common)
    assert refusal.value.field == "note"
    with pytest.raises(BadInput) as refusal:
        review.assess(
            revision, "exit", Result.MET, EvidenceGrade.TESTED, "", date(2020, 1, 1), **common
        )
    assert refusal.value.field == "expires"
    with pytest.raises(BadInput):
        review.assess(revision, "no such", Result.MET, EvidenceGrade.TESTED, "", None, **common)


def test_two_certifiers_on_one_criterion_do_not_write_over_each_other():
    by, other = a_certifier(), a_certifier()
    revision = a_review(by=by)
    tested = (Result.MET, EvidenceGrade.TESTED, "", None)
    review.assess(revision, "exit", *tested, by, AT, 0)
    db.session.commit()
    with pytest.raises(Changed):
        review.assess(revision, "exit", *tested, other, AT, 0)
    assert db.session.query(Finding).count() == 1


def test_a_certified_service_is_in_the_catalogue_with_its_facets():
    service = a_certified_service()
    listing = find_listing(service.id)
    assert listing.grade == 3
    kinds = {(f.kind.value, f.value) for f in db.session.query(Facet).all()}
    assert ("use", "reading_writing") in kinds
    assert ("grade", "tested") in kinds
    assert ("grade", "peer_reviewed") not in kinds
    assert "matematiikka" not in listing.search_text
    assert "lukutaito" in listing.search_text


def test_a_new_certificate_takes_the_place_of_the_old_one():
    service = a_certified_service()
    old = certificate_of(service)
    actor, by = acting(service.vendor, Role.EDITOR), a_certifier()
    draft = vendor.revise(service, old.revision, actor, LATER)
    db.session.flush()
    assert draft.number == 2
    assert find_listing(service.id).revision_id == old.revision_id
    with pytest.raises(RuleBroken):
        vendor.revise(service, old.revision, actor, LATER)
    vendor.submit(draft, actor, LATER)
    review.take_up(draft, by, LATER)
    assessed(draft, by, LATER)
    review.certify(draft, END, by, LATER)
    assert old.state is CertificateState.SUPERSEDED
    assert find_listing(service.id).revision_id == draft.id
    assert find_standing_certificate(service.id).revision_id == draft.id
    with pytest.raises(RuleBroken, match="no longer"):
        vendor.withdraw(old.revision, actor, LATER)


def test_a_withdrawn_service_leaves_the_catalogue_and_takes_its_draft_along():
    service = a_certified_service()
    held, actor = certificate_of(service), acting(service.vendor, Role.EDITOR)
    draft = vendor.revise(service, held.revision, actor, LATER)
    vendor.withdraw(held.revision, actor, LATER)
    assert find_listing(service.id) is None
    assert db.session.query(Facet).count() == 0
    assert (held.state, service.withdrawn_at) == (CertificateState.WITHDRAWN, LATER)
    assert draft.state is ServiceState.WITHDRAWN
    assert find_open_revision(service.id) is None


def test_conditions_have_a_deadline_and_are_confirmed():
    by = a_certifier()
    revision = assessed(a_review(by=by), by, exit=(Result.PARTLY, EvidenceGrade.DOCUMENT_SEEN))
    for due in (AT.date(), END + timedelta(days=1)):
        with pytest.raises(BadInput):
            review.certify_with_conditions(revision, END, "Korjaa.", due, by, AT)
    held = review.certify_with_conditions(revision, END, "Korjaa.", END, by, AT)
    listing = find_listing(revision.service_id)
    assert listing.conditions_due == END
    seller = editor_of(revision)
    [waits] = queries.list_waiting(seller, AT.date())
    assert waits.due == END
    with pytest.raises(BadInput):
        vendor.report_conditions(revision, " ", seller, AT)
    vendor.report_conditions(revision, "Vienti on nyt rakenteinen.", seller, AT)
    assert queries.list_waiting(seller, AT.date()) == []
    assert [one.args for one in queries.list_waiting(by, AT.date())] == [
        {"revision_id": revision.id}
    ]
    review.confirm(revision, by, LATER)
    with pytest.raises(RuleBroken, match="no conditions"):
        vendor.report_conditions(revision, "Uudestaan.", seller, LATER)
    db.session.flush()
    db.session.expire_all()
    assert held.conditions_met_on == LATER.date()
    assert find_listing(revision.service_id).conditions_due is None
    values = {f.value for f in db.session.query(Facet).filter_by(kind="certificate")}
    assert values == {"unconditional"}


def test_suspension_reinstatement_and_revocation():
    service, by = a_certified_service(), a_certifier()
    held = certificate_of(service)
    with pytest.raises(BadInput):
        certificates.take(CertificateStep.SUSPEND, held, " ", by, LATER)
    certificates.take(CertificateStep.SUSPEND, held, "Vuoto selvityksessä.", by, LATER)
    assert find_listing(service.id) is None
    certificates.take(CertificateStep.REINSTATE, held, "", by, LATER)
    assert find_listing(service.id).grade == 3
    certificates.take(CertificateStep.REVOKE, held, "Ei korjattu.", by, LATER)
    assert find_listing(service.id) is None
    with pytest.raises(IllegalStep):
        certificates.take(CertificateStep.REINSTATE, held, "", by, LATER)
    seller = acting(service.vendor, Role.ADMIN)
    with pytest.raises(NotAllowed):
        certificates.take(CertificateStep.REVOKE, held, "x", seller, LATER)


def test_an_expired_certificate_is_not_reinstated():
    service, by = a_certified_service(valid_to=AT.date() + timedelta(days=10)), a_certifier()
    held = certificate_of(service)
    certificates.take(CertificateStep.SUSPEND, held, "Vuoto.", by, AT)
    with pytest.raises(RuleBroken, match="expired"):
        certificates.take(CertificateStep.REINSTATE, held, "", by, LATER)


def test_the_history_names_steps_and_never_words():
    by = a_certifier()
    revision = a_review(by=by)
    review.ask(revision, "Salainen kysymys 123", by, AT)
    events = audit.history(revision.service)
    assert [event.verb for event in events] == [
        "service.drafted",
        "service.submitted",
        "service.taken_up",
        "service.info_requested",
    ]
    assert "Salainen" not in str([event.facts for event in events])


def test_mail_goes_to_those_concerned_in_their_own_language():
    house = a_vendor()
    an_editor(house, language="sv", email="redaktor@foretag.example")
    by = a_certifier()
    revision = a_review(house, by)
    review.reject(revision, "Rutiinit puuttuvat.", by, AT)
    letters = db.session.scalars(db.select(OutboxMessage).order_by(OutboxMessage.id)).all()
    assert [letter.template for letter in letters][:1] == ["catalog/service_submitted"]
    last = [letter for letter in letters if letter.recipient == "redaktor@foretag.example"]
    assert [letter.template for letter in last] == ["catalog/service_rejected"]
    assert "Ordstigen" in last[0].subject
    assert "Rutiinit puuttuvat." in last[0].text


def test_addresses_are_unique_and_stay():
    house = a_vendor()
    slugs = [a_draft(house).service.slug for _ in range(2)]
    other = a_draft().service.slug
    assert [*slugs, other] == ["sanapolku", "sanapolku-2", "sanapolku-3"]


def test_the_database_keeps_one_open_revision_and_one_standing_certificate():
    service = a_certified_service()
    held = certificate_of(service)
    twin = Certificate(
        service_id=service.id,
        revision_id=a_draft().id,
        criteria_set=held.criteria_set,
        criteria_fingerprint=held.criteria_fingerprint,
        state_since=AT,
        issued_on=held.issued_on,
        valid_to=held.valid_to,
    )
    db.session.add(twin)
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_what_waits_for_whom():
    revision = a_submission()
    by = a_certifier()
    [waits] = queries.list_waiting(by, AT.date())
    assert (waits.endpoint, waits.args) == ("catalog.review", {"revision_id": revision.id})
    assert queries.list_waiting(editor_of(revision), AT.date()) == []
    review.take_up(revision, by, AT)
    review.ask(revision, "Missä?", by, AT)
    assert queries.list_waiting(by, AT.date()) == []
    [asked] = queries.list_waiting(editor_of(revision), AT.date())
    assert asked.args == {"slug": revision.service.slug}
    assert asked.endpoint == "catalog.edit"


def test_nothing_uncertified_is_listed():
    a_draft()
    a_submission()
    a_review()
    assert db.session.query(Listing).count() == 0
