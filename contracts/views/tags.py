"""Top floor. The tile that stands beside a state's word."""

from enum import StrEnum

from contracts.states.driver import ValueStatus
from contracts.states.framework import FrameworkState
from contracts.states.pool import PoolState
from contracts.states.run import RunState
from core.words import word

TILES: dict[StrEnum, str] = {
    FrameworkState.DRAFT: "todo",
    FrameworkState.IN_FORCE: "done",
    FrameworkState.EXHAUSTED: "locked",
    FrameworkState.EXPIRED: "na",
    FrameworkState.TERMINATED: "problem",
    PoolState.OPEN: "progress",
    PoolState.USED: "done",
    PoolState.WITHDRAWN: "na",
    ValueStatus.PRELIMINARY: "waiting",
    ValueStatus.CONFIRMED: "done",
    ValueStatus.RETURNED: "problem",
    RunState.DRAFT: "todo",
    RunState.CALCULATED: "progress",
    RunState.APPROVED: "waiting",
    RunState.LOCKED: "locked",
    RunState.INVOICED: "done",
    RunState.CANCELLED: "na",
}


def tag(state: StrEnum) -> tuple[str, str]:
    """(tile, word) for the status macro."""
    # members of different enums may be equal as strings: ask by kind as well
    tile = next(t for s, t in TILES.items() if type(s) is type(state) and s is state)
    return tile, word(state)
