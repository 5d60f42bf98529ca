"""Third floor. Making an agreement: draft, estimate, offer, and withdrawal before both signed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from accounts.models import Organisation
from accounts.queries import find_coordinator
from accounts.roles import JOINER_KINDS, Actor
from accounts.states import OrganisationState
from core import audit
from core.clock import day_of
from core.db import db, expect, get, lock
from core.errors import BadInput, NotAllowed, RuleBroken
from core.language import LANGUAGES, N_
from core.money import MAX_CENTS
from onboarding import agreement_text
from onboarding.agreement_text import BadText, Filled, Template
from onboarding.estimate_lines import estimate_lines
from onboarding.models.agreement import Agreement
from onboarding.models.application import Application
from onboarding.policy import agreement as policy
from onboarding.queries.agreement import find_accepted, find_live, last_serial
from onboarding.queries.membership import list_of
from onboarding.states.agreement import AgreementEvent, AgreementState, AgreementStep
from onboarding.states.application import ApplicationState
from onboarding.workflow.agreement_steps import begin, move, tell

KIND = "joining"
LATEST_START = timedelta(days=3 * 366)
NUMBER_LOCK = 20_260_114  # names the lock under which running numbers are given
ANNEX = {"fi": "liite 1", "sv": "bilaga 1", "en": "annex 1"}


def draft(application: Application, starts_on: date, actor: Actor, at: datetime) -> Agreement:
    """Draft the agreement of an accepted application, to begin on a day to come.

    Raises NotAllowed, RuleBroken when the application is not accepted or has an agreement, BadInput
    on `starts_on`.
    """
    if not policy.may_draft(actor):
        raise NotAllowed(N_("Only the coordinator drafts agreements."))
    application = lock(Application, application.id)
    if application.state is not ApplicationState.ACCEPTED:
        raise RuleBroken(N_("An agreement is drafted when the application has been accepted."))
    if starts_on <= day_of(at):
        raise BadInput("starts_on", N_("The first day of membership must be later than today."))
    if starts_on > day_of(at) + LATEST_START:
        raise BadInput("starts_on", N_("The first day can be at most three years ahead."))
    drafted = _new(application.organisation_id, starts_on, actor, at)
    drafted.application_id = application.id
    return _written(drafted, actor, at)


def draft_for_founder(
    organisation: Organisation, member_since: date, starts_on: date, actor: Actor, at: datetime
) -> Agreement:
    """Draft this agreement for an organisation that joined by an older one, before this service.

    Its membership goes on from `member_since`. Raises as `draft` does.
    """
    if not policy.may_draft(actor):
        raise NotAllowed(N_("Only the coordinator drafts agreements."))
    organisation = lock(Organisation, organisation.id)
    if organisation.kind not in JOINER_KINDS or organisation.state is not OrganisationState.ACTIVE:
        raise RuleBroken(N_("This organisation cannot be a member of the alliance."))
    if list_of(organisation.id):
        raise RuleBroken(N_("This organisation's membership is on record already."))
    if member_since >= day_of(at):
        raise BadInput("member_since", N_("Only a membership that began earlier is recorded so."))
    if starts_on < member_since or starts_on > day_of(at) + LATEST_START:
        raise BadInput("starts_on", N_("This agreement begins after the membership did."))
    drafted = _new(organisation.id, starts_on, actor, at)
    drafted.member_since = member_since
    drafted.application_id = find_accepted(organisation.id)
    return _written(drafted, actor, at)


def _new(organisation_id: int, starts_on: date, actor: Actor, at: datetime) -> Agreement:
    if find_live(organisation_id):
        raise RuleBroken(N_("This organisation has an agreement already."))
    template = _template_on(day_of(at))
    year = day_of(at).year
    serial = _next_serial(year)
    return Agreement(
        number=f"KT-{year}-{serial:03d}",
        serial_year=year,
        serial=serial,
        organisation_id=organisation_id,
        state=AgreementState.DRAFT,
        state_since=at,
        drafted_by_id=actor.person_id,
        content_slug=template.slug,
        content_version=template.version,
        starts_on=starts_on,
    )


def _written(drafted: Agreement, actor: Actor, at: datetime) -> Agreement:
    db.session.add(drafted)
    audit.record(
        AgreementEvent.DRAFTED,
        drafted,
        actor,
        at,
        starts_on=drafted.starts_on.isoformat(),
        content=drafted.content_slug,
    )
    return drafted


def _template_on(day: date) -> Template:
    try:
        return agreement_text.current(KIND, day)
    except KeyError:
        raise RuleBroken(N_("No version of the agreement's text is in effect yet.")) from None


def _next_serial(year: int) -> int:
    """The next running number. SQLite lets one writer in at a time; PostgreSQL needs to be told."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(select(func.pg_advisory_xact_lock(NUMBER_LOCK)))
    return last_serial(year) + 1


def attach_estimate(
    agreement: Agreement, cents: int, basis: Mapping[str, Any], actor: Actor, at: datetime
) -> None:
    """Say what a full year would cost the member, in cents excluding VAT, and what that stands on.

    `basis` is kept as it is (JSON); its `key_name` (a string, or a text by language) is written
    into the agreement when given. A new estimate replaces the earlier one until the offer is made.
    Raises NotAllowed, RuleBroken when the agreement is no longer a draft, BadInput on `cents`.
    """
    if not actor.of_tiera(*policy.ESTIMATORS):
        raise NotAllowed(N_("Only the coordinator attaches estimates."))
    agreement = lock(Agreement, agreement.id)
    if agreement.state is not AgreementState.DRAFT:
        raise RuleBroken(N_("The estimate can be changed only while the agreement is a draft."))
    if not 0 <= cents <= MAX_CENTS:
        raise BadInput("cents", N_("The estimate cannot be negative."))
    agreement.estimate_cents = cents
    agreement.estimate_basis = dict(basis)
    agreement.estimated_on = day_of(at)
    audit.record(AgreementEvent.ESTIMATED, agreement, actor, at, cents=cents)


def offer(
    agreement: Agreement, alliance: str, actor: Actor, at: datetime, seen: int | None = None
) -> None:
    """Freeze the text in three languages and offer it. Needs an estimate. Raises RuleBroken."""
    agreement = begin(agreement, AgreementStep.OFFER, actor, seen)
    filled = fill(agreement, alliance)
    agreement.texts = filled.texts
    agreement.variables = filled.variables
    agreement.fingerprint = filled.fingerprint
    agreement.offered_at = at
    move(agreement, AgreementStep.OFFER, at)
    audit.record(
        AgreementEvent.OFFERED,
        agreement,
        actor,
        at,
        fingerprint=filled.fingerprint,
        content=agreement.content_slug,
        cents=agreement.estimate_cents,
    )
    tell(agreement, agreement.organisation_id, policy.INFORMED, "agreement_offered", at)


def fill(agreement: Agreement, alliance: str) -> Filled:
    """The agreement's text as it would be offered now; changes nothing. Raises RuleBroken."""
    if agreement.estimate_cents is None or agreement.estimated_on is None:
        raise RuleBroken(N_("Attach the cost estimate first."))
    coordinator = find_coordinator()
    if coordinator is None:
        raise RuleBroken(N_("The coordinator's organisation is not on record."))
    organisation = get(Organisation, agreement.organisation_id)
    values = {
        "number": agreement.number,
        "alliance": alliance,
        "organisation": {code: organisation.named(code) for code in LANGUAGES},
        "business_id": organisation.business_id,
        "coordinator": coordinator.name_fi,
        "coordinator_business_id": coordinator.business_id,
        "start_date": agreement.starts_on,
        "estimate": agreement.estimate_cents,
        "estimate_date": agreement.estimated_on,
        "basis": estimate_lines(agreement.estimate_cents, agreement.estimate_basis),
        "key_name": _key_name(agreement.estimate_basis.get("key_name")),
    }
    try:
        return agreement_text.fill(agreement_text.read(agreement.content_slug), values)
    except BadText as error:
        raise RuleBroken(N_("The text cannot be filled: %(why)s"), why=str(error)) from error


def _key_name(given: Any) -> Mapping[str, str]:
    """The allocation key's name by language; where none was given, where to read about it."""
    if isinstance(given, str) and given:
        return dict.fromkeys(LANGUAGES, given)
    return given if isinstance(given, Mapping) and given else ANNEX


def take_back(agreement: Agreement, actor: Actor, at: datetime, seen: int | None = None) -> None:
    """Make an offer a draft again, to correct it, before the member has taken it to decision."""
    agreement = begin(agreement, AgreementStep.TAKE_BACK, actor, seen)
    move(agreement, AgreementStep.TAKE_BACK, at)
    audit.record(AgreementEvent.TAKEN_BACK, agreement, actor, at)


def withdraw(
    agreement: Agreement, reason: str, actor: Actor, at: datetime, seen: int | None = None
) -> None:
    """End it before both have signed. The reason is kept with the agreement. Raises BadInput."""
    agreement = begin(agreement, AgreementStep.WITHDRAW, actor)
    expect(agreement, seen)
    if not reason.strip():
        raise BadInput("reason", N_("Say why, so that the other party understands."))
    agreement.withdrawal_reason = reason.strip()
    move(agreement, AgreementStep.WITHDRAW, at)
    audit.record(AgreementEvent.WITHDRAWN, agreement, actor, at)
    coordinator = find_coordinator()
    if not actor.of_tiera() and coordinator is not None:
        tell(agreement, coordinator.id, policy.OFFERERS, "agreement_withdrawn", at)
    elif agreement.offered_at is not None:  # nobody is told of a draft they never saw
        tell(agreement, agreement.organisation_id, policy.INFORMED, "agreement_withdrawn", at)
