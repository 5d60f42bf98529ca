"""Top floor. The coordinator's side of an application: remarks on tasks, and the answer."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core.clock import now, today
from core.db import get, transaction
from core.errors import NotAllowed, NotFound
from core.forms import Form, options
from core.language import N_
from core.locale import text
from core.speech import _
from core.web import Access, one_of, open_to
from onboarding.forms.application import AcceptForm, DeclineForm, RemarkForm, ReturnForm
from onboarding.models.application import Application, Remark
from onboarding.policy import application as policy
from onboarding.queries.application import find_sent, list_unsent_remarks
from onboarding.states.application import ApplicationState, ReviewOutcome
from onboarding.views import told
from onboarding.views.applications import application_page
from onboarding.views.blueprint import blueprint
from onboarding.views.desk import application_in_sight
from onboarding.workflow import review as workflow

ONLY_COORDINATORS = N_("Only the coordinator answers applications.")
"""Said to the coordinator's other people; strangers are told that there is no such page."""
FORMS: dict[ReviewOutcome, type[Form]] = {
    ReviewOutcome.RETURNED: ReturnForm,
    ReviewOutcome.ACCEPTED: AcceptForm,
    ReviewOutcome.DECLINED: DeclineForm,
}


def _reviewable(application_id: int) -> Application:
    application = application_in_sight(application_id)
    if not policy.may_review(g.actor):
        raise NotAllowed(ONLY_COORDINATORS)
    return application


@blueprint.post("/applications/<int:application_id>/remarks")
@open_to(Access.SIGNED_IN)
def add_remark(application_id: int) -> ResponseReturnValue:
    application = _reviewable(application_id)
    form = RemarkForm()
    up = find_sent(application, today())
    form.task.choices = options((t.key, text(t.words.title)) for t in up.tasks) if up else []
    if form.attempt(
        lambda: workflow.remark(
            application, form.task.data or "", form.text.data or "", g.actor, now()
        )
    ):
        flash(_("The remark is kept. The applicant sees it when you answer the application."))
        anchor = f"task-{form.task.data}"
        return redirect(url_for(".application", application_id=application.id, _anchor=anchor))
    return application_page(application, form), form.status


@blueprint.post("/applications/<int:application_id>/remarks/<int:remark_id>/remove")
@open_to(Access.SIGNED_IN)
def remove_remark(application_id: int, remark_id: int) -> ResponseReturnValue:
    application = _reviewable(application_id)
    note = get(Remark, remark_id)
    if note.application_id != application.id:
        raise NotFound()
    with transaction():
        workflow.remove_remark(note, application, g.actor, now())
    flash(_("The remark is taken back."))
    return redirect(url_for(".application", application_id=application.id))


@blueprint.get("/applications/<int:application_id>/answer/<outcome>")
@open_to(Access.SIGNED_IN)
def review(application_id: int, outcome: str) -> ResponseReturnValue:
    application, kind = _reviewable(application_id), one_of(ReviewOutcome, outcome)
    return _page(application, kind, FORMS[kind](formdata=None))


@blueprint.post("/applications/<int:application_id>/answer/<outcome>")
@open_to(Access.SIGNED_IN)
def give_review(application_id: int, outcome: str) -> ResponseReturnValue:
    application, kind = _reviewable(application_id), one_of(ReviewOutcome, outcome)
    form: Any = FORMS[kind]()
    deeds: dict[ReviewOutcome, Callable[[], object]] = {
        ReviewOutcome.RETURNED: lambda: workflow.send_back(
            application, form.reasons.data, form.due_on.data, g.actor, now()
        ),
        ReviewOutcome.ACCEPTED: lambda: workflow.accept(
            application, g.actor, now(), form.wave.data or "", form.note.data or ""
        ),
        ReviewOutcome.DECLINED: lambda: workflow.decline(
            application, form.reasons.data, g.actor, now()
        ),
    }
    if form.attempt(deeds[kind]):
        flash(_("Your answer is given, and the applicant is told by e-mail."))
        return redirect(url_for(".application", application_id=application.id))
    return _page(application, kind, form), form.status


def _page(application: Application, kind: StrEnum, form: Form) -> str:
    up = find_sent(application, today())
    remarks = list_unsent_remarks(application.id)
    return render_template(
        "onboarding/applications/review.html",
        application=application,
        organisation=application.organisation,
        outcome=kind,
        form=form,
        remarks=[(text(up.checklist.task(r.task).words.title), r.text) for r in remarks]
        if up
        else [],
        lead=told.lead(up) if up else "",
        exemptions=told.exemptions_of(up) if up else [],
        is_here=application.state is ApplicationState.SUBMITTED,
    )
