"""Third floor. What every step of an agreement has in common: who, whether, move, tell."""

from datetime import datetime
from typing import Any

from accounts.queries import list_people_with
from accounts.roles import Actor, Role
from core import mail
from core.db import expect, lock
from core.errors import NotAllowed
from core.language import N_
from core.states import after
from onboarding.models.agreement import Agreement
from onboarding.policy import agreement as policy
from onboarding.states.agreement import TABLE, AgreementStep


def begin(
    agreement: Agreement, step: AgreementStep, actor: Actor, seen: int | None = None
) -> Agreement:
    """The agreement, fresh and held, when the actor's role allows the step.

    `seen` is the version the page showed. Raises NotAllowed, Changed, IllegalStep.
    """
    fresh = lock(Agreement, agreement.id)
    if not policy.may_take(actor, fresh, step):
        raise NotAllowed(N_("Your role does not let you take this step of the agreement."))
    expect(fresh, seen)
    after(TABLE, fresh.state, step)
    return fresh


def move(agreement: Agreement, step: AgreementStep, at: datetime) -> None:
    """One step in the table. Raises IllegalStep."""
    agreement.state = after(TABLE, agreement.state, step)
    agreement.state_since = at


def tell(
    agreement: Agreement,
    organisation_id: int,
    roles: tuple[Role, ...],
    template: str,
    at: datetime,
    **values: Any,
) -> None:
    """Write the mail to everybody with one of the roles in the organisation."""
    for person in list_people_with(organisation_id, *roles):
        mail.send(
            f"onboarding/{template}",
            person,
            at=at,
            subject_of=agreement,
            agreement=agreement,
            person=person,
            **values,
        )
