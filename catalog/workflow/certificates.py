"""Third floor. What happens to a certificate after it was given: suspension, return, revocation."""

from datetime import datetime

from accounts.roles import Actor
from catalog import policy
from catalog.criteria import criteria_set
from catalog.models import Certificate
from catalog.queries import list_assessed
from catalog.states import CERTIFICATE_EVENT, CERTIFICATE_TABLE, CertificateStep
from catalog.validity import weakest_level
from catalog.workflow.notices import tell_vendor
from catalog.workflow.publishing import publish, unpublish
from core import audit, clock
from core.db import lock
from core.errors import BadInput, NotAllowed, RuleBroken
from core.language import DEFAULT, N_
from core.states import after

MAILS = {
    CertificateStep.SUSPEND: "certificate_suspended",
    CertificateStep.REVOKE: "certificate_revoked",
    CertificateStep.REINSTATE: "service_certified",
}


def take(
    step: CertificateStep,
    certificate: Certificate,
    reason: str,
    actor: Actor,
    at: datetime,
    language: str = DEFAULT,
) -> None:
    """Suspend, reinstate or revoke a certificate; a service without one leaves the catalogue.

    `language` is the one the reason is written in.

    Raises BadInput when a suspension or a revocation gives no reason.
    """
    certificate = lock(Certificate, certificate.id)
    service = certificate.service
    if not policy.may_take_certificate(actor, service, step):
        raise NotAllowed(N_("Only a certifier who does not work for the vendor may do this."))
    state = after(CERTIFICATE_TABLE, certificate.state, step)
    if step is CertificateStep.REINSTATE:
        if certificate.valid_to < clock.day_of(at):
            raise RuleBroken(N_("This certificate has expired meanwhile. A new review is needed."))
    elif not reason.strip():
        raise BadInput("text", N_("Write the reason. It is shown on the page of the service."))
    certificate.state, certificate.state_since = state, at
    certificate.reason, certificate.reason_language = reason.strip(), language
    if step is CertificateStep.REINSTATE:
        rules = criteria_set(certificate.criteria_set)
        findings = list_assessed(certificate.revision_id)
        publish(certificate.revision, certificate, weakest_level(rules, findings))
    else:
        unpublish(service)
    audit.record(CERTIFICATE_EVENT[step], service, actor, at, certificate=certificate.id)
    tell_vendor(
        MAILS[step], certificate.revision, at, reason.strip(), certificate.valid_to, language
    )
