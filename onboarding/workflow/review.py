"""Third floor. What the coordinator does to an application that was sent. Never commits."""

from datetime import date, datetime

from accounts.roles import Actor
from core import audit
from core.clock import day_of
from core.db import db, lock
from core.errors import BadInput, NotAllowed, RuleBroken
from core.language import N_
from onboarding.models.application import Application, Remark, Review
from onboarding.policy import application as policy
from onboarding.queries import application as queries
from onboarding.queries.readiness import find_check_up, list_answers
from onboarding.states.application import (
    EVENT,
    ApplicationEvent,
    ApplicationState,
    ApplicationStep,
    ReviewOutcome,
)
from onboarding.states.readiness import AnswerChoice, TaskState
from onboarding.workflow import readiness
from onboarding.workflow.application import NOT_YOURS, applicants, take, write_to

TEXT_MOST = 5_000


def remark(application: Application, task: str, text: str, actor: Actor, at: datetime) -> Remark:
    """Write a remark on one task. The applicant sees it when the review is given."""
    _check_reviewable(application, actor)
    up = find_check_up(application, day_of(at))
    if up is None or up.find(task) is None:
        raise BadInput("task", N_("Choose a task of this application."))
    note = Remark(
        application_id=application.id,
        task=task,
        text=_said(text, "text"),
        at=at,
        by_id=actor.person_id,
    )
    db.session.add(note)
    audit.record(ApplicationEvent.REMARKED, application, actor, at, task=task)
    return note


def remove_remark(note: Remark, application: Application, actor: Actor, at: datetime) -> None:
    """Take back a remark that the applicant has not seen."""
    _check_reviewable(application, actor)
    if note.application_id != application.id or note.review_id is not None:
        raise RuleBroken(N_("This remark has been given already and can't be taken back."))
    task = note.task
    db.session.delete(note)
    audit.record(ApplicationEvent.REMARK_REMOVED, application, actor, at, task=task)


def send_back(
    application: Application, reasons: str, due_on: date | None, actor: Actor, at: datetime
) -> Review:
    """Ask for more: the remarked tasks reopen and the applicant is told why."""
    review = _judge(
        ApplicationStep.REQUEST_INFO,
        application,
        ReviewOutcome.RETURNED,
        reasons,
        actor,
        at,
        due_on,
    )
    application.due_on = due_on
    tasks = {note.task for note in queries.list_unsent_remarks(application.id)}
    _give_remarks(application, review)
    readiness.reopen_returned(application, tasks, actor, at)
    write_to("application_returned", applicants(application), application, at, review=review)
    return review


def accept(
    application: Application, actor: Actor, at: datetime, wave: str = "", note: str = ""
) -> Review:
    """Let the organisation in: reasons for not being concerned by a task are accepted with it."""
    review = _judge(
        ApplicationStep.ACCEPT, application, ReviewOutcome.ACCEPTED, note, actor, at, None
    )
    application.decided_at, application.wave = at, wave.strip()
    _give_remarks(application, review)
    up = find_check_up(application, day_of(at))
    for answer in list_answers(up.check.id) if up else ():
        if answer.answer is AnswerChoice.NOT_APPLICABLE and answer.state is TaskState.COMPLETED:
            answer.exempted_at = at
    write_to("application_accepted", applicants(application), application, at, review=review)
    return review


def decline(application: Application, reasons: str, actor: Actor, at: datetime) -> Review:
    """Say no, with reasons. The organisation may apply again."""
    review = _judge(
        ApplicationStep.DECLINE, application, ReviewOutcome.DECLINED, reasons, actor, at, None
    )
    application.decided_at = at
    _give_remarks(application, review)
    write_to("application_declined", applicants(application), application, at, review=review)
    return review


def _judge(
    step: ApplicationStep,
    application: Application,
    outcome: ReviewOutcome,
    reasons: str,
    actor: Actor,
    at: datetime,
    due_on: date | None,
) -> Review:
    application = lock(Application, application.id)
    text = reasons.strip() if outcome is ReviewOutcome.ACCEPTED else _said(reasons, "reasons")
    if due_on is not None and due_on < day_of(at):
        raise BadInput("due_on", N_("The day has passed already."))
    if step is ApplicationStep.ACCEPT or step is ApplicationStep.DECLINE:
        application.decided_at = at
    take(step, application, actor, at)
    review = Review(
        application_id=application.id,
        outcome=outcome,
        reasons=text,
        due_on=due_on,
        at=at,
        by_id=actor.person_id,
    )
    db.session.add(review)
    audit.record(EVENT[step], application, actor, at, due=due_on and due_on.isoformat())
    return review


def _give_remarks(application: Application, review: Review) -> None:
    for note in queries.list_unsent_remarks(application.id):
        note.review = review


def _check_reviewable(application: Application, actor: Actor) -> None:
    if not policy.may_review(actor):
        raise NotAllowed(NOT_YOURS)
    if application.state is not ApplicationState.SUBMITTED:
        raise RuleBroken(N_("The application is not with the coordinator just now."))


def _said(text: str, field: str) -> str:
    """Words that have to be there, and not too many of them."""
    text = text.strip()
    if not text:
        raise BadInput(field, N_("Write the reasons: the applicant reads them."))
    if len(text) > TEXT_MOST:
        raise BadInput(field, N_("Write at most %(most)s characters."), most=TEXT_MOST)
    return text
