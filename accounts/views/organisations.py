"""Top floor. The coordinator's pages: who wants to come in, who is in."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import policy
from accounts.forms import NamesForm, ReasonForm
from accounts.models import Claim, Organisation
from accounts.queries import find_organisation, find_organisation_of
from accounts.roles import OrganisationKind
from accounts.roll import (
    claims_in,
    count_claims,
    list_removal_requests,
    list_rival_claims,
    organisations,
)
from accounts.states import ClaimState, ClaimStep
from accounts.timeline import lines_with_people
from accounts.views.blueprint import blueprint, fetch, must
from accounts.views.people import people_of
from accounts.workflow import claims as workflow
from core import audit
from core.clock import now
from core.db import transaction
from core.errors import NotAllowed
from core.forms import clean
from core.language import N_
from core.pages import page_of
from core.speech import _
from core.web import Access, one_of, open_to, whole_number
from core.words import word

STATES = {"pending": ClaimState.PENDING, "rejected": ClaimState.REJECTED}


@blueprint.get("/organisations")
@open_to(Access.SIGNED_IN)
def list_organisations() -> ResponseReturnValue:
    """Claims that wait, organisations in the service, claims that were rejected."""
    must(policy.may_see_organisations(g.actor))
    counts, number = count_claims(), whole_number("page", 1)
    view = request.args.get("view", "pending" if counts[ClaimState.PENDING] else "active")
    words, kind = clean(request.args.get("q", ""))[:100], request.args.get("kind", "")
    known = kind if kind in set(OrganisationKind) else ""
    wanted = organisations(OrganisationKind(known) if known else None, words)
    return render_template(
        "accounts/organisations.html",
        view=view if view in STATES else "active",
        page=page_of(claims_in(STATES[view]) if view in STATES else wanted, number),
        counts=counts,
        removals=len(list_removal_requests()) if policy.may_see_removals(g.actor) else None,
        active=page_of(organisations(), 1, per_page=1).total,
        kind_choices=[("", _("All kinds"))] + [(one.value, word(one)) for one in OrganisationKind],
        kind=known,
        q=words,
    )


@blueprint.get("/organisations/<int:organisation_id>")
@open_to(Access.SIGNED_IN)
def organisation(organisation_id: int) -> ResponseReturnValue:
    row = fetch(Organisation, organisation_id)
    must(policy.may_see_organisations(g.actor) or g.actor.acts_for(row.id))
    see_people = policy.may_see_people(g.actor, row)
    return render_template(
        "accounts/organisation.html",
        **(people_of(row) if see_people else {"organisation": row, "people": None}),
        may_edit=policy.may_edit_organisation(g.actor, row),
        may_address=policy.may_edit_addresses(g.actor, row),
        may_close=policy.may_close(g.actor, row),
        of_tiera=policy.may_see_organisations(g.actor),
        history=lines_with_people(audit.history(row)),
    )


@blueprint.get("/organisations/<int:organisation_id>/edit")
@open_to(Access.SIGNED_IN)
def edit_organisation(organisation_id: int) -> ResponseReturnValue:
    row = _edited(organisation_id)
    form = NamesForm(formdata=None, obj=row)
    return render_template("accounts/names.html", form=form, organisation=row)


@blueprint.post("/organisations/<int:organisation_id>/edit")
@open_to(Access.SIGNED_IN)
def save_organisation(organisation_id: int) -> ResponseReturnValue:
    row, form = _edited(organisation_id), NamesForm()
    if form.attempt(lambda: workflow.rename(organisation_id, form.names(), g.actor, now())):
        flash(_("The names are saved."))
        return redirect(url_for(".organisation", organisation_id=organisation_id))
    return render_template("accounts/names.html", form=form, organisation=row), form.status


def _edited(organisation_id: int) -> Organisation:
    row = fetch(Organisation, organisation_id)
    must(policy.may_see_organisations(g.actor) or g.actor.acts_for(row.id))
    if not policy.may_edit_organisation(g.actor, row):
        raise NotAllowed(N_("Only an admin of the organisation changes its names."))
    return row


@blueprint.post("/organisations/<int:organisation_id>/close")
@open_to(Access.SIGNED_IN)
def close_organisation(organisation_id: int) -> ResponseReturnValue:
    must(policy.may_see_organisations(g.actor))
    with transaction():
        workflow.close(organisation_id, g.actor, now())
    flash(_("The organisation is closed. Nobody can act for it any more."))
    return redirect(url_for(".organisation", organisation_id=organisation_id))


@blueprint.get("/claims/<int:claim_id>")
@open_to(Access.SIGNED_IN)
def claim(claim_id: int) -> ResponseReturnValue:
    must(policy.may_see_organisations(g.actor))
    return _claim_page(ReasonForm(formdata=None), fetch(Claim, claim_id))


def _claim_page(form: ReasonForm, row: Claim, status: int = 200) -> ResponseReturnValue:
    here = find_organisation(row.business_id)
    if here is None and row.municipality_code:
        here = find_organisation_of(row.municipality_code)
    page = render_template(
        "accounts/claim.html",
        form=form,
        claim=row,
        here=here,
        rivals=list_rival_claims(row),
        may_decide=policy.may_decide_claims(g.actor),
        history=lines_with_people(audit.history(row)),
    )
    return page, status


@blueprint.post("/claims/<int:claim_id>/<step>")
@open_to(Access.SIGNED_IN)
def decide_claim(claim_id: int, step: str) -> ResponseReturnValue:
    """Confirm (the claimer gets a link) or reject (the claimer gets the reason)."""
    must(policy.may_see_organisations(g.actor))
    row, decision = fetch(Claim, claim_id), one_of(ClaimStep, step)
    if decision is ClaimStep.CONFIRM:
        with transaction():
            workflow.confirm(row.id, g.actor, now())
        flash(_("The organisation is in. Its first admin has been sent a link."))
        return redirect(url_for(".list_organisations"))
    if not policy.may_decide_claims(g.actor):
        raise NotAllowed(workflow.NOT_YOURS)
    form = ReasonForm()
    if form.attempt(lambda: workflow.reject(claim_id, form.reason.data or "", g.actor, now())):
        flash(_("The claim is rejected. The reason has been sent to the person who registered."))
        return redirect(url_for(".list_organisations"))
    return _claim_page(form, fetch(Claim, claim_id), form.status)
