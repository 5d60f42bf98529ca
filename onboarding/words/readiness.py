"""Top floor. The words people read about readiness tasks, and the sentences of their history."""

from flask_babel import lazy_gettext as _l

from core.words import register, register_history
from onboarding.checklist.progress import Standing
from onboarding.checklist.tasks import NeededFor, TaskKind
from onboarding.states.readiness import (
    AnswerChoice,
    ReadinessEvent,
    ReopenReason,
    TaskState,
    TaskStep,
)

E, R = ReadinessEvent, ReopenReason

register(TaskKind, {TaskKind.GATE: _l("Gate"), TaskKind.PLANNING: _l("Planning item")})
register(
    NeededFor,
    {
        NeededFor.SENDING: _l("Needed before the application is sent"),
        NeededFor.SIGNING: _l("Needed before the agreement is signed"),
        NeededFor.NOTHING: _l("Makes the start easier, blocks nothing"),
    },
)
register(
    TaskState,
    {
        TaskState.NOT_STARTED: _l("Not started"),
        TaskState.IN_PROGRESS: _l("In progress"),
        TaskState.COMPLETED: _l("Completed"),
        TaskState.REOPENED: _l("Open again"),
    },
)
register(
    TaskStep,
    {
        TaskStep.SAVE: _l("Save draft"),
        TaskStep.COMPLETE: _l("Mark as completed"),
        TaskStep.REOPEN: _l("Open again"),
    },
)
register(
    AnswerChoice,
    {
        AnswerChoice.YES: _l("Yes"),
        AnswerChoice.PARTLY: _l("Partly"),
        AnswerChoice.NO: _l("Not yet"),
        AnswerChoice.NOT_APPLICABLE: _l("Does not concern us"),
    },
)
register(
    Standing,
    {
        Standing.COMPLETED: _l("Completed"),
        Standing.AWAITING_COORDINATOR: _l("Awaits approval"),
        Standing.EVIDENCE_EXPIRED: _l("Evidence has expired"),
        Standing.REOPENED: _l("Open again"),
        Standing.IN_PROGRESS: _l("In progress"),
        Standing.NOT_STARTED: _l("Not started"),
        Standing.LOCKED: _l("Can't start yet"),
    },
)
register(
    ReopenReason,
    {
        R.ANSWER_CHANGED: _l("Open again: the answer was changed after it had been completed."),
        R.EVIDENCE_REMOVED: _l("Open again: a file was removed from the evidence."),
        R.EVIDENCE_EXPIRED: _l("Open again: the evidence is no longer valid."),
        R.EARLIER_TASK_REOPENED: _l("Open again: a task it rests on was opened again."),
        R.RETURNED: _l("Open again: the coordinator asks for more information."),
    },
)
register_history(
    {
        E.TASK_SAVED: _l("%(actor)s wrote a draft"),
        E.TASK_COMPLETED: _l("%(actor)s marked the task as completed"),
        E.TASK_REOPENED: _l("The task was opened again"),
        E.TASK_ASSIGNED: _l("%(actor)s changed who is in charge or the due date"),
        E.EVIDENCE_ADDED: _l("%(actor)s added a file as evidence"),
        E.EVIDENCE_REMOVED: _l("%(actor)s removed a file from the evidence"),
        E.COMMENTED: _l("%(actor)s wrote to colleagues"),
    }
)
