"""Second floor. Who may do what to a service: templates, views and deeds all ask here."""

from accounts.roles import Actor, OrganisationKind, Role
from catalog.models import Service, ServiceRevision
from catalog.states import EDITABLE, CertificateStep, ServiceStep

VENDOR_STEPS = frozenset({ServiceStep.SUBMIT, ServiceStep.ANSWER, ServiceStep.WITHDRAW})


def may_offer(actor: Actor | None) -> bool:
    """Start describing a new service."""
    return (
        actor is not None
        and actor.kind is OrganisationKind.VENDOR
        and actor.has(Role.ADMIN, Role.EDITOR)
    )


def is_vendor_of(actor: Actor | None, service: Service) -> bool:
    """Anybody who works for the vendor may read what is not public yet."""
    return actor is not None and actor.acts_for(service.vendor_id)


def may_see_unpublished(actor: Actor | None, service: Service) -> bool:
    """What nobody has certified is seen by its vendor and by Tiera."""
    return is_vendor_of(actor, service) or (actor is not None and actor.of_tiera())


def may_manage(actor: Actor | None, service: Service) -> bool:
    """Write a service's description and answer for it."""
    return actor is not None and actor.acts_for(service.vendor_id, Role.ADMIN, Role.EDITOR)


def may_edit(actor: Actor | None, revision: ServiceRevision) -> bool:
    """Change the text of a revision nobody is reading or has approved."""
    return revision.state in EDITABLE and may_manage(actor, revision.service)


def may_certify(actor: Actor | None) -> bool:
    """Review services of others."""
    return actor is not None and actor.of_tiera(Role.CERTIFIER)


def may_review(actor: Actor | None, service: Service) -> bool:
    """Review a service: a certifier, but never of one's own organisation (434/2003 28 §)."""
    return actor is not None and may_certify(actor) and not actor.acts_for(service.vendor_id)


def may_read_reviews(actor: Actor | None) -> bool:
    """Open the certifiers' pages; an auditor and an administrator read and change nothing."""
    return actor is not None and actor.of_tiera(Role.CERTIFIER, Role.AUDITOR, Role.ADMINISTRATOR)


def may_read_every_review(actor: Actor | None) -> bool:
    """Read how any service is reviewed, also one of the reader's own organisation."""
    return actor is not None and actor.of_tiera(Role.AUDITOR, Role.ADMINISTRATOR)


def may_read_review(actor: Actor | None, service: Service) -> bool:
    """Read how one service is reviewed."""
    return may_read_every_review(actor) or may_review(actor, service)


def may_take(actor: Actor | None, service: Service, step: ServiceStep) -> bool:
    """Take a step of the review."""
    return may_manage(actor, service) if step in VENDOR_STEPS else may_review(actor, service)


def may_take_certificate(actor: Actor | None, service: Service, step: CertificateStep) -> bool:
    """Suspend, reinstate or revoke a certificate; the other steps follow from the service's own."""
    named = (CertificateStep.SUSPEND, CertificateStep.REINSTATE, CertificateStep.REVOKE)
    return step in named and may_review(actor, service)
