"""Second floor. How far the alliance has come: members, those joining, and their learners."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from accounts.models import Municipality, Organisation
from accounts.regions import REGIONS
from contracts.queries import numbers
from contracts.queries.estimate import estimated_learners
from contracts.states.driver import Driver
from core.db import db
from onboarding.models.application import Application
from onboarding.queries.membership import list_members
from onboarding.states.application import ApplicationState
from reports import learners
from reports.tiles import PLACES, Place

JOINING = (
    ApplicationState.SUBMITTED,
    ApplicationState.INFO_REQUESTED,
    ApplicationState.ACCEPTED,
)


@dataclass(frozen=True)
class Tile:
    """One region on the map: its members and those joining, and its members' share of learners."""

    place: Place
    name: dict[str, str]
    members: list[Organisation]
    joining: list[Organisation]
    percent: int


@dataclass(frozen=True)
class Coverage:
    """Shares in per cent of all learners and of all municipalities."""

    members: list[Organisation]
    joining: list[Organisation]
    municipalities: int
    learners_now: float
    learners_soon: float
    municipalities_now: float
    municipalities_soon: float
    tiles: list[Tile]
    reported: dict[int, int]  # learners by organisation id, where the member has counted them


def list_joining(members: set[int]) -> list[Organisation]:
    """Organisations on their way in that are not members yet, by Finnish name."""
    query = (
        select(Organisation)
        .join(Application, Application.organisation_id == Organisation.id)
        .where(Application.state.in_(JOINING))
        .options(joinedload(Organisation.municipality))
        .order_by(Organisation.name_fi, Organisation.id)
    )
    return [row for row in db.session.scalars(query).unique() if row.id not in members]


def coverage(on: date) -> Coverage:
    """The state of the alliance on a day, in a fixed number of queries."""
    members = [row.organisation for row in list_members(on)]
    joining = list_joining({row.id for row in members})
    reported = {key: row.value for key, row in numbers.newest_confirmed(Driver.LEARNERS).items()}
    register = {row.id: row.municipality for row in members + joining if row.municipality}
    populations: dict[str, int] = defaultdict(int)
    count = 0
    query = select(
        Municipality.region_code, func.sum(Municipality.population), func.count()
    ).group_by(Municipality.region_code)
    for region, people, entries in db.session.execute(query):
        populations[region], count = int(people), count + entries

    def learners_of(organisation: Organisation) -> int:
        entry = register.get(organisation.id)
        known = reported.get(organisation.id)
        return known if known is not None else estimated_learners(entry.population if entry else 0)

    def by_region(rows: list[Organisation]) -> dict[str, list[Organisation]]:
        found: dict[str, list[Organisation]] = defaultdict(list)
        for row in rows:
            if row.municipality:
                found[row.municipality.region_code].append(row)
        return found

    inside_by, joining_by = by_region(members), by_region(joining)
    tiles = []
    for place in PLACES:
        inside = inside_by[place.code]
        whole = estimated_learners(populations.get(place.code, 0)) or 1
        percent = min(100, round(100 * sum(map(learners_of, inside)) / whole))
        tiles.append(
            Tile(place, dict(REGIONS[place.code]), inside, joining_by[place.code], percent)
        )
    return Coverage(
        members=members,
        joining=joining,
        municipalities=count,
        learners_now=_share(sum(map(learners_of, members)), learners.ALL),
        learners_soon=_share(sum(map(learners_of, joining)), learners.ALL),
        municipalities_now=_share(sum(1 for r in members if r.id in register), count),
        municipalities_soon=_share(sum(1 for r in joining if r.id in register), count),
        tiles=tiles,
        reported=reported,
    )


def _share(part: int, whole: int) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
