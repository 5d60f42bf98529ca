"""The demonstration's inbox of feedback has something to read in each language."""

from core.clock import now
from core.db import db
from core.feedback import Feedback
from core.feedback_states import FeedbackState
from core.language import LANGUAGES
from demo import feedback
from demo.world import World


def test_there_is_feedback_in_each_language_that_waits_for_an_answer(session):
    feedback.load(World())
    db.session.commit()
    rows = db.session.query(Feedback).all()
    assert {row.language for row in rows} == set(LANGUAGES)
    assert all(row.state is FeedbackState.NEW and row.received_at <= now() for row in rows)
    assert all(row.email is None or row.email.endswith(".example") for row in rows)
