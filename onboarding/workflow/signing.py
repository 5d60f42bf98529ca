"""Third floor. Signing an agreement by both parties, and the day it enters into force."""

from datetime import datetime

from accounts.queries import find_coordinator
from accounts.roles import Actor
from core import audit
from core.clock import day_of
from core.db import db, lock
from core.errors import BadInput, Changed, NotAllowed, RuleBroken
from core.language import N_
from onboarding import agreement_text
from onboarding.models.agreement import Agreement
from onboarding.models.membership import AllianceMembership
from onboarding.models.signature import Signature
from onboarding.policy import agreement as policy
from onboarding.queries.agreement import list_gates_in_the_way
from onboarding.queries.decision import list_signatures
from onboarding.states.agreement import (
    AgreementEvent,
    AgreementState,
    AgreementStep,
    SigningParty,
)
from onboarding.workflow.agreement_steps import begin, move, tell
from onboarding.workflow.appeal import end_appeal_time

X = AgreementStep


def sign(
    agreement: Agreement, fingerprint: str, name: str, title: str, actor: Actor, at: datetime
) -> Signature:
    """Sign for the member the very text whose fingerprint the page showed.

    Raises RuleBroken while the appeal time runs or a readiness gate is open, Changed when the text
    is another one, BadInput on `name` when it is not the signatory's own.
    """
    agreement = lock(Agreement, agreement.id)
    if not policy.may_take(actor, agreement, X.SIGN):
        raise NotAllowed(N_("Only a signatory of the joining organisation signs for it."))
    if agreement.state is AgreementState.WAITING_APPEAL:
        end_appeal_time(agreement, at, quietly=True)
    agreement = begin(agreement, X.SIGN, actor)
    if gates := list_gates_in_the_way(agreement, day_of(at)):
        raise RuleBroken(
            N_("%(count)s mandatory readiness tasks are still open. Finish them first."),
            count=len(gates),
        )
    signature = _signature(SigningParty.MEMBER, agreement, fingerprint, name, title, actor, at)
    move(agreement, X.SIGN, at)
    audit.record(AgreementEvent.SIGNED, agreement, actor, at, fingerprint=signature.fingerprint)
    if coordinator := find_coordinator():
        tell(agreement, coordinator.id, policy.OFFERERS, "agreement_signed", at)
    return signature


def countersign(
    agreement: Agreement, fingerprint: str, name: str, title: str, actor: Actor, at: datetime
) -> Signature:
    """Sign for the coordinator; never by the person who signed for the member.

    The agreement enters into force on its first day, or today if that has passed. Raises as `sign`.
    """
    agreement = begin(agreement, X.COUNTERSIGN, actor)
    if any(row.person_id == actor.person_id for row in list_signatures(agreement.id)):
        raise NotAllowed(N_("The same person cannot sign for both parties."))
    party = SigningParty.COORDINATOR
    signature = _signature(party, agreement, fingerprint, name, title, actor, at)
    agreement.in_force_on = max(agreement.starts_on, day_of(at))
    move(agreement, X.COUNTERSIGN, at)
    audit.record(
        AgreementEvent.COUNTERSIGNED,
        agreement,
        actor,
        at,
        fingerprint=signature.fingerprint,
        in_force_on=agreement.in_force_on.isoformat(),
    )
    if agreement.in_force_on <= day_of(at):
        start(agreement, at)
    return signature


def _signature(
    party: SigningParty,
    agreement: Agreement,
    fingerprint: str,
    name: str,
    title: str,
    actor: Actor,
    at: datetime,
) -> Signature:
    _check_text(agreement, fingerprint)
    if _plain(name) != _plain(actor.name):
        raise BadInput(
            "name", N_("Write your own name as it is in your account: %(name)s."), name=actor.name
        )
    if not title.strip():
        raise BadInput("title", N_("Write the position in which you sign."))
    signature = Signature(
        agreement_id=agreement.id,
        party=party,
        person_id=actor.person_id,
        name=" ".join(name.split()),
        title=" ".join(title.split()),
        fingerprint=agreement.fingerprint,
        at=at,
    )
    db.session.add(signature)
    return signature


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _check_text(agreement: Agreement, seen: str) -> None:
    """What is signed is what was read, and what was read is what was offered."""
    if seen != agreement.fingerprint:
        raise Changed(N_("The text on your page is not the text of this agreement. Read it again."))
    counted = agreement_text.fingerprint(
        agreement.content_slug, agreement.content_version, agreement.texts, agreement.variables
    )
    if counted != agreement.fingerprint:
        raise RuleBroken(N_("The stored text does not match its fingerprint. It cannot be signed."))


def start(agreement: Agreement, at: datetime) -> AllianceMembership:
    """Enter into force: the organisation is a member. The calendar's deed.

    Raises RuleBroken before the first day.
    """
    agreement = lock(Agreement, agreement.id)
    first = agreement.in_force_on
    if first is None or day_of(at) < first:
        raise RuleBroken(N_("The agreement enters into force on %(day)s."), day=first)
    move(agreement, X.START, at)
    membership = AllianceMembership(
        organisation_id=agreement.organisation_id,
        agreement_id=agreement.id,
        starts_on=agreement.member_since or first,
    )
    db.session.add(membership)
    audit.record(
        AgreementEvent.STARTED,
        agreement,
        None,
        at,
        starts_on=membership.starts_on.isoformat(),
        membership=agreement.organisation_id,
    )
    tell(agreement, agreement.organisation_id, policy.INFORMED, "agreement_in_force", at)
    return membership
