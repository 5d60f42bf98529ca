"""Second floor. Who is a member of the alliance, on a day and over a period."""

from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from accounts.models import Organisation
from core.db import db
from onboarding.models.membership import AllianceMembership as M


def _overlapping(start: date, end: date) -> Select[M]:
    ends_late_enough = or_(M.ends_on.is_(None), M.ends_on >= start)
    return select(M).where(M.starts_on <= end, ends_late_enough)


def list_memberships(start: date, end: date) -> list[M]:
    """Memberships with a day in [start, end], both inclusive, by organisation and time."""
    query = _overlapping(start, end).options(joinedload(M.organisation))
    return list(db.session.scalars(query.order_by(M.organisation_id, M.starts_on)))


def members_on(on: date) -> Select[M]:
    """The question behind lists of members on a day, by Finnish name; for pages and exports."""
    query = _overlapping(on, on).join(M.organisation)
    return query.options(joinedload(M.organisation).joinedload(Organisation.municipality)).order_by(
        Organisation.name_fi, M.id
    )


def list_members(on: date) -> list[M]:
    """Memberships in force on that day with organisations and municipalities, in one query."""
    return list(db.session.scalars(members_on(on)))


def find_membership(organisation_id: int, on: date) -> M | None:
    """The organisation's membership on that day."""
    return db.session.scalar(_overlapping(on, on).where(M.organisation_id == organisation_id))


def list_of(organisation_id: int) -> list[M]:
    """Every membership the organisation has had, oldest first."""
    query = select(M).where(M.organisation_id == organisation_id).order_by(M.starts_on)
    return list(db.session.scalars(query))
