"""Ground floor. A workflow is an enum of states and a table of steps."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from core.errors import RuleBroken
from core.language import N_

State = TypeVar("State", bound=StrEnum)
Step = TypeVar("Step", bound=StrEnum)
Table = Mapping[tuple[State, Step], State]


class IllegalStep(RuleBroken):
    """This step does not start from this state: usually somebody else took it first."""

    def __init__(self, state: StrEnum, step: StrEnum) -> None:
        super().__init__(
            N_("This step can no longer be taken: the state is now “%(state)s”. Look again."),
            state=state,
            step=step,
        )


def after(table: Table[State, Step], state: State, step: Step) -> State:
    """The state that `step` leads to. Raises IllegalStep when the table has no such row."""
    try:
        return table[state, step]
    except KeyError:
        raise IllegalStep(state, step) from None


def steps_from(table: Table[State, Step], state: State) -> list[Step]:
    """The buttons to offer on a page, in the order the table lists them."""
    return [step for (source, step) in table if source == state]
