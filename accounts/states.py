"""Ground floor. The lives of organisations, people, claims and requests; the verbs of history."""

from datetime import date, timedelta
from enum import StrEnum

from core.states import Table


class OrganisationState(StrEnum):
    ACTIVE = "active"
    CLOSED = "closed"  # merged or left for good; nobody acts for it any more


class PersonState(StrEnum):
    ACTIVE = "active"
    DEACTIVATED = "deactivated"
    REMOVED = "removed"  # asked for removal; only a pseudonym is left


class MembershipState(StrEnum):
    ACTIVE = "active"
    DEACTIVATED = "deactivated"  # the admin shut the door for a while
    LEFT = "left"


class ClaimState(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class ClaimStep(StrEnum):
    CONFIRM = "confirm"
    REJECT = "reject"


CLAIM_TABLE: Table[ClaimState, ClaimStep] = {
    (ClaimState.PENDING, ClaimStep.CONFIRM): ClaimState.CONFIRMED,
    (ClaimState.PENDING, ClaimStep.REJECT): ClaimState.REJECTED,
}

CLAIM_ANSWERED_IN = 2
"""Working days in which the coordinator promises to answer a registration."""


class RemovalState(StrEnum):
    REQUESTED = "requested"
    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    DONE = "done"


class RemovalStep(StrEnum):
    WITHDRAW = "withdraw"
    DECLINE = "decline"
    CARRY_OUT = "carry_out"


REMOVAL_TABLE: Table[RemovalState, RemovalStep] = {
    (RemovalState.REQUESTED, RemovalStep.WITHDRAW): RemovalState.WITHDRAWN,
    (RemovalState.REQUESTED, RemovalStep.DECLINE): RemovalState.DECLINED,
    (RemovalState.REQUESTED, RemovalStep.CARRY_OUT): RemovalState.DONE,
}

REMOVAL_ANSWERED_IN = timedelta(days=30)
"""GDPR (EU 2016/679), article 12.3: without undue delay, at most one month."""


class AttemptKind(StrEnum):
    """What somebody at the door tried; each is counted on its own."""

    PASSWORD = "password"  # noqa: S105 (a kind of attempt, not a secret)
    OPENID = "openid"
    RESET = "reset"
    CLAIM = "claim"


class AttemptOutcome(StrEnum):
    BEGUN = "begun"  # counts as a failure until it has succeeded
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class AccountsEvent(StrEnum):
    """What the history calls each deed of this column."""

    CLAIM_SENT = "claim.sent"
    CLAIM_CONFIRMED = "claim.confirmed"
    CLAIM_REJECTED = "claim.rejected"
    ORGANISATION_CREATED = "organisation.created"
    ORGANISATION_RENAMED = "organisation.renamed"
    ORGANISATION_ADDRESSED = "organisation.addressed"
    ORGANISATION_CLOSED = "organisation.closed"
    INVITATION_SENT = "invitation.sent"
    INVITATION_REVOKED = "invitation.revoked"
    INVITATION_ACCEPTED = "invitation.accepted"
    ROLES_CHANGED = "roles.changed"
    MEMBER_LEFT = "member.left"
    MEMBER_REMOVED = "member.removed"
    MEMBER_DEACTIVATED = "member.deactivated"
    MEMBER_REACTIVATED = "member.reactivated"
    PERSON_CREATED = "person.created"
    ACCOUNT_CLOSED = "account.closed"
    ACCOUNT_OPENED = "account.opened"
    PROFILE_CHANGED = "profile.changed"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 (a verb, not a secret)
    PASSWORD_RESET_SENT = "password_reset.sent"  # noqa: S105
    PASSWORD_RESET_USED = "password_reset.used"  # noqa: S105
    SIGNED_IN = "session.started"
    SIGNED_OUT = "session.ended"
    SIGNED_OUT_EVERYWHERE = "sessions.ended"
    ORGANISATION_SWITCHED = "session.switched"
    IDENTITY_LINKED = "identity.linked"
    OPENID_REFUSED = "openid.refused"
    REMOVAL_REQUESTED = "removal.requested"
    REMOVAL_WITHDRAWN = "removal.withdrawn"
    REMOVAL_DECLINED = "removal.declined"
    PERSON_REMOVED = "person.removed"


def working_days_after(day: date, number: int) -> date:
    """The day `number` days from Monday to Friday later; holidays are not known here."""
    while number > 0:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return day
