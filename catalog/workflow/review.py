"""Third floor. What a certifier does: take up, assess, ask, certify or return with reasons."""

from datetime import date, datetime

from accounts.roles import Actor
from catalog import policy
from catalog.criteria import CriteriaSet, EvidenceGrade, Result, criteria_set
from catalog.lookup import find_finding, find_listing, find_standing_certificate
from catalog.models import Certificate, Finding, ServiceRevision
from catalog.queries import list_assessed
from catalog.states import (
    CERTIFICATE_TABLE,
    EVENT,
    TABLE,
    CatalogEvent,
    CertificateStep,
    MessageKind,
    ServiceState,
    ServiceStep,
)
from catalog.validity import failed_gates, latest_end, unassessed, weakest_level
from catalog.workflow.notices import tell_vendor
from catalog.workflow.publishing import meet_conditions, publish
from catalog.workflow.vendor import write_message
from core import audit, clock
from core.db import db, expect, lock
from core.errors import BadInput, NotAllowed, RuleBroken
from core.language import DEFAULT, N_
from core.states import after

NOT_CERTIFIER = N_("Only a certifier who does not work for the vendor may do this.")


def take_up(revision: ServiceRevision, actor: Actor, at: datetime) -> None:
    """Begin the review. The vendor no longer changes the description."""
    revision = _locked(revision, actor, ServiceStep.TAKE_UP)
    _move(revision, ServiceStep.TAKE_UP, actor, at)


def assess(
    revision: ServiceRevision,
    key: str,
    result: Result,
    grade: EvidenceGrade,
    note: str,
    expires: date | None,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
    language: str = DEFAULT,
) -> None:
    """Write down what was found about one criterion; `expires` is the evidence's last day.

    `language` is the one the note is written in.

    Raises BadInput when a result that is not "met" has no note, or the evidence has already
    expired, and Changed when a colleague assessed the same criterion meanwhile.
    """
    revision = lock(ServiceRevision, revision.id)
    if not policy.may_review(actor, revision.service):
        raise NotAllowed(NOT_CERTIFIER)
    if revision.state is not ServiceState.IN_REVIEW:
        raise RuleBroken(
            N_("Findings are written during the review. The state is now “%(state)s”."),
            state=revision.state,
        )
    if key not in criteria_set(revision.criteria_set).keys:
        raise BadInput("result", N_("There is no such criterion."))
    if result is not Result.MET and not note.strip():
        raise BadInput("note", N_("Say in a sentence or two why the criterion is not fully met"))
    if expires and expires < clock.day_of(at):
        raise BadInput("expires", N_("This evidence has already expired"))
    finding = find_finding(revision.id, key)
    if finding is None:
        if seen:
            raise BadInput("result", N_("There is no such criterion."))
        finding = Finding(revision_id=revision.id, criterion=key)
        db.session.add(finding)
    else:
        expect(finding, seen)
    finding.result, finding.grade = result, grade
    finding.note, finding.note_language, finding.expires = note.strip(), language, expires
    finding.found_on = clock.day_of(at)
    audit.record(
        CatalogEvent.ASSESSED,
        revision.service,
        actor,
        at,
        revision=revision.number,
        criterion=key,
        result=result.value,
        grade=grade.value,
    )


def ask(
    revision: ServiceRevision, text: str, actor: Actor, at: datetime, language: str = DEFAULT
) -> None:
    """Ask the vendor something; the review waits for the answer."""
    revision = _locked(revision, actor, ServiceStep.ASK)
    _need(text, N_("Write what the vendor should tell or correct"))
    write_message(revision, MessageKind.QUESTION, text, actor, at, language)
    _move(revision, ServiceStep.ASK, actor, at)
    tell_vendor("service_info_requested", revision, at, text, language=language)


def reject(
    revision: ServiceRevision, text: str, actor: Actor, at: datetime, language: str = DEFAULT
) -> None:
    """Return the description with reasons. The vendor may correct it and send it again."""
    revision = _locked(revision, actor, ServiceStep.REJECT)
    _need(text, N_("Write why the service is not certified and what would change that"))
    write_message(revision, MessageKind.REASONS, text, actor, at, language)
    _move(revision, ServiceStep.REJECT, actor, at)
    tell_vendor("service_rejected", revision, at, text, language=language)


def certify(revision: ServiceRevision, valid_to: date, actor: Actor, at: datetime) -> Certificate:
    """Certify and publish. Raises RuleBroken when a gate is in the way, BadInput for the date."""
    revision = _locked(revision, actor, ServiceStep.CERTIFY)
    certificate = _issue(revision, valid_to, at, with_conditions=False)
    _move(revision, ServiceStep.CERTIFY, actor, at, certificate)
    tell_vendor("service_certified", revision, at, day=valid_to)
    return certificate


def certify_with_conditions(
    revision: ServiceRevision,
    valid_to: date,
    conditions: str,
    due: date,
    actor: Actor,
    at: datetime,
    language: str = DEFAULT,
) -> Certificate:
    """Certify and publish on conditions that must be met by the last day `due`."""
    revision = _locked(revision, actor, ServiceStep.CERTIFY_WITH_CONDITIONS)
    _need(conditions, N_("Write what must be put right"))
    if not clock.day_of(at) < due <= valid_to:
        raise BadInput(
            "due", N_("The deadline must be after today and before the certificate ends")
        )
    certificate = _issue(revision, valid_to, at, with_conditions=True, text=conditions, due=due)
    certificate.conditions_language = language
    write_message(revision, MessageKind.CONDITIONS, conditions, actor, at, language)
    _move(revision, ServiceStep.CERTIFY_WITH_CONDITIONS, actor, at, certificate)
    tell_vendor("service_conditional", revision, at, conditions, due, language)
    return certificate


def confirm(revision: ServiceRevision, actor: Actor, at: datetime) -> None:
    """The conditions are met: the certificate stands without them."""
    revision = _locked(revision, actor, ServiceStep.CONFIRM)
    certificate = find_standing_certificate(revision.service_id)
    if certificate is None or certificate.revision_id != revision.id:
        raise RuleBroken(N_("This version has already been replaced by a newer one."))
    certificate.conditions_met_on = clock.day_of(at)
    if listing := find_listing(revision.service_id):
        meet_conditions(listing)
    _move(revision, ServiceStep.CONFIRM, actor, at, certificate)
    tell_vendor("service_certified", revision, at, day=certificate.valid_to)


def why_not(
    rules: CriteriaSet, revision: ServiceRevision, *, with_conditions: bool
) -> RuleBroken | None:
    """What stands in the way of a certificate, as the refusal that would be raised."""
    findings = list_assessed(revision.id)
    if left := unassessed(rules, findings):
        return RuleBroken(
            N_("Criteria still without a finding: %(count)s. Assess them first."), count=len(left)
        )
    if failed := failed_gates(rules, findings, with_conditions=with_conditions):
        return RuleBroken(
            N_("Gates that are not passed on sure enough evidence: %(count)s."), count=len(failed)
        )
    return None


def _issue(
    revision: ServiceRevision,
    valid_to: date,
    at: datetime,
    *,
    with_conditions: bool,
    text: str = "",
    due: date | None = None,
) -> Certificate:
    rules = criteria_set(revision.criteria_set)
    if refusal := why_not(rules, revision, with_conditions=with_conditions):
        raise refusal
    findings, issued = list_assessed(revision.id), clock.day_of(at)
    latest = latest_end(rules, findings, issued)
    if not issued < valid_to <= latest:
        raise BadInput(
            "valid_to", N_("The certificate must end after today and by %(latest)s"), latest=latest
        )
    if held := find_standing_certificate(revision.service_id):
        held.state = after(CERTIFICATE_TABLE, held.state, CertificateStep.SUPERSEDE)
        held.state_since = at
        db.session.flush()  # one standing certificate at a time, also between two statements
    certificate = Certificate(
        service_id=revision.service_id,
        revision_id=revision.id,
        criteria_set=rules.slug,
        criteria_fingerprint=rules.fingerprint,
        state_since=at,
        issued_on=issued,
        valid_to=valid_to,
        conditions=text.strip(),
        conditions_due=due,
    )
    db.session.add(certificate)
    revision.service.withdrawn_at = None
    db.session.flush()
    publish(revision, certificate, weakest_level(rules, findings))
    return certificate


def _locked(revision: ServiceRevision, actor: Actor, step: ServiceStep) -> ServiceRevision:
    """The revision, fresh and held, once the actor may and the state allows the step."""
    revision = lock(ServiceRevision, revision.id)
    if not policy.may_take(actor, revision.service, step):
        raise NotAllowed(NOT_CERTIFIER)
    after(TABLE, revision.state, step)
    return revision


def _need(text: str, message: str) -> None:
    if not text.strip():
        raise BadInput("text", message)


def _move(
    revision: ServiceRevision,
    step: ServiceStep,
    actor: Actor,
    at: datetime,
    certificate: Certificate | None = None,
) -> None:
    revision.state = after(TABLE, revision.state, step)
    revision.state_since = at
    facts: dict[str, object] = {"revision": revision.number}
    if certificate:
        facts |= {
            "certificate": certificate.id,
            "valid_to": certificate.valid_to.isoformat(),
            "criteria": certificate.criteria_fingerprint,
        }
    audit.record(EVENT[step], revision.service, actor, at, **facts)
