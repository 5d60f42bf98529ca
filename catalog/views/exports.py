"""Top floor. The catalogue as files: everything that was found, not only its first page."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import Response, stream_with_context, url_for

from catalog import search, shown
from catalog.criteria import EvidenceGrade
from catalog.models import Listing
from catalog.views.blueprint import blueprint
from catalog.views.public import read_wish
from core import clock, downloads
from core.db import db
from core.locale import day, language, named, text
from core.money import type_euros
from core.speech import _
from core.tables import csv_lines
from core.web import Access, open_to, settings
from core.words import word


@blueprint.get("/services.csv")
@open_to(Access.EVERYONE)
def as_csv() -> Response:
    wish, today, spoken = read_wish(), clock.today(), language()
    header = [
        _("Address"),
        _("Service"),
        _("Vendor"),
        _("What it is"),
        _("Education levels"),
        _("Languages"),
        _("Interfaces"),
        _("Certificate"),
        _("Valid to"),
        _("Conditions to be met by"),
        _("Grade of evidence"),
        _("Price model"),
        _("Price, euros without VAT"),
    ]
    lines = csv_lines([str(name) for name in header], map(_cells, search.each(wish, today, spoken)))
    return downloads.table(f"services-{today.isoformat()}.csv", _releasing(lines))


@blueprint.get("/services.json")
@open_to(Access.EVERYONE)
def as_json() -> Response:
    wish, today, spoken = read_wish(), clock.today(), language()
    lines = _json_lines(search.each(wish, today, spoken), today)
    return Response(stream_with_context(_releasing(lines)), mimetype="application/json")


def _cells(row: Listing) -> list[object]:
    grade = list(EvidenceGrade)[row.grade - 1]
    return [
        _address(row),
        text(row.names),
        named(row.vendor),
        text(row.summaries),
        shown.levels(row),
        shown.languages(row.languages),
        shown.interfaces(row.interfaces),
        word(row.standing),
        day(row.valid_to),
        day(row.conditions_due),
        f"{row.grade}/5 {word(grade)}",
        word(row.price_model),
        "" if row.price_cents is None else type_euros(row.price_cents),
    ]


def _json_lines(rows: Iterator[Listing], today: date) -> Iterator[str]:
    """One JSON object, written service by service."""
    yield '{"date": ' + json.dumps(today.isoformat()) + ', "services": ['
    for count, row in enumerate(rows):
        yield ("," if count else "") + "\n" + json.dumps(_facts(row), ensure_ascii=False)
    yield "\n]}\n"


def _facts(row: Listing) -> dict[str, Any]:
    """A service as codes and texts in every language; prices are cents a year without VAT."""
    return {
        "slug": row.slug,
        "url": _address(row),
        "names": row.names,
        "summaries": row.summaries,
        "vendor": {"name": row.vendor.name_fi, "business_id": row.vendor.business_id},
        "education_levels": row.levels,
        "school_years": [row.year_from, row.year_to] if row.year_from is not None else None,
        "languages": row.languages,
        "interfaces": row.interfaces,
        "certificate": {
            "standing": row.standing.value,
            "issued_on": row.issued_on.isoformat(),
            "valid_to": row.valid_to.isoformat(),
            "conditions_due": row.conditions_due.isoformat() if row.conditions_due else None,
            "weakest_grade": row.grade,
        },
        "price": {"model": row.price_model.value, "cents": row.price_cents},
    }


def _address(row: Listing) -> str:
    return settings().base_url.rstrip("/") + url_for("catalog.show", slug=row.slug)


def _releasing(lines: Iterator[str]) -> Iterator[str]:
    """The lines, a batch of rows in memory at a time."""
    for count, line in enumerate(lines):
        if count % search.BATCH == 0:
            db.session.expunge_all()
        yield line
