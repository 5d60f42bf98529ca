"""Top floor. Applications: the coordinator's list, one application's page, sending, withdrawing."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.timeline import Line, lines
from core import audit
from core.clock import day_of, now, today
from core.db import transaction
from core.errors import NotAllowed, NotFound
from core.forms import Form, clean
from core.locale import day, text
from core.speech import _
from core.states import steps_from
from core.web import Access, open_to, whole_number
from core.words import word
from onboarding.checklist.tasks import NeededFor
from onboarding.forms.application import RemarkForm
from onboarding.models.application import Application, Remark
from onboarding.policy import application as policy
from onboarding.policy.readiness import may_read_answers
from onboarding.queries import application as queries
from onboarding.queries.readiness import CheckUp, find_check_up, list_remarks
from onboarding.states.application import (
    TABLE,
    WAITS_FOR,
    ApplicationEvent,
    ApplicationState,
    ApplicationStep,
)
from onboarding.views import told
from onboarding.views.blueprint import blueprint
from onboarding.views.desk import application_in_sight
from onboarding.views.readiness import ONLY_LEADS
from onboarding.workflow import application as workflow

S, X = ApplicationState, ApplicationStep
REMARKS = {ApplicationEvent.REMARKED, ApplicationEvent.REMARK_REMOVED}
ROAD = (S.INTEREST, S.OPEN, S.SUBMITTED, S.ACCEPTED)
KINDS = {
    S.INTEREST: "todo",
    S.OPEN: "progress",
    S.SUBMITTED: "waiting",
    S.INFO_REQUESTED: "progress",
    S.ACCEPTED: "done",
    S.DECLINED: "problem",
    S.WITHDRAWN: "na",
}


@blueprint.get("/applications")
@open_to(Access.SIGNED_IN)
def applications() -> ResponseReturnValue:
    if not policy.may_list(g.actor):
        raise NotFound()
    state = next((s for s in ApplicationState if s.value == request.args.get("state")), None)
    filters = queries.Filters(state, clean(request.args.get("q"))[:80])
    page = queries.page_of_applications(filters, whole_number("page", 1))
    counts = queries.count_by_state()
    return render_template(
        "onboarding/applications/list.html",
        page=page,
        filters=filters,
        counts=counts,
        states=list(ApplicationState),
        kinds=KINDS,
        progress=queries.progress_of(page.rows, today()),
        waited={row.id: (today() - day_of(row.state_since)).days for row in page.rows},
        waiting=counts.get(S.SUBMITTED, 0),
        may_review=policy.may_review(g.actor),
    )


@blueprint.get("/applications/<int:application_id>")
@open_to(Access.SIGNED_IN)
def application(application_id: int) -> ResponseReturnValue:
    return application_page(application_in_sight(application_id), RemarkForm(formdata=None))


def application_page(application: Application, remark: RemarkForm) -> str:
    """One application as this visitor may see it: its own people all, others what was sent."""
    own = g.actor.acts_for(application.organisation_id)
    up = None
    if own:
        up = find_check_up(application, today())
    elif may_read_answers(g.actor, application):
        up = queries.find_sent(application, today())
    steps = [
        step
        for step in steps_from(TABLE, application.state)
        if policy.may_take(g.actor, application, step)
    ]
    submission = queries.find_last_submission(application.id)
    remarks = list_remarks(application.id, given=not policy.may_review(g.actor))
    return render_template(
        "onboarding/applications/show.html",
        application=application,
        organisation=application.organisation,
        own=own,
        up=up,
        progress=up.progress if up else None,
        areas=_areas(up),
        sections=told.sections_of(up, told.worth_reading(up)) if up and not own else [],
        unanswered=told.unanswered_plans(up) if up and not own else [],
        open_to_sign=[text(task.words.title) for task in up.progress.open_to_sign] if up else [],
        steps=steps,
        next_party=word(WAITS_FOR[application.state]),
        kind=KINDS[application.state],
        waited=(today() - day_of(application.state_since)).days,
        road=[word(state) for state in ROAD],
        stage=_stage(application),
        submission=submission,
        agreement=queries.find_agreement_of(application)
        if application.state is S.ACCEPTED
        else None,
        reviews=queries.list_reviews(application.id),
        remarks=remarks,
        remarks_of=_by_task(remarks),
        titles={task.key: text(task.words.title) for task in up.tasks} if up else {},
        remark=remark,
        may_remark=policy.may_review(g.actor) and application.state is S.SUBMITTED,
        timeline_items=_timeline(application),
    )


def _by_task(remarks: list[Remark]) -> dict[str, list[Remark]]:
    out: dict[str, list[Remark]] = {}
    for note in remarks:
        out.setdefault(note.task, []).append(note)
    return out


def _areas(up: CheckUp | None) -> list[tuple[str, object, bool]]:
    if up is None:
        return []
    progress = up.progress
    return [
        (text(up.checklist.areas[key]), area, key == progress.weakest)
        for key, area in progress.areas.items()
    ]


def _stage(application: Application) -> int:
    """Where on the road it is, counted from 1; 0 when it has left the road."""
    state = S.SUBMITTED if application.state is S.INFO_REQUESTED else application.state
    return ROAD.index(state) + 1 if state in ROAD else 0


def _timeline(application: Application) -> list[Line]:
    """What has happened; remarks are the coordinator's own until they are given."""
    everything = policy.may_review(g.actor)
    events = audit.history(application)
    return lines([e for e in events if everything or e.verb not in REMARKS])


def _sendable(application_id: int) -> tuple[Application, CheckUp]:
    application = application_in_sight(application_id)
    up = find_check_up(application, today())
    if up is None or not g.actor.acts_for(application.organisation_id):
        raise NotFound()
    if not policy.may_take(g.actor, application, X.SUBMIT):
        raise NotAllowed(ONLY_LEADS)
    return application, up


@blueprint.get("/applications/<int:application_id>/send")
@open_to(Access.SIGNED_IN)
def send_page(application_id: int) -> ResponseReturnValue:
    return _send_page(*_sendable(application_id), Form(formdata=None))


@blueprint.post("/applications/<int:application_id>/send")
@open_to(Access.SIGNED_IN)
def send_application(application_id: int) -> ResponseReturnValue:
    application, _up = _sendable(application_id)
    form = Form()
    if form.attempt(lambda: workflow.submit(application, g.actor, now())):
        flash(_("The application is sent. The coordinator reads it and answers here."))
        return redirect(url_for(".application", application_id=application.id))
    return _send_page(*_sendable(application_id), form), form.status


def _send_page(application: Application, up: CheckUp, form: Form) -> str:
    progress = up.progress
    to_send = {task.key for task in progress.open_to_send}
    return render_template(
        "onboarding/applications/send.html",
        form=form,
        application=application,
        organisation=application.organisation,
        up=up,
        progress=progress,
        open_to_send=[told.row_of(up, task, g.actor) for task in progress.open_to_send],
        open_later=[
            told.row_of(up, task, g.actor)
            for task in progress.open_to_sign
            if task.key not in to_send and task.needed_for is NeededFor.SIGNING
        ],
        exemptions=told.exemptions_of(up),
        sections=told.sections_of(up, [t for t in up.tasks if up.answers[t.key].answer]),
        files=sum(len(files) for files in up.evidence.values()),
        can_send=X.SUBMIT in steps_from(TABLE, application.state) and not to_send,
        since=day(application.state_since),
    )


@blueprint.post("/applications/<int:application_id>/withdraw")
@open_to(Access.SIGNED_IN)
def withdraw_application(application_id: int) -> ResponseReturnValue:
    application = application_in_sight(application_id)
    if not policy.may_take(g.actor, application, X.WITHDRAW):
        raise NotAllowed(ONLY_LEADS)
    with transaction():
        workflow.withdraw(application, g.actor, now())
    flash(_("The application is withdrawn. You may start again whenever you like."))
    return redirect(url_for(".application", application_id=application.id))
