"""Second floor. Decisions on agreements, appeals against them, the clock, and signatures."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from core.db import db
from onboarding.models.agreement import Agreement
from onboarding.models.decision import Appeal, Decision
from onboarding.models.signature import Signature
from onboarding.states.agreement import AgreementState, SigningParty


def list_decisions(agreement_id: int) -> list[Decision]:
    """Every decision recorded, the newest first: that one counts."""
    query = select(Decision).where(Decision.agreement_id == agreement_id)
    return list(
        db.session.scalars(
            query.options(joinedload(Decision.extract_file)).order_by(Decision.id.desc())
        )
    )


def find_decision(agreement_id: int) -> Decision | None:
    """The decision that counts: the newest."""
    query = select(Decision).where(Decision.agreement_id == agreement_id)
    return db.session.scalars(query.order_by(Decision.id.desc()).limit(1)).first()


def list_appeals(agreement_id: int) -> list[Appeal]:
    """Appeals against any of the agreement's decisions, oldest first."""
    query = select(Appeal).where(Appeal.agreement_id == agreement_id).order_by(Appeal.id)
    return list(db.session.scalars(query))


def find_open_appeal(agreement_id: int) -> Appeal | None:
    """The appeal that is being handled."""
    query = select(Appeal).where(Appeal.agreement_id == agreement_id, Appeal.resolved_on.is_(None))
    return db.session.scalars(query).first()


def appeal_ends(decision: Decision, appeals: list[Appeal]) -> date:
    """The last day to appeal against the decision, or against the answer to an earlier appeal."""
    later = [a.appealable_until for a in appeals if a.decision_id == decision.id]
    return max([decision.appeal_until, *(day for day in later if day)])


def list_signatures(agreement_id: int) -> list[Signature]:
    """The member's signature, then the coordinator's."""
    query = select(Signature).where(Signature.agreement_id == agreement_id)
    found = {row.party: row for row in db.session.scalars(query)}
    return [found[party] for party in SigningParty if party in found]


@dataclass(frozen=True)
class Clockwork:
    """An agreement waiting for its appeal time, with the day that ends it."""

    agreement: Agreement
    decision: Decision
    ends_on: date


def list_appeal_times(organisation_id: int | None = None) -> list[Clockwork]:
    """Agreements in their appeal time, those that end first before the others."""
    newest = select(func.max(Decision.id)).where(Decision.agreement_id == Agreement.id)
    further = (
        select(func.max(Appeal.appealable_until))
        .where(Appeal.decision_id == Decision.id)
        .scalar_subquery()
    )
    query = (
        select(Agreement, Decision, further)
        .join(Decision, Decision.id == newest.correlate(Agreement).scalar_subquery())
        .where(Agreement.state == AgreementState.WAITING_APPEAL)
        .options(joinedload(Agreement.organisation))
    )
    if organisation_id is not None:
        query = query.where(Agreement.organisation_id == organisation_id)
    rows = [
        Clockwork(agreement, decision, max(decision.appeal_until, later or decision.appeal_until))
        for agreement, decision, later in db.session.execute(query)
    ]
    return sorted(rows, key=lambda row: (row.ends_on, row.agreement.id))
