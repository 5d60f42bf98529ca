"""Third floor. How an organisation comes in: somebody claims it, the coordinator decides."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import select

from accounts import policy, renamings
from accounts.addresses import PostalAddress
from accounts.models import Claim, Invitation, Municipality, Organisation
from accounts.queries import find_organisation, find_organisation_of
from accounts.roles import Actor, OrganisationKind
from accounts.states import (
    CLAIM_TABLE,
    AccountsEvent,
    ClaimState,
    ClaimStep,
    OrganisationState,
)
from accounts.workflow import invitations
from core import audit, mail
from core.db import db, lock
from core.errors import BadInput, NotAllowed, RuleBroken
from core.language import N_
from core.states import after

CLAIMABLE = tuple(kind for kind in OrganisationKind if kind is not OrganisationKind.COORDINATOR)

ALREADY_HERE = N_(
    "%(name)s already uses the service. Ask its admin to invite you, or write to the coordinator."
)
MUNICIPALITY_ID = N_("This business ID is that of %(name)s. Register as that municipality instead.")
ALREADY_SENT = N_(
    "You have already registered this organisation. The coordinator answers by e-mail."
)
NOT_YOURS = N_("Only the coordinator decides who comes in.")


@dataclass(frozen=True)
class ClaimFacts:
    """What the claimer says. `business_id` is canonical; names are as the claimer writes them."""

    kind: OrganisationKind
    business_id: str
    name_fi: str
    claimer_name: str
    claimer_email: str
    claimer_position: str
    claimer_language: str
    name_sv: str = ""
    name_en: str = ""
    municipality_code: str | None = None
    street: str = ""
    postcode: str = ""
    place: str = ""


def send(facts: ClaimFacts, at: datetime) -> Claim:
    """Register an organisation; the coordinator hears of it and the claimer gets a receipt.

    Raises BadInput when the organisation is already here, or the same claim already waits.
    """
    _refuse_if_here(facts)
    open_claims = select(Claim).where(
        Claim.state == ClaimState.PENDING, Claim.business_id == facts.business_id
    )
    email = facts.claimer_email.lower()
    if any(one.claimer_email == email for one in db.session.scalars(open_claims)):
        raise BadInput("claimer_email", ALREADY_SENT)
    claim = Claim(**asdict(facts) | {"claimer_email": email}, sent_at=at)
    db.session.add(claim)
    audit.record(AccountsEvent.CLAIM_SENT, claim, None, at, kind=facts.kind.value)
    mail.send(
        "accounts/claim_received",
        to=email,
        language=facts.claimer_language,
        at=at,
        subject_of=claim,
        name=facts.claimer_name,
        organisation=claim.named(facts.claimer_language),
    )
    return claim


def _refuse_if_here(facts: ClaimFacts) -> None:
    field = "municipality" if facts.municipality_code else "business_id"
    if facts.kind not in CLAIMABLE or bool(facts.municipality_code) != (
        facts.kind is OrganisationKind.MUNICIPALITY
    ):
        raise BadInput("kind", N_("Choose what kind of organisation it is."))
    here = find_organisation(facts.business_id)
    if facts.municipality_code:
        here = find_organisation_of(facts.municipality_code) or here
    if here is not None:
        raise BadInput(field, ALREADY_HERE, name=here.named(facts.claimer_language))
    query = select(Municipality).where(
        Municipality.business_id == facts.business_id,
        Municipality.code != (facts.municipality_code or ""),
    )
    other = db.session.scalars(query).first()
    if other is not None:
        raise BadInput("business_id", MUNICIPALITY_ID, name=other.named(facts.claimer_language))


def confirm(claim_id: int, actor: Actor, at: datetime) -> tuple[Organisation, Invitation]:
    """Let the organisation in; the claimer gets a link and becomes its first admin."""
    claim = lock(Claim, claim_id)
    if not policy.may_decide_claims(actor):
        raise NotAllowed(NOT_YOURS)
    lock(Organisation, actor.organisation_id)  # two rivals confirmed at once stand in line here
    confirmed = after(CLAIM_TABLE, claim.state, ClaimStep.CONFIRM)
    if find_organisation(claim.business_id) or (
        claim.municipality_code and find_organisation_of(claim.municipality_code)
    ):
        raise RuleBroken(
            N_("This organisation is already in. Reject this claim, or ask its admin to invite.")
        )
    organisation = create(
        claim.kind,
        claim.business_id,
        {"fi": claim.name_fi, "sv": claim.name_sv, "en": claim.name_en},
        actor,
        at,
        municipality_code=claim.municipality_code,
        address=claim.postal_address,
    )
    claim.decided_at, claim.decided_by_id = at, actor.person_id
    claim.organisation_id, claim.state = organisation.id, confirmed
    audit.record(AccountsEvent.CLAIM_CONFIRMED, claim, actor, at, organisation=organisation.id)
    invitation = invitations.first_admin(
        organisation, claim.claimer_email, claim.claimer_name, claim.claimer_language, actor, at
    )
    return organisation, invitation


def reject(claim_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Say no, with the reason the claimer is told."""
    claim = lock(Claim, claim_id)
    if not policy.may_decide_claims(actor):
        raise NotAllowed(NOT_YOURS)
    if not reason.strip():
        raise BadInput("reason", N_("Write the reason. It is sent to the person who registered."))
    claim.state = after(CLAIM_TABLE, claim.state, ClaimStep.REJECT)
    claim.decided_at, claim.decided_by_id, claim.reason = at, actor.person_id, reason.strip()
    audit.record(AccountsEvent.CLAIM_REJECTED, claim, actor, at)
    mail.send(
        "accounts/claim_rejected",
        to=claim.claimer_email,
        language=claim.claimer_language,
        at=at,
        subject_of=claim,
        name=claim.claimer_name,
        organisation=claim.named(claim.claimer_language),
        reason=claim.reason,
    )


def create(
    kind: OrganisationKind,
    business_id: str,
    names: dict[str, str],
    actor: Actor | None,
    at: datetime,
    municipality_code: str | None = None,
    address: PostalAddress | None = None,
) -> Organisation:
    """A new active organisation. `actor` is None only when the installation is set up."""
    organisation = Organisation(
        kind=kind,
        state=OrganisationState.ACTIVE,
        state_since=at,
        name_fi=names["fi"],
        name_sv=names.get("sv", ""),
        name_en=names.get("en", ""),
        business_id=business_id,
        municipality_code=municipality_code,
    )
    organisation.postal_address = address or PostalAddress()
    db.session.add(organisation)
    audit.record(
        AccountsEvent.ORGANISATION_CREATED, organisation, actor, at, kind=organisation.kind.value
    )
    return organisation


def close(organisation_id: int, actor: Actor, at: datetime) -> None:
    """Nobody acts for the organisation any more; its history stays."""
    organisation = lock(Organisation, organisation_id)
    if not policy.may_close(actor, organisation):
        raise NotAllowed(N_("Only the coordinator's administrator closes an organisation."))
    organisation.state, organisation.state_since = OrganisationState.CLOSED, at
    audit.record(AccountsEvent.ORGANISATION_CLOSED, organisation, actor, at)


def rename(organisation_id: int, names: dict[str, str], actor: Actor, at: datetime) -> None:
    """Change the names people see; the business ID stays."""
    organisation = lock(Organisation, organisation_id)
    if not policy.may_edit_organisation(actor, organisation):
        raise NotAllowed(N_("Only an admin of the organisation changes its names."))
    if not names.get("fi", "").strip():
        raise BadInput("name_fi", N_("Write the name in Finnish."))
    organisation.name_fi = names["fi"].strip()
    organisation.name_sv = names.get("sv", "").strip()
    organisation.name_en = names.get("en", "").strip()
    audit.record(AccountsEvent.ORGANISATION_RENAMED, organisation, actor, at)
    renamings.renamed(organisation)
