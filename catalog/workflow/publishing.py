"""Third floor. What the catalogue shows: the flat row and the facets of a certified revision."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import delete, select, update

from accounts.models import Organisation
from catalog.criteria import EvidenceGrade
from catalog.facts import CertificateStanding, FacetKind
from catalog.models import Certificate, Facet, Listing, Service, ServiceRevision
from catalog.names import searchable, sort_key, tie_break
from catalog.vocabulary import search_words
from core.db import db, lock
from core.language import LANGUAGES


def publish(revision: ServiceRevision, certificate: Certificate, grade: int) -> Listing:
    """Show a certified revision in the catalogue, in place of whatever was shown of the service."""
    service = revision.service
    vendor = lock(Organisation, service.vendor_id)  # nobody renames it between here and the end
    unpublish(service)
    conditional = certificate.conditions_due is not None and certificate.conditions_met_on is None
    listing = Listing(
        service_id=service.id,
        revision_id=revision.id,
        certificate_id=certificate.id,
        vendor_id=service.vendor_id,
        slug=service.slug,
        names=dict(revision.names),
        summaries=dict(revision.summaries),
        levels=revision.levels,
        year_from=revision.year_from,
        year_to=revision.year_to,
        languages=revision.languages,
        interfaces=revision.interfaces,
        price_model=revision.price_model,
        price_cents=revision.price_cents,
        standing=CertificateStanding.CONDITIONAL
        if conditional
        else CertificateStanding.UNCONDITIONAL,
        conditions_due=certificate.conditions_due if conditional else None,
        grade=grade,
        issued_on=certificate.issued_on,
        valid_to=certificate.valid_to,
        search_text=search_text(revision, vendor),
        tie_break=tie_break(service.id),
        **{f"sort_{code}": sort_key(revision.named(code)) for code in LANGUAGES},
    )
    db.session.add(listing)
    db.session.flush()
    db.session.add_all(facets_of(revision, listing))
    db.session.flush()
    return listing


def unpublish(service: Service) -> None:
    """Take a service out of the catalogue; its own page stays."""
    db.session.execute(delete(Facet).where(Facet.service_id == service.id))
    db.session.execute(delete(Listing).where(Listing.service_id == service.id))


def meet_conditions(listing: Listing) -> None:
    """Show a listing as certified without conditions."""
    listing.standing, listing.conditions_due = CertificateStanding.UNCONDITIONAL, None
    db.session.execute(
        update(Facet)
        .where(Facet.service_id == listing.service_id, Facet.kind == FacetKind.CERTIFICATE)
        .values(value=CertificateStanding.UNCONDITIONAL.value)
    )


def follow_name(vendor: Organisation) -> None:
    """Find a vendor's services by its new names at once, also those certified long ago."""
    listed = select(ServiceRevision).join(Listing, Listing.revision_id == ServiceRevision.id)
    listed = listed.where(Listing.vendor_id == vendor.id).order_by(ServiceRevision.id)
    found = [
        {"service_id": revision.service_id, "search_text": search_text(revision, vendor)}
        for revision in db.session.scalars(listed)
    ]
    if found:
        db.session.execute(update(Listing), found)  # by primary key, in one batch


def search_text(revision: ServiceRevision, vendor: Organisation) -> str:
    """Everything a service is found by: names, summaries, vendor, and the words of its uses."""
    return searchable(
        *revision.names.values(),
        *revision.summaries.values(),
        vendor.name_fi,
        vendor.name_sv,
        vendor.name_en,
        search_words(revision.categories),
    )


def facets_of(revision: ServiceRevision, listing: Listing) -> Iterable[Facet]:
    """Every value the listing is counted under. Grades are counted as "at least"."""
    values: dict[FacetKind, Iterable[str]] = {
        FacetKind.USE: revision.categories,
        FacetKind.LEVEL: revision.levels,
        FacetKind.AUDIENCE: revision.audiences,
        FacetKind.CERTIFICATE: [listing.standing.value],
        FacetKind.GRADE: [g.value for g in EvidenceGrade if 1 < g.level <= listing.grade],
        FacetKind.INTERFACE: revision.interfaces,
        FacetKind.LANGUAGE: revision.languages,
        FacetKind.PRICE: [listing.price_model.value],
    }
    end: date = listing.valid_to
    for kind, found in values.items():
        for value in dict.fromkeys(found):
            yield Facet(service_id=listing.service_id, kind=kind, value=value, valid_to=end)
