"""Ground floor. The numbers that costs follow, and the life of a reported number."""

from enum import StrEnum


class Driver(StrEnum):
    """What a part of a key follows. `equal` is 1 for each member; population is the register's."""

    EQUAL = "equal"
    LEARNERS = "learners"
    ACTIVE_USERS = "active_users"
    POPULATION = "population"


REPORTED = (Driver.LEARNERS, Driver.ACTIVE_USERS)
"""Drivers that members report for themselves and Tiera confirms."""

MOST = 10_000_000
"""More than there are people in Finland: a larger number is a slip of the finger."""


class ValueStatus(StrEnum):
    PRELIMINARY = "preliminary"  # reported, not yet confirmed: no run uses it
    CONFIRMED = "confirmed"
    RETURNED = "returned"


class DriverEvent(StrEnum):
    """What the history says happened to a number."""

    REPORTED = "driver_value.reported"
    IMPORTED = "driver_value.imported"
    CORRECTED = "driver_value.corrected"
    CONFIRMED = "driver_value.confirmed"
    RETURNED = "driver_value.returned"
