"""Top floor. Pages of framework contracts."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from contracts import ceiling
from contracts.forms.contracts import FrameworkForm
from contracts.models.framework import FrameworkContract
from contracts.policy.costs import may_keep_contracts
from contracts.queries import frameworks as queries
from contracts.states.framework import BUTTONS, TABLE, FrameworkState, FrameworkStep
from contracts.views.blueprint import blueprint
from contracts.views.entrance import history_of, keeper, reader
from contracts.workflow import frameworks as workflow
from core.clock import now, today
from core.db import get, transaction
from core.pages import page_of
from core.speech import _
from core.states import steps_from
from core.web import Access, one_of, open_to, whole_number


@blueprint.get("/frameworks")
@open_to(Access.SIGNED_IN)
def frameworks() -> ResponseReturnValue:
    reader()
    page = page_of(queries.frameworks(), whole_number("page", 1))
    return render_template(
        "contracts/frameworks/index.html",
        page=page,
        used={one.id: _used(one) for one in page.rows},
        may_keep=may_keep_contracts(g.actor),
    )


@blueprint.get("/frameworks/<int:framework_id>")
@open_to(Access.SIGNED_IN)
def framework(framework_id: int) -> ResponseReturnValue:
    reader()
    found = get(FrameworkContract, framework_id)
    steps = [step for step in steps_from(TABLE, found.state) if step in BUTTONS]
    if found.ends_on >= today():
        steps = [step for step in steps if step is not FrameworkStep.EXPIRE]
    return render_template(
        "contracts/frameworks/show.html",
        framework=found,
        commitments=queries.list_commitments(found.id),
        used=_used(found),
        left=ceiling.remaining(found.maximum_cents, found.committed_cents),
        level=ceiling.warning(found.maximum_cents, found.committed_cents),
        steps=steps if may_keep_contracts(g.actor) else [],
        may_edit=may_keep_contracts(g.actor) and found.state is FrameworkState.DRAFT,
        may_keep=may_keep_contracts(g.actor),
        history=history_of(found),
    )


@blueprint.get("/frameworks/new")
@open_to(Access.SIGNED_IN)
def new_framework() -> ResponseReturnValue:
    keeper()
    return _page(_form(), None)


@blueprint.post("/frameworks/new")
@open_to(Access.SIGNED_IN)
def create_framework() -> ResponseReturnValue:
    keeper()
    form = _form()
    made: list[FrameworkContract] = []
    if form.attempt(lambda: made.append(workflow.draft(form.facts(), g.actor, now()))):
        flash(_("The framework contract is saved as a draft."))
        return redirect(url_for(".framework", framework_id=made[0].id))
    return _page(form, None)


@blueprint.get("/frameworks/<int:framework_id>/edit")
@open_to(Access.SIGNED_IN)
def edit_framework(framework_id: int) -> ResponseReturnValue:
    keeper()
    found = get(FrameworkContract, framework_id)
    form = _form()
    form.show(found)
    return _page(form, found)


@blueprint.post("/frameworks/<int:framework_id>/edit")
@open_to(Access.SIGNED_IN)
def save_framework(framework_id: int) -> ResponseReturnValue:
    keeper()
    found = get(FrameworkContract, framework_id)
    form = _form()
    if form.attempt(lambda: workflow.edit(found, form.facts(), form.version.data, g.actor, now())):
        flash(_("The framework contract is saved."))
        return redirect(url_for(".framework", framework_id=framework_id))
    return _page(form, get(FrameworkContract, framework_id))


@blueprint.post("/frameworks/<int:framework_id>/<step>")
@open_to(Access.SIGNED_IN)
def take_framework(framework_id: int, step: str) -> ResponseReturnValue:
    keeper()
    found = get(FrameworkContract, framework_id)
    with transaction():
        workflow.take(one_of(FrameworkStep, step), found, g.actor, now())
    flash(_("Done. The history below tells what happened."))
    return redirect(url_for(".framework", framework_id=framework_id))


def _form() -> FrameworkForm:
    form = FrameworkForm()
    form.offer(queries.list_suppliers())
    return form


def _page(form: FrameworkForm, found: FrameworkContract | None) -> ResponseReturnValue:
    page = render_template("contracts/frameworks/edit.html", form=form, framework=found)
    return page, form.status


def _used(framework: FrameworkContract) -> int:
    return ceiling.used_percent(framework.maximum_cents, framework.committed_cents)
