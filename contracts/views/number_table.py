"""Top floor. Many members' numbers at once: a table is looked at first and brought in then."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.roles import JOINER_KINDS
from contracts.allocation.canonical import sha256
from contracts.forms.runs import TableForm
from contracts.models.driver import DriverValue
from contracts.number_table import Line, read_table
from contracts.policy.numbers import may_check_any, may_import
from contracts.queries import numbers as queries
from contracts.states.driver import Driver
from contracts.views.blueprint import blueprint
from contracts.views.drivers import usual_day
from contracts.workflow import numbers as workflow
from core.clock import now
from core.db import get, transaction
from core.errors import BadInput, NotFound, RuleBroken
from core.language import N_
from core.locale import named
from core.speech import _, ngettext
from core.web import Access, open_to


@blueprint.get("/drivers/table")
@open_to(Access.SIGNED_IN)
def number_table() -> ResponseReturnValue:
    _importer()
    form = TableForm()
    form.offer()
    form.as_of.data = usual_day()
    return render_template("contracts/drivers/table.html", form=form, lines=[])


@blueprint.post("/drivers/table")
@open_to(Access.SIGNED_IN)
def bring_in_numbers() -> ResponseReturnValue:
    _importer()
    form = TableForm()
    form.offer()
    form.take_file()
    lines = read_table(form.table.data or "", queries.known_names(JOINER_KINDS))
    seen = sha256(form.table.data or "")

    def look() -> None:
        if not lines:
            raise BadInput("table", N_("Paste the rows of the table or choose a file."))

    def deed() -> None:
        look()
        if any(not line.good for line in lines):
            raise BadInput("table", N_("Put the marked rows right first; nothing is brought in."))
        as_of = form.as_of.data
        assert as_of is not None  # noqa: S101 (validated above)
        values = {line.key: line.value for line in lines if line.key and line.value is not None}
        made = workflow.bring_in(
            Driver(form.driver.data), values, as_of, form.source.data or "", g.actor, now()
        )
        flash(
            ngettext(
                "One number was brought in. Somebody else confirms it.",
                "%(num)s numbers were brought in. Somebody else confirms them.",
                len(made),
            )
        )

    if form.agreed.data == seen:
        if form.attempt(deed):
            return redirect(url_for(".drivers"))
    else:
        form.attempt(look)
    ready = form.status == 200 and all(line.good for line in lines)
    form.agreed.data, form.agreed.raw_data = (seen if ready else ""), None
    page = render_template(
        "contracts/drivers/table.html", form=form, lines=lines, ready=ready, known=_names(lines)
    )
    return page, form.status


@blueprint.post("/drivers/confirm")
@open_to(Access.SIGNED_IN)
def confirm_numbers() -> ResponseReturnValue:
    if not may_check_any(g.actor):
        raise NotFound()
    asked = [one.partition(":") for one in request.form.getlist("value")]
    done = 0
    for key, _colon, version in asked:
        if not (key.isascii() and key.isdigit() and version.isascii() and version.isdigit()):
            raise NotFound()
    try:
        with transaction():
            for key, _colon, version in asked:
                workflow.confirm(get(DriverValue, int(key)), int(version), g.actor, now())
                done += 1
    except RuleBroken as refused:
        if refused.status != 409:
            raise
        flash(_("Somebody was first with one of the numbers: none was confirmed. Look again."))
        return redirect(url_for(".drivers"))
    flash(
        ngettext(
            "One number is confirmed; runs count with it from now on.",
            "%(num)s numbers are confirmed; runs count with them from now on.",
            done,
        )
    )
    return redirect(url_for(".drivers"))


def _importer() -> None:
    if not may_import(g.actor):
        raise NotFound()


def _names(lines: list[Line]) -> dict[int, str]:
    found = queries.names_of({line.key for line in lines if line.key})
    return {key: named(one) for key, one in found.items()}
