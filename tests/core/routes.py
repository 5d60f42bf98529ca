"""Who may open the pages of the house itself."""

from datetime import UTC, datetime

from core import mail, workflow
from core.db import transaction
from core.feedback_states import FeedbackCategory
from tests.doors.routes import EVERYONE, Route, World

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
CLERKS = {"tiera.coordinator", "tiera.administrator"}
ADMINISTRATOR = {"tiera.administrator"}


def build(world: World) -> None:
    with transaction():
        world.feedback = workflow.receive_feedback(
            FeedbackCategory.IDEA, "A map.", None, "/", "fi", "x", AT
        )
        world.feedback.answer = None
        world.message = mail.send(
            "core/feedback_answered", "a@b.example", "fi", at=AT, feedback=world.feedback
        )


def feedback(world: World) -> int:
    return world.feedback.id


def message(world: World) -> int:
    return world.message.id


ROUTES = {
    "core.healthz": Route(may=EVERYONE),
    "core.readyz": Route(may=EVERYONE),
    "core.accessibility": Route(may=EVERYONE),
    "core.privacy": Route(may=EVERYONE),
    "core.feedback": Route(may=EVERYONE),
    "core.send_feedback": Route(may=EVERYONE, data={"category": "idea", "text": "A map."}),
    "core.feedback_thanks": Route(may=EVERYONE),
    "core.feedback_inbox": Route(may=CLERKS),
    "core.feedback_item": Route({"id": feedback}, may=CLERKS),
    "core.answer_feedback": Route({"id": feedback}, may=CLERKS, data={"answer": "Yes."}),
    "core.close_feedback": Route({"id": feedback}, may=CLERKS),
    "core.mailbox": Route(may=EVERYONE),
    "core.mailbox_message": Route({"id": message}, may=EVERYONE),
    "core.mailbox_html": Route({"id": message}, may=EVERYONE),
    "core.style": Route(may=EVERYONE),
    "core.jobs": Route(may=ADMINISTRATOR),
    "core.run_job": Route({"name": "seal_audit"}, may=ADMINISTRATOR),
    "core.send_again": Route({"id": message}, may=ADMINISTRATOR),
}
