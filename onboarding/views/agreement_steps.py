"""Top floor. The steps an agreement's page offers, and what those still shut wait for."""

from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from accounts.roles import Actor
from core.locale import day
from core.speech import _, ngettext
from core.states import steps_from
from core.words import word
from onboarding.policy import agreement as policy
from onboarding.states.agreement import TABLE, AgreementState, AgreementStep
from onboarding.views.agreement_look import Look

S, X = AgreementState, AgreementStep
PAGES = {
    X.TAKE_TO_DECISION: "onboarding.agreement_meeting",
    X.APPROVE: "onboarding.agreement_decision",
    X.CORRECT_DECISION: "onboarding.agreement_decision",
    X.RECORD_APPEAL: "onboarding.agreement_appeal",
    X.DISMISS_APPEAL: "onboarding.agreement_appeal_outcome",
    X.SIGN: "onboarding.agreement_signing",
    X.COUNTERSIGN: "onboarding.agreement_signing",
    X.WITHDRAW: "onboarding.agreement_withdrawal",
}
"""Steps that ask something first. Rejecting and upholding are answers on these pages."""
PRESSES = {X.OFFER: "onboarding.offer_agreement", X.TAKE_BACK: "onboarding.take_back_agreement"}
FORWARD = {X.OFFER, X.TAKE_TO_DECISION, X.APPROVE, X.DISMISS_APPEAL, X.SIGN, X.COUNTERSIGN}


@dataclass(frozen=True)
class Offered:
    """One button: without `href` it is shut and `hint` says what it waits for."""

    id: str
    text: str
    href: str = ""
    hint: str = ""
    kind: str = "second"
    method: str = "get"
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def forward(self) -> bool:
        """Whether it is this visitor's turn: an open step that takes the agreement on."""
        return bool(self.href) and self.kind == "primary"


def offered(look: Look, actor: Actor) -> list[Offered]:
    """What this visitor may do now, in the table's order."""
    agreement = look.agreement
    out = []
    if policy.may_estimate(actor, agreement):
        out.append(_estimate(look))
    for step in _steps(look):
        if step in PRESSES and policy.may_take(actor, agreement, step):
            out.append(_press(look, step))
        elif (step is X.SIGN and actor.acts_for(agreement.organisation_id)) or (
            step in PAGES and policy.may_take(actor, agreement, step)
        ):
            out.append(_page(look, actor, step))
    return out


def _steps(look: Look) -> list[AgreementStep]:
    """The table's steps; the member's signature stands waiting while the appeal time runs."""
    state = look.agreement.state
    steps = steps_from(TABLE, state)
    waits = state in {S.WAITING_APPEAL, S.ON_HOLD}
    return [X.SIGN, *steps] if waits else steps


def _estimate(look: Look) -> Offered:
    done = look.agreement.estimate_cents is not None
    return Offered(
        id="estimate",
        text=_("Recalculate the estimate") if done else _("Attach the cost estimate"),
        href=url_for("contracts.estimate", agreement_id=look.agreement.id),
        kind="second" if done else "primary",
    )


def _press(look: Look, step: AgreementStep) -> Offered:
    agreement = look.agreement
    href = url_for(PRESSES[step], agreement_id=agreement.id)
    hint = ""
    if step is X.OFFER:
        hint = _("The text is frozen and the member is told.")
        if agreement.estimate_cents is None:
            href, hint = "", _("Not yet: attach the cost estimate first.")
    return Offered(
        id=step.value,
        text=word(step),
        href=href,
        hint=hint,
        kind="primary" if step in FORWARD else "quiet",
        method="post",
        fields={"version": agreement.version},
    )


def _page(look: Look, actor: Actor, step: AgreementStep) -> Offered:
    agreement = look.agreement
    href, hint = url_for(PAGES[step], agreement_id=agreement.id), ""
    if step is X.SIGN:
        if hint := _why_not_sign(look, actor):
            href = ""
    elif step is X.WITHDRAW:
        hint = _("Asks for a reason. It cannot be undone.")
    elif step is X.COUNTERSIGN and any(s.person_id == actor.person_id for s in look.signatures):
        href, hint = "", _("You signed for the member. Somebody else signs for the coordinator.")
    quiet = step in {X.WITHDRAW, X.CORRECT_DECISION}
    return Offered(
        id=step.value,
        text=word(step),
        href=href,
        hint=hint,
        kind="primary" if step in FORWARD else "quiet" if quiet else "second",
    )


def _why_not_sign(look: Look, actor: Actor) -> str:
    """What signing waits for; empty when this visitor may sign now."""
    if look.agreement.state is S.ON_HOLD:
        return _("Not yet: an appeal is being handled.")
    if not look.signable and look.ends_on:
        return _("Not yet: the appeal time runs until %(day)s.", day=day(look.ends_on))
    if look.gates:
        return ngettext(
            "Not yet: %(num)d mandatory readiness task is open.",
            "Not yet: %(num)d mandatory readiness tasks are open.",
            len(look.gates),
        )
    if not policy.may_take(actor, look.agreement, X.SIGN):
        names = ", ".join(person.name for person in look.signatories)
        return (
            _("A signatory signs: %(names)s.", names=names)
            if names
            else _("Your organisation has no signatory yet. The administrator names one.")
        )
    return ""
