"""Top floor. Pages of allocation runs: where one stands, what it shares, who acts next."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.roles import Actor
from contracts.forms.runs import RunForm
from contracts.models.run import AllocationRun
from contracts.policy.runs import may_start_run, may_take, may_view_runs
from contracts.queries import pools, runs
from contracts.states.run import LOCKED, ROAD, TABLE, RunState, RunStep
from contracts.views.blueprint import blueprint
from contracts.views.entrance import history_of
from contracts.workflow import runs as workflow
from core.clock import now, today
from core.db import get, transaction
from core.errors import NotFound
from core.pages import page_of
from core.speech import _
from core.states import steps_from
from core.web import Access, one_of, open_to, whole_number

DEEDS: dict[RunStep, Callable[[AllocationRun, Actor, datetime], None]] = {
    RunStep.CALCULATE: workflow.calculate,
    RunStep.APPROVE: workflow.approve,
    RunStep.SEND_BACK: workflow.send_back,
    RunStep.LOCK: workflow.lock_run,
    RunStep.CANCEL: workflow.cancel,
}


@blueprint.get("/runs")
@open_to(Access.SIGNED_IN)
def run_list() -> ResponseReturnValue:
    _viewer()
    return render_template(
        "contracts/runs/index.html",
        page=page_of(runs.runs(), whole_number("page", 1)),
        may_start=may_start_run(g.actor),
        waiting=pools.list_free_periods() if may_start_run(g.actor) else [],
    )


@blueprint.get("/runs/<int:run_id>")
@open_to(Access.SIGNED_IN)
def run(run_id: int) -> ResponseReturnValue:
    _viewer()
    found = get(AllocationRun, run_id)
    table = runs.share_table(run_id)
    return render_template(
        "contracts/runs/show.html",
        run=found,
        pools=pools.list_of_run(run_id),
        table=table,
        road=ROAD,
        locked=found.state in LOCKED,
        steps=[
            step
            for step in steps_from(TABLE, found.state)
            if step in DEEDS and may_take(g.actor, found, step)
        ],
        not_yours=_held_up(found),
        history=history_of(found),
    )


@blueprint.get("/runs/new")
@open_to(Access.SIGNED_IN)
def new_run() -> ResponseReturnValue:
    _starter()
    form = RunForm()
    periods = pools.list_free_periods()
    form.offer(periods)
    if periods:
        start = periods[0][0]
        form.period.data = f"{start.isoformat()}/{periods[0][1].isoformat()}"
        form.drivers_as_of.data = min(start.replace(year=start.year - 1, month=9, day=20), today())
        form.name_fi.data, form.name_sv.data = f"Jako {start.year}", f"Fördelning {start.year}"
        form.name_en.data = f"Sharing of {start.year}"
    return render_template("contracts/runs/edit.html", form=form, periods=periods)


@blueprint.post("/runs/new")
@open_to(Access.SIGNED_IN)
def create_run() -> ResponseReturnValue:
    _starter()
    form = RunForm()
    periods = pools.list_free_periods()
    form.offer(periods)
    made: list[AllocationRun] = []
    if form.attempt(lambda: made.append(workflow.start(form.facts(), g.actor, now()))):
        flash(_("The allocation run is started. Calculate it next."))
        return redirect(url_for(".run", run_id=made[0].id))
    return render_template("contracts/runs/edit.html", form=form, periods=periods), form.status


@blueprint.post("/runs/<int:run_id>/<step>")
@open_to(Access.SIGNED_IN)
def take_run(run_id: int, step: str) -> ResponseReturnValue:
    _viewer()
    found, wanted = get(AllocationRun, run_id), one_of(RunStep, step)
    if wanted not in DEEDS:
        raise NotFound()
    with transaction():
        DEEDS[wanted](found, g.actor, now())
    flash(_("Done. The history below tells what happened."))
    return redirect(url_for(".run", run_id=run_id))


def _viewer() -> None:
    if not may_view_runs(g.actor):
        raise NotFound()


def _starter() -> None:
    if not may_start_run(g.actor):
        raise NotFound()


def _held_up(run: AllocationRun) -> str:
    """Why the one who looks may not take the obvious step, when a rule of ours holds it up."""
    if run.state is RunState.CALCULATED and run.calculated_by_id == g.actor.person_id:
        return _("You calculated this run, so somebody else approves it.")
    return ""
