"""Roof. The demonstration's services, described, reviewed and certified by the pages' own deeds."""

import tomllib
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from accounts.roles import Actor
from catalog.criteria import Area, EvidenceGrade, Result, criteria_set
from catalog.facts import PRICED, AiUse, Conformance, PriceModel
from catalog.lookup import find_open_revision
from catalog.models import ServiceRevision
from catalog.queries import list_assessed
from catalog.sections import TEXTS, Section
from catalog.validity import latest_end
from catalog.workflow import review, vendor
from core import clock
from core.db import db
from demo.world import World

BOOK = tomllib.loads(Path(__file__).with_name("services.toml").read_text(encoding="utf-8"))
SHARED = BOOK["shared"]
CERTIFIER = "olli.makinen"
DESCRIBING, SENDING, TAKING_UP, ASKING, ANSWERING = 40, 32, 27, 20, 15
"""How many days before the last step of the story each earlier one was taken."""


def load(world: World) -> None:
    """Every service of the file, as far as its story has come, the oldest story first."""
    for row in sorted(BOOK["services"], key=lambda row: -row["days"]):
        _tell(world, row)


def _tell(world: World, row: dict[str, Any]) -> None:
    seller, certifier = world.actor(row["person"], row["vendor"]), world.actor(CERTIFIER)
    stage, days = row["stage"], row["days"]
    early = {"draft": 0, "submitted": SENDING, "in_review": TAKING_UP, "info_requested": ASKING}
    shift = early.get(stage, 0)  # an unfinished story ends with the step it has come to

    def day(step: int, hour: int = 10) -> datetime:
        return world.ago(days + step - shift, hour)

    start = day(DESCRIBING if shift or stage != "draft" else 0)
    revision = _describe(row, seller, start)
    if stage == "draft":
        return
    vendor.submit(revision, seller, day(SENDING, 13))
    if stage == "submitted":
        return
    review.take_up(revision, certifier, day(TAKING_UP, 9))
    if stage == "in_review":
        _assess(row, revision, certifier, day(TAKING_UP, 14), only=3)
        return
    if "asked" in row:
        review.ask(revision, row["asked"], certifier, day(ASKING, 11))
    if stage == "info_requested":
        return
    if "answered" in row:
        vendor.answer(revision, row["answered"], seller, day(ANSWERING, 15))
    decided = day(0, 12)
    _assess(row, revision, certifier, day(3, 12))
    end = latest_end(
        criteria_set(revision.criteria_set), list_assessed(revision.id), clock.day_of(decided)
    )
    if stage == "conditions":
        due = world.today + timedelta(days=row["due"])
        review.certify_with_conditions(revision, end, row["conditions"], due, certifier, decided)
    else:
        review.certify(revision, end, certifier, decided)


def _describe(row: dict[str, Any], seller: Actor, at: datetime) -> ServiceRevision:
    """The service as its vendor would have typed it, page by page."""
    service = vendor.create(row["names"]["fi"], seller, at)
    db.session.flush()
    revision = find_open_revision(service.id)
    assert revision is not None  # noqa: S101 (it was made a line ago)
    for section, facts in _pages(row, service.slug).items():
        vendor.write_section(revision, section, facts, seller, at)
    return revision


def _pages(row: dict[str, Any], slug: str) -> dict[Section, dict[str, Any]]:
    texts = {
        TEXTS[code]: {
            "name": row["names"][code],
            "summary": row["summaries"][code],
            "description": row["descriptions"].get(code, "").strip(),
        }
        for code in TEXTS
        if row["names"][code]
    }
    years = row.get("years", (None, None))
    use = {key: row[key] for key in ("categories", "audiences", "levels", "languages")}
    pages = texts | {Section.USE: use | {"year_from": years[0], "year_to": years[1]}}
    if row["stage"] == "draft":
        return pages
    model = PriceModel(row["price"][0])
    home = f"https://{slug}.example"
    return pages | {
        Section.INTERFACES: {
            "interfaces": row["interfaces"],
            "api_url": f"{home}/rajapinta",
            "export_note": SHARED["export"],
            "exit_price_cents": 0,
            "exit_days": 30,
        },
        Section.PRICE: {
            "price_model": model,
            "price_cents": row["price"][1] if model in PRICED else None,
            "price_note": SHARED["price"],
        },
        Section.PRIVACY: {
            "personal_data": True,
            "data_elements": [_element(name, row) for name in row["data"]],
            "sub_processors": PROCESSORS,
        },
        Section.AI: {"ai_use": AiUse(row["ai"]), "ai_note": SHARED["ai"].get(row["ai"], {})},
        Section.SUPPORT: {
            "support_note": SHARED["support"],
            "support_email": f"tuki@{slug}.example",
            "conformance": Conformance.PARTIAL
            if "accessibility" in row.get("partly", {})
            else Conformance.FULL,
            "accessibility_url": f"{home}/saavutettavuus",
        },
        Section.CRITERIA: {"answers": SHARED["answers"]},
    }


def _element(name: str, row: dict[str, Any]) -> dict[str, Any]:
    purposes, months, counted = ELEMENTS[name]
    abroad = name == "voice"
    return {
        "element": name,
        "detail": "",
        "purposes": purposes,
        "place": "eea" if abroad else "finland",
        "country": "Irlanti" if abroad else "",
        "months": months,
        "counted_from": counted,
    }


def _assess(
    row: dict[str, Any], revision: ServiceRevision, actor: Actor, at: datetime, only: int = 99
) -> None:
    """The findings of the file; a gate's evidence of security is what expires first."""
    grades, partly = row.get("grades", {}), row.get("partly", {})
    for criterion in criteria_set(revision.criteria_set).criteria[:only]:
        grade = EvidenceGrade(grades.get(criterion.key, row.get("grade", "document_seen")))
        if grade.level < criterion.minimum.level:
            grade = criterion.minimum
        lacking = partly.get(criterion.key, "")
        none = criterion.area is Area.AI and row["ai"] == "none"
        result = Result.PARTLY if lacking and _may_be_partly(row, criterion.key) else Result.MET
        expires: date | None = None
        if criterion.area is Area.SECURITY and row.get("evidence"):
            expires = clock.today() + timedelta(days=row["evidence"])
        note = lacking or SHARED["notes"]["no_ai" if none else criterion.key]
        review.assess(revision, criterion.key, result, grade, note, expires, actor, at)


def _may_be_partly(row: dict[str, Any], key: str) -> bool:
    """A certificate without conditions has no gate that is only partly met."""
    gate = criteria_set().criterion(key).is_gate
    return row["stage"] == "conditions" or not gate


ELEMENTS = {
    "name": (["sign_in", "teaching"], 2, "school_year_end"),
    "class_group": (["sign_in", "teaching"], 2, "school_year_end"),
    "learner_id": (["sign_in"], 2, "school_year_end"),
    "sign_in_id": (["sign_in"], 2, "school_year_end"),
    "contact": (["communication"], 2, "use_end"),
    "guardian": (["communication"], 2, "school_year_end"),
    "results": (["teaching", "assessment"], 24, "use_end"),
    "own_work": (["teaching"], 12, "use_end"),
    "messages": (["communication"], 24, "collection"),
    "voice": (["teaching"], 1, "collection"),
    "support_needs": (["teaching"], 60, "use_end"),
    "schedule": (["scheduling", "communication"], 12, "school_year_end"),
}
PROCESSORS = [
    {"name": "Konesali Pohjola Oy", "task": "hosting", "place": "finland", "country": "Kajaani"}
]
