"""Ground floor. The life of a cost pool."""

from enum import StrEnum

from core.states import Table


class PoolState(StrEnum):
    OPEN = "open"
    USED = "used"  # shared in a locked run: never changes again
    WITHDRAWN = "withdrawn"


class PoolStep(StrEnum):
    USE = "use"  # taken by the lock of a run
    WITHDRAW = "withdraw"


class PoolEvent(StrEnum):
    OPENED = "pool.opened"
    EDITED = "pool.edited"
    USED = "pool.used"
    WITHDRAWN = "pool.withdrawn"


S, X = PoolState, PoolStep

TABLE: Table[PoolState, PoolStep] = {
    (S.OPEN, X.USE): S.USED,
    (S.OPEN, X.WITHDRAW): S.WITHDRAWN,
}


class KeyEvent(StrEnum):
    """Keys have no states: a version is written once, with the decision that approved it."""

    ADDED = "key.added"
    VERSION_ADDED = "key.version_added"
