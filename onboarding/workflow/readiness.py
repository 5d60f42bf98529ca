"""Third floor. The only code that changes the tasks of a readiness check. Never commits.

Nothing here sends anything: a completed task goes to the coordinator only with the application.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from accounts.models import Person
from accounts.queries import list_people_with
from accounts.roles import Actor
from core import audit
from core.db import db, get, lock
from core.errors import BadInput, Changed, NotAllowed, NotFound, RuleBroken
from core.language import N_
from core.states import after
from onboarding.checklist import shelf
from onboarding.checklist.details import Draft, gaps
from onboarding.checklist.tasks import Checklist, Task
from onboarding.models.application import Application
from onboarding.models.readiness import Answer, ReadinessCheck, TaskComment
from onboarding.policy import readiness as policy
from onboarding.queries import readiness as queries
from onboarding.states.readiness import (
    TABLE,
    ReadinessEvent,
    ReopenReason,
    TaskState,
    TaskStep,
)

SITTING = timedelta(hours=1)
"""Saves by one person closer together than this are one line of history."""

COMMENT_MOST = 2_000
NOT_YOURS = N_("Your role does not let you work on this task.")
STANDS_STILL = N_("The application is with the coordinator, so the answers stand still.")


def open_check(application: Application, at: datetime) -> ReadinessCheck:
    """Lay out the newest checklist for an application: a row for every task, all not started."""
    checklist = shelf.newest()
    check = ReadinessCheck(
        application=application,
        checklist=checklist.slug,
        checklist_version=checklist.version,
        fingerprint=checklist.fingerprint,
        opened_at=at,
    )
    db.session.add(check)
    db.session.add_all(
        Answer(check=check, task=task.key, details={}, state_since=at) for task in checklist.tasks
    )
    db.session.flush()
    return check


def save(answer: Answer, draft: Draft, actor: Actor, at: datetime, seen: int | None) -> Answer:
    """Keep what has been written so far, complete or not.

    `seen` is the count of edits the page was opened with; Changed when a colleague wrote meanwhile.
    A completed task whose answer or details change reopens and says so; a changed note does not.
    """
    answer, application, checklist, task = for_work(answer, actor)
    if seen is not None and seen != answer.edits:
        raise Changed(N_("A colleague changed this task while you were writing."))
    check_not_locked(task, application, checklist)
    before = (answer.answer, answer.details or {})
    now = (draft.answer, dict(draft.details or {}))
    if before == now and answer.note == draft.note:
        return answer
    new_sitting = (
        answer.edited_at is None
        or answer.edited_by_id != actor.person_id
        or at - answer.edited_at > SITTING
        or before[0] != now[0]
    )
    answer.answer, answer.details, answer.note = draft.answer, now[1], draft.note
    answer.edits += 1
    answer.edited_at, answer.edited_by_id = at, actor.person_id
    if before != now:
        answer.exempted_at = None
    if answer.state is TaskState.COMPLETED and before != now:
        reopen(answer, checklist, ReopenReason.ANSWER_CHANGED, actor, at)
    else:
        move(answer, TaskStep.SAVE, at)
    if new_sitting:
        choice = draft.answer.value if draft.answer else None
        audit.record(ReadinessEvent.TASK_SAVED, answer, actor, at, task=task.key, answer=choice)
    return answer


def complete(answer: Answer, actor: Actor, at: datetime) -> None:
    """Mark a task as completed. Sends nothing.

    Raises BadInput for the first thing that is missing; see `onboarding.checklist.details.gaps`.
    """
    answer, application, checklist, task = for_work(answer, actor)
    check_not_locked(task, application, checklist)
    missing = gaps(task, queries.draft_of(answer), queries.count_evidence(answer.id))
    if missing:
        raise BadInput(missing[0].field, missing[0].message, label=task.key)
    move(answer, TaskStep.COMPLETE, at)
    answer.reopened_because, answer.reopened_by_task = None, ""
    audit.record(
        ReadinessEvent.TASK_COMPLETED,
        answer,
        actor,
        at,
        task=task.key,
        answer=answer.answer and answer.answer.value,
    )


def assign(
    answer: Answer, owner_id: int | None, due_on: date | None, actor: Actor, at: datetime
) -> None:
    """Name who is in charge and by which day. Raises BadInput when it is nobody of ours."""
    application = answer.check.application
    task = queries.checklist_of(answer.check).task(answer.task)
    if not policy.may_assign(actor, application):
        raise NotAllowed(NOT_YOURS)
    if not policy.is_open_for_work(application, task):
        raise RuleBroken(STANDS_STILL)
    answer = lock(Answer, answer.id)
    if owner_id is not None and owner_id not in {p.id for p in possible_owners(application)}:
        raise BadInput("owner", N_("Choose one of your own organisation's people."))
    if (answer.owner_id, answer.due_on) == (owner_id, due_on):
        return
    answer.owner_id, answer.due_on = owner_id, due_on
    audit.record(
        ReadinessEvent.TASK_ASSIGNED,
        answer,
        actor,
        at,
        task=answer.task,
        owner=owner_id,
        due=due_on and due_on.isoformat(),
    )


def possible_owners(application: Application) -> list[Person]:
    """Who can be in charge of a task: the organisation's people who may work on it, by name."""
    return list_people_with(application.organisation_id, *policy.WORKERS)


def comment(answer: Answer, text: str, actor: Actor, at: datetime) -> TaskComment:
    """Write to colleagues beside a task. Raises BadInput when there is nothing to read."""
    if not policy.may_comment(actor, answer.check.application):
        raise NotAllowed(NOT_YOURS)
    if not 0 < len(text.strip()) <= COMMENT_MOST:
        raise BadInput(
            "text", N_("Write a message of at most %(most)s characters."), most=COMMENT_MOST
        )
    note = TaskComment(answer_id=answer.id, text=text.strip(), at=at, by_id=actor.person_id)
    db.session.add(note)
    audit.record(ReadinessEvent.COMMENTED, answer, actor, at, task=answer.task)
    return note


def reopen_returned(
    application: Application, tasks: Iterable[str], actor: Actor, at: datetime
) -> None:
    """Reopen the completed tasks that the coordinator remarked on. Called by the sending back."""
    check = queries.find_check(application.id)
    if check is None:
        raise NotFound()
    checklist = queries.checklist_of(check)
    for answer in queries.list_answers(check.id):
        if answer.task in tasks and answer.state is TaskState.COMPLETED:
            answer.exempted_at = None
            reopen(answer, checklist, ReopenReason.RETURNED, actor, at)


def for_work(answer: Answer, actor: Actor) -> tuple[Answer, Application, Checklist, Task]:
    """The answer, fresh and held, with what it belongs to; only for somebody who may work on it."""
    application = get(Application, answer.check.application_id)
    checklist = queries.checklist_of(answer.check)
    task = checklist.task(answer.task)
    if not task.applies.fits(queries.profile_of(application)):
        raise NotFound()
    if not policy.may_work(actor, application, task):
        own = actor.acts_for(application.organisation_id, *policy.WORKERS)
        raise RuleBroken(STANDS_STILL) if own else NotAllowed(NOT_YOURS)
    return lock(Answer, answer.id), application, checklist, task


def check_not_locked(task: Task, application: Application, checklist: Checklist) -> None:
    """Raises RuleBroken while the task waits for earlier ones."""
    if not task.waits_for:
        return
    check = queries.find_check(application.id)
    states = {a.task: a.state for a in queries.list_answers(check.id)} if check else {}
    asked = {one.key for one in checklist.asked_of(queries.profile_of(application))}
    if any(states.get(key) is not TaskState.COMPLETED for key in task.waits_for if key in asked):
        raise RuleBroken(N_("This task can't be started yet: it waits for earlier tasks."))


def move(answer: Answer, step: TaskStep, at: datetime) -> None:
    """Take a step of the table; `state_since` moves only when the state does."""
    state = after(TABLE, answer.state, step)
    if state is not answer.state:
        answer.state, answer.state_since = state, at


def reopen(
    answer: Answer,
    checklist: Checklist,
    why: ReopenReason,
    actor: Actor | None,
    at: datetime,
    because_of: str = "",
) -> None:
    """Open a completed task again, say why, and with it every later task that rested on it."""
    move(answer, TaskStep.REOPEN, at)
    answer.reopened_because, answer.reopened_by_task = why, because_of
    audit.record(
        ReadinessEvent.TASK_REOPENED, answer, actor, at, task=answer.task, because=why.value
    )
    later = {task.key for task in checklist.tasks if answer.task in task.waits_for}
    for other in queries.list_answers(answer.check_id) if later else ():
        if other.task in later and other.state is TaskState.COMPLETED:
            reopen(other, checklist, ReopenReason.EARLIER_TASK_REOPENED, actor, at, answer.task)
