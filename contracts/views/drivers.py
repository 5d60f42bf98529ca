"""Top floor. Members report their numbers of learners, Tiera confirms them."""

from datetime import date

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from contracts.forms.runs import NumberForm, ReturnForm
from contracts.models.driver import DriverValue
from contracts.policy.numbers import (
    may_check,
    may_check_any,
    may_import,
    may_report,
    may_see_numbers,
)
from contracts.queries import numbers as queries
from contracts.states.driver import Driver
from contracts.views.blueprint import blueprint
from contracts.views.entrance import history_of
from contracts.workflow import numbers as workflow
from core.clock import now, today
from core.db import get
from core.errors import NotFound
from core.pages import page_of
from core.speech import _
from core.web import Access, open_to, whole_number


@blueprint.get("/drivers")
@open_to(Access.SIGNED_IN)
def drivers() -> ResponseReturnValue:
    if not may_see_numbers(g.actor):
        raise NotFound()
    own = None if g.actor.of_tiera() else g.actor.organisation_id
    to_check = queries.list_to_check() if may_check_any(g.actor) else []
    return render_template(
        "contracts/drivers/index.html",
        page=page_of(queries.values(own), whole_number("page", 1)),
        own=own,
        to_check=to_check,
        may_confirm=[value for value in to_check if may_check(g.actor, value)],
        may_import=may_import(g.actor),
        may_report=may_report(g.actor, g.actor.organisation_id),
    )


@blueprint.get("/drivers/<int:value_id>")
@open_to(Access.SIGNED_IN)
def driver(value_id: int) -> ResponseReturnValue:
    found = _visible(value_id)
    form = ReturnForm(version=found.version)
    return _value_page(found, form)


@blueprint.get("/drivers/new")
@open_to(Access.SIGNED_IN)
def new_driver() -> ResponseReturnValue:
    _reporter()
    form = NumberForm()
    form.offer()
    form.as_of.data = usual_day()
    return render_template("contracts/drivers/edit.html", form=form)


@blueprint.post("/drivers/new")
@open_to(Access.SIGNED_IN)
def create_driver() -> ResponseReturnValue:
    _reporter()
    form = NumberForm()
    form.offer()

    def deed() -> None:
        value, as_of = form.value.data, form.as_of.data
        assert value is not None and as_of is not None  # noqa: S101, PT018 (validated above)
        workflow.report(
            Driver(form.driver.data), value, as_of, form.source.data or "", g.actor, now()
        )

    if form.attempt(deed):
        flash(_("Thank you. The number waits for confirmation by the coordinator."))
        return redirect(url_for(".drivers"))
    return render_template("contracts/drivers/edit.html", form=form), form.status


@blueprint.post("/drivers/<int:value_id>/confirm")
@open_to(Access.SIGNED_IN)
def confirm_driver(value_id: int) -> ResponseReturnValue:
    found = _checkable(value_id)
    form = ReturnForm()
    del form.reason
    if form.attempt(lambda: workflow.confirm(found, form.version.data, g.actor, now())):
        flash(_("The number is confirmed; runs count with it from now on."))
        return redirect(url_for(".drivers"))
    return _value_page(_visible(value_id), form)


@blueprint.post("/drivers/<int:value_id>/return")
@open_to(Access.SIGNED_IN)
def return_driver(value_id: int) -> ResponseReturnValue:
    found = _checkable(value_id)
    form = ReturnForm()
    if form.attempt(
        lambda: workflow.give_back(found, form.reason.data or "", form.version.data, g.actor, now())
    ):
        flash(_("The number is returned to the member with your reason."))
        return redirect(url_for(".drivers"))
    return _value_page(_visible(value_id), form)


def usual_day() -> date:
    """20 September: the day on which Statistics Finland counts learners too."""
    day = today().replace(month=9, day=20)
    return day if day <= today() else day.replace(year=day.year - 1)


def _reporter() -> None:
    if not may_report(g.actor, g.actor.organisation_id):
        raise NotFound()


def _visible(value_id: int) -> DriverValue:
    found = get(DriverValue, value_id)
    if not (g.actor.of_tiera() or g.actor.acts_for(found.organisation_id)):
        raise NotFound()
    return found


def _checkable(value_id: int) -> DriverValue:
    if not may_check_any(g.actor):
        raise NotFound()
    return get(DriverValue, value_id)


def _value_page(found: DriverValue, form: ReturnForm) -> ResponseReturnValue:
    page = render_template(
        "contracts/drivers/show.html",
        value=found,
        form=form,
        may_check=may_check(g.actor, found),
        may_report=may_report(g.actor, found.organisation_id),
        editions=queries.list_editions(found.driver, found.organisation_id, found.as_of),
        history=history_of(found),
    )
    return page, form.status
