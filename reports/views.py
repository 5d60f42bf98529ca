"""Top floor. The front page, the members, and what waits for the one who looks."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.queries import list_municipalities
from accounts.regions import REGIONS
from catalog.queries import list_newest
from contracts.queries.estimate import LEARNERS_PER_MILLE, price_for, prices_for
from core import clock, downloads
from core.locale import day, language, named, say, shown, text
from core.speech import _
from core.tables import csv_lines
from core.waiting import Waiting, WaitingKind
from core.web import Access, open_to, settings, whole_number
from core.words import word
from onboarding.queries.membership import list_members
from reports import learners, queries
from reports.coverage import Coverage, coverage

blueprint = Blueprint("reports", __name__)

NEWEST = 4
EXAMPLES = ("620", "260", "430")
"""Puolanka, Kitee and Loimaa: a small, a middling and a larger one of those that might ask."""


@blueprint.get("/")
@open_to(Access.EVERYONE)
def front() -> ResponseReturnValue:
    today = clock.today()
    municipalities = sorted(list_municipalities(), key=lambda row: row.named(language()))
    code = request.args.get("municipality")
    chosen = next((row for row in municipalities if row.code == code), None)
    shown = [row for code in EXAMPLES for row in municipalities if row.code == code]
    return render_template(
        "reports/front.html",
        municipalities=municipalities,
        chosen=chosen,
        price=price_for(chosen) if chosen else None,
        examples=[] if chosen else prices_for(shown),
        newest=list_newest(NEWEST, today),
        services=queries.count_services(today),
        **_state_of_the_alliance(today),
    )


@blueprint.get("/members")
@open_to(Access.EVERYONE)
def members() -> ResponseReturnValue:
    today = clock.today()
    words = request.args.get("q", "")[:80]
    return render_template(
        "reports/members.html",
        page=queries.page_of_members(today, words, whole_number("page", 1)),
        q=words,
        regions=REGIONS,
        alliance=settings().alliance_name,
        **_state_of_the_alliance(today),
    )


@blueprint.get("/members.csv")
@open_to(Access.EVERYONE)
def members_as_csv() -> ResponseReturnValue:
    today = clock.today()
    reported = coverage(today).reported
    header = [_("Member"), _("Business ID"), _("Region"), _("Member since")]
    header += [_("Population 31.12.2022"), _("Learners")]

    def rows() -> Iterator[list[object]]:
        for member in list_members(today):
            town = member.organisation.municipality
            yield [
                named(member.organisation),
                member.organisation.business_id,
                text(REGIONS[town.region_code]) if town else "",
                member.starts_on.isoformat(),
                town.population if town else "",
                reported.get(member.organisation_id, ""),
            ]

    return downloads.table("members.csv", csv_lines(header, rows()))


@blueprint.get("/queue")
@open_to(Access.SIGNED_IN)
def queue() -> ResponseReturnValue:
    today = clock.today()
    everything = queries.list_waiting(g.actor, today)
    kind, words = _limits()
    present = sorted({row.kind for row in everything}, key=word)
    shown = [_shown(row, today) for row in queries.narrowed(everything, kind)]
    return render_template(
        "reports/queue.html",
        all=everything,
        late=sum(1 for row in everything if row.due and row.due < today),
        oldest=max((_days(row, today) for row in everything), default=0),
        rows=[row for row in shown if _holds(row, words)],
        kind=kind or "",
        kinds=[("", _("All kinds")), *((one.value, word(one)) for one in present)],
        q=words,
    )


@blueprint.get("/queue.csv")
@open_to(Access.SIGNED_IN)
def queue_as_csv() -> ResponseReturnValue:
    today = clock.today()
    kind, words = _limits()
    rows = [
        _shown(row, today) for row in queries.narrowed(queries.list_waiting(g.actor, today), kind)
    ]
    header = [_("What to do"), _("What it concerns"), _("Kind"), _("Since"), _("Due")]
    body = [
        [row["what"], row["who"], word(row["kind"]), day(row["since"]), day(row["due"])]
        for row in rows
        if _holds(row, words)
    ]
    return downloads.table("queue.csv", csv_lines(header, body))


def _limits() -> tuple[WaitingKind | None, str]:
    kind = request.args.get("kind", "")
    return WaitingKind(kind) if kind in set(WaitingKind) else None, request.args.get("q", "")[:80]


def _days(row: Waiting, today: date) -> int:
    return max(0, (today - clock.day_of(row.since)).days)


def _shown(row: Waiting, today: date) -> dict[str, Any]:
    """A row of the queue in the reader's words."""
    return {
        "what": say(row.what, row.values),
        "who": shown(row.who),
        "kind": row.kind,
        "since": row.since,
        "days": _days(row, today),
        "due": row.due,
        "late": (today - row.due).days if row.due and row.due < today else 0,
        "href": url_for(row.endpoint, **row.args),
    }


def _holds(row: dict[str, Any], words: str) -> bool:
    seen = f"{row['what']} {row['who']}".casefold()
    return all(one in seen for one in words.casefold().split())


def _state_of_the_alliance(today: date) -> dict[str, Any]:
    """How far the alliance has come, as the front page and the member list draw it."""
    state = coverage(today)
    return {
        "coverage": state,
        "tiles": _tiles(state),
        "goal": settings().coverage_goal_percent,
        "all_learners": learners.ALL,
        "learners_year": learners.YEAR,
        "estimate_percent": LEARNERS_PER_MILLE / 10,
    }


def _tiles(state: Coverage) -> list[dict[str, Any]]:
    return [
        {
            "label": tile.place.lines(language()),
            "name": text(tile.name),
            "col": tile.place.column,
            "row": tile.place.row,
            "members": [named(one) for one in tile.members],
            "joining": [named(one) for one in tile.joining],
            "pct": tile.percent,
        }
        for tile in state.tiles
    ]
