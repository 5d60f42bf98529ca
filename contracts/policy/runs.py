"""Second floor. Who calculates, approves and locks; whose statement is whose."""

from accounts.roles import JOINER_KINDS, Actor, Role
from contracts.models.run import AllocationRun
from contracts.states.run import LOCKED, RunStep

APPROVERS = (Role.COORDINATOR, Role.CONTRACT_MANAGER)


def may_view_runs(actor: Actor) -> bool:
    """A run shows everybody's shares; everyone at Tiera may look."""
    return actor.of_tiera()


def may_start_run(actor: Actor) -> bool:
    return actor.of_tiera(Role.TREASURER)


def may_take(actor: Actor, run: AllocationRun, step: RunStep) -> bool:
    """The treasurer calculates and locks; somebody else at Tiera approves (four eyes)."""
    match step:
        case RunStep.CALCULATE | RunStep.LOCK | RunStep.CANCEL | RunStep.INVOICE:
            return actor.of_tiera(Role.TREASURER)
        case RunStep.APPROVE:
            return actor.of_tiera(*APPROVERS) and actor.person_id != run.calculated_by_id
        case RunStep.SEND_BACK:
            return actor.of_tiera(Role.TREASURER, *APPROVERS)


def may_view_statements(actor: Actor) -> bool:
    return actor.of_tiera() or actor.kind in JOINER_KINDS


def may_view_statement(actor: Actor, run: AllocationRun, organisation_id: int) -> bool:
    """A member sees its own share once it is locked; Tiera sees it as soon as it is calculated."""
    if actor.of_tiera():
        return True
    return run.state in LOCKED and actor.acts_for(organisation_id)
