"""Second floor. What a person has written about services, for that person to see."""

from sqlalchemy import select

from accounts.writings import Writing
from catalog.models import ReviewMessage
from core.db import db
from core.language import N_


def list_messages_by(person_id: int) -> list[Writing]:
    """Messages of reviews that the person wrote, newest first."""
    query = select(ReviewMessage).where(ReviewMessage.author_id == person_id)
    rows = db.session.scalars(query.order_by(ReviewMessage.at.desc(), ReviewMessage.id))
    return [Writing(row.at, N_("Message in the review of a service"), row.text) for row in rows]
