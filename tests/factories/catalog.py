"""Plain functions that make services, revisions and certificates through the deeds of the column."""

from datetime import UTC, date, datetime
from typing import Any

from accounts.models import Organisation
from accounts.roles import Actor, OrganisationKind, Role
from catalog.criteria import EvidenceGrade, Result, criteria_set
from catalog.facts import AiUse, Conformance, PriceModel
from catalog.lookup import find_open_revision
from catalog.models import Certificate, Service, ServiceRevision
from catalog.validity import latest_end
from catalog.workflow import review, vendor
from core import clock
from core.db import db
from tests.factories.accounts import a_person, a_vendor, saved, tiera

AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)

TEXTS = {
    "fi": {
        "name": "Sanapolku",
        "summary": "Sanojen harjoittelua omassa tahdissa.",
        "description": "Oppilas **harjoittelee** sanoja.",
    },
    "sv": {
        "name": "Ordstigen",
        "summary": "Ordövningar i egen takt.",
        "description": "Eleven **övar** ord.",
    },
}

FACTS: dict[str, Any] = {
    "texts": TEXTS,
    "categories": ["reading_writing"],
    "audiences": ["learner", "teacher"],
    "levels": ["basic"],
    "year_from": 1,
    "year_to": 6,
    "languages": ["fi", "sv"],
    "interfaces": ["mpassid", "oneroster"],
    "api_url": "https://sanapolku.example/api",
    "export_note": {"fi": "CSV-tiedostona milloin vain."},
    "exit_price_cents": 0,
    "exit_days": 30,
    "price_model": PriceModel.PER_LEARNER,
    "price_cents": 210,
    "price_note": {"fi": "Käyttöönotto sisältyy."},
    "personal_data": True,
    "data_elements": [
        {
            "element": "name",
            "detail": "",
            "purposes": ["sign_in", "teaching"],
            "place": "finland",
            "country": "",
            "months": 2,
            "counted_from": "school_year_end",
        }
    ],
    "sub_processors": [
        {"name": "Konesali Oy", "task": "hosting", "place": "finland", "country": "Kajaani"}
    ],
    "ai_use": AiUse.NONE,
    "ai_note": {},
    "support_note": {"fi": "Arkisin klo 8–16."},
    "support_email": "tuki@sanapolku.example",
    "conformance": Conformance.FULL,
    "accessibility_url": "https://sanapolku.example/saavutettavuus",
    "answers": dict.fromkeys(criteria_set().keys, "Näin on."),
}


def an_editor(organisation: Organisation | None = None, **given: Any) -> Any:
    """Somebody who describes a vendor's services."""
    return a_person(Role.EDITOR, organisation=organisation, kind=OrganisationKind.VENDOR, **given)


def acting(organisation: Organisation, *roles: Role, person: Any = None) -> Actor:
    """An actor of this organisation, backed by a person of its own unless one is given."""
    person = person or a_person(*roles, organisation=organisation)
    return Actor(person.id, person.name, organisation.id, organisation.kind, frozenset(roles))


def a_certifier() -> Actor:
    person = tiera(Role.CERTIFIER)
    query = db.select(Organisation).where(Organisation.kind == OrganisationKind.COORDINATOR)
    return acting(db.session.scalars(query).one(), Role.CERTIFIER, person=person)


def a_draft(vendor_organisation: Organisation | None = None, **given: Any) -> ServiceRevision:
    """A described service that has not been sent. Facts may be given; the rest has defaults."""
    organisation = vendor_organisation or a_vendor()
    actor = acting(organisation, Role.EDITOR)
    facts = FACTS | given
    name = facts["texts"].get("fi", {}).get("name") or "Sanapolku"
    service = vendor.create(name, actor, AT)
    db.session.flush()
    revision = find_open_revision(service.id)
    assert revision is not None
    for key, value in facts.items():
        setattr(revision, key, value)
    return saved(revision)


def a_submission(vendor_organisation: Organisation | None = None, **given: Any) -> ServiceRevision:
    """A service that waits for review."""
    revision = a_draft(vendor_organisation, **given)
    actor = acting(revision.service.vendor, Role.EDITOR)
    vendor.submit(revision, actor, AT)
    return saved(revision)


def a_review(
    vendor_organisation: Organisation | None = None, by: Actor | None = None, **given: Any
) -> ServiceRevision:
    """A service under review, nothing assessed yet."""
    revision = a_submission(vendor_organisation, **given)
    review.take_up(revision, by or a_certifier(), AT)
    return saved(revision)


def assessed(
    revision: ServiceRevision,
    by: Actor,
    at: datetime = AT,
    result: Result = Result.MET,
    grade: EvidenceGrade = EvidenceGrade.TESTED,
    expires: date | None = None,
    **per_key: Any,
) -> ServiceRevision:
    """Every criterion assessed alike, but for those given as key=(result, grade)."""
    for key in criteria_set(revision.criteria_set).keys:
        own_result, own_grade = per_key.get(key, (result, grade))
        note = "" if own_result is Result.MET else "Puuttuu vielä."
        review.assess(revision, key, own_result, own_grade, note, expires, by, at)
    return saved(revision)


def a_certified_service(
    vendor_organisation: Organisation | None = None,
    at: datetime = AT,
    grade: EvidenceGrade = EvidenceGrade.TESTED,
    valid_to: date | None = None,
    **given: Any,
) -> Service:
    """A service in the catalogue."""
    by = a_certifier()
    revision = assessed(a_review(vendor_organisation, by, **given), by, at, grade=grade)
    end = valid_to or latest_end(criteria_set(), [], clock.day_of(at))
    review.certify(revision, end, by, at)
    saved(revision)
    return revision.service


def certificate_of(service: Service) -> Certificate:
    query = db.select(Certificate).where(Certificate.service_id == service.id)
    return db.session.scalars(query.order_by(Certificate.id.desc())).first()
