"""Third floor. The appeal time of a decision on an agreement, and appeals made in it."""

from datetime import date, datetime

from accounts.roles import Actor, Role
from core import audit
from core.clock import day_of
from core.db import db, lock
from core.errors import BadInput, RuleBroken
from core.language import N_
from onboarding.deadlines import NoticeKind, Remedy, further_clock, rule_of
from onboarding.models.agreement import Agreement
from onboarding.models.decision import Appeal
from onboarding.queries.decision import (
    appeal_ends,
    find_decision,
    find_open_appeal,
    list_appeals,
)
from onboarding.states.agreement import AgreementEvent, AgreementStep, AppealOutcome
from onboarding.workflow.agreement_steps import begin, move, tell

X = AgreementStep


def end_of_appeal_time(agreement: Agreement) -> date | None:
    """The last day to appeal against the decision that counts; None when there is no decision."""
    decision = find_decision(agreement.id)
    return appeal_ends(decision, list_appeals(agreement.id)) if decision else None


def end_appeal_time(agreement: Agreement, at: datetime, quietly: bool = False) -> None:
    """The appeal time has passed without an appeal: the agreement may be signed.

    Nobody's deed but the calendar's; `quietly` when the signatory is here already. Raises
    RuleBroken while the time runs.
    """
    agreement = lock(Agreement, agreement.id)
    ends = end_of_appeal_time(agreement)
    if ends is None or day_of(at) <= ends:
        raise RuleBroken(N_("The appeal time runs until %(day)s."), day=ends)
    move(agreement, X.END_APPEAL_TIME, at)
    audit.record(AgreementEvent.APPEAL_TIME_ENDED, agreement, None, at, until=ends.isoformat())
    if not quietly:
        tell(agreement, agreement.organisation_id, (Role.SIGNATORY,), "agreement_signable", at)


def record_appeal(
    agreement: Agreement, made_on: date, actor: Actor, at: datetime, seen: int | None = None
) -> Appeal:
    """Somebody has appealed in time: signing waits for the outcome. Raises BadInput."""
    agreement = begin(agreement, X.RECORD_APPEAL, actor, seen)
    decision = find_decision(agreement.id)
    if decision is None:
        raise RuleBroken(N_("There is no decision to appeal against."))
    earlier = list_appeals(agreement.id)
    if made_on > day_of(at):
        raise BadInput("made_on", N_("An appeal cannot have been made in the future."))
    if made_on < decision.decided_on:
        raise BadInput("made_on", N_("An appeal is made after the decision."))
    if made_on > (ends := appeal_ends(decision, earlier)):
        raise BadInput(
            "made_on",
            N_("The last day to appeal was %(day)s. A late appeal does not stop the signing."),
            day=ends,
        )
    again = any(row.decision_id == decision.id for row in earlier)
    appeal = Appeal(
        agreement_id=agreement.id,
        decision_id=decision.id,
        remedy=Remedy.ADMINISTRATIVE_APPEAL if again else rule_of(decision.rule).remedy,
        made_on=made_on,
        recorded_at=at,
        recorded_by_id=actor.person_id,
    )
    db.session.add(appeal)
    move(agreement, X.RECORD_APPEAL, at)
    audit.record(AgreementEvent.APPEALED, agreement, actor, at, made_on=made_on.isoformat())
    return appeal


def resolve_appeal(
    agreement: Agreement,
    outcome: AppealOutcome,
    resolved_on: date,
    notice: tuple[NoticeKind, date] | None,
    actor: Actor,
    at: datetime,
    seen: int | None = None,
) -> None:
    """The appeal has been answered. A dismissal may be appealed in its turn, counted from `notice`.

    Overturned, the agreement goes back to its body. Raises BadInput.
    """
    upheld = outcome is AppealOutcome.UPHELD
    step = X.UPHOLD_APPEAL if upheld else X.DISMISS_APPEAL
    agreement = begin(agreement, step, actor, seen)
    appeal = find_open_appeal(agreement.id)
    if appeal is None:
        raise RuleBroken(N_("There is no appeal to resolve."))
    if not appeal.made_on <= resolved_on <= day_of(at):
        raise BadInput("resolved_on", N_("An appeal is resolved after it was made, and not later."))
    if outcome is AppealOutcome.DISMISSED:
        if notice is None or not resolved_on <= notice[1] <= day_of(at):
            raise BadInput("noticed_on", N_("Say when the answer was published or sent."))
        appeal.appealable_until = further_clock(*notice).last_day
    appeal.resolved_on, appeal.outcome = resolved_on, outcome
    move(agreement, step, at)
    event = AgreementEvent.APPEAL_UPHELD if upheld else AgreementEvent.APPEAL_DISMISSED
    audit.record(
        event, agreement, actor, at, outcome=outcome.value, resolved_on=resolved_on.isoformat()
    )
