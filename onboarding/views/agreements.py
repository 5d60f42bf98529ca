"""Top floor. Agreements: the list, one agreement's page, drafting, offering and withdrawing."""

from datetime import timedelta

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.models import Organisation
from core import clock
from core.db import get, transaction
from core.errors import NotAllowed, NotFound, RuleBroken
from core.language import N_
from core.speech import _
from core.web import Access, open_to, settings, whole_number
from onboarding.forms.agreement import DraftForm, FounderForm, StepForm, WithdrawForm
from onboarding.models.agreement import Agreement
from onboarding.models.application import Application
from onboarding.policy import agreement as policy
from onboarding.queries import agreement as queries
from onboarding.queries.membership import list_of
from onboarding.states.agreement import AgreementState, AgreementStep
from onboarding.views import agreement_look, agreement_rows
from onboarding.views.agreement_access import get_for, get_mine, get_ready_for
from onboarding.views.agreement_steps import offered
from onboarding.views.blueprint import blueprint
from onboarding.workflow import agreement as deeds

X = AgreementStep


@blueprint.get("/agreements")
@open_to(Access.SIGNED_IN)
def agreements() -> ResponseReturnValue:
    visitor = g.actor
    if not policy.may_list(visitor):
        raise NotFound()
    view = request.args.get("view", "")
    words = request.args.get("q", "").strip()[:80]
    state = request.args.get("state", "")
    chosen = AgreementState(state) if state in set(AgreementState) else None
    drafts = policy.may_draft(visitor)
    waiting = queries.list_waiting(visitor, clock.today())
    return render_template(
        "onboarding/agreements/index.html",
        page=queries.page_for(visitor, view, chosen, words, whole_number("page", 1)),
        counts=queries.count_by_view(visitor),
        view=view if view in queries.VIEWS else "",
        q=words,
        state=chosen,
        states=list(AgreementState),
        of_tiera=visitor.of_tiera(),
        accepted=queries.list_accepted_without_agreement() if drafts else [],
        founders=queries.list_possible_founders() if drafts else [],
        waiting={row.args.get("agreement_id") for row in waiting},
    )


@blueprint.get("/agreements/<int:agreement_id>")
@open_to(Access.SIGNED_IN)
def agreement(agreement_id: int) -> ResponseReturnValue:
    found = get_mine(agreement_id)
    look = agreement_look.look_at(found, clock.today())
    steps = offered(look, g.actor)
    face = agreement_look.clock_of(look)
    return render_template(
        "onboarding/agreements/show.html",
        look=look,
        agreement=found,
        kind=agreement_look.kind_of(look, any(step.forward for step in steps)),
        who_acts=agreement_look.who_acts(look),
        since=agreement_look.since(look),
        stages=agreement_look.stages(found),
        steps=steps,
        clock=face,
        next_day=face.last_day + timedelta(days=1) if face else None,
        facts=agreement_rows.clock_facts(look, face) if face else [],
        parties=agreement_rows.parties(look, list_of(found.organisation_id)),
        pdfs=agreement_rows.pdfs(),
        timeline=agreement_look.timeline(look),
    )


@blueprint.get("/agreements/new/<int:organisation_id>")
@open_to(Access.SIGNED_IN)
def draft_agreement(organisation_id: int) -> ResponseReturnValue:
    organisation = _organisation(organisation_id)
    founder = _application_of(organisation_id) is None
    form = FounderForm() if founder else DraftForm()
    return _draft_page(organisation, form)


@blueprint.post("/agreements/new/<int:organisation_id>")
@open_to(Access.SIGNED_IN)
def create_agreement(organisation_id: int) -> ResponseReturnValue:
    organisation = _organisation(organisation_id)
    application = _application_of(organisation_id)
    form = DraftForm() if application else FounderForm()
    made: list[Agreement] = []

    def deed() -> None:
        starts_on, at = form.starts_on.data, clock.now()
        if starts_on is None:
            raise RuleBroken(N_("The first day is missing."))
        if application is not None:
            made.append(deeds.draft(application, starts_on, g.actor, at))
        elif isinstance(form, FounderForm) and form.member_since.data is not None:
            since = form.member_since.data
            drafted = deeds.draft_for_founder(organisation, since, starts_on, g.actor, at)
            made.append(drafted)

    if form.attempt(deed):
        flash(_("The agreement is drafted. Attach the cost estimate next."))
        return redirect(url_for(".agreement", agreement_id=made[0].id))
    return _draft_page(organisation, form)


def _organisation(organisation_id: int) -> Organisation:
    if not policy.may_draft(g.actor):
        raise NotAllowed(N_("Only the coordinator drafts agreements."))
    return get(Organisation, organisation_id)


def _application_of(organisation_id: int) -> Application | None:
    waiting = queries.list_accepted_without_agreement()
    return next((row for row in waiting if row.organisation_id == organisation_id), None)


def _draft_page(organisation: Organisation, form: DraftForm) -> ResponseReturnValue:
    page = render_template(
        "onboarding/agreements/draft.html",
        organisation=organisation,
        form=form,
        founder=isinstance(form, FounderForm),
    )
    return page, form.status


@blueprint.post("/agreements/<int:agreement_id>/offer")
@open_to(Access.SIGNED_IN)
def offer_agreement(agreement_id: int) -> ResponseReturnValue:
    found, form = get_for(agreement_id, X.OFFER), StepForm()
    with transaction():
        alliance = settings().alliance_name
        deeds.offer(found, alliance, g.actor, clock.now(), form.version.data)
    flash(_("The agreement is offered and the member has been told."))
    return redirect(url_for(".agreement", agreement_id=agreement_id))


@blueprint.post("/agreements/<int:agreement_id>/take-back")
@open_to(Access.SIGNED_IN)
def take_back_agreement(agreement_id: int) -> ResponseReturnValue:
    found, form = get_for(agreement_id, X.TAKE_BACK), StepForm()
    with transaction():
        deeds.take_back(found, g.actor, clock.now(), form.version.data)
    flash(_("The offer is a draft again."))
    return redirect(url_for(".agreement", agreement_id=agreement_id))


@blueprint.get("/agreements/<int:agreement_id>/withdraw")
@open_to(Access.SIGNED_IN)
def agreement_withdrawal(agreement_id: int) -> ResponseReturnValue:
    found = get_ready_for(agreement_id, X.WITHDRAW)
    form = WithdrawForm(version=found.version)
    return render_template("onboarding/agreements/withdraw.html", agreement=found, form=form)


@blueprint.post("/agreements/<int:agreement_id>/withdraw")
@open_to(Access.SIGNED_IN)
def withdraw_agreement(agreement_id: int) -> ResponseReturnValue:
    found, form = get_for(agreement_id, X.WITHDRAW), WithdrawForm()

    def deed() -> None:
        reason, seen = form.reason.data or "", form.version.data
        deeds.withdraw(found, reason, g.actor, clock.now(), seen)

    if form.attempt(deed):
        flash(_("The agreement was withdrawn."))
        return redirect(url_for(".agreement", agreement_id=agreement_id))
    found = get_mine(agreement_id)
    page = render_template("onboarding/agreements/withdraw.html", agreement=found, form=form)
    return page, form.status
