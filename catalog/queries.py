"""Second floor. Reading services, reviews and certificates; every list says its order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from accounts.models import Person
from accounts.queries import find_coordinator, list_people_with
from accounts.roles import Actor, Role
from catalog import policy
from catalog.models import (
    Certificate,
    Finding,
    Listing,
    ReviewMessage,
    Service,
    ServiceRevision,
)
from catalog.states import STANDING, ServiceState
from catalog.validity import EXPIRES_SOON_DAYS, Assessed
from core.db import db
from core.language import N_
from core.waiting import Waiting, WaitingKind

QUEUE_MOST = 50
"""So many of a kind are named in a queue; the rest are counted."""

Row = TypeVar("Row", ServiceRevision, Certificate)


@dataclass(frozen=True)
class Bounded(Generic[Row]):
    """The first of a list, and how many more there are."""

    rows: list[Row]
    more: int

    @property
    def count(self) -> int:
        return len(self.rows) + self.more


def list_revision_numbers(service_id: int) -> list[int]:
    """The numbers of a service's revisions, smallest first."""
    query = select(ServiceRevision.number).where(ServiceRevision.service_id == service_id)
    return list(db.session.scalars(query.order_by(ServiceRevision.number)))


def list_findings(revision_id: int) -> list[Finding]:
    """What has been found about a revision, in the order it was found."""
    query = select(Finding).where(Finding.revision_id == revision_id)
    return list(db.session.scalars(query.order_by(Finding.id)))


def list_assessed(revision_id: int) -> list[Assessed]:
    """The findings as the rule of validity reads them."""
    return [
        Assessed(row.criterion, row.result, row.grade, row.expires)
        for row in list_findings(revision_id)
    ]


def list_messages(revision_id: int) -> list[ReviewMessage]:
    """What the certifier and the vendor wrote, oldest first."""
    query = (
        select(ReviewMessage)
        .where(ReviewMessage.revision_id == revision_id)
        .options(joinedload(ReviewMessage.author))
    )
    return list(db.session.scalars(query.order_by(ReviewMessage.at, ReviewMessage.id)))


def list_services_of(vendor_id: int) -> list[tuple[Service, ServiceRevision, Certificate | None]]:
    """A vendor's services, latest revisions and standing certificates, newest change first."""
    latest = (
        select(ServiceRevision.service_id, func.max(ServiceRevision.number).label("number"))
        .group_by(ServiceRevision.service_id)
        .subquery()
    )
    query = (
        select(Service, ServiceRevision, Certificate)
        .join(latest, latest.c.service_id == Service.id)
        .join(
            ServiceRevision,
            and_(
                ServiceRevision.service_id == Service.id,
                ServiceRevision.number == latest.c.number,
            ),
        )
        .outerjoin(
            Certificate,
            and_(Certificate.service_id == Service.id, Certificate.state.in_(STANDING)),
        )
        .where(Service.vendor_id == vendor_id)
        .order_by(ServiceRevision.state_since.desc(), Service.id)
    )
    return [(service, revision, held) for service, revision, held in db.session.execute(query)]


def list_under_review(
    *states: ServiceState, but_of: int | None = None, most: int = QUEUE_MOST
) -> Bounded[ServiceRevision]:
    """Revisions in these states, the one that has waited longest first.

    `but_of` leaves out the services of one organisation: nobody reviews those of their own house.
    """
    query = select(ServiceRevision).where(ServiceRevision.state.in_(states))
    if but_of is not None:
        own = Service.vendor_id == but_of
        query = query.where(ServiceRevision.service_id.not_in(select(Service.id).where(own)))
    return _bounded(
        query.order_by(ServiceRevision.state_since, ServiceRevision.id),
        most,
        joinedload(ServiceRevision.service).joinedload(Service.vendor),
    )


def list_conditional(
    vendor_id: int | None = None,
    *,
    reported: bool | None = None,
    to_check_on: date | None = None,
    most: int = QUEUE_MOST,
) -> Bounded[Certificate]:
    """Certificates whose conditions are not met yet, the nearest deadline first.

    All, or a vendor's; with `reported`, those whose vendor has told that they are met, or has not;
    with `to_check_on`, those told to be met or due by that day.
    """
    query = select(Certificate).join(Listing, Listing.certificate_id == Certificate.id)
    query = query.where(Listing.conditions_due.is_not(None))
    if vendor_id is not None:
        query = query.where(Listing.vendor_id == vendor_id)
    if reported is not None:
        query = query.where(Certificate.conditions_reported_on.is_not(None) == reported)
    if to_check_on is not None:
        told = Certificate.conditions_reported_on.is_not(None)
        query = query.where(told | (Listing.conditions_due <= to_check_on))
    return _bounded(query.order_by(Listing.conditions_due, Listing.service_id), most, *_WHOLE)


def list_expiring(vendor_id: int, today: date, most: int = QUEUE_MOST) -> Bounded[Certificate]:
    """A vendor's certificates whose last day is within the next 90 days, the nearest first."""
    query = select(Certificate).join(Listing, Listing.certificate_id == Certificate.id)
    query = query.where(
        Listing.vendor_id == vendor_id,
        Listing.valid_to.between(today, today + timedelta(days=EXPIRES_SOON_DAYS)),
    )
    return _bounded(query.order_by(Listing.valid_to, Listing.service_id), most, *_WHOLE)


_WHOLE = (
    joinedload(Certificate.revision).joinedload(ServiceRevision.service).joinedload(Service.vendor),
)


def _bounded(query: Select[Row], most: int, *with_them: ExecutableOption) -> Bounded[Row]:
    rows = list(db.session.scalars(query.options(*with_them).limit(most)))
    if len(rows) < most:
        return Bounded(rows, 0)
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    return Bounded(rows, (db.session.scalar(counted) or 0) - len(rows))


def list_newest(limit: int, today: date) -> list[Listing]:
    """The services certified last, newest first; equals in the neutral order."""
    query = (
        select(Listing)
        .where(Listing.valid_to >= today)
        .options(joinedload(Listing.vendor))
        .order_by(Listing.issued_on.desc(), Listing.tie_break.desc())
        .limit(limit)
    )
    return list(db.session.scalars(query))


def list_certifiers() -> Sequence[Person]:
    """Whom to tell that a service waits for review."""
    tiera = find_coordinator()
    return list_people_with(tiera.id, Role.CERTIFIER) if tiera else []


def list_vendor_people(vendor_id: int) -> Sequence[Person]:
    """Whom to tell what was decided about a vendor's service."""
    return list_people_with(vendor_id, Role.ADMIN, Role.EDITOR)


def list_waiting(actor: Actor, today: date) -> list[Waiting]:
    """What waits for this actor in the catalogue, oldest first."""
    found: list[Waiting] = []
    if policy.may_certify(actor):
        found += _for_certifier(actor, today)
    if policy.may_offer(actor):
        found += _for_vendor(actor, today)
    return sorted(found, key=lambda one: one.since)


_CERTIFIER_DOES = {
    ServiceState.SUBMITTED: N_("Take up the review of %(service)s"),
    ServiceState.IN_REVIEW: N_("Finish the review of %(service)s"),
}
_VENDOR_DOES = {
    ServiceState.DRAFT: N_("Finish the description of %(service)s and send it for review"),
    ServiceState.INFO_REQUESTED: N_("Answer the certifier’s question about %(service)s"),
    ServiceState.REJECTED: N_("Correct %(service)s and send it for review again"),
}


def _for_certifier(actor: Actor, today: date) -> list[Waiting]:
    to_review = list_under_review(*_CERTIFIER_DOES, but_of=actor.organisation_id)
    to_check = list_conditional(to_check_on=today)

    def one(
        what: str, revision: ServiceRevision, since: datetime, due: date | None = None
    ) -> Waiting:
        whose, address = revision.service.vendor, {"revision_id": revision.id}
        values = {"service": revision}
        kind = WaitingKind.SERVICE
        return Waiting(kind, what, whose, since, "catalog.review", address, values, due)

    found = [one(_CERTIFIER_DOES[row.state], row, row.state_since) for row in to_review.rows]
    met = N_("Check whether the conditions of %(service)s are met")
    checks = [one(met, row.revision, row.state_since, row.conditions_due) for row in to_check.rows]
    return [
        *found,
        *_the_rest(
            N_("Review the rest of the services: %(count)s"),
            found,
            to_review,
            "catalog.certification",
        ),
        *checks,
        *_the_rest(
            N_("Check the conditions of the rest of the services: %(count)s"),
            checks,
            to_check,
            "catalog.certification",
        ),
    ]


def _for_vendor(actor: Actor, today: date) -> list[Waiting]:
    vendor_id = actor.organisation_id

    def one(what: str, revision: ServiceRevision, due: date | None = None) -> Waiting:
        return Waiting(
            WaitingKind.SERVICE,
            what,
            revision,
            revision.state_since,
            "catalog.edit",
            {"slug": revision.service.slug},
            {"service": revision},
            due,
        )

    query = (
        select(ServiceRevision)
        .join(ServiceRevision.service)
        .where(Service.vendor_id == vendor_id, ServiceRevision.state.in_(_VENDOR_DOES))
        .order_by(ServiceRevision.state_since, ServiceRevision.id)
    )
    open_ones = _bounded(query, QUEUE_MOST, joinedload(ServiceRevision.service))
    conditional = list_conditional(vendor_id, reported=False)
    expiring = list_expiring(vendor_id, today)
    meet = N_("Meet the conditions of the certificate of %(service)s")
    renew = N_("Renew the certificate of %(service)s before it ends")
    write = [one(_VENDOR_DOES[row.state], row) for row in open_ones.rows]
    to_meet = [one(meet, held.revision, held.conditions_due) for held in conditional.rows]
    to_renew = [one(renew, held.revision, held.valid_to) for held in expiring.rows]
    more_to_write = N_("Continue the rest of the descriptions: %(count)s")
    more_to_meet = N_("Meet the conditions of the rest of the certificates: %(count)s")
    more_to_renew = N_("Renew the rest of the certificates before they end: %(count)s")
    return [
        *write,
        *_the_rest(more_to_write, write, open_ones, "catalog.mine"),
        *to_meet,
        *_the_rest(more_to_meet, to_meet, conditional, "catalog.mine"),
        *to_renew,
        *_the_rest(more_to_renew, to_renew, expiring, "catalog.mine"),
    ]


def _the_rest(what: str, named: list[Waiting], found: Bounded[Any], endpoint: str) -> list[Waiting]:
    """One line for all that did not fit; none when everything did."""
    if not found.more:
        return []
    last, values = named[-1], {"count": found.more}
    kind = WaitingKind.SERVICE
    return [Waiting(kind, what, "", last.since, endpoint, {}, values, last.due, many=found.more)]
