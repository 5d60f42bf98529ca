"""Roof. The demonstration's joining agreements, through the deeds the pages use.

The seven cities are the alliance's real members and the first days of their membership are the
real ones; these agreements, their decisions, estimates and signatures are invented, as is
everything about the other towns.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from accounts.roles import Actor, Role
from contracts.queries.estimate import estimate_for
from contracts.views.estimate import key_names
from core.clock import HELSINKI
from core.web import settings
from demo.accounts import local_part
from demo.people import CAST
from demo.world import World
from onboarding.deadlines import AppealPath, BodyKind, NoticeKind, is_moving_day, next_weekday
from onboarding.models.agreement import Agreement
from onboarding.queries.agreement import list_accepted_without_agreement
from onboarding.states.agreement import DecisionOutcome
from onboarding.workflow import agreement as deeds
from onboarding.workflow import appeal, decision, signing

FIRST_FIVE = date(2020, 11, 2)
NEXT_TWO = date(2021, 3, 1)
FOUNDERS = {
    "vantaa": (FIRST_FIVE, 203_400_00),
    "espoo": (FIRST_FIVE, 258_100_00),
    "oulu": (FIRST_FIVE, 197_200_00),
    "tampere": (FIRST_FIVE, 178_300_00),
    "turku": (FIRST_FIVE, 150_400_00),
    "lahti": (NEXT_TWO, 115_900_00),
    "jyvaskyla": (NEXT_TWO, 132_100_00),
}
"""By short name: member since, and the invented estimate of a year in cents, close to the share
that the year's run gives (these agreements were made before there were pools to count with)."""

KEY = {
    "fi": "20 % tasan, 80 % oppijoiden mukaan",
    "sv": "20 % jämnt, 80 % enligt elevantal",
    "en": "20 % equally, 80 % by learners",
}
BODIES = {
    "fi": ("Kaupunginhallitus", "Kunnanhallitus", "esittelyn keksitty päätös"),
    "sv": ("Stadsstyrelsen", "Kommunstyrelsen", "påhittat beslut i demonstrationen"),
}
VILLAGES = {"kittila"}


@dataclass(frozen=True)
class Plan:
    """When what happens, in days before today; the section of the decision."""

    key: str
    starts_on: date
    cents: int | None  # None: counted from the pools as the page does
    drafted: int
    noticed: int  # the minutes are published
    section: str


def load(world: World) -> None:
    """Seven founders and a town in force."""
    year = world.today.year
    for nth, (key, (since, cents)) in enumerate(FOUNDERS.items()):
        plan = Plan(key, date(year, 1, 1), cents, 440 - nth, 400, str(211 + 13 * nth))
        _in_force(world, plan, since)
    first = (world.today - timedelta(days=143)).replace(day=1)
    _in_force(world, Plan("hanko", first, 37_200_00, 325, 290, "48"))


def load_joining(world: World) -> None:
    """One town in its appeal time, one ready to sign; needs next year's pools for the estimates."""
    new_year = date(world.today.year + 1, 1, 1)
    _ready(_decided(world, Plan("kittila", new_year, None, 75, 36, "97")))
    _decided(world, Plan("keuruu", new_year, None, 46, 16, "312"))


def _member(world: World, key: str, *roles: Role) -> Actor:
    """The organisation's first person with one of the roles."""
    for cast in CAST[key]:
        if set(roles) & set(cast.roles):
            return world.actor(local_part(cast.name), key)
    raise LookupError(f"nobody at {key} is {roles}")


def _title(key: str, actor: Actor) -> str:
    return next(cast.position for cast in CAST[key] if cast.name == actor.name)


def _working_day(day: date) -> date:
    """The day itself, or the last working day before it."""
    while is_moving_day(day):
        day -= timedelta(days=1)
    return day


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=HELSINKI)


def _draft(world: World, plan: Plan, since: date | None, manager: Actor, at: datetime) -> Agreement:
    organisation = world.organisations[plan.key]
    if since is not None:
        founder = world.organisation(plan.key)
        return deeds.draft_for_founder(founder, since, plan.starts_on, manager, at)
    application = next(
        row for row in list_accepted_without_agreement() if row.organisation_id == organisation
    )
    return deeds.draft(application, plan.starts_on, manager, at)


def _decided(world: World, plan: Plan, since: date | None = None) -> Agreement:
    """Drafted, estimated, offered, decided; the appeal time runs from the published minutes."""
    manager = world.actor("hanna.lehto")
    preparer = _member(world, plan.key, Role.PREPARER, Role.ADMIN)
    made = _draft(world, plan, since, manager, world.ago(plan.drafted, 10))
    cents, basis = _estimate(made, plan)
    deeds.attach_estimate(made, cents, basis, manager, world.ago(plan.drafted - 1, 11))
    deeds.offer(made, settings().alliance_name, manager, world.ago(plan.drafted - 2, 9))
    city, village, invented = BODIES["sv" if plan.key == "hanko" else "fi"]
    body = f"{village if plan.key in VILLAGES else city} ({invented})"
    noticed = _working_day(world.today - timedelta(days=plan.noticed))
    decided = _working_day(noticed - timedelta(days=3))
    taken = world.ago(plan.drafted - 9, 13)
    decision.take_to_decision(made, body, BodyKind.BOARD, decided, preparer, taken)
    facts = decision.DecisionFacts(
        outcome=DecisionOutcome.APPROVED,
        body_name=body,
        body_kind=BodyKind.BOARD,
        decided_on=decided,
        section=plan.section,
        path=AppealPath.MUNICIPAL,
        notice_kind=NoticeKind.MINUTES_ON_NET,
        noticed_on=noticed,
        disqualified=1 if plan.key in {"espoo", "keuruu"} else 0,
    )
    decision.record_decision(made, facts, None, preparer, _at(noticed, 15))
    return made


def _estimate(made: Agreement, plan: Plan) -> tuple[int, dict[str, Any]]:
    """The plan's cents, or what the page of the estimate would attach."""
    if plan.cents is not None:
        return plan.cents, {"key_name": KEY}
    found = estimate_for(made.organisation, plan.starts_on)
    if found is None:
        raise LookupError("no pools to count the estimate with: load the shared costs first")
    return found.total_cents, found.basis() | {"key_name": key_names(found)}


def _ready(made: Agreement) -> date:
    """The appeal time has passed; answers with the first day after it."""
    last = appeal.end_of_appeal_time(made)
    assert last is not None  # noqa: S101 (a decision was recorded just now)
    free = last + timedelta(days=1)
    appeal.end_appeal_time(made, _at(free, 6))
    return free


def _in_force(world: World, plan: Plan, since: date | None = None) -> None:
    """Signed by both and in force, on the agreed day."""
    made = _decided(world, plan, since)
    free = _ready(made)
    signatory, manager = _member(world, plan.key, Role.SIGNATORY), world.actor("hanna.lehto")
    position, tieras = _title(plan.key, signatory), _title("tiera", manager)
    day = next_weekday(free + timedelta(days=4))
    signing.sign(made, made.fingerprint or "", signatory.name, position, signatory, _at(day, 12))
    day = next_weekday(day + timedelta(days=3))
    signing.countersign(made, made.fingerprint or "", manager.name, tieras, manager, _at(day, 9))
    if made.in_force_on is not None and made.in_force_on > day:
        signing.start(made, _at(made.in_force_on, 1))
