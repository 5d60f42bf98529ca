"""Second floor. Who may look after the house itself.

Core knows no organisations; the roles are named by their words, as the actor's own column does.
"""

from typing import Any, Protocol


class Staff(Protocol):
    """Somebody who may work for the coordinator of the alliance."""

    def of_tiera(self, *roles: Any) -> bool: ...


def may_run_the_house(actor: Staff | None) -> bool:
    """Jobs, mail and other machinery."""
    return actor is not None and actor.of_tiera("administrator")


def may_answer_feedback(actor: Staff | None) -> bool:
    """Feedback from the public; a human of the coordinator answers it."""
    return actor is not None and actor.of_tiera("coordinator", "administrator")
