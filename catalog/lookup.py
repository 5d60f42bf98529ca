"""Second floor. Finding one service, revision or certificate; `get` raises, `find` may be None."""

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from accounts.roles import Actor
from catalog import policy
from catalog.models import Certificate, Finding, Listing, Service, ServiceRevision
from catalog.states import OPEN, STANDING, ServiceState
from core.db import db
from core.errors import NotFound


def get_service(slug: str) -> Service:
    """The service with this address. Raises NotFound."""
    query = select(Service).where(Service.slug == slug).options(joinedload(Service.vendor))
    service = db.session.scalars(query).one_or_none()
    if service is None:
        raise NotFound()
    return service


def get_mine(actor: Actor, slug: str) -> Service:
    """A service the actor may write about; for anybody else it does not exist."""
    service = get_service(slug)
    if not policy.is_vendor_of(actor, service):
        raise NotFound()
    return service


def get_review(actor: Actor, revision_id: int) -> ServiceRevision:
    """A revision that has been sent for review, for somebody who may read how it is reviewed."""
    query = (
        select(ServiceRevision)
        .where(ServiceRevision.id == revision_id, ServiceRevision.submitted_at.is_not(None))
        .options(joinedload(ServiceRevision.service).joinedload(Service.vendor))
    )
    revision = db.session.scalars(query).one_or_none()
    if revision is None or not policy.may_read_review(actor, revision.service):
        raise NotFound()
    return revision


def find_open_revision(service_id: int) -> ServiceRevision | None:
    """The revision somebody is still working on, if there is one."""
    query = select(ServiceRevision).where(
        ServiceRevision.service_id == service_id, ServiceRevision.state.in_(OPEN)
    )
    return db.session.scalars(query).one_or_none()


def find_latest_revision(service_id: int) -> ServiceRevision | None:
    """The revision with the highest number, whatever became of it."""
    query = select(ServiceRevision).where(ServiceRevision.service_id == service_id)
    return db.session.scalars(query.order_by(ServiceRevision.number.desc()).limit(1)).first()


def find_finding(revision_id: int, criterion: str) -> Finding | None:
    """What has been found about one criterion of a revision."""
    query = select(Finding).where(
        Finding.revision_id == revision_id, Finding.criterion == criterion
    )
    return db.session.scalars(query).one_or_none()


def find_certificate(service_id: int) -> Certificate | None:
    """The newest certificate of a service, whatever its state."""
    query = (
        select(Certificate)
        .where(Certificate.service_id == service_id)
        .options(joinedload(Certificate.revision).joinedload(ServiceRevision.service))
        .order_by(Certificate.id.desc())
        .limit(1)
    )
    return db.session.scalars(query).first()


def find_standing_certificate(service_id: int) -> Certificate | None:
    """The one certificate that is active or suspended."""
    query = select(Certificate).where(
        Certificate.service_id == service_id, Certificate.state.in_(STANDING)
    )
    return db.session.scalars(query).one_or_none()


def find_listing(service_id: int) -> Listing | None:
    return db.session.get(Listing, service_id)


def queue_position(revision: ServiceRevision) -> int:
    """How many revisions were sent before this one and still wait, counting itself."""
    query = select(func.count()).where(
        ServiceRevision.state == ServiceState.SUBMITTED,
        or_(
            ServiceRevision.state_since < revision.state_since,
            and_(
                ServiceRevision.state_since == revision.state_since,
                ServiceRevision.id <= revision.id,
            ),
        ),
    )
    return db.session.scalar(query) or 1
