"""Top floor. Taking an agreement to its body, recording the decision, and appeals."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core import clock, files
from core.errors import BadInput
from core.file_types import ACCEPT
from core.language import N_
from core.speech import _
from core.web import Access, open_to, settings
from onboarding.forms.agreement import AppealForm, AppealOutcomeForm, DecisionForm, MeetingForm
from onboarding.models.agreement import Agreement
from onboarding.queries.decision import find_decision
from onboarding.states.agreement import AgreementState, AgreementStep
from onboarding.views.agreement_access import get_for, get_mine, get_ready_for
from onboarding.views.blueprint import blueprint
from onboarding.workflow import appeal, decision

X = AgreementStep
CORRECTABLE = {AgreementState.WAITING_APPEAL, AgreementState.READY_TO_SIGN}


def _page(name: str, agreement_id: int, form: Any, **more: Any) -> ResponseReturnValue:
    page = render_template(
        f"onboarding/agreements/{name}.html", agreement=get_mine(agreement_id), form=form, **more
    )
    return page, form.status


def _done(agreement_id: int, message: str) -> ResponseReturnValue:
    flash(message)
    return redirect(url_for(".agreement", agreement_id=agreement_id))


@blueprint.get("/agreements/<int:agreement_id>/meeting")
@open_to(Access.SIGNED_IN)
def agreement_meeting(agreement_id: int) -> ResponseReturnValue:
    found = get_ready_for(agreement_id, X.TAKE_TO_DECISION)
    return _page("meeting", agreement_id, MeetingForm(version=found.version))


@blueprint.post("/agreements/<int:agreement_id>/meeting")
@open_to(Access.SIGNED_IN)
def take_agreement_to_decision(agreement_id: int) -> ResponseReturnValue:
    found, form = get_for(agreement_id, X.TAKE_TO_DECISION), MeetingForm()

    def deed() -> None:
        decision.take_to_decision(
            found,
            form.body_name.data or "",
            form.body_kind.data,
            form.meets_on.data,
            g.actor,
            clock.now(),
            form.version.data,
        )

    if form.attempt(deed):
        return _done(agreement_id, _("The agreement is on its way to be decided."))
    return _page("meeting", agreement_id, form)


@blueprint.get("/agreements/<int:agreement_id>/decision")
@open_to(Access.SIGNED_IN)
def agreement_decision(agreement_id: int) -> ResponseReturnValue:
    found = get_ready_for(agreement_id, X.APPROVE, X.CORRECT_DECISION)
    form = DecisionForm(**_known(found))
    return _decision_page(agreement_id, form, found.state in CORRECTABLE)


def _decision_page(agreement_id: int, form: DecisionForm, correcting: bool) -> ResponseReturnValue:
    most = settings().upload_limit_mb
    return _page("decision", agreement_id, form, correcting=correcting, accept=ACCEPT, most=most)


def _known(agreement: Agreement) -> dict[str, Any]:
    """What the form can be begun with: the meeting, or the decision to be corrected."""
    earlier = find_decision(agreement.id) if agreement.state in CORRECTABLE else None
    known: dict[str, Any] = {"version": agreement.version}
    if earlier is not None:
        for name in DecisionForm.REMEMBERED:
            known[name] = getattr(earlier, name)
    else:
        known |= {"body_kind": agreement.deciding_kind, "body_name": agreement.deciding_body}
        known |= {"decided_on": agreement.deciding_on}
    return known


@blueprint.post("/agreements/<int:agreement_id>/decision")
@open_to(Access.SIGNED_IN)
def record_agreement_decision(agreement_id: int) -> ResponseReturnValue:
    found, form = get_for(agreement_id, X.APPROVE), DecisionForm()
    correcting = found.state in CORRECTABLE

    def deed() -> None:
        at, sent, kept = clock.now(), form.extract.data, None
        if sent is not None and sent.filename:
            owner = f"organisation:{found.organisation_id}"
            kept = files.store(sent.stream, sent.filename, owner, at, field="extract")
        seen = form.version.data
        decision.record_decision(found, form.facts(), kept, g.actor, at, seen)

    if form.attempt(deed):
        return _done(agreement_id, _("The decision is recorded and the appeal time is counted."))
    return _decision_page(agreement_id, form, correcting)


@blueprint.get("/agreements/<int:agreement_id>/appeal")
@open_to(Access.SIGNED_IN)
def agreement_appeal(agreement_id: int) -> ResponseReturnValue:
    found = get_ready_for(agreement_id, X.RECORD_APPEAL)
    ends = appeal.end_of_appeal_time(found)
    return _page("appeal", agreement_id, AppealForm(version=found.version), ends_on=ends)


@blueprint.post("/agreements/<int:agreement_id>/appeal")
@open_to(Access.SIGNED_IN)
def record_agreement_appeal(agreement_id: int) -> ResponseReturnValue:
    found, form = get_for(agreement_id, X.RECORD_APPEAL), AppealForm()
    ends = appeal.end_of_appeal_time(found)

    def deed() -> None:
        made_on = form.made_on.data
        if made_on is None:
            raise BadInput("made_on", N_("Write the day the appeal was made."))
        appeal.record_appeal(found, made_on, g.actor, clock.now(), form.version.data)

    if form.attempt(deed):
        return _done(agreement_id, _("The appeal is recorded. Signing waits for its outcome."))
    return _page("appeal", agreement_id, form, ends_on=ends)


@blueprint.get("/agreements/<int:agreement_id>/appeal-outcome")
@open_to(Access.SIGNED_IN)
def agreement_appeal_outcome(agreement_id: int) -> ResponseReturnValue:
    found = get_ready_for(agreement_id, X.DISMISS_APPEAL)
    return _page("appeal_outcome", agreement_id, AppealOutcomeForm(version=found.version))


@blueprint.post("/agreements/<int:agreement_id>/appeal-outcome")
@open_to(Access.SIGNED_IN)
def resolve_agreement_appeal(agreement_id: int) -> ResponseReturnValue:
    found, form = get_for(agreement_id, X.DISMISS_APPEAL), AppealOutcomeForm()

    def deed() -> None:
        resolved_on, noticed_on = form.resolved_on.data, form.noticed_on.data
        if resolved_on is None:
            raise BadInput("resolved_on", N_("Write the day of the answer."))
        notice = (form.notice_kind.data, noticed_on) if noticed_on else None
        outcome, seen = form.outcome.data, form.version.data
        appeal.resolve_appeal(found, outcome, resolved_on, notice, g.actor, clock.now(), seen)

    if form.attempt(deed):
        return _done(agreement_id, _("The outcome is recorded."))
    return _page("appeal_outcome", agreement_id, form)
