"""Top floor. Pages of allocation keys: what they say in words, and who decided so."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from contracts.forms.contracts import KeyForm, KeyVersionForm
from contracts.models.key import AllocationKey
from contracts.policy.costs import may_keep_contracts
from contracts.queries import pools as queries
from contracts.views.blueprint import blueprint
from contracts.views.entrance import history_of, keeper, reader
from contracts.words.periods import part_rows, part_sentence
from contracts.workflow import pools as workflow
from core.clock import now
from core.db import get
from core.errors import NotFound
from core.speech import _
from core.web import Access, open_to


@blueprint.get("/keys")
@open_to(Access.SIGNED_IN)
def keys() -> ResponseReturnValue:
    reader()
    return render_template(
        "contracts/keys/index.html",
        keys=queries.list_keys(),
        may_keep=may_keep_contracts(g.actor),
    )


@blueprint.get("/keys/<int:key_id>")
@open_to(Access.SIGNED_IN)
def key(key_id: int) -> ResponseReturnValue:
    reader()
    found = queries.get_key(key_id)
    if found is None:
        raise NotFound()
    newest = found.versions[-1]
    return render_template(
        "contracts/keys/show.html",
        key=found,
        newest=newest,
        parts=part_rows(newest.parts),
        sentences=[part_sentence(driver, share) for driver, share in part_rows(newest.parts)],
        pools=queries.list_pools_of_key(key_id),
        may_keep=may_keep_contracts(g.actor),
        history=history_of(found),
    )


@blueprint.get("/keys/new")
@open_to(Access.SIGNED_IN)
def new_key() -> ResponseReturnValue:
    keeper()
    return _page(KeyForm(), None)


@blueprint.post("/keys/new")
@open_to(Access.SIGNED_IN)
def create_key() -> ResponseReturnValue:
    keeper()
    form = KeyForm()
    form.offer()
    made: list[AllocationKey] = []

    def deed() -> None:
        facts = form.facts()
        made.append(workflow.add_key(form.code.data or "", form.names(), facts, g.actor, now()))

    if form.attempt(deed):
        flash(_("The allocation key is saved."))
        return redirect(url_for(".key", key_id=made[0].id))
    return _page(form, None)


@blueprint.get("/keys/<int:key_id>/new")
@open_to(Access.SIGNED_IN)
def new_version(key_id: int) -> ResponseReturnValue:
    keeper()
    return _page(KeyVersionForm(), get(AllocationKey, key_id))


@blueprint.post("/keys/<int:key_id>/new")
@open_to(Access.SIGNED_IN)
def create_version(key_id: int) -> ResponseReturnValue:
    keeper()
    found = get(AllocationKey, key_id)
    form = KeyVersionForm()
    form.offer()
    if form.attempt(lambda: workflow.add_version(found, form.facts(), g.actor, now())):
        flash(_("The new version is saved. Pools keep the version they were opened with."))
        return redirect(url_for(".key", key_id=key_id))
    return _page(form, get(AllocationKey, key_id))


def _page(form: KeyVersionForm, found: AllocationKey | None) -> ResponseReturnValue:
    form.offer()
    return render_template("contracts/keys/edit.html", form=form, key=found), form.status
