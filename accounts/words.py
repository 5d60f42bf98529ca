"""Top floor. The words people read for what this column knows, and the sentences of its history."""

from flask_babel import lazy_gettext as _l

from accounts.oidc import Refusal
from accounts.register import Certainty, LanguageStatus, MunicipalityType
from accounts.roles import OrganisationKind, Role
from accounts.states import (
    AccountsEvent,
    AttemptKind,
    AttemptOutcome,
    ClaimState,
    ClaimStep,
    MembershipState,
    OrganisationState,
    PersonState,
    RemovalState,
    RemovalStep,
)
from core.words import register, register_history

K, R, E = OrganisationKind, Role, AccountsEvent

register(
    OrganisationKind,
    {
        K.MUNICIPALITY: _l("Municipality"),
        K.JOINT_AUTHORITY: _l("Joint municipal authority"),
        K.EDUCATION_PROVIDER: _l("Other education provider"),
        K.VENDOR: _l("Service provider (company)"),
        K.COORDINATOR: _l("Coordinator of the alliance"),
        K.RESEARCH: _l("Research body"),
        K.STATE: _l("State body"),
        K.ASSOCIATION: _l("Association"),
    },
)
register(
    Role,
    {
        R.ADMIN: _l("Admin"),
        R.PREPARER: _l("Preparer"),
        R.SIGNATORY: _l("Signatory"),
        R.FINANCE: _l("Finance"),
        R.VIEWER: _l("Viewer"),
        R.EDITOR: _l("Editor"),
        R.COORDINATOR: _l("Coordinator"),
        R.CERTIFIER: _l("Certifier"),
        R.CONTRACT_MANAGER: _l("Contract manager"),
        R.TREASURER: _l("Treasurer"),
        R.AUDITOR: _l("Auditor"),
        R.ADMINISTRATOR: _l("Administrator"),
        R.STEERING_MEMBER: _l("Member of the steering group"),
        R.STEERING_DEPUTY: _l("Deputy member of the steering group"),
        R.STEERING_CHAIR: _l("Chair of the steering group"),
    },
)
ROLE_HINTS = {
    R.ADMIN.value: _l("Invites colleagues, changes roles and keeps the organisation's names"),
    R.PREPARER.value: _l("Compares services, fills in the readiness check and the application"),
    R.SIGNATORY.value: _l("Signs agreements for the organisation"),
    R.FINANCE.value: _l("Sees costs, statements and invoices and pays them"),
    R.VIEWER.value: _l("Reads everything of the organisation, changes nothing"),
    R.EDITOR.value: _l("Writes and sends what the organisation publishes"),
    R.COORDINATOR.value: _l("Handles applications, agreements and new organisations"),
    R.CERTIFIER.value: _l("Reviews services and issues certificates"),
    R.CONTRACT_MANAGER.value: _l("Keeps framework contracts, cost pools and allocation keys"),
    R.TREASURER.value: _l("Approves allocations, issues invoices and records payments"),
    R.AUDITOR.value: _l("Reads everything, changes nothing"),
    R.ADMINISTRATOR.value: _l("Manages people and organisations and requests for removal"),
    R.STEERING_MEMBER.value: _l("Sees the alliance's figures and decisions"),
    R.STEERING_DEPUTY.value: _l("Stands in for the member of the steering group"),
    R.STEERING_CHAIR.value: _l("Leads the steering group"),
}
register(
    OrganisationState,
    {OrganisationState.ACTIVE: _l("In the service"), OrganisationState.CLOSED: _l("Closed")},
)
register(
    PersonState,
    {
        PersonState.ACTIVE: _l("Active"),
        PersonState.DEACTIVATED: _l("Switched off"),
        PersonState.REMOVED: _l("Removed"),
    },
)
register(
    MembershipState,
    {
        MembershipState.ACTIVE: _l("Active"),
        MembershipState.DEACTIVATED: _l("Switched off"),
        MembershipState.LEFT: _l("Left"),
    },
)
register(
    ClaimState,
    {
        ClaimState.PENDING: _l("Waiting for the coordinator"),
        ClaimState.CONFIRMED: _l("Confirmed"),
        ClaimState.REJECTED: _l("Rejected"),
    },
)
register(ClaimStep, {ClaimStep.CONFIRM: _l("Confirm"), ClaimStep.REJECT: _l("Reject")})
register(
    RemovalState,
    {
        RemovalState.REQUESTED: _l("Waiting for the coordinator"),
        RemovalState.WITHDRAWN: _l("Taken back"),
        RemovalState.DECLINED: _l("Declined"),
        RemovalState.DONE: _l("Carried out"),
    },
)
register(
    RemovalStep,
    {
        RemovalStep.WITHDRAW: _l("Take the request back"),
        RemovalStep.DECLINE: _l("Decline"),
        RemovalStep.CARRY_OUT: _l("Remove the person's data"),
    },
)
register(
    AttemptKind,
    {
        AttemptKind.PASSWORD: _l("Sign-in with a password"),
        AttemptKind.OPENID: _l("Sign-in through an identity service"),
        AttemptKind.RESET: _l("Request for a new password"),
        AttemptKind.CLAIM: _l("Registration of an organisation"),
    },
)
register(
    AttemptOutcome,
    {
        AttemptOutcome.BEGUN: _l("Not finished"),
        AttemptOutcome.SUCCEEDED: _l("Succeeded"),
        AttemptOutcome.FAILED: _l("Failed"),
    },
)
register(
    LanguageStatus,
    {
        LanguageStatus.FINNISH: _l("Finnish-speaking"),
        LanguageStatus.SWEDISH: _l("Swedish-speaking"),
        LanguageStatus.FINNISH_SWEDISH: _l("Bilingual, Finnish-speaking majority"),
        LanguageStatus.SWEDISH_FINNISH: _l("Bilingual, Swedish-speaking majority"),
    },
)
register(
    MunicipalityType,
    {
        MunicipalityType.URBAN: _l("Urban municipality"),
        MunicipalityType.SEMI_URBAN: _l("Semi-urban municipality"),
        MunicipalityType.RURAL: _l("Rural municipality"),
    },
)
register(
    Certainty,
    {
        Certainty.VERIFIED: _l("Found in two sources"),
        Certainty.ELIMINATION: _l("Concluded from the others"),
        Certainty.SINGLE_SOURCE: _l("Found in one source"),
        Certainty.MISSING: _l("Not known"),
    },
)
register(
    Refusal,
    {
        Refusal.STATE: _l("The answer does not belong to a sign-in begun in this browser."),
        Refusal.EXPIRED: _l("The sign-in took longer than ten minutes."),
        Refusal.NONCE: _l("The answer was made for another sign-in."),
        Refusal.ISSUER: _l("The answer came from another identity service."),
        Refusal.TOKEN: _l("The answer could not be verified."),
        Refusal.DENIED: _l("The identity service did not confirm who you are."),
        Refusal.UNREACHABLE: _l("The identity service does not answer now."),
        Refusal.UNKNOWN: _l("There is no account for you here yet."),
        Refusal.UNVERIFIED: _l("The identity service does not vouch for your e-mail address."),
        Refusal.NOT_IN_USE: _l("Your account here is switched off."),
    },
)
register_history(
    {
        E.CLAIM_SENT: _l("The organisation was registered"),
        E.CLAIM_CONFIRMED: _l("%(actor)s confirmed the registration"),
        E.CLAIM_REJECTED: _l("%(actor)s rejected the registration"),
        E.ORGANISATION_CREATED: _l("%(actor)s let the organisation into the service"),
        E.ORGANISATION_RENAMED: _l("%(actor)s changed the organisation's names"),
        E.ORGANISATION_ADDRESSED: _l("%(actor)s changed the organisation's addresses"),
        E.ORGANISATION_CLOSED: _l("%(actor)s closed the organisation"),
        E.INVITATION_SENT: _l("%(actor)s sent an invitation"),
        E.INVITATION_REVOKED: _l("%(actor)s took an invitation back"),
        E.INVITATION_ACCEPTED: _l("%(actor)s accepted an invitation"),
        E.ROLES_CHANGED: _l("%(actor)s changed somebody's roles"),
        E.MEMBER_LEFT: _l("%(actor)s left the organisation"),
        E.MEMBER_REMOVED: _l("%(actor)s took somebody out of the organisation"),
        E.MEMBER_DEACTIVATED: _l("%(actor)s switched somebody's access off"),
        E.MEMBER_REACTIVATED: _l("%(actor)s switched somebody's access on again"),
        E.PERSON_CREATED: _l("%(actor)s made an account"),
        E.ACCOUNT_CLOSED: _l("%(actor)s switched the whole account off"),
        E.ACCOUNT_OPENED: _l("%(actor)s switched the whole account on again"),
        E.PROFILE_CHANGED: _l("%(actor)s changed their own details"),
        E.PASSWORD_CHANGED: _l("%(actor)s changed their password"),
        E.PASSWORD_RESET_SENT: _l("A link to set a new password was sent"),
        E.PASSWORD_RESET_USED: _l("%(actor)s set a new password by a mailed link"),
        E.SIGNED_IN: _l("%(actor)s signed in"),
        E.SIGNED_OUT: _l("%(actor)s signed out"),
        E.SIGNED_OUT_EVERYWHERE: _l("%(actor)s was signed out everywhere"),
        E.ORGANISATION_SWITCHED: _l("%(actor)s began to act for another organisation"),
        E.IDENTITY_LINKED: _l("%(actor)s signed in through an identity service for the first time"),
        E.OPENID_REFUSED: _l("A sign-in through an identity service was refused"),
        E.REMOVAL_REQUESTED: _l("%(actor)s asked for removal of their data"),
        E.REMOVAL_WITHDRAWN: _l("%(actor)s took the request for removal back"),
        E.REMOVAL_DECLINED: _l("%(actor)s declined a request for removal"),
        E.PERSON_REMOVED: _l("%(actor)s removed a person's data"),
    }
)
