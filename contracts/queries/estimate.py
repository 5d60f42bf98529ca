"""Second floor. What joining would cost: the newcomer is added to the current pools.

An estimate binds nobody. It counts with the newest confirmed numbers of the members, and where one
is missing, with a part of the official population.
"""

from collections.abc import Iterable, Mapping
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
    present = _present(today())
    return _price(present, municipality, learners) if present else None


def prices_for(municipalities: Iterable[Municipality]) -> list[tuple[Municipality, Estimate]]:
    """The same for several, in a fixed number of queries; empty while there is nothing to share."""
    present = _present(today())
    if present is None:
        return []
    found = ((row, _price(present, row, None)) for row in municipalities)
    return [(row, price) for row, price in found if price]


def estimate_for(
    organisation: Organisation, starts_on: date, learners: int | None = None
) -> Estimate | None:
    """What the organisation would pay if it joined on a day; None while nothing can be told.

    An organisation that is no municipality and has no confirmed number needs `learners`.
    """
    present = _present(starts_on)
    if present is None:
        return None
    row = organisation.municipality
    return _estimate(present, organisation.business_id, row, learners, starts_on)


@dataclass(frozen=True)
class _Present:
    """The pools and the members as they are, whoever asks for a price."""

    pools: list[CostPool]
    members: Mapping[str, Any]
    drivers: Mapping[str, Mapping[str, int]]
    confirmed: Mapping[str, int]  # the newest number of learners by business id, members' or not

    @property
    def period(self) -> tuple[date, date]:
        return self.pools[0].period_start, self.pools[0].period_end


def _present(on: date) -> _Present | None:
    current = pools.list_current(on)
    if not current:
        return None
    members = list_memberships(current[0].period_start, current[0].period_end)
    confirmed = numbers.newest_by_business_id(Driver.LEARNERS)
    return _Present(current, case.presences(members), _drivers(current, members), confirmed)


def _price(present: _Present, row: Municipality, learners: int | None) -> Estimate | None:
    name = row.business_id or f"municipality {row.code}"
    return _estimate(present, name, row, learners, None)


def _estimate(
    present: _Present,
    name: str,
    row: Municipality | None,
    learners: int | None,
    starts_on: date | None,
) -> Estimate | None:
    start, end = present.period
    known = learners if learners is not None else present.confirmed.get(name)
    count = known if known is not None else estimated_learners(row.population) if row else None
    if count is None:
        return None
    own = dict.fromkeys(present.drivers, count)
    if row and Driver.POPULATION.value in own:
        own[Driver.POPULATION.value] = row.population
    drivers = {driver: {**rows, name: own[driver]} for driver, rows in present.drivers.items()}
    first = min(max(starts_on or start, start), end)
    whole = _share(present, [None, None], drivers, name)
    part = whole
    if first > start:
        part = _share(present, [first.isoformat(), None], drivers, name)
    return Estimate(
        start,
        end,
        sum(whole.values()),
        tuple(EstimatePart(pool, whole[pool.code]) for pool in present.pools),
        count,
        known is None,
        len({*present.members, name}),
        first,
        sum(part.values()),
        name in present.members,
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
    present: _Present,
    stretch: list[str | None],
    drivers: Mapping[str, Mapping[str, int]],
    name: str,
) -> dict[str, int]:
    """The newcomer's cents by pool code, when it is a member from the first to the last day."""
    document = {
        "alg": ALGORITHM,
        "period": [day.isoformat() for day in present.period],
        "members": {**present.members, name: stretch},
        "drivers": drivers,
        "keys": {case.key_name(pool.key_version): case.key_row(pool) for pool in present.pools},
        "pools": [case.pool_row(pool, {}) for pool in present.pools],
    }
    result = allocate(read_case(document))
    return {share.pool: share.cents for share in result.shares if share.member == name}
