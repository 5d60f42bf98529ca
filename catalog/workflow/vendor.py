"""Third floor. What a vendor does: describe a service, send it, answer, revise it, take it away."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError

from accounts.roles import Actor
from catalog import policy
from catalog.criteria import CURRENT, criteria_set
from catalog.lookup import find_open_revision, find_standing_certificate
from catalog.models import ReviewMessage, Service, ServiceRevision
from catalog.names import slug_of
from catalog.queries import list_revision_numbers
from catalog.sections import FIELDS, LANGUAGE_OF, Section, missing
from catalog.states import (
    CERTIFICATE_TABLE,
    EDITABLE,
    EVENT,
    PUBLIC,
    TABLE,
    CatalogEvent,
    CertificateStep,
    MessageKind,
    ServiceState,
    ServiceStep,
)
from catalog.workflow.notices import tell_certifiers
from catalog.workflow.publishing import unpublish
from core import audit
from core.clock import day_of
from core.db import SOMEBODY_ELSE, db, expect, lock
from core.errors import BadInput, Changed, NotAllowed, RuleBroken
from core.language import DEFAULT, N_
from core.states import after

NOT_YOURS = N_("Only an editor or an administrator of the vendor may do this.")
COPIED = tuple(dict.fromkeys(name for names in FIELDS.values() for name in names))
ATTEMPTS = 5
MAX_SERVICES = 500  # of one vendor; more is a script gone wrong


def create(name: str, actor: Actor, at: datetime) -> Service:
    """Begin describing a new service; `name` is Finnish. Its address is made of it, for good.

    Raises BadInput when there is no name, RuleBroken when the vendor has MAX_SERVICES already.
    """
    if not policy.may_offer(actor):
        raise NotAllowed(NOT_YOURS)
    if not name.strip():
        raise BadInput("name", N_("Write the name of the service"))
    owned = select(Service.id).where(Service.vendor_id == actor.organisation_id)
    if len(db.session.scalars(owned.limit(MAX_SERVICES)).all()) >= MAX_SERVICES:
        raise RuleBroken(N_("There are already %(most)s services."), most=MAX_SERVICES)
    service = _with_an_address(name, actor, at)
    revision = ServiceRevision(
        service=service,
        number=1,
        state_since=at,
        criteria_set=CURRENT,
        texts={"fi": {"name": name.strip()}},
    )
    db.session.add(revision)
    audit.record(CatalogEvent.DRAFTED, service, actor, at, revision=1)
    return service


def write_section(
    revision: ServiceRevision,
    section: Section,
    facts: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Write one page of the description; `seen` is the version the page was opened with.

    Raises RuleBroken while somebody reviews it, Changed when a colleague was first.
    """
    revision = lock(ServiceRevision, revision.id)
    if not policy.may_manage(actor, revision.service):
        raise NotAllowed(NOT_YOURS)
    if revision.state not in EDITABLE:
        raise RuleBroken(
            N_("The description can’t be changed while its state is “%(state)s”."),
            state=revision.state,
        )
    expect(revision, seen)
    if unknown := set(facts) - set(FIELDS[section]):
        raise ValueError(f"{section} does not write {sorted(unknown)}")
    if section in LANGUAGE_OF:
        revision.texts = {**revision.texts, LANGUAGE_OF[section]: dict(facts)}
    else:
        for name, value in facts.items():
            setattr(revision, name, value)
    if inspect(revision).modified:
        audit.record(
            CatalogEvent.EDITED,
            revision.service,
            actor,
            at,
            revision=revision.number,
            section=section.value,
        )


def submit(revision: ServiceRevision, actor: Actor, at: datetime) -> None:
    """Send the description for review. Raises RuleBroken while a required answer is missing."""
    revision = lock(ServiceRevision, revision.id)
    _check(revision, actor, ServiceStep.SUBMIT)
    lacking = missing(facts_of(revision), criteria_set(revision.criteria_set).keys)
    if lacking:
        raise RuleBroken(
            N_("Required answers are still missing: %(count)s. They are listed on the page."),
            count=len(lacking),
        )
    revision.submitted_at = at
    _move(revision, ServiceStep.SUBMIT, actor, at)
    tell_certifiers("service_submitted", revision, at)


def answer(
    revision: ServiceRevision, text: str, actor: Actor, at: datetime, language: str = DEFAULT
) -> None:
    """Answer the certifier's question and give the review back. Raises BadInput when empty."""
    revision = lock(ServiceRevision, revision.id)
    _check(revision, actor, ServiceStep.ANSWER)
    if not text.strip():
        raise BadInput("text", N_("Write an answer"))
    lacking = missing(facts_of(revision), criteria_set(revision.criteria_set).keys)
    if lacking:
        raise RuleBroken(
            N_("Required answers are still missing: %(count)s. They are listed on the page."),
            count=len(lacking),
        )
    write_message(revision, MessageKind.ANSWER, text, actor, at, language)
    _move(revision, ServiceStep.ANSWER, actor, at)
    tell_certifiers("service_answered", revision, at)


def report_conditions(
    revision: ServiceRevision, text: str, actor: Actor, at: datetime, language: str = DEFAULT
) -> None:
    """Tell the certifier how the conditions of the certificate have been met.

    Raises BadInput when nothing is told, RuleBroken when no conditions are open.
    """
    revision = lock(ServiceRevision, revision.id)
    if not policy.may_manage(actor, revision.service):
        raise NotAllowed(NOT_YOURS)
    held = find_standing_certificate(revision.service_id)
    open_ones = held is not None and held.revision_id == revision.id and held.conditions_due
    if held is None or not open_ones or held.conditions_met_on:
        raise RuleBroken(N_("This certificate has no conditions that are still open."))
    if not text.strip():
        raise BadInput("text", N_("Tell how the conditions have been met"))
    held.conditions_reported_on = day_of(at)
    write_message(revision, MessageKind.REPORT, text, actor, at, language)
    audit.record(CatalogEvent.REPORTED, revision.service, actor, at, revision=revision.number)
    tell_certifiers("conditions_reported", revision, at)


def withdraw(revision: ServiceRevision, actor: Actor, at: datetime) -> None:
    """Take back a description, or a certified service out of the catalogue.

    The page of a service that was public stays readable and says that it was withdrawn.
    """
    revision = lock(ServiceRevision, revision.id)
    _check(revision, actor, ServiceStep.WITHDRAW)
    was_public = revision.state in PUBLIC
    held = find_standing_certificate(revision.service_id)
    if was_public and (held is None or held.revision_id != revision.id):
        raise RuleBroken(N_("This version is no longer the one in the catalogue."))
    event = CatalogEvent.WITHDRAWN if was_public else CatalogEvent.DISCARDED
    _move(revision, ServiceStep.WITHDRAW, actor, at, event)
    if was_public:
        unpublish(revision.service)
        revision.service.withdrawn_at = at
        if held is not None:
            held.state = after(CERTIFICATE_TABLE, held.state, CertificateStep.WITHDRAW)
            held.state_since = at
        if draft := find_open_revision(revision.service_id):
            _move(draft, ServiceStep.WITHDRAW, actor, at, CatalogEvent.DISCARDED)


def revise(
    service: Service, source: ServiceRevision, actor: Actor, at: datetime
) -> ServiceRevision:
    """A new draft that begins as a copy of an earlier revision; what is public stays until then.

    Raises RuleBroken when a draft is open already.
    """
    service = lock(Service, service.id)
    if not policy.may_manage(actor, service):
        raise NotAllowed(NOT_YOURS)
    if find_open_revision(service.id) is not None:
        raise RuleBroken(N_("There is already a version that has not been decided. Continue that."))
    draft = ServiceRevision(
        service=service,
        number=max(list_revision_numbers(service.id)) + 1,
        state=ServiceState.DRAFT,
        state_since=at,
        criteria_set=CURRENT,
        texts=source.texts,
        **{name: getattr(source, name) for name in COPIED if hasattr(source, name)},
    )
    db.session.add(draft)
    audit.record(
        CatalogEvent.REVISED, service, actor, at, revision=draft.number, source=source.number
    )
    return draft


def facts_of(revision: ServiceRevision) -> dict[str, Any]:
    """A revision's attributes as the rules of completeness read them."""
    names = [*COPIED, "texts"]
    return {name: getattr(revision, name) for name in names if hasattr(revision, name)}


def write_message(
    revision: ServiceRevision,
    kind: MessageKind,
    text: str,
    actor: Actor,
    at: datetime,
    language: str,
) -> None:
    """Keep what was written and in which language; the audit log, which can't forget, has none."""
    db.session.add(
        ReviewMessage(
            revision_id=revision.id,
            kind=kind,
            author_id=actor.person_id,
            text=text.strip(),
            language=language,
            at=at,
        )
    )


def _check(revision: ServiceRevision, actor: Actor, step: ServiceStep) -> None:
    if not policy.may_take(actor, revision.service, step):
        raise NotAllowed(NOT_YOURS)
    after(TABLE, revision.state, step)


def _move(
    revision: ServiceRevision,
    step: ServiceStep,
    actor: Actor,
    at: datetime,
    event: CatalogEvent | None = None,
) -> None:
    revision.state = after(TABLE, revision.state, step)
    revision.state_since = at
    audit.record(event or EVENT[step], revision.service, actor, at, revision=revision.number)


def _with_an_address(name: str, actor: Actor, at: datetime) -> Service:
    """A new service; when another of the same name comes at the same moment, one takes the next."""
    for _attempt in range(ATTEMPTS):
        service = Service(slug=_free_slug(name), vendor_id=actor.organisation_id, created_at=at)
        try:
            with db.session.begin_nested():
                db.session.add(service)
        except IntegrityError:
            continue
        return service
    raise Changed(SOMEBODY_ELSE)


def _free_slug(name: str) -> str:
    wanted = slug_of(name)
    taken = set(
        db.session.scalars(
            select(Service.slug).where(Service.slug.startswith(wanted, autoescape=True))
        )
    )
    number, slug = 1, wanted
    while slug in taken:
        number += 1
        slug = f"{wanted}-{number}"
    return slug
