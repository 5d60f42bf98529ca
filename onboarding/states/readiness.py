"""Ground floor. The life of one task of a readiness check. Completed never means sent."""

from enum import StrEnum

from core.states import Table


class TaskState(StrEnum):
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    REOPENED = "reopened"


class TaskStep(StrEnum):
    SAVE = "save"
    COMPLETE = "complete"
    REOPEN = "reopen"


class AnswerChoice(StrEnum):
    YES = "yes"
    PARTLY = "partly"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


class ReopenReason(StrEnum):
    ANSWER_CHANGED = "answer_changed"
    EVIDENCE_REMOVED = "evidence_removed"
    EVIDENCE_EXPIRED = "evidence_expired"
    EARLIER_TASK_REOPENED = "earlier_task_reopened"
    RETURNED = "returned"


class ReadinessEvent(StrEnum):
    TASK_SAVED = "readiness_task.saved"
    TASK_COMPLETED = "readiness_task.completed"
    TASK_REOPENED = "readiness_task.reopened"
    TASK_ASSIGNED = "readiness_task.assigned"
    EVIDENCE_ADDED = "readiness_evidence.added"
    EVIDENCE_REMOVED = "readiness_evidence.removed"
    COMMENTED = "readiness_task.commented"


T, Y = TaskState, TaskStep

TABLE: Table[TaskState, TaskStep] = {
    (T.NOT_STARTED, Y.SAVE): T.IN_PROGRESS,
    (T.NOT_STARTED, Y.COMPLETE): T.COMPLETED,
    (T.IN_PROGRESS, Y.SAVE): T.IN_PROGRESS,
    (T.IN_PROGRESS, Y.COMPLETE): T.COMPLETED,
    (T.COMPLETED, Y.SAVE): T.COMPLETED,  # a note may be added; a changed answer reopens instead
    (T.COMPLETED, Y.REOPEN): T.REOPENED,
    (T.REOPENED, Y.SAVE): T.REOPENED,  # keeps telling why, until it is completed again
    (T.REOPENED, Y.COMPLETE): T.COMPLETED,
}
