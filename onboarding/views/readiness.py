"""Top floor. The readiness check as a task list: starting it, where it stands, printing it."""

from collections.abc import Iterable

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.clock import now, today
from core.db import transaction
from core.errors import NotAllowed, RuleBroken
from core.language import N_
from core.locale import text
from core.speech import _
from core.typed_text import plain
from core.web import Access, open_to
from onboarding.checklist import shelf
from onboarding.checklist.tasks import Profile, Task
from onboarding.forms.readiness import ProfileForm
from onboarding.models.application import Application
from onboarding.policy import application as policy
from onboarding.queries.application import find_latest, list_reviews
from onboarding.queries.readiness import CheckUp, find_check_up, list_remarks
from onboarding.states.application import FINAL, ApplicationState
from onboarding.views import told
from onboarding.views.blueprint import blueprint
from onboarding.views.desk import own_application, own_check_up, own_organisation
from onboarding.workflow import application as workflow

ONLY_LEADS = N_("Only an admin or a preparer of the organisation does this.")


@blueprint.get("/readiness")
@open_to(Access.SIGNED_IN)
def readiness() -> ResponseReturnValue:
    organisation = own_organisation()
    application = find_latest(organisation.id)
    up = find_check_up(application, today()) if application else None
    if application is None or up is None or application.state in FINAL:
        return _start_page(application, ProfileForm(formdata=None).offer())
    view = request.args.get("view", "all")
    shown = {
        "all": up.tasks,
        "open": [task for task in up.tasks if told.is_open(up, task)],
        "mine": [t for t in up.tasks if up.answers[t.key].owner_id == g.actor.person_id],
    }
    chosen = shown.get(view, up.tasks)
    return render_template(
        "onboarding/readiness/list.html",
        **_situation(up),
        counts=[(name, len(tasks)) for name, tasks in shown.items()],
        view=view if view in shown else "all",
        groups=_groups(up, chosen),
        plans=[told.row_of(up, task, g.actor) for task in chosen if not task.is_gate],
        next=told.next_of(up, g.actor),
        plan=told.plan_of(up),
        reviews=list_reviews(application.id),
        remarked={note.task for note in list_remarks(application.id, given=True)},
    )


def _situation(up: CheckUp) -> dict[str, object]:
    """What both the list and its print say of the whole."""
    progress = up.progress
    return {
        "up": up,
        "application": up.application,
        "organisation": up.application.organisation,
        "progress": progress,
        "lead": told.lead(up),
        "areas": [
            (text(up.checklist.areas[key]), area, key == progress.weakest)
            for key, area in progress.areas.items()
        ],
        "may_lead": policy.may_start(g.actor, up.application.organisation),
    }


def _groups(up: CheckUp, tasks: Iterable[Task]) -> list[dict[str, object]]:
    """The gates by area, each with how far the whole area is."""
    keys = {task.key for task in tasks}
    out: list[dict[str, object]] = []
    for key, area in up.progress.areas.items():
        rows = [
            told.row_of(up, task, g.actor)
            for task in up.tasks
            if task.area == key and task.key in keys
        ]
        if rows:
            out.append({"name": text(up.checklist.areas[key]), "level": area, "rows": rows})
    return out


def _start_page(
    ended: Application | None, form: ProfileForm, status: int = 200
) -> ResponseReturnValue:
    checklist = shelf.newest()
    organisation = own_organisation()
    everything = checklist.asked_of(Profile())
    page = render_template(
        "onboarding/readiness/start.html",
        form=form,
        organisation=organisation,
        application=ended,
        reviews=list_reviews(ended.id) if ended else [],
        introduction=plain(text(checklist.introduction)),
        areas=[
            (text(name), [text(t.words.title) for t in everything if t.area == key])
            for key, name in checklist.areas.items()
        ],
        gates=sum(task.is_gate for task in everything),
        may_start=policy.may_start(g.actor, organisation),
    )
    return page, status


@blueprint.post("/readiness")
@open_to(Access.SIGNED_IN)
def start_readiness() -> ResponseReturnValue:
    organisation = own_organisation()
    if not policy.may_start(g.actor, organisation):
        raise NotAllowed(ONLY_LEADS)
    form = ProfileForm().offer()
    if form.attempt(lambda: workflow.start(organisation, actor=g.actor, at=now(), **form.facts())):
        flash(_("The readiness check is open. Share the tasks with your colleagues."))
        return redirect(url_for(".readiness"))
    return _start_page(find_latest(organisation.id), form, form.status)


@blueprint.post("/readiness/interest")
@open_to(Access.SIGNED_IN)
def tell_interest() -> ResponseReturnValue:
    organisation = own_organisation()
    if not policy.may_start(g.actor, organisation):
        raise NotAllowed(ONLY_LEADS)
    with transaction():
        workflow.express_interest(organisation, g.actor, now())
    flash(_("The coordinator now knows that you are interested. This does not bind you."))
    return redirect(url_for(".readiness"))


@blueprint.get("/readiness/profile")
@open_to(Access.SIGNED_IN)
def profile() -> ResponseReturnValue:
    application = _describable()
    form = ProfileForm(
        formdata=None,
        levels=application.education_levels,
        languages=application.languages,
        ict=application.ict.value,
    ).offer()
    return render_template("onboarding/readiness/profile.html", form=form, application=application)


@blueprint.post("/readiness/profile")
@open_to(Access.SIGNED_IN)
def save_profile() -> ResponseReturnValue:
    application = _describable()
    form = ProfileForm().offer()
    if form.attempt(
        lambda: workflow.change_profile(application, actor=g.actor, at=now(), **form.facts())
    ):
        flash(_("Saved. The tasks that concern you follow from this."))
        return redirect(url_for(".readiness"))
    page = render_template("onboarding/readiness/profile.html", form=form, application=application)
    return page, form.status


def _describable() -> Application:
    application = own_application()
    if not policy.may_change_profile(g.actor, application):
        raise NotAllowed(ONLY_LEADS)
    if application.state is not ApplicationState.OPEN:
        raise RuleBroken(workflow.SETTLED)
    return application


@blueprint.get("/readiness/print")
@open_to(Access.SIGNED_IN)
def print_readiness() -> ResponseReturnValue:
    up = own_check_up()
    return render_template(
        "onboarding/readiness/print.html",
        **_situation(up),
        printed_at=now(),
        sections=told.sections_of(up, up.tasks),
    )
