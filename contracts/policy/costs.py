"""Second floor. Who reads and who keeps frameworks, pools and keys."""

from accounts.roles import JOINER_KINDS, Actor, Role


def may_read_costs(actor: Actor) -> bool:
    """Shared costs are open to those who share them, or think of it: joiners and Tiera."""
    return actor.of_tiera() or actor.kind in JOINER_KINDS


def may_keep_contracts(actor: Actor) -> bool:
    """Frameworks, pools and keys are kept by Tiera's contract manager."""
    return actor.of_tiera(Role.CONTRACT_MANAGER)
