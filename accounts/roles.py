"""Ground floor. Who somebody is, as the rest of the house needs to know it."""

from dataclasses import dataclass
from enum import StrEnum


class OrganisationKind(StrEnum):
    MUNICIPALITY = "municipality"
    JOINT_AUTHORITY = "joint_authority"
    EDUCATION_PROVIDER = "education_provider"
    VENDOR = "vendor"
    COORDINATOR = "coordinator"
    RESEARCH = "research"
    STATE = "state"
    ASSOCIATION = "association"


class Role(StrEnum):
    ADMIN = "admin"
    PREPARER = "preparer"
    SIGNATORY = "signatory"
    FINANCE = "finance"
    VIEWER = "viewer"
    EDITOR = "editor"
    COORDINATOR = "coordinator"
    CERTIFIER = "certifier"
    CONTRACT_MANAGER = "contract_manager"
    TREASURER = "treasurer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    STEERING_MEMBER = "steering_member"
    STEERING_DEPUTY = "steering_deputy"
    STEERING_CHAIR = "steering_chair"


K, R = OrganisationKind, Role

JOINER_KINDS = frozenset({K.MUNICIPALITY, K.JOINT_AUTHORITY, K.EDUCATION_PROVIDER})
STEERING = (R.STEERING_MEMBER, R.STEERING_DEPUTY, R.STEERING_CHAIR)
_JOINER_ROLES = (R.ADMIN, R.PREPARER, R.SIGNATORY, R.FINANCE, R.VIEWER, *STEERING)
_READER_ROLES = (R.ADMIN, R.EDITOR, R.VIEWER)

ROLES_OF: dict[OrganisationKind, tuple[Role, ...]] = {
    K.MUNICIPALITY: _JOINER_ROLES,
    K.JOINT_AUTHORITY: _JOINER_ROLES,
    K.EDUCATION_PROVIDER: _JOINER_ROLES,
    K.VENDOR: (R.ADMIN, R.EDITOR, R.SIGNATORY, R.FINANCE),
    K.COORDINATOR: (
        R.ADMINISTRATOR,
        R.COORDINATOR,
        R.CERTIFIER,
        R.CONTRACT_MANAGER,
        R.TREASURER,
        R.AUDITOR,
    ),
    K.RESEARCH: _READER_ROLES,
    K.STATE: _READER_ROLES,
    K.ASSOCIATION: _READER_ROLES,
}
"""The roles a person may hold in an organisation of each kind."""

ADMIN_OF = {kind: R.ADMINISTRATOR if kind is K.COORDINATOR else R.ADMIN for kind in K}
"""The role that manages people in an organisation of each kind."""


@dataclass(frozen=True)
class Actor:
    """A person acting for one organisation, with the roles they hold in it."""

    person_id: int
    name: str
    organisation_id: int
    kind: OrganisationKind
    roles: frozenset[Role]

    def has(self, *roles: Role) -> bool:
        """True when the person holds any of these roles where they act."""
        return bool(self.roles & set(roles))

    def acts_for(self, organisation_id: int, *roles: Role) -> bool:
        """True when the person acts for that organisation, in any of the roles if any are named."""
        return self.organisation_id == organisation_id and (not roles or self.has(*roles))

    def of_tiera(self, *roles: Role) -> bool:
        """True when the person acts for the coordinator, in any of the roles if some are named."""
        return self.kind is K.COORDINATOR and (not roles or self.has(*roles))
