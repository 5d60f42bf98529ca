"""Top floor. What is stored about oneself: see it, take it away, ask for its removal."""

from flask import flash, g, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts import entry, policy
from accounts.forms import ReasonForm
from accounts.models import RemovalRequest
from accounts.queries import find_removal_request, list_memberships_of
from accounts.roll import list_removal_requests
from accounts.states import RemovalStep
from accounts.stored_about import everything
from accounts.views.blueprint import blueprint, fetch, must
from accounts.workflow import privacy
from core.clock import now
from core.db import transaction
from core.speech import _
from core.web import Access, one_of, open_to

SHOWN = 25
"""Rows of each kind on the page; the file holds them all."""


@blueprint.get("/account/data")
@open_to(Access.SIGNED_IN)
def own_data() -> ResponseReturnValue:
    person = entry.here().person
    return render_template(
        "accounts/own_data.html",
        person=person,
        stored=everything(person),
        shown=SHOWN,
        removal=find_removal_request(person.id),
    )


@blueprint.get("/account/data.json")
@open_to(Access.SIGNED_IN)
def own_data_file() -> ResponseReturnValue:
    answer = jsonify(everything(entry.here().person))
    answer.headers["Content-Disposition"] = "attachment; filename=kuntatori-own-data.json"
    return answer


@blueprint.post("/account/removal")
@open_to(Access.SIGNED_IN)
def request_removal() -> ResponseReturnValue:
    with transaction():
        privacy.request(g.actor, now())
    flash(_("Your request has been sent to the coordinator. You can take it back until then."))
    return redirect(url_for(".own_data"))


@blueprint.post("/account/removal/withdraw")
@open_to(Access.SIGNED_IN)
def withdraw_removal() -> ResponseReturnValue:
    row = find_removal_request(g.actor.person_id)
    must(row is not None)
    with transaction():
        privacy.withdraw(row.id if row else 0, g.actor, now())
    flash(_("Your request is taken back."))
    return redirect(url_for(".own_data"))


@blueprint.get("/removals")
@open_to(Access.SIGNED_IN)
def removals() -> ResponseReturnValue:
    must(policy.may_see_removals(g.actor))
    return render_template("accounts/removals.html", requests=list_removal_requests())


def _page(form: ReasonForm, row: RemovalRequest, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "accounts/removal.html",
        form=form,
        request_=row,
        person=row.person,
        memberships=list_memberships_of(row.person_id),
        mine=row.person_id == g.actor.person_id,
    )
    return page, status


@blueprint.get("/removals/<int:request_id>")
@open_to(Access.SIGNED_IN)
def removal(request_id: int) -> ResponseReturnValue:
    must(policy.may_see_removals(g.actor))
    return _page(ReasonForm(formdata=None), fetch(RemovalRequest, request_id))


@blueprint.post("/removals/<int:request_id>/<any(decline, carry_out):step>")
@open_to(Access.SIGNED_IN)
def decide_removal(request_id: int, step: str) -> ResponseReturnValue:
    must(policy.may_see_removals(g.actor))
    row = fetch(RemovalRequest, request_id)
    if one_of(RemovalStep, step) is RemovalStep.CARRY_OUT:
        with transaction():
            privacy.carry_out(row.id, g.actor, now())
        flash(_("The person's data has been removed. The history keeps only a number."))
        return redirect(url_for(".removals"))
    form = ReasonForm()
    if form.attempt(lambda: privacy.decline(request_id, form.reason.data or "", g.actor, now())):
        flash(_("The request is declined. The reason has been sent to the person."))
        return redirect(url_for(".removals"))
    return _page(form, fetch(RemovalRequest, request_id), form.status)
