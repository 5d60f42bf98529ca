"""Second floor. Who reports a member's numbers and who confirms them."""

from accounts.roles import JOINER_KINDS, Actor, Role
from contracts.models.driver import DriverValue
from contracts.states.driver import ValueStatus


def may_see_numbers(actor: Actor) -> bool:
    """A member sees its own numbers, Tiera sees everybody's."""
    return actor.of_tiera() or actor.kind in JOINER_KINDS


def may_report(actor: Actor, organisation_id: int) -> bool:
    """A member's own finance person or preparer reports its numbers; nobody else does."""
    ours = actor.acts_for(organisation_id, Role.FINANCE, Role.PREPARER, Role.ADMIN)
    return ours and actor.kind in JOINER_KINDS


def may_import(actor: Actor) -> bool:
    """Tiera's own people bring in many members' numbers at once; somebody else confirms them."""
    return actor.of_tiera(Role.CONTRACT_MANAGER, Role.TREASURER, Role.COORDINATOR)


def may_check_any(actor: Actor) -> bool:
    """Tiera's treasurer or coordinator confirms reported numbers."""
    return actor.of_tiera(Role.TREASURER, Role.COORDINATOR)


def may_check(actor: Actor, value: DriverValue) -> bool:
    """This number: it waits, and somebody else reported it."""
    waits = value.status is ValueStatus.PRELIMINARY
    return waits and may_check_any(actor) and actor.person_id != value.reported_by_id
