"""Top floor. The page that shows every part pages are built from; demonstration mode only."""

from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, RadioField, SelectField

from core.forms import (
    ChecksField,
    DateField,
    EuroField,
    Form,
    LineField,
    LongTextField,
    Required,
    options,
)
from core.pages import PageOf
from core.speech import _
from core.views.blueprint import blueprint
from core.web import Access, open_to

COLOURS = (
    (_l("Spruce 900"), "#0a383b", _l("top bar")),
    (_l("Spruce 700"), "#0d5558", _l("action, links")),
    (_l("Spruce 500"), "#37807f", _l("pictures")),
    (_l("Spruce 300"), "#8dbfba", _l("pictures")),
    (_l("Spruce 100"), "#ddebe8", _l("own row")),
    (_l("Paper"), "#fbf9f5", _l("background")),
    (_l("Stone 100"), "#f2eee6", _l("band")),
    (_l("Stone 200"), "#e2dccf", _l("rule")),
    (_l("Stone 500"), "#756d5e", _l("edge of a field")),
    (_l("Ink"), "#16201e", _l("text")),
    (_l("Amber"), "#f0a92b", _l("waits for you")),
    (_l("Red"), "#a3211a", _l("wrong or late")),
)
STATES = (
    ("you", _l("Waits for you")),
    ("late", _l("Late by a day")),
    ("todo", _l("Not started")),
    ("progress", _l("In progress")),
    ("done", _l("Completed")),
    ("waiting", _l("Waits for others")),
    ("locked", _l("Cannot start yet")),
    ("paused", _l("Suspended")),
    ("problem", _l("Rejected")),
    ("na", _l("Does not concern us")),
)
GRADES = (
    _l("Vendor's own word"),
    _l("Document seen"),
    _l("Tested"),
    _l("Peer reviewed"),
    _l("Externally audited"),
)
STAGES = (
    _l("draft"),
    _l("offered"),
    _l("being decided"),
    _l("appeal time"),
    _l("signatures"),
    _l("in force"),
)


class SampleForm(Form):
    """One field of each sort, two of them wrong."""

    contact = LineField(_l("The municipality's contact person"), [Required()])
    decided = DateField(_l("Date of the decision"), [Required()])
    budget = EuroField(_l("Appropriation"))
    business_id = LineField(_l("Business ID"))
    reason = LongTextField(_l("Reason"))
    body = SelectField(
        _l("Body"), choices=options([("1", _l("Municipal board")), ("2", _l("Committee"))])
    )
    answer = RadioField(
        _l("Has the annex been made?"),
        choices=options([("yes", _l("Yes")), ("partly", _l("Partly")), ("no", _l("No"))]),
    )
    levels = ChecksField(
        _l("Education levels"),
        choices=options(
            [("basic", _l("Basic education")), ("upper", _l("General upper secondary"))]
        ),
    )
    agreed = BooleanField(_l("Send me a message when this moves on"))
    evidence = FileField(_l("Evidence"))


def samples() -> dict[str, Any]:
    """What the page shows."""
    form = SampleForm(
        data={
            "contact": "Sanna Perälä",
            "business_id": "0182779-8",
            "answer": "partly",
            "levels": ["basic"],
            "budget": 1250000,
        }
    )
    form.decided.raw_data = ["marraskuu 2026"]
    form.decided.errors = [_("Write the date like 21.11.2026")]
    form.answer.errors = [_("Choose one")]
    tasks = [
        ("Service owner named", "", "Sanna Perälä", "", "done"),
        ("Impact assessment", _("The opinion is missing"), "Sanna Perälä", "27.11.2026", "you"),
        ("Security measures", "", "Mikko Rantala", "20.11.2026", "late"),
        ("Test sign-in", _("Cannot start yet"), "Mikko Rantala", "18.12.2026", "locked"),
    ]
    names = dict(STATES)
    return {
        "colours": COLOURS,
        "states": STATES,
        "grades": GRADES,
        "stage_names": [str(name) for name in STAGES],
        "form": form,
        "tasks": [
            {
                "title": title,
                "href": "" if kind == "locked" else "#content",
                "hint": hint,
                "who": who,
                "due": due,
                "kind": kind,
                "word": names[kind],
            }
            for title, hint, who, due, kind in tasks
        ],
        "page": PageOf([], 4, 230),
        "facet_long": {
            "id": "api",
            "name": _("Interface"),
            "find": True,
            "items": [
                ("mpassid", "MPASSid", 5, True),
                ("oneroster", "OneRoster 1.2", 2, False),
                ("koski", "KOSKI", 0, False),
            ],
        },
        "facet_short": {
            "id": "level",
            "name": _("Education level"),
            "find": False,
            "items": [("basic", _("Basic education"), 5, True)],
        },
        "tiles": _tiles(),
    }


def _tiles() -> list[dict[str, Any]]:
    """Three regions: one with members, one with somebody joining, one with neither."""
    rows: list[tuple[str, int, int, list[str], list[str], int]] = [
        ("Lappi", 3, 0, [], ["Inari"], 0),
        ("Kainuu", 4, 1, [], [], 0),
        ("Uusimaa", 3, 5, ["Espoo", "Vantaa"], ["Hanko"], 38),
    ]
    return [
        {
            "label": [name],
            "name": name,
            "col": column,
            "row": row,
            "members": members,
            "joining": joining,
            "pct": percent,
        }
        for name, column, row, members, joining, percent in rows
    ]


@blueprint.get("/style")
@open_to(Access.DEMONSTRATION)
def style() -> ResponseReturnValue:
    return render_template("core/style.html", **samples())
