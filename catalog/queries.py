"""Second floor. Reading services, reviews and certificates; every list says its order."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload

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
from catalog.states import STANDING, CertificateState, ServiceState
from catalog.validity import EXPIRES_SOON_DAYS, Assessed
from core.db import db
from core.language import N_
from core.waiting import Waiting, WaitingKind


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


def list_under_review(*states: ServiceState) -> list[ServiceRevision]:
    """Revisions in these states, the one that has waited longest first."""
    query = (
        select(ServiceRevision)
        .where(ServiceRevision.state.in_(states))
        .options(joinedload(ServiceRevision.service).joinedload(Service.vendor))
    )
    return list(db.session.scalars(query.order_by(ServiceRevision.state_since, ServiceRevision.id)))


def list_conditional(vendor_id: int | None = None) -> list[Certificate]:
    """Certificates whose conditions are not met yet, the nearest deadline first."""
    query = (
        select(Certificate)
        .join(Certificate.service)
        .where(
            Certificate.state == CertificateState.ACTIVE,
            Certificate.conditions_due.is_not(None),
            Certificate.conditions_met_on.is_(None),
        )
        .options(
            joinedload(Certificate.revision)
            .joinedload(ServiceRevision.service)
            .joinedload(Service.vendor)
        )
    )
    if vendor_id is not None:
        query = query.where(Service.vendor_id == vendor_id)
    return list(db.session.scalars(query.order_by(Certificate.conditions_due, Certificate.id)))


def list_expiring(vendor_id: int, today: date) -> list[Certificate]:
    """A vendor's certificates whose last day is within the next 90 days, the nearest first."""
    query = (
        select(Certificate)
        .join(Certificate.service)
        .where(
            Service.vendor_id == vendor_id,
            Certificate.state == CertificateState.ACTIVE,
            Certificate.valid_to.between(today, today + timedelta(days=EXPIRES_SOON_DAYS)),
        )
        .options(joinedload(Certificate.revision).joinedload(ServiceRevision.service))
    )
    return list(db.session.scalars(query.order_by(Certificate.valid_to, Certificate.id)))


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
    found = [
        Waiting(
            WaitingKind.SERVICE,
            _CERTIFIER_DOES[revision.state],
            revision.service.vendor,
            revision.state_since,
            "catalog.review",
            {"revision_id": revision.id},
            {"service": revision},
        )
        for revision in list_under_review(*_CERTIFIER_DOES)
        if policy.may_review(actor, revision.service)
    ]
    return found + [
        Waiting(
            WaitingKind.SERVICE,
            N_("Check whether the conditions of %(service)s are met"),
            held.revision.service.vendor,
            held.state_since,
            "catalog.review",
            {"revision_id": held.revision_id},
            {"service": held.revision},
            held.conditions_due,
        )
        for held in list_conditional()
        if held.conditions_reported_on or (held.conditions_due and held.conditions_due <= today)
    ]


def _for_vendor(actor: Actor, today: date) -> list[Waiting]:
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
        .where(Service.vendor_id == actor.organisation_id, ServiceRevision.state.in_(_VENDOR_DOES))
        .options(joinedload(ServiceRevision.service))
        .order_by(ServiceRevision.state_since, ServiceRevision.id)
    )
    found = [one(_VENDOR_DOES[row.state], row) for row in db.session.scalars(query)]
    found += [
        one(
            N_("Meet the conditions of the certificate of %(service)s"),
            held.revision,
            held.conditions_due,
        )
        for held in list_conditional(actor.organisation_id)
        if not held.conditions_reported_on
    ]
    return found + [
        one(N_("Renew the certificate of %(service)s before it ends"), held.revision, held.valid_to)
        for held in list_expiring(actor.organisation_id, today)
    ]
