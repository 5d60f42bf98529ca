"""Top floor. The words of the house itself: mail, jobs, feedback."""

from flask_babel import lazy_gettext as _l

from core.feedback_states import FeedbackCategory, FeedbackEvent, FeedbackState, FeedbackStep
from core.job_run import RunState
from core.post import OutboxState
from core.words import register, register_history

register(
    OutboxState,
    {
        OutboxState.WAITING: _l("Waiting to be sent"),
        OutboxState.SENT: _l("Sent"),
        OutboxState.FAILED: _l("Could not be sent"),
    },
)
register(
    RunState,
    {
        RunState.RUNNING: _l("Running"),
        RunState.DONE: _l("Done"),
        RunState.FAILED: _l("Failed"),
        RunState.LOST: _l("Interrupted"),
    },
)
register(
    FeedbackCategory,
    {
        FeedbackCategory.ACCESSIBILITY: _l("Accessibility: something cannot be used or understood"),
        FeedbackCategory.FAULT: _l("A fault: something does not work"),
        FeedbackCategory.IDEA: _l("An idea or a wish"),
        FeedbackCategory.OTHER: _l("Something else"),
    },
)
register(
    FeedbackState,
    {
        FeedbackState.NEW: _l("Waiting for an answer"),
        FeedbackState.ANSWERED: _l("Answered"),
        FeedbackState.CLOSED: _l("Closed without an answer"),
    },
)
register(
    FeedbackStep,
    {
        FeedbackStep.ANSWER: _l("Answer"),
        FeedbackStep.CLOSE: _l("Close without an answer"),
    },
)
register_history(
    {
        FeedbackEvent.RECEIVED: _l("The feedback was received"),
        FeedbackEvent.ANSWERED: _l("%(actor)s answered"),
        FeedbackEvent.CLOSED: _l("%(actor)s closed the feedback without an answer"),
    }
)
