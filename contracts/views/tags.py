"""Top floor. The tile that stands beside a state's word."""

from enum import StrEnum

from contracts.states.driver import ValueStatus
from contracts.states.framework import FrameworkState
from contracts.states.pool import PoolState
from contracts.states.run import RunState
from core.words import word

# by kind first: members of different enums are equal when their texts are
TILES: dict[type[StrEnum], dict[StrEnum, str]] = {
    FrameworkState: {
        FrameworkState.DRAFT: "todo",
        FrameworkState.IN_FORCE: "done",
        FrameworkState.EXHAUSTED: "locked",
        FrameworkState.EXPIRED: "na",
        FrameworkState.TERMINATED: "problem",
    },
    PoolState: {
        PoolState.OPEN: "progress",
        PoolState.USED: "done",
        PoolState.WITHDRAWN: "na",
    },
    ValueStatus: {
        ValueStatus.PRELIMINARY: "waiting",
        ValueStatus.CONFIRMED: "done",
        ValueStatus.RETURNED: "problem",
    },
    RunState: {
        RunState.DRAFT: "todo",
        RunState.CALCULATED: "progress",
        RunState.APPROVED: "waiting",
        RunState.LOCKED: "locked",
        RunState.INVOICED: "done",
        RunState.CANCELLED: "na",
    },
}


def tag(state: StrEnum) -> tuple[str, str]:
    """(tile, word) for the status macro."""
    return TILES[type(state)][state], word(state)
