"""Plain functions that make agreements in any state, by the same deeds as the pages use."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from accounts.models import Organisation
from accounts.roles import Role
from core.db import db
from onboarding.deadlines import AppealPath, BodyKind, NoticeKind
from onboarding.models.agreement import Agreement
from onboarding.models.application import Application
from onboarding.models.membership import AllianceMembership
from onboarding.queries.agreement import find_live
from onboarding.states.agreement import AgreementState, DecisionOutcome
from onboarding.states.application import ApplicationState
from onboarding.workflow import agreement as deeds
from onboarding.workflow import appeal, decision, signing
from tests.factories.accounts import (
    a_municipality,
    a_person,
    actor_of,
    saved,
    the_coordinator,
    tiera,
)

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # a Monday
S = AgreementState


def an_accepted_application(organisation: Organisation, **given: Any) -> Application:
    """An application the coordinator has accepted, without a readiness check behind it."""
    person = a_person(Role.PREPARER, organisation=organisation)
    defaults = {
        "organisation_id": organisation.id,
        "state": ApplicationState.ACCEPTED,
        "state_since": AT,
        "started_by_id": person.id,
        "started_at": AT,
        "education_levels": ["basic"],
        "languages": ["fi"],
        "submitted_at": AT,
        "decided_at": AT,
    }
    return saved(Application(**defaults | given))


def a_cast(organisation: Organisation | None = None) -> SimpleNamespace:
    """The people of the play: a member's preparer and signatory, the coordinator's manager."""
    organisation = organisation or a_municipality(name_fi="Keuruu")
    the_coordinator()
    people = SimpleNamespace(
        organisation=organisation,
        preparer=a_person(Role.PREPARER, organisation=organisation),
        signatory=a_person(Role.SIGNATORY, organisation=organisation, name="Eeva Honkola"),
        manager=tiera(Role.CONTRACT_MANAGER, name="Aino Virta"),
    )
    people.acts = {
        name: actor_of(getattr(people, name)) for name in ("preparer", "signatory", "manager")
    }
    return people


def some_facts(**given: Any) -> decision.DecisionFacts:
    """A board's decision of 9.3.2026, minutes published 12.3.2026: appeal until 2.4.2026."""
    defaults = {
        "outcome": DecisionOutcome.APPROVED,
        "body_name": "Kunnanhallitus",
        "body_kind": BodyKind.BOARD,
        "decided_on": date(2026, 3, 9),
        "section": "312",
        "path": AppealPath.MUNICIPAL,
        "notice_kind": NoticeKind.MINUTES_ON_NET,
        "noticed_on": date(2026, 3, 12),
    }
    return decision.DecisionFacts(**defaults | given)


def an_agreement(
    state: AgreementState = S.DRAFT,
    cast: SimpleNamespace | None = None,
    starts_on: date = date(2026, 8, 1),
    estimate: bool = True,
    facts: decision.DecisionFacts | None = None,
    application: Application | None = None,
) -> Agreement:
    """An agreement walked to `state` from Monday 2.3.2026 on; `.cast` has its people."""
    cast = cast or a_cast()
    acts = cast.acts
    application = application or an_accepted_application(cast.organisation)
    made = deeds.draft(application, starts_on, acts["manager"], AT)
    made.cast = cast
    if estimate or state is not S.DRAFT:
        deeds.attach_estimate(made, 1_900_951, {"key_name": "20/80"}, acts["manager"], AT)
    _walk(made, state, acts, facts)
    db.session.commit()
    return made


def _walk(made: Agreement, state: AgreementState, acts: dict, facts: Any) -> None:
    day = timedelta(days=1)
    if state is S.DRAFT:
        return
    deeds.offer(made, "DigiOne", acts["manager"], AT + day)
    if state is S.OFFERED:
        return
    if state is S.WITHDRAWN:
        deeds.withdraw(made, "Talousarvio ei riitä", acts["signatory"], AT + 2 * day)
        return
    decision.take_to_decision(
        made, "Kunnanhallitus", BodyKind.BOARD, date(2026, 3, 9), acts["preparer"], AT + 2 * day
    )
    if state is S.IN_DECISION:
        return
    if state is S.REJECTED:
        facts = facts or some_facts(outcome=DecisionOutcome.REJECTED)
    decision.record_decision(made, facts or some_facts(), None, acts["preparer"], AT + 11 * day)
    if state in {S.WAITING_APPEAL, S.REJECTED}:
        return
    if state is S.ON_HOLD:
        appeal.record_appeal(made, date(2026, 3, 20), acts["preparer"], AT + 19 * day)
        return
    after = datetime(2026, 4, 3, 7, 0, tzinfo=UTC)
    if made.state is S.WAITING_APPEAL:
        appeal.end_appeal_time(made, after)
    if state is S.READY_TO_SIGN:
        return
    signing.sign(
        made, made.fingerprint, "Eeva Honkola", "Kaupunginjohtaja", acts["signatory"], after + day
    )
    if state is S.SIGNED_BY_MEMBER:
        return
    signing.countersign(
        made, made.fingerprint, "Aino Virta", "Sopimuspäällikkö", acts["manager"], after + 2 * day
    )
    if state is S.COUNTERSIGNED:
        return
    signing.start(made, datetime(2026, 8, 1, 3, 0, tzinfo=UTC))


def a_member(
    organisation: Organisation | None = None,
    starts_on: date = date(2026, 1, 1),
    ends_on: date | None = None,
) -> AllianceMembership:
    """A membership with a finished agreement behind it, written as rows: quick, for other columns."""
    organisation = organisation or a_municipality()
    if there := find_live(organisation.id):  # the matrix of routes gives one town everything
        row = AllianceMembership(organisation_id=organisation.id, agreement_id=there.id)
        row.starts_on, row.ends_on = starts_on, ends_on
        return saved(row)
    serial = deeds.last_serial(2025) + 1
    person = a_person(Role.VIEWER, organisation=organisation)
    agreement = Agreement(
        number=f"KT-2025-{serial:03d}",
        serial_year=2025,
        serial=serial,
        organisation_id=organisation.id,
        member_since=starts_on,
        state=S.IN_FORCE,
        state_since=AT,
        drafted_by_id=person.id,
        content_slug="joining-v1",
        content_version="1.0",
        starts_on=starts_on,
        in_force_on=starts_on,
        estimate_cents=1_000_000,
        estimated_on=starts_on,
        offered_at=AT,
        fingerprint=f"{serial:064x}",
        texts={"fi": "# Sopimus", "sv": "# Avtal", "en": "# Agreement"},
    )
    saved(agreement)
    return saved(
        AllianceMembership(
            organisation_id=organisation.id,
            agreement_id=agreement.id,
            starts_on=starts_on,
            ends_on=ends_on,
        )
    )
