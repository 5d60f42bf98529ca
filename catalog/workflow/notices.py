"""Third floor. Whom a step of the review is told to, written into the outbox with the step."""

from datetime import date, datetime

from catalog.models import ServiceRevision
from catalog.queries import list_certifiers, list_vendor_people
from core import mail
from core.language import DEFAULT


def tell_certifiers(template: str, revision: ServiceRevision, at: datetime) -> None:
    """Something of a vendor's waits for a certifier."""
    for person in list_certifiers():
        mail.send(
            f"catalog/{template}",
            to=person,
            at=at,
            subject_of=revision.service,
            service=revision.named(person.language),
            vendor=revision.service.vendor.named(person.language),
            revision_id=revision.id,
        )


def tell_vendor(
    template: str,
    revision: ServiceRevision,
    at: datetime,
    text: str = "",
    day: date | None = None,
    language: str = DEFAULT,
) -> None:
    """Something was asked of the vendor or decided about its service; `text` is in `language`."""
    for person in list_vendor_people(revision.service.vendor_id):
        mail.send(
            f"catalog/{template}",
            to=person,
            at=at,
            subject_of=revision.service,
            service=revision.named(person.language),
            slug=revision.service.slug,
            text=text,
            text_language=language,
            day=day,
        )
