"""Top floor. Pages of cost pools."""

from datetime import date

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from contracts.forms.contracts import PoolForm
from contracts.models.pool import CostPool
from contracts.policy.costs import may_keep_contracts
from contracts.policy.runs import may_view_runs
from contracts.queries import frameworks as framework_queries
from contracts.queries import pools as queries
from contracts.states.pool import PoolState
from contracts.views.blueprint import blueprint
from contracts.views.entrance import history_of, keeper, reader
from contracts.workflow import pools as workflow
from core.clock import now, today
from core.db import get, transaction
from core.pages import page_of
from core.speech import _
from core.web import Access, open_to, whole_number
from onboarding.queries.membership import list_memberships


@blueprint.get("/pools")
@open_to(Access.SIGNED_IN)
def pools() -> ResponseReturnValue:
    reader()
    page = page_of(queries.pools(), whole_number("page", 1))
    return render_template(
        "contracts/pools/index.html", page=page, may_keep=may_keep_contracts(g.actor)
    )


@blueprint.get("/pools/<int:pool_id>")
@open_to(Access.SIGNED_IN)
def pool(pool_id: int) -> ResponseReturnValue:
    reader()
    found = get(CostPool, pool_id)
    run = queries.find_active_run(pool_id)
    free = found.state is PoolState.OPEN and run is None
    return render_template(
        "contracts/pools/show.html",
        pool=found,
        run=run,
        may_view_run=may_view_runs(g.actor),
        may_edit=free and may_keep_contracts(g.actor),
        history=history_of(found),
    )


@blueprint.get("/pools/new")
@open_to(Access.SIGNED_IN)
def new_pool() -> ResponseReturnValue:
    keeper()
    form = _form()
    year = today().year + 1
    form.period_start.data, form.period_end.data = date(year, 1, 1), date(year, 12, 31)
    return _page(form, None)


@blueprint.post("/pools/new")
@open_to(Access.SIGNED_IN)
def create_pool() -> ResponseReturnValue:
    keeper()
    form = _form()
    made: list[CostPool] = []
    if form.attempt(lambda: made.append(workflow.open_pool(form.facts(), g.actor, now()))):
        flash(_("The cost pool is open."))
        return redirect(url_for(".pool", pool_id=made[0].id))
    return _page(form, None)


@blueprint.get("/pools/<int:pool_id>/edit")
@open_to(Access.SIGNED_IN)
def edit_pool(pool_id: int) -> ResponseReturnValue:
    keeper()
    found = get(CostPool, pool_id)
    form = _form()
    form.show(found)
    return _page(form, found)


@blueprint.post("/pools/<int:pool_id>/edit")
@open_to(Access.SIGNED_IN)
def save_pool(pool_id: int) -> ResponseReturnValue:
    keeper()
    found = get(CostPool, pool_id)
    form = _form()
    if form.attempt(lambda: workflow.edit(found, form.facts(), form.version.data, g.actor, now())):
        flash(_("The cost pool is saved."))
        return redirect(url_for(".pool", pool_id=pool_id))
    return _page(form, get(CostPool, pool_id))


@blueprint.post("/pools/<int:pool_id>/withdraw")
@open_to(Access.SIGNED_IN)
def withdraw_pool(pool_id: int) -> ResponseReturnValue:
    keeper()
    found = get(CostPool, pool_id)
    with transaction():
        workflow.withdraw(found, g.actor, now())
    flash(_("The cost pool is withdrawn and its framework has its room back."))
    return redirect(url_for(".pool", pool_id=pool_id))


def _form() -> PoolForm:
    form = PoolForm()
    members = list_memberships(today(), date(today().year + 1, 12, 31))
    organisations = {one.organisation_id: one.organisation for one in members}
    form.offer(framework_queries.list_in_force(), queries.list_keys(), list(organisations.values()))
    return form


def _page(form: PoolForm, found: CostPool | None) -> ResponseReturnValue:
    return render_template("contracts/pools/edit.html", form=form, pool=found), form.status
