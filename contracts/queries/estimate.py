"""Second floor. What joining would cost: the newcomer is added to the current pools.

An estimate binds nobody. It counts with the newest confirmed numbers of the members, and where one
is missing, with a part of the official population.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Municipality, Organisation
from contracts.allocation.casefile import read_case
from contracts.allocation.engine import allocate
from contracts.allocation.inputs import ALGORITHM
from contracts.models.pool import CostPool
from contracts.queries import case, numbers, pools
from contracts.states.driver import REPORTED, Driver
from core.clock import today
from onboarding.models.membership import AllianceMembership
from onboarding.queries.membership import list_memberships

LEARNERS_PER_MILLE = 118
"""Learners of basic and upper secondary education per thousand inhabitants, as a rough guess."""


@dataclass(frozen=True)
class EstimatePart:
    """What a pool costs the newcomer, in signed cents excluding VAT."""

    pool: CostPool
    cents: int


@dataclass(frozen=True)
class Estimate:
    """Cents excluding VAT for the pools' period, as if a member on all its days.

    `from_cents` is the same from `starts_on` to the end of the period.
    """

    period_start: date
    period_end: date
    total_cents: int
    parts: tuple[EstimatePart, ...]
    learners: int
    learners_estimated: bool
    members: int
    starts_on: date
    from_cents: int
    already_member: bool

    @property
    def per_learner_cents(self) -> int:
        """Cents per learner, cut to a whole cent."""
        return self.total_cents // max(1, self.learners)

    @property
    def costs(self) -> tuple[EstimatePart, ...]:
        """The parts that cost something."""
        return tuple(part for part in self.parts if part.cents > 0)

    @property
    def relief_cents(self) -> int:
        """What grants and credits take off, in positive cents."""
        return -sum(part.cents for part in self.parts if part.cents < 0)

    def basis(self) -> dict[str, Any]:
        """What the estimate stands on, for the agreement it is attached to."""
        return {
            "alg": ALGORITHM,
            "period": [self.period_start.isoformat(), self.period_end.isoformat()],
            "learners": self.learners,
            "learners_estimated": self.learners_estimated,
            "members": self.members,
            "starts_on": self.starts_on.isoformat(),
            "from_cents": self.from_cents,
            "parts": [{"pool": part.pool.code, "cents": part.cents} for part in self.parts],
        }


def estimated_learners(population: int) -> int:
    """Learners estimated from the official population, rounded half up."""
    return (population * LEARNERS_PER_MILLE + 500) // 1000


def price_for(municipality: Municipality, learners: int | None = None) -> Estimate | None:
    """What the municipality would pay in a year; None while there is nothing to share.

    Without `learners` the newest confirmed number counts, or else an estimate.
    """
    if municipality.business_id is None:
        name = f"municipality {municipality.code}"
    else:
        name = municipality.business_id
    return _estimate(name, municipality, learners, None, today())


def estimate_for(
    organisation: Organisation, starts_on: date, learners: int | None = None
) -> Estimate | None:
    """What the organisation would pay if it joined on a day; None while nothing can be told.

    An organisation that is no municipality and has no confirmed number needs `learners`.
    """
    row = organisation.municipality
    return _estimate(organisation.business_id, row, learners, starts_on, starts_on)


def _estimate(
    name: str, row: Municipality | None, learners: int | None, starts_on: date | None, on: date
) -> Estimate | None:
    current = pools.list_current(on)
    if not current:
        return None
    start, end = current[0].period_start, current[0].period_end
    members = list_memberships(start, end)
    drivers = _drivers(current, members)
    known = learners if learners is not None else numbers.newest_of(Driver.LEARNERS, name)
    count = known if known is not None else estimated_learners(row.population) if row else None
    if count is None:
        return None
    for driver in drivers:
        drivers[driver][name] = count
    if row and Driver.POPULATION.value in drivers:
        drivers[Driver.POPULATION.value][name] = row.population
    present = case.presences(members)
    first = min(max(starts_on or start, start), end)
    whole = _share(current, present | {name: [None, None]}, drivers, name)
    part = whole
    if first > start:
        part = _share(current, present | {name: [first.isoformat(), None]}, drivers, name)
    return Estimate(
        start,
        end,
        sum(whole.values()),
        tuple(EstimatePart(pool, whole[pool.code]) for pool in current),
        count,
        known is None,
        len({*present, name}),
        first,
        sum(part.values()),
        name in present,
    )


def _drivers(
    current: list[CostPool], members: list[AllianceMembership]
) -> dict[str, dict[str, int]]:
    """Members' numbers by driver and business id; learners are always told."""
    organisations = {one.organisation_id: one.organisation for one in members}
    register = numbers.register_rows(organisations)
    found: dict[str, dict[str, int]] = {}
    for driver in {Driver.LEARNERS, *case.used_drivers(current)}:
        confirmed = numbers.newest_confirmed(driver) if driver in REPORTED else {}
        found[driver.value] = {
            organisation.business_id: (
                confirmed[key].value
                if key in confirmed
                else _from_register(driver, register.get(key))
            )
            for key, organisation in organisations.items()
        }
    return found


def _from_register(driver: Driver, row: Municipality | None) -> int:
    """A stand-in for a number nobody has confirmed yet: good enough for an estimate only."""
    if row is None:
        return 0
    return row.population if driver is Driver.POPULATION else estimated_learners(row.population)


def _share(
    current: list[CostPool],
    members: Mapping[str, Any],
    drivers: Mapping[str, Mapping[str, int]],
    name: str,
) -> dict[str, int]:
    """The newcomer's cents by pool code."""
    document = {
        "alg": ALGORITHM,
        "period": [current[0].period_start.isoformat(), current[0].period_end.isoformat()],
        "members": dict(members),
        "drivers": {key: dict(rows) for key, rows in drivers.items()},
        "keys": {case.key_name(pool.key_version): case.key_row(pool) for pool in current},
        "pools": [case.pool_row(pool, {}) for pool in current],
    }
    result = allocate(read_case(document))
    return {share.pool: share.cents for share in result.shares if share.member == name}
