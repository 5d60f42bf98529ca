"""Top floor. What if: a page whose address is the whole scenario."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.models import Municipality
from contracts.allocation.engine import Result
from contracts.allocation.refusals import CaseRefused
from contracts.allocation.scenario import (
    MOST_CHANGES,
    MOST_YEARS,
    Change,
    Leave,
    Year,
    afterwards,
    first_felt,
    what_if,
)
from contracts.allocation.scenario_text import from_text, to_text
from contracts.forms.scenario import FORMS, ChangeForm, make_form
from contracts.models.run import AllocationRun
from contracts.queries import scenario as queries
from contracts.states.run import LOCKED
from contracts.views.blueprint import blueprint
from contracts.views.entrance import reader
from contracts.words import scenario as words
from contracts.words.periods import period
from core import downloads
from core.errors import NotFound, RuleBroken
from core.language import N_
from core.locale import named, say
from core.money import type_euros
from core.speech import _
from core.tables import csv_lines
from core.web import Access, open_to, whole_number

MOST_LEAVERS = 5
ORDERS = ("name", "before", "after", "difference")


@dataclass(frozen=True)
class Asked:
    """The scenario an address stands for."""

    bases: list[AllocationRun]
    base: queries.Base
    changes: tuple[Change, ...]
    years: int
    shown: int
    order: str
    newcomers: list[Municipality]
    refusal: str = ""

    def address(self, *changes: Change, **other: object) -> dict[str, Any]:
        """The words of an address with these changes, as url_for takes them."""
        told: dict[str, Any] = {"base": self.base.run.id, "years": self.years, "year": self.shown}
        return told | {"order": self.order, "change": [to_text(one) for one in changes]} | other

    @cached_property
    def names(self) -> dict[str, str]:
        """Everybody's name by business id, members and newcomers."""
        found = {one.business_id: named(one) for one in self.newcomers if one.business_id}
        return found | {name: named(one) for name, one in self.base.members.items()}

    @cached_property
    def pools(self) -> dict[str, str]:
        """The pools' names by code."""
        return {code: named(pool) for code, pool in sorted(self.base.pools.items())}


@blueprint.get("/scenarios")
@open_to(Access.SIGNED_IN)
def scenario() -> ResponseReturnValue:
    asked = _asked()
    if asked is None:
        return render_template("contracts/scenario/nothing.html")
    return _page(asked)


@blueprint.post("/scenarios/<kind>")
@open_to(Access.SIGNED_IN)
def add_change(kind: str) -> ResponseReturnValue:
    reader()
    if kind not in FORMS:
        raise NotFound()
    asked = _asked()
    if asked is None:
        raise NotFound()
    form = _form(asked, kind, typed=True)

    def deed() -> None:
        if len(asked.changes) >= MOST_CHANGES:
            raise RuleBroken(N_("A scenario has at most %(most)s changes."), most=MOST_CHANGES)
        what_if(asked.base.case, (*asked.changes, form.change()), asked.years)

    if form.attempt(deed):
        change = form.change()
        shown = 1 + first_felt(asked.base.case, change)
        years = max(asked.years, shown)  # the year in which the change is felt comes into sight
        address = asked.address(*asked.changes, change, years=years, year=shown)
        return redirect(url_for("contracts.scenario", **address))
    return _page(asked, kind, form), form.status


@blueprint.get("/scenarios.csv")
@open_to(Access.SIGNED_IN)
def scenario_as_csv() -> ResponseReturnValue:
    asked = _asked()
    if asked is None or asked.refusal:
        raise NotFound()
    header = [_("Period"), _("Member"), _("Business ID"), _("Share before, euros")]
    header += [_("Share after, euros"), _("Change, euros")]
    names, found = asked.names, what_if(asked.base.case, asked.changes, asked.years)

    def lines() -> Iterator[list[object]]:
        for year in found:
            for row in words.rows(year, names):
                when = period(year.start, year.end)
                amounts = (row.before, row.after, row.difference)
                yield [when, row.name, row.member, *map(_typed, amounts)]

    return downloads.table("scenario.csv", csv_lines(header, lines()))


def _typed(cents: int | None) -> str:
    return "" if cents is None else type_euros(cents)


def _asked() -> Asked | None:
    """The scenario of the address; None while there is no run to count from."""
    bases = queries.list_bases(open_ones=reader().of_tiera())
    if not bases:
        return None
    wanted = whole_number("base", bases[0].id, 10**9)
    run = next((one for one in bases if one.id == wanted), None)
    if run is None:
        raise NotFound()
    base = queries.base_of(run)
    years = whole_number("years", 1, MOST_YEARS)
    order = request.args.get("order", "name")
    newcomers = queries.list_newcomers(list(base.case.members))
    changes, refusal = _changes(base, years)
    return Asked(
        bases,
        base,
        changes,
        years,
        whole_number("year", 1, years),
        order if order in ORDERS else "name",
        newcomers,
        refusal,
    )


def _changes(base: queries.Base, years: int) -> tuple[tuple[Change, ...], str]:
    """The changes of the address, as far as they can be calculated, and why one could not be."""
    found: list[Change] = []
    for text in request.args.getlist("change")[:MOST_CHANGES]:
        try:
            change = from_text(text)
            for ahead in range(years):
                afterwards(base.case, (*found, change), ahead)
        except (RuleBroken, CaseRefused) as refused:
            return tuple(found), say(refused.message, refused.values)
        found.append(change)
    return tuple(found), ""


def _form(asked: Asked, kind: str, typed: bool = False) -> ChangeForm:
    members = {name: one for name, one in asked.names.items() if name in asked.base.members}
    return make_form(
        kind,
        typed,
        _next_start(asked.base.case.start),
        sorted(members.items(), key=lambda pair: pair[1]),
        asked.newcomers,
        asked.pools.items(),
        words.key_choices(asked.base.case),
    )


def _next_start(start: date) -> date:
    return date(start.year + 1, start.month, min(start.day, 28))


def _page(asked: Asked, kind: str = "", form: ChangeForm | None = None) -> str:
    found = what_if(asked.base.case, asked.changes, asked.years)
    year = found[asked.shown - 1]
    own = next(
        (
            name
            for name, one in asked.base.members.items()
            if g.actor.acts_for(one.id) and not g.actor.of_tiera()
        ),
        None,
    )
    table = words.rows(year, asked.names)
    told = [words.sentence(one, asked.names, asked.pools) for one in asked.changes]
    without = [
        asked.address(*(other for other in asked.changes if other is not one))
        for one in asked.changes
    ]
    forms = {one: _form(asked, one) for one in FORMS}
    if form is not None:
        forms[kind] = form
    return render_template(
        "contracts/scenario/show.html",
        asked=asked,
        bases=asked.bases,
        locked=asked.base.run.state in LOCKED,
        years=found,
        year=year,
        own=own,
        title=_title(told),
        answer=words.answer(table, own),
        table=_sorted(table, asked.order),
        before_total=sum(row.before or 0 for row in table),
        after_total=sum(row.after or 0 for row in table),
        top=max((abs(c) for row in table for c in (row.before, row.after) if c), default=1),
        limits=list(zip(told, (url_for("contracts.scenario", **a) for a in without), strict=True)),
        leavers=_leavers(asked, year, table),
        forms=forms,
        tried=kind,
        orders=_orders(),
    )


def _title(told: list[str]) -> str:
    """What the page is called: its change, or how many there are."""
    if not told:
        return _("What if?")
    return told[0] if len(told) == 1 else _("What if: %(count)s changes", count=len(told))


def _orders() -> list[tuple[str, str]]:
    return [
        ("name", _("by name")),
        ("before", _("by the share before")),
        ("after", _("by the share after")),
        ("difference", _("by the change")),
    ]


def _sorted(table: list[words.Row], order: str) -> list[words.Row]:
    if order == "name":
        return table
    return sorted(table, key=lambda row: -(getattr(row, order) or 0))


def _leavers(asked: Asked, year: Year, table: list[words.Row]) -> list[tuple[str, int, str, str]]:
    """If one of the largest payers left when the year begins: what it leaves, who feels it most."""
    largest = sorted(table, key=lambda row: -(row.after or 0))[:MOST_LEAVERS]
    found = []
    for leaver in largest:
        if not leaver.after or leaver.after <= 0 or len(table) < 2:
            continue
        try:
            changes = (*asked.changes, Leave(leaver.member, year.start))
            gone = afterwards(asked.base.case, changes, asked.shown - 1)
        except (RuleBroken, CaseRefused):
            continue
        worst = _most_hurt(year, gone, leaver.member)
        if worst:
            member, more, before = worst
            percent = words.Row(member, "", before, before + more).percent
            found.append((leaver.name, leaver.after, asked.names.get(member, member), percent))
    return found


def _most_hurt(year: Year, gone: Result, leaver: str) -> tuple[str, int, int] | None:
    """Whose share grows most in proportion: the member, by how many cents, from how many."""
    now, then = year.after.totals, gone.totals
    grown = [
        (member, then[member] - now[member], now[member])
        for member in sorted(now)
        if member != leaver and now[member] > 0 and then.get(member, 0) > now[member]
    ]
    return max(grown, key=lambda row: row[1] / row[2], default=None)
