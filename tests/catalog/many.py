"""Many services in the catalogue at once, written in bulk: for counting queries and measuring."""

import random
from datetime import date, timedelta

from sqlalchemy import insert

from accounts.models import Organisation
from catalog.criteria import CURRENT
from catalog.facts import (
    Audience,
    CertificateStanding,
    EducationLevel,
    FacetKind,
    Interface,
    PriceModel,
    ServiceLanguage,
    UseCategory,
)
from catalog.models import Certificate, Facet, Listing, Service, ServiceRevision
from catalog.names import searchable, sort_key, tie_break
from catalog.states import CertificateState, ServiceState
from core.db import db
from tests.factories.catalog import AT

GRADES = ("document_seen", "tested", "peer_reviewed", "externally_audited")
FIRST = 1_000_000


def fill(vendor: Organisation, how_many: int, today: date, first: int = FIRST) -> None:
    """`how_many` certified services of one vendor, their facets chosen by a fixed seed."""
    chance = random.Random(2026)
    tables: dict[type, list[dict]] = {
        Service: [],
        ServiceRevision: [],
        Certificate: [],
        Listing: [],
        Facet: [],
    }
    for number in range(first, first + how_many):
        _one(tables, number, vendor, chance, today)
    for model, rows in tables.items():
        for start in range(0, len(rows), 2000):
            db.session.execute(insert(model), rows[start : start + 2000])
    db.session.commit()


def _some(chance: random.Random, kind, most: int) -> list[str]:
    members = [member.value for member in kind]
    return chance.sample(members, chance.randint(1, min(most, len(members))))


def _one(tables, number, vendor, chance, today) -> None:
    name, slug = f"Palvelu {number}", f"palvelu-{number}"
    issued, end = today - timedelta(days=number % 300), today + timedelta(days=30 + number % 600)
    grade, price = chance.randint(1, 5), chance.choice(list(PriceModel))
    values = {
        FacetKind.USE: _some(chance, UseCategory, 2),
        FacetKind.LEVEL: _some(chance, EducationLevel, 3),
        FacetKind.AUDIENCE: _some(chance, Audience, 3),
        FacetKind.CERTIFICATE: [CertificateStanding.UNCONDITIONAL.value],
        FacetKind.GRADE: list(GRADES[: grade - 1]),
        FacetKind.INTERFACE: _some(chance, Interface, 5),
        FacetKind.LANGUAGE: _some(chance, ServiceLanguage, 3),
        FacetKind.PRICE: [price.value],
    }
    texts = {"fi": {"name": name, "summary": "Jotakin kouluun.", "description": "Kuvaus."}}
    tables[Service].append(
        {"id": number, "slug": slug, "vendor_id": vendor.id, "created_at": AT, "version": 1}
    )
    tables[ServiceRevision].append(
        {
            "id": number,
            "service_id": number,
            "number": 1,
            "state": ServiceState.CERTIFIED,
            "state_since": AT,
            "criteria_set": CURRENT,
            "texts": texts,
            "version": 1,
        }
    )
    tables[Certificate].append(
        {
            "id": number,
            "service_id": number,
            "revision_id": number,
            "criteria_set": CURRENT,
            "criteria_fingerprint": "0" * 64,
            "state": CertificateState.ACTIVE,
            "state_since": AT,
            "issued_on": issued,
            "valid_to": end,
            "version": 1,
        }
    )
    tables[Listing].append(
        {
            "service_id": number,
            "revision_id": number,
            "certificate_id": number,
            "vendor_id": vendor.id,
            "slug": slug,
            "names": {"fi": name},
            "summaries": {"fi": "Jotakin kouluun."},
            "levels": values[FacetKind.LEVEL],
            "languages": values[FacetKind.LANGUAGE],
            "interfaces": values[FacetKind.INTERFACE],
            "price_model": price,
            "price_cents": 100,
            "standing": CertificateStanding.UNCONDITIONAL,
            "grade": grade,
            "issued_on": issued,
            "valid_to": end,
            "search_text": searchable(name, "Jotakin kouluun", vendor.name_fi),
            "sort_fi": sort_key(name),
            "sort_sv": sort_key(name),
            "sort_en": sort_key(name),
            "tie_break": tie_break(number),
        }
    )
    tables[Facet] += [
        {"service_id": number, "kind": kind, "value": value, "valid_to": end}
        for kind, chosen in values.items()
        for value in chosen
    ]
