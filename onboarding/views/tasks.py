"""Top floor. One task of the readiness check: answer, evidence, colleagues."""

from collections.abc import Callable

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from core.clock import helsinki, now
from core.db import get
from core.downloads import download
from core.errors import NotFound
from core.file_types import ACCEPT
from core.forms import options
from core.locale import day, text
from core.speech import _
from core.web import Access, open_to, settings
from core.words import word
from onboarding.checklist.details import gaps
from onboarding.checklist.tasks import Task
from onboarding.forms.readiness import CommentForm, OwnerForm, TaskForm, task_form
from onboarding.models.readiness import Answer, EvidenceFile
from onboarding.policy import readiness as policy
from onboarding.queries.readiness import (
    CheckUp,
    count_evidence,
    draft_of,
    list_comments,
    list_remarks,
)
from onboarding.states.readiness import TaskState
from onboarding.views import told
from onboarding.views.blueprint import blueprint
from onboarding.views.desk import own_task
from onboarding.workflow import evidence as evidence_workflow
from onboarding.workflow import readiness as workflow


@blueprint.get("/readiness/<task>")
@open_to(Access.SIGNED_IN)
def task(task: str) -> ResponseReturnValue:
    up, one, answer = own_task(task)
    form = task_form(one, up.checklist)(formdata=None)
    form.fill(answer)
    return _page(up, one, answer, form)


@blueprint.post("/readiness/<task>")
@open_to(Access.SIGNED_IN)
def complete_task(task: str) -> ResponseReturnValue:
    up, one, answer = own_task(task)
    form = task_form(one, up.checklist)()
    if not _keep(form, answer):
        return _page(*own_task(task), form), form.status
    if answer.state is TaskState.COMPLETED:
        flash(_("The task is completed. Nothing has been sent."))
        return redirect(url_for(".readiness"))
    missing = gaps(one, draft_of(answer), count_evidence(answer.id))
    form.point_out(missing)
    if missing or not form.attempt(lambda: workflow.complete(answer, g.actor, now())):
        form.meet(answer)
        return _page(*own_task(task), form), form.status
    flash(_("Marked as completed. Nothing has been sent: the answers go with the application."))
    return redirect(url_for(".readiness"))


@blueprint.post("/readiness/<task>/draft")
@open_to(Access.SIGNED_IN)
def save_draft(task: str) -> ResponseReturnValue:
    up, one, answer = own_task(task)
    form = task_form(one, up.checklist)()
    kept = _keep(form, answer)
    if _wants_json():
        return _autosave_answer(form, kept, *own_task(task))
    if not kept:
        return _page(*own_task(task), form), form.status
    flash(_("The draft is saved."))
    return redirect(url_for(".task", task=task))


@blueprint.post("/readiness/<task>/evidence/<int:evidence_id>/remove")
@open_to(Access.SIGNED_IN)
def remove_evidence(task: str, evidence_id: int) -> ResponseReturnValue:
    up, one, answer = own_task(task)
    evidence = next((file for file in up.evidence[one.key] if file.id == evidence_id), None)
    if evidence is None:
        raise NotFound()
    form = task_form(one, up.checklist)()
    remove: Callable[[], None] = lambda: evidence_workflow.remove_evidence(evidence, g.actor, now())  # noqa: E731
    if "edits" in request.form and not _keep(form, answer):
        return _page(*own_task(task), form), form.status
    if not form.attempt(remove):
        return _page(*own_task(task), form), form.status
    flash(_("The file is removed from the evidence."))
    return redirect(url_for(".task", task=task))


@blueprint.post("/readiness/<task>/comments")
@open_to(Access.SIGNED_IN)
def comment(task: str) -> ResponseReturnValue:
    up, one, answer = own_task(task)
    said = CommentForm()
    if said.attempt(lambda: workflow.comment(answer, said.text.data or "", g.actor, now())):
        flash(_("Your colleagues see the message."))
        return redirect(url_for(".task", task=task, _anchor="colleagues"))
    form = task_form(one, up.checklist)(formdata=None)
    form.fill(answer)
    return _page(up, one, answer, form, said=said), said.status


@blueprint.post("/readiness/<task>/owner")
@open_to(Access.SIGNED_IN)
def assign_task(task: str) -> ResponseReturnValue:
    up, one, answer = own_task(task)
    owners = _offer(OwnerForm(), up)
    if owners.attempt(
        lambda: workflow.assign(
            answer,
            int(owners.owner.data) if owners.owner.data else None,
            owners.due_on.data,
            g.actor,
            now(),
        )
    ):
        flash(_("Saved."))
        return redirect(url_for(".task", task=task))
    form = task_form(one, up.checklist)(formdata=None)
    form.fill(answer)
    return _page(up, one, answer, form, owners=owners), owners.status


@blueprint.get("/evidence/<int:evidence_id>")
@open_to(Access.SIGNED_IN)
def evidence(evidence_id: int) -> ResponseReturnValue:
    file = get(EvidenceFile, evidence_id)
    if not policy.may_download(g.actor, file):
        raise NotFound()
    return download(file.stored_file)


def _keep(form: TaskForm, answer: Answer) -> bool:
    """Save the draft, then the file if one came: a refused file takes no typed word with it."""
    if not form.attempt(
        lambda: workflow.save(answer, form.draft(), g.actor, now(), form.edits.data)
    ):
        return False
    form.meet(answer)
    sent = form.evidence.data
    if not isinstance(sent, FileStorage) or not sent.filename:
        return True
    until = form.valid_until.data
    name = sent.filename
    return form.attempt(
        lambda: evidence_workflow.add_evidence(answer, sent.stream, name, until, g.actor, now())
    )


def _wants_json() -> bool:
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def _autosave_answer(
    form: TaskForm, kept: bool, up: CheckUp, one: Task, answer: Answer
) -> ResponseReturnValue:
    """What the page's script is told: the time, a colleague's version, or what is wrong."""
    if kept:
        return jsonify(saved=_saved_at(answer), edits=answer.edits, state=word(up.standing(one)))
    problems = [message for _field, message in form.listed_errors()]
    if form.edits.data is not None and form.edits.data != answer.edits:
        return jsonify(
            conflict=_conflict(answer), theirs=_theirs(one, answer), edits=answer.edits
        ), 409
    return jsonify(problem=" ".join(problems)), form.status


def _saved_at(answer: Answer) -> str:
    if answer.edited_at is None:
        return ""
    local = helsinki(answer.edited_at)
    clock = f"{local.hour}.{local.minute:02d}"
    return _("Draft saved on %(day)s at %(time)s", day=day(answer.edited_at), time=clock)


def _conflict(answer: Answer) -> str:
    who = answer.edited_by.name if answer.edited_by else ""
    return _(
        "%(name)s saved this task while you were writing. Your own text is still here: "
        "compare, then save to keep yours or reload the page to take theirs.",
        name=who,
    )


def _theirs(one: Task, answer: Answer) -> list[list[str]]:
    """The colleague's version in the reader's words."""
    rows = [[_("Answer"), word(answer.answer) if answer.answer else _("Not answered")]]
    rows += [[label, value] for label, value in told.details_of(one, answer)]
    return rows + ([[_("Notes to the reader"), answer.note]] if answer.note else [])


def _offer(form: OwnerForm, up: CheckUp) -> OwnerForm:
    people = workflow.possible_owners(up.application)
    form.owner.choices = options([("", _("Nobody yet")), *((str(p.id), p.name) for p in people)])
    return form


def _page(
    up: CheckUp,
    one: Task,
    answer: Answer,
    form: TaskForm,
    said: CommentForm | None = None,
    owners: OwnerForm | None = None,
) -> str:
    """The page of a task, with whatever was typed."""
    conflict = (
        form.is_submitted()
        and form.status == 409
        and form.edits.data is not None
        and form.edits.data != answer.edits
    )
    if conflict:
        form.form_errors[:] = [_conflict(answer)]
        form.meet(answer)
    same = [other for other in up.tasks if other.area == one.area and other.is_gate == one.is_gate]
    kind, status = told.status_of(up, one, g.actor)
    if owners is None:
        owners = _offer(
            OwnerForm(
                formdata=None,
                prefix="",
                owner=str(answer.owner_id or ""),
                due_on=answer.due_on,
            ),
            up,
        )
    return render_template(
        "onboarding/readiness/task.html",
        up=up,
        task=one,
        answer=answer,
        form=form,
        said=said or CommentForm(formdata=None),
        owners=owners,
        theirs=_theirs(one, answer) if conflict else [],
        area=text(up.checklist.areas[one.area]) if one.is_gate else _("Planning"),
        number=same.index(one) + 1,
        count=len(same),
        kind=kind,
        status_word=status,
        hint=told.hint_of(up, one),
        locked_by=[text(other.words.title) for other in up.waiting_for(one)],
        details=told.details_of(one, answer),
        files=up.evidence[one.key],
        comments=list_comments(answer.id),
        remarks=[r for r in list_remarks(up.application.id, given=True) if r.task == one.key],
        saved=_saved_at(answer),
        accept=ACCEPT,
        most=settings().upload_limit_mb,
        may_work=policy.may_work(g.actor, up.application, one),
        may_assign=policy.may_assign(g.actor, up.application)
        and policy.is_open_for_work(up.application, one),
        may_comment=policy.may_comment(g.actor, up.application),
    )
