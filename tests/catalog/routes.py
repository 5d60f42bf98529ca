"""Who may open this column's addresses. See tests/doors/routes.py for the form."""

from tests.doors.routes import EVERYONE, FOREIGN_VENDOR, SIGNED_IN, VENDOR, Route
from tests.factories.catalog import (
    a_certified_service,
    a_draft,
    a_submission,
    certificate_of,
)

WRITERS = {"vendor.admin", "vendor.editor"}
CERTIFIER = {"tiera.certifier"}
COLLEAGUES = dict.fromkeys(VENDOR - WRITERS, 403)
NOT_CERTIFIERS = dict.fromkeys(SIGNED_IN - CERTIFIER, 403)
WATCHERS = CERTIFIER | {"tiera.auditor", "tiera.administrator"}
NOT_WATCHERS = dict.fromkeys(SIGNED_IN - WATCHERS, 403)
SELLERS = VENDOR | FOREIGN_VENDOR
ANY_WRITER = WRITERS | FOREIGN_VENDOR
NOT_WRITERS = dict.fromkeys(SIGNED_IN - ANY_WRITER, 403)


def build(world) -> None:
    """A draft of the vendor's, one that waits for review, and one in the catalogue."""
    world.service_draft = a_draft(world.vendor).service
    world.service_revision = a_submission(world.vendor)
    world.service = a_certified_service(world.vendor)


DRAFT = {"slug": lambda world: world.service_draft.slug}
PART = DRAFT | {"name": "use"}
REVIEW = {"revision_id": lambda world: world.service_revision.id}
GIVEN = {"slug": lambda world: world.service.slug}
HELD = {
    "revision_id": lambda world: certificate_of(world.service).revision_id,
    "step": "suspend",
}


def reviewing(**more) -> Route:
    return Route(REVIEW | more, may=CERTIFIER, otherwise=NOT_CERTIFIERS)


def watching(**more) -> Route:
    return Route(REVIEW | more, may=WATCHERS, otherwise=NOT_WATCHERS)


def writing(args=DRAFT) -> Route:
    return Route(args, may=WRITERS, otherwise=COLLEAGUES)


ROUTES = {
    "catalog.index": Route(may=EVERYONE),
    "catalog.as_csv": Route(may=EVERYONE),
    "catalog.as_json": Route(may=EVERYONE),
    "catalog.show": Route({"slug": lambda world: world.service.slug}, may=EVERYONE),
    "catalog.mine": Route(may=SELLERS, otherwise=dict.fromkeys(SIGNED_IN - SELLERS, 403)),
    "catalog.new": Route(may=ANY_WRITER, otherwise=NOT_WRITERS),
    "catalog.create": Route(may=ANY_WRITER, otherwise=NOT_WRITERS),
    "catalog.edit": Route(DRAFT, may=VENDOR),
    "catalog.preview": Route(DRAFT, may=VENDOR),
    "catalog.section": writing(PART),
    "catalog.save_section": writing(PART),
    "catalog.submit": writing(),
    "catalog.answer": writing(),
    "catalog.send_answer": writing(),
    "catalog.conditions": writing(GIVEN),
    "catalog.report_conditions": writing(GIVEN),
    "catalog.withdraw": writing(),
    "catalog.do_withdraw": writing(),
    "catalog.revise": writing(),
    "catalog.certification": Route(may=WATCHERS, otherwise=NOT_WATCHERS),
    "catalog.review": watching(),
    "catalog.reading": watching(),
    "catalog.take_up": reviewing(),
    "catalog.confirm": reviewing(),
    "catalog.criterion": watching(key="exit"),
    "catalog.assess": reviewing(key="exit"),
    "catalog.decide": reviewing(step="ask"),
    "catalog.do_decide": reviewing(step="ask"),
    "catalog.certificate": Route(HELD, may=CERTIFIER, otherwise=NOT_CERTIFIERS),
    "catalog.take_certificate": Route(HELD, may=CERTIFIER, otherwise=NOT_CERTIFIERS),
}
