"""Third floor. The competent body's decision on an agreement."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from accounts.queries import find_coordinator
from accounts.roles import Actor
from core import audit
from core.clock import day_of
from core.db import db
from core.errors import BadInput, RuleBroken
from core.language import N_
from core.stored_file import StoredFile
from onboarding.deadlines import AppealPath, BodyKind, NoticeKind, appeal_clock
from onboarding.models.agreement import Agreement
from onboarding.models.decision import Decision
from onboarding.policy.agreement import OFFERERS
from onboarding.queries.decision import list_appeals
from onboarding.states.agreement import (
    AgreementEvent,
    AgreementState,
    AgreementStep,
    DecisionOutcome,
)
from onboarding.workflow.agreement_steps import begin, move, tell

X = AgreementStep
SECTION = re.compile(r"\d{1,5}[a-z]?")
EVENTS = {
    X.APPROVE: AgreementEvent.APPROVED,
    X.REJECT: AgreementEvent.REJECTED,
    X.CORRECT_DECISION: AgreementEvent.DECISION_CORRECTED,
}


@dataclass(frozen=True)
class DecisionFacts:
    """A decision as its extract tells it."""

    outcome: DecisionOutcome
    body_name: str
    body_kind: BodyKind
    decided_on: date
    section: str
    path: AppealPath
    notice_kind: NoticeKind
    noticed_on: date
    disqualified: int = 0
    execution_section: str = ""
    execution_reason: str = ""


def take_to_decision(
    agreement: Agreement,
    body_name: str,
    body_kind: BodyKind,
    meets_on: date | None,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> None:
    """Put the agreement on the competent body's agenda. Raises BadInput on `meets_on`."""
    agreement = begin(agreement, X.TAKE_TO_DECISION, actor, seen)
    if meets_on is not None and meets_on < day_of(at):
        raise BadInput("meets_on", N_("The meeting is on a day to come."))
    agreement.deciding_body = body_name
    agreement.deciding_kind = body_kind
    agreement.deciding_on = meets_on
    move(agreement, X.TAKE_TO_DECISION, at)
    audit.record(AgreementEvent.TAKEN_TO_DECISION, agreement, actor, at, body=body_kind.value)


def record_decision(
    agreement: Agreement,
    facts: DecisionFacts,
    extract: StoredFile | None,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> Decision:
    """Write down what was decided and start the appeal clock; or correct an earlier record.

    A correction is allowed while no appeal has been made. Raises BadInput, RuleBroken.
    """
    approved = facts.outcome is DecisionOutcome.APPROVED
    step = X.APPROVE if approved else X.REJECT
    if agreement.state in {AgreementState.WAITING_APPEAL, AgreementState.READY_TO_SIGN}:
        step = X.CORRECT_DECISION
    agreement = begin(agreement, step, actor, seen)
    if step is X.CORRECT_DECISION:
        _check_correction(agreement, approved)
    _check(agreement, facts, day_of(at))
    decision = _decision_of(agreement, facts, extract, actor, at)
    db.session.add(decision)
    move(agreement, step, at)
    audit.record(
        EVENTS[step],
        agreement,
        actor,
        at,
        body=facts.body_kind.value,
        section=decision.section,
        decided_on=decision.decided_on.isoformat(),
        appeal_until=decision.appeal_until.isoformat(),
        rule=decision.rule,
        file=extract.sha256 if extract else None,
    )
    if decision.execution_section:
        move(agreement, X.EXECUTE_AT_ONCE, at)
        section = decision.execution_section
        audit.record(AgreementEvent.EXECUTED_AT_ONCE, agreement, actor, at, section=section)
    if coordinator := find_coordinator():
        tell(agreement, coordinator.id, OFFERERS, "agreement_decided", at, decision=decision)
    return decision


def _check_correction(agreement: Agreement, approved: bool) -> None:
    if not approved:
        raise RuleBroken(N_("A correction does not turn a yes into a no. Withdraw instead."))
    if list_appeals(agreement.id):
        raise RuleBroken(N_("The decision cannot be corrected any more: it has been appealed."))


def _check(agreement: Agreement, facts: DecisionFacts, today: date) -> None:
    if facts.decided_on > today:
        raise BadInput("decided_on", N_("A decision cannot have been made in the future."))
    if agreement.offered_at and facts.decided_on < day_of(agreement.offered_at):
        raise BadInput(
            "decided_on",
            N_("The agreement was offered on %(day)s; it cannot have been decided before that."),
            day=day_of(agreement.offered_at),
        )
    if facts.noticed_on < facts.decided_on:
        raise BadInput("noticed_on", N_("A decision becomes public after it has been made."))
    if facts.noticed_on > today:
        raise BadInput("noticed_on", N_("Record the decision when it has been published or sent."))
    if not SECTION.fullmatch(_section(facts.section)):
        raise BadInput("section", N_("Write the section's number, for example 312."))
    if facts.disqualified < 0:
        raise BadInput("disqualified", N_("Write a number, 0 or more."))
    if bool(facts.execution_section) != bool(facts.execution_reason):
        raise BadInput(
            "execution_reason" if facts.execution_section else "execution_section",
            N_("Immediate execution needs both its section and the reason."),
        )
    if facts.execution_section and facts.outcome is not DecisionOutcome.APPROVED:
        raise BadInput("execution_section", N_("A rejection is not executed."))


def _section(typed: str) -> str:
    return typed.replace("§", "").strip().lower()


def _decision_of(
    agreement: Agreement,
    facts: DecisionFacts,
    extract: StoredFile | None,
    actor: Actor,
    at: datetime,
) -> Decision:
    clock = appeal_clock(facts.path, facts.body_kind, facts.notice_kind, facts.noticed_on)
    return Decision(
        agreement_id=agreement.id,
        outcome=facts.outcome,
        body_name=facts.body_name,
        body_kind=facts.body_kind,
        decided_on=facts.decided_on,
        section=_section(facts.section),
        path=facts.path,
        notice_kind=facts.notice_kind,
        noticed_on=facts.noticed_on,
        known_on=clock.known_on,
        appeal_until=clock.last_day,
        rule=clock.rule.key,
        disqualified=facts.disqualified,
        execution_section=facts.execution_section,
        execution_reason=facts.execution_reason,
        extract_file_id=extract.id if extract else None,
        recorded_at=at,
        recorded_by_id=actor.person_id,
    )
