"""Top floor. What people read for the states, kinds and events of this column."""

from flask_babel import lazy_gettext as _l

from contracts.allocation.change import Cause
from contracts.allocation.inputs import (
    GrantMode,
    OnInfeasible,
    PoolKind,
    Proration,
    Rounding,
    Tie,
)
from contracts.allocation.refusals import Refusal
from contracts.states.driver import Driver, DriverEvent, ValueStatus
from contracts.states.framework import FrameworkEvent, FrameworkState, FrameworkStep
from contracts.states.pool import KeyEvent, PoolEvent, PoolState, PoolStep
from contracts.states.run import RunEvent, RunState, RunStep
from core.words import register, register_history

register(
    FrameworkState,
    {
        FrameworkState.DRAFT: _l("Draft"),
        FrameworkState.IN_FORCE: _l("In force"),
        FrameworkState.EXHAUSTED: _l("Maximum value reached"),
        FrameworkState.EXPIRED: _l("Expired"),
        FrameworkState.TERMINATED: _l("Terminated"),
    },
)
register(
    FrameworkStep,
    {
        FrameworkStep.BEGIN: _l("Put in force"),
        FrameworkStep.EXHAUST: _l("Mark the maximum value as reached"),
        FrameworkStep.REOPEN: _l("Open again"),
        FrameworkStep.EXPIRE: _l("Mark as expired"),
        FrameworkStep.TERMINATE: _l("Terminate"),
    },
)
register(
    PoolState,
    {
        PoolState.OPEN: _l("Open"),
        PoolState.USED: _l("Shared"),
        PoolState.WITHDRAWN: _l("Withdrawn"),
    },
)
register(PoolStep, {PoolStep.USE: _l("Share"), PoolStep.WITHDRAW: _l("Withdraw the pool")})
register(
    PoolKind,
    {
        PoolKind.COST: _l("Cost"),
        PoolKind.CREDIT: _l("Credit"),
        PoolKind.GRANT: _l("Grant"),
    },
)
register(
    Cause,
    {
        Cause.PRICE: _l("What the shared services cost"),
        Cause.KEY: _l("How the costs are shared: the keys"),
        Cause.MEMBERSHIP: _l("Who were members, and for how long"),
        Cause.OWN_DRIVER: _l("The member's own numbers"),
        Cause.OTHERS_DRIVERS: _l("The other members' numbers"),
    },
)
register(
    Proration,
    {
        Proration.DAY_BY_DAY: _l("Day by day: each day's cost is shared by that day's members"),
        Proration.MEMBER_DAYS: _l("Member days: each member counts by its days in the period"),
        Proration.NONE: _l("Whole period: days do not count"),
    },
)
register(
    Tie,
    {
        Tie.HASH: _l("By a hash of the pool and the member, which favours nobody"),
        Tie.ID: _l("By the member's identifier"),
    },
)
register(
    Rounding,
    {
        Rounding.LARGEST_REMAINDER: _l("Largest remainder: never more than a cent off"),
        Rounding.WEBSTER: _l("Webster's method: each cent to the largest quotient"),
    },
)
register(
    OnInfeasible,
    {
        OnInfeasible.ERROR: _l("The pool is not shared"),
        OnInfeasible.SCALE_FLOORS: _l("Floors are lowered in proportion"),
        OnInfeasible.RELAX_CAPS: _l("Caps are raised in proportion"),
        OnInfeasible.RESERVE: _l("What caps leave uncovered is taken from a reserve"),
    },
)
register(
    GrantMode,
    {
        GrantMode.NET_FIRST: _l("The grant reduces the cost before it is shared"),
        GrantMode.SEPARATE: _l("The grant is shared on a line of its own, as the cost is"),
        GrantMode.EARMARKED: _l("The grant has its own key and its own members"),
    },
)
register(
    Driver,
    {
        Driver.EQUAL: _l("Equal parts"),
        Driver.LEARNERS: _l("Learners"),
        Driver.ACTIVE_USERS: _l("Active users"),
        Driver.POPULATION: _l("Population"),
    },
)
register(
    ValueStatus,
    {
        ValueStatus.PRELIMINARY: _l("Waits for confirmation"),
        ValueStatus.CONFIRMED: _l("Confirmed"),
        ValueStatus.RETURNED: _l("Returned for correction"),
    },
)
register(
    RunState,
    {
        RunState.DRAFT: _l("Draft"),
        RunState.CALCULATED: _l("Calculated"),
        RunState.APPROVED: _l("Approved"),
        RunState.LOCKED: _l("Locked"),
        RunState.INVOICED: _l("Invoiced"),
        RunState.CANCELLED: _l("Cancelled"),
    },
)
register(
    RunStep,
    {
        RunStep.CALCULATE: _l("Calculate"),
        RunStep.APPROVE: _l("Approve"),
        RunStep.SEND_BACK: _l("Send back to be calculated"),
        RunStep.LOCK: _l("Lock"),
        RunStep.INVOICE: _l("Mark as invoiced"),
        RunStep.CANCEL: _l("Cancel the run"),
    },
)
register(
    Refusal,
    {
        Refusal.BAD_JSON: _l("The file is not JSON"),
        Refusal.BAD_VALUE: _l("A value is of the wrong kind"),
        Refusal.FLOAT: _l("A number is not whole"),
        Refusal.BAD_DATE: _l("A date cannot be read"),
        Refusal.BAD_PERIOD: _l("A period ends before it begins"),
        Refusal.BAD_KEY: _l("An allocation key cannot be used"),
        Refusal.BAD_BOUNDS: _l("Floors, caps or fixed amounts contradict each other"),
        Refusal.BAD_POOL: _l("A cost pool cannot be shared as it is told"),
        Refusal.UNKNOWN_FIELD: _l("A field is unknown"),
        Refusal.MISSING_FIELD: _l("A field is missing"),
        Refusal.DUPLICATE_ID: _l("A name is given twice"),
        Refusal.UNKNOWN_ALGORITHM: _l("The algorithm is unknown"),
        Refusal.UNKNOWN_DRIVER: _l("A driver is unknown"),
        Refusal.UNKNOWN_KEY: _l("An allocation key is unknown"),
        Refusal.UNKNOWN_MEMBER: _l("A member is unknown"),
        Refusal.UNKNOWN_POOL: _l("A cost pool is unknown"),
        Refusal.OVERLAPPING_PRESENCE: _l("Somebody is a member twice at the same time"),
        Refusal.MISSING_DRIVER: _l("A member's number is missing"),
        Refusal.NEGATIVE_WEIGHT: _l("A number is below zero"),
        Refusal.NO_WEIGHT: _l("Nobody can carry a cost"),
        Refusal.FIXED_EXCEED_POOL: _l("Fixed amounts exceed the pool"),
        Refusal.FLOORS_EXCEED_POOL: _l("Floors exceed the pool"),
        Refusal.CAPS_BELOW_POOL: _l("Caps leave a part of the pool uncovered"),
        Refusal.CLOSED_LOOP: _l("Pools feed each other and nobody carries the cost"),
        Refusal.TOO_MANY_PLAYERS: _l("A game has too many players"),
        Refusal.MISSING_COALITION: _l("The cost of a coalition is missing"),
        Refusal.UNKNOWN_COALITION: _l("A coalition is unknown"),
    },
)
register_history(
    {
        FrameworkEvent.DRAFTED: _l("%(actor)s drafted the framework contract"),
        FrameworkEvent.EDITED: _l("%(actor)s edited the framework contract"),
        FrameworkEvent.BEGUN: _l("%(actor)s put the framework contract in force"),
        FrameworkEvent.EXHAUSTED: _l("The maximum value was reached"),
        FrameworkEvent.REOPENED: _l("The framework contract has room again"),
        FrameworkEvent.EXPIRED: _l("%(actor)s marked the framework contract as expired"),
        FrameworkEvent.TERMINATED: _l("%(actor)s terminated the framework contract"),
        FrameworkEvent.COMMITTED: _l("%(actor)s committed costs under the maximum value"),
        FrameworkEvent.RELEASED: _l("%(actor)s released a commitment"),
        FrameworkEvent.WARNED: _l("A warning level of the maximum value was reached"),
        PoolEvent.OPENED: _l("%(actor)s opened the cost pool"),
        PoolEvent.EDITED: _l("%(actor)s changed the cost pool"),
        PoolEvent.USED: _l("The cost pool was shared in a locked run"),
        PoolEvent.WITHDRAWN: _l("%(actor)s withdrew the cost pool"),
        KeyEvent.ADDED: _l("%(actor)s added the allocation key"),
        KeyEvent.VERSION_ADDED: _l("%(actor)s added a version of the allocation key"),
        DriverEvent.REPORTED: _l("%(actor)s reported the number"),
        DriverEvent.IMPORTED: _l("%(actor)s brought in the number with a table"),
        DriverEvent.CORRECTED: _l("%(actor)s corrected the number"),
        DriverEvent.CONFIRMED: _l("%(actor)s confirmed the number"),
        DriverEvent.RETURNED: _l("%(actor)s returned the number for correction"),
        RunEvent.STARTED: _l("%(actor)s started the allocation run"),
        RunEvent.CALCULATED: _l("%(actor)s calculated the shares"),
        RunEvent.APPROVED: _l("%(actor)s approved the calculation"),
        RunEvent.SENT_BACK: _l("%(actor)s sent the run back to be calculated"),
        RunEvent.LOCKED: _l("%(actor)s locked the run"),
        RunEvent.INVOICED: _l("%(actor)s marked the run as invoiced"),
        RunEvent.CANCELLED: _l("%(actor)s cancelled the run"),
    }
)
