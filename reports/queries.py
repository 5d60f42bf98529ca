"""Second floor. What reads across all columns: the work queue and the roll of members."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import func, select

from accounts.models import Organisation
from accounts.queries import list_waiting as organisations_and_people
from accounts.roles import Actor
from billing.queries import list_waiting as invoices_and_payments
from catalog.models import Listing
from catalog.queries import list_waiting as services
from contracts.queries.waiting import list_waiting as costs
from core.db import db
from core.pages import PageOf, page_of
from core.queries import list_waiting as feedback
from core.waiting import Waiting, WaitingKind
from onboarding.models.membership import AllianceMembership
from onboarding.queries.agreement import list_waiting as agreements
from onboarding.queries.application import list_waiting as readiness
from onboarding.queries.membership import members_on

SOURCES: tuple[Callable[[Actor, date], list[Waiting]], ...] = (
    organisations_and_people,
    services,
    readiness,
    agreements,
    costs,
    invoices_and_payments,
    feedback,
)


def list_waiting(actor: Actor, today: date) -> list[Waiting]:
    """Everything that waits for this person, oldest first."""
    rows = [row for source in SOURCES for row in source(actor, today)]
    return sorted(rows, key=lambda row: (row.since, row.kind, row.endpoint, str(row.args)))


def narrowed(rows: list[Waiting], kind: WaitingKind | None) -> list[Waiting]:
    """The rows of one kind, or all."""
    return [row for row in rows if kind is None or row.kind is kind]


def count_services(today: date) -> int:
    """How many certified services the catalogue shows."""
    return db.session.scalar(select(func.count()).where(Listing.valid_to >= today)) or 0


def page_of_members(on: date, words: str, number: int) -> PageOf[AllianceMembership]:
    """Members on a day whose name in any language holds every word, by Finnish name, a page."""
    query = members_on(on)
    for word in words.split()[:5]:
        query = query.where(
            Organisation.name_fi.icontains(word, autoescape=True)
            | Organisation.name_sv.icontains(word, autoescape=True)
            | Organisation.name_en.icontains(word, autoescape=True)
        )
    return page_of(query, number)
