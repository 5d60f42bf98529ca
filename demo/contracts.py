"""Roof. The demonstration's shared costs: a framework, pools of two years, numbers and two runs.

Amounts, keys, decisions and learners are invented; everything goes through the deeds of the pages.
"""

from datetime import date

from accounts.roles import Actor, Role
from contracts.allocation.inputs import PoolKind
from contracts.facts import FrameworkFacts, KeyFacts, PoolFacts, RunFacts
from contracts.models.framework import FrameworkContract
from contracts.models.key import KeyVersion
from contracts.queries.estimate import estimated_learners
from contracts.states.driver import Driver
from contracts.states.framework import FrameworkStep
from contracts.workflow import frameworks, numbers, pools, runs
from demo.accounts import local_part
from demo.people import CAST
from demo.world import World
from onboarding.queries.membership import list_memberships

LEARNERS = {
    "espoo": (42_310, 43_120),
    "vantaa": (32_010, 32_480),
    "oulu": (30_740, 30_960),
    "tampere": (27_210, 27_340),
    "turku": (21_900, 21_870),
    "jyvaskyla": (18_460, 18_640),
    "lahti": (15_340, 15_230),
    "keuruu": (1_052, 1_040),
    "hanko": (881, 870),
    "kittila": (716, 722),
}
"""Invented learners by organisation: counted a year earlier, counted last."""

USERS = ("vantaa", "jyvaskyla", "lahti", "keuruu")
"""Who has taken the optional service into use."""

Cost = tuple[str, tuple[str, str, str], tuple[int, int]]
"""The end of its code, its names in Finnish, Swedish and English, and its cents in two years."""

COSTS: tuple[Cost, ...] = (
    (
        "01",
        (
            "Alusta ja sen ylläpito",
            "Plattformen och dess underhåll",
            "The platform and its maintenance",
        ),
        (1_150_000_00, 1_180_000_00),
    ),
    (
        "02",
        (
            "Tietoturva ja yhteiset arvioinnit",
            "Informationssäkerhet och gemensamma bedömningar",
            "Information security and shared assessments",
        ),
        (160_000_00, 164_000_00),
    ),
    (
        "03",
        ("Tuki ja koulutus", "Stöd och utbildning", "Support and training"),
        (205_000_00, 212_000_00),
    ),
)
GRANT: Cost = (
    "04",
    ("Valtionavustus", "Statsbidrag", "State grant"),
    (240_000_00, 240_000_00),
)
OPTIONAL: Cost = (
    "05",
    ("Lukupolku (valinnainen)", "Lukupolku (valfri)", "Lukupolku (optional)"),
    (0, 96_000_00),
)

DECIDED_BY = "Ohjausryhmä (esittelyn keksitty päätös)"


def load(world: World) -> None:
    """This year's costs are shared and locked; next year's wait for the treasurer's lock."""
    manager, treasurer = world.actor("hanna.lehto"), world.actor("markus.strom")
    coordinator = world.actor("aino.virta")
    year = world.today.year
    framework = _framework(world, manager, year)
    both = _key(world, manager, "YHT-20-80", _names("20_80"), ((20, "equal"), (80, "learners")))
    learners = _key(world, manager, "OPP-100", _names("learners"), ((100, "learners"),))
    this, following = _counted(world, year - 1, 0), _counted(world, year, 1)
    _pools(world, manager, framework, both, learners, year, 0, 320)
    _report(world, coordinator, this, 0, year, 310)
    run = runs.start(_run_facts(year, this), treasurer, world.ago(57))
    runs.calculate(run, treasurer, world.ago(56))
    runs.approve(run, manager, world.ago(50))
    runs.lock_run(run, treasurer, world.ago(47))
    _pools(world, manager, framework, both, learners, year + 1, 1, 80)
    _report(world, coordinator, following, 1, year + 1, 24)
    run = runs.start(_run_facts(year + 1, following), treasurer, world.ago(12))
    runs.calculate(run, treasurer, world.ago(11, 14))
    runs.approve(run, manager, world.ago(4))
    _correction(world, following)


def _framework(world: World, manager: Actor, year: int) -> FrameworkContract:
    facts = FrameworkFacts(
        code=f"PJ-{year - 1}-01",
        name_fi="Oppimisen alustan puitejärjestely",
        name_sv="Ramavtal för lärplattformen",
        name_en="Framework for the learning platform",
        supplier_id=world.organisations["tiera"],
        starts_on=date(year - 1, 1, 1),
        ends_on=date(year + 2, 12, 31),
        maximum_cents=4_000_000_00,
        legal_notes=(
            "Sidosyksikköhankinta (hankintalaki 1397/2016, 15 §). Ostajat on nimetty "
            "hankinta-asiakirjoissa. Esittelyn keksitty sopimus."
        ),
    )
    made = frameworks.draft(facts, manager, world.ago(700))
    frameworks.take(FrameworkStep.BEGIN, made, manager, world.ago(690))
    return made


def _names(key: str) -> tuple[str, str, str]:
    return {
        "20_80": (
            "Viidesosa tasan, loput oppijoiden mukaan",
            "En femtedel lika, resten efter elever",
            "A fifth equally, the rest by learners",
        ),
        "learners": ("Oppijoiden mukaan", "Efter elever", "By learners"),
    }[key]


def _key(
    world: World,
    manager: Actor,
    code: str,
    names: tuple[str, str, str],
    parts: tuple[tuple[int, str], ...],
) -> KeyVersion:
    at = world.ago(660)
    decided = at.date()
    section = "§ 14" if len(parts) > 1 else "§ 15"
    facts = KeyFacts(parts, DECIDED_BY, decided, section)
    return pools.add_key(code, names, facts, manager, at).versions[-1]


def _pools(
    world: World,
    manager: Actor,
    framework: FrameworkContract,
    both: KeyVersion,
    learners: KeyVersion,
    year: int,
    column: int,
    days: int,
) -> None:
    for row in COSTS:
        key = learners if row[0] == "03" else both
        facts = _pool_facts(year, row, column, key, framework.id)
        pools.open_pool(facts, manager, world.ago(days, 10))
    grant = _pool_facts(year, GRANT, column, learners, None)
    pools.open_pool(grant, manager, world.ago(days, 11))
    present = _members(world, year)
    users = tuple(world.organisations[key] for key in USERS if key in present)
    if column and users:
        facts = _pool_facts(year, OPTIONAL, column, learners, framework.id, users)
        pools.open_pool(facts, manager, world.ago(days, 12))


def _pool_facts(
    year: int,
    cost: Cost,
    column: int,
    key: KeyVersion,
    framework_id: int | None,
    participants: tuple[int, ...] = (),
) -> PoolFacts:
    code, names, cents = cost
    return PoolFacts(
        code=f"P-{year}-{code}",
        name_fi=names[0],
        name_sv=names[1],
        name_en=names[2],
        kind=PoolKind.COST if framework_id else PoolKind.GRANT,
        framework_id=framework_id,
        key_version_id=key.id,
        period_start=date(year, 1, 1),
        period_end=date(year, 12, 31),
        cents=cents[column],
        participants=participants,
    )


def _counted(world: World, year: int, latest: int) -> date:
    """20 September of the year, or if that has not come yet, another day that has."""
    day = date(year, 9, 20)
    return day if day < world.today.replace(day=1) else date(year - 1, 9, 20 + latest)


def _members(world: World, year: int) -> dict[str, int]:
    """Short names and organisation ids of those who are members on some day of the year."""
    here = {row.organisation_id for row in list_memberships(date(year, 1, 1), date(year, 12, 31))}
    return {key: found for key, found in world.organisations.items() if found in here}


def _report(
    world: World, coordinator: Actor, as_of: date, column: int, year: int, days: int
) -> None:
    for nth, key in enumerate(_members(world, year)):
        value = _learners(world, key, column)
        source = "Oppilashallintojärjestelmä (esittelyn keksitty luku)"
        reported = numbers.report(
            Driver.LEARNERS, value, as_of, source, _reporter(world, key), world.ago(days, 9, nth)
        )
        numbers.confirm(reported, None, coordinator, world.ago(days - 2, 13, nth))


def _learners(world: World, key: str, column: int) -> int:
    if key in LEARNERS:
        return LEARNERS[key][column]
    town = world.organisation(key).municipality
    return estimated_learners(town.population) if town else 500


def _reporter(world: World, key: str) -> Actor:
    """The organisation's finance person, or else whoever may report for it."""
    wanted = (Role.FINANCE, Role.PREPARER, Role.ADMIN)
    for role in wanted:
        for cast in CAST[key]:
            if role in cast.roles:
                return world.actor(local_part(cast.name), key)
    raise LookupError(f"nobody at {key} may report its learners")


def _correction(world: World, as_of: date) -> None:
    """One city has found a mistake in its number: the correction waits for confirmation."""
    if "turku" in _members(world, as_of.year + 1):
        numbers.report(
            Driver.LEARNERS,
            21_902,
            as_of,
            "Oppilashallintojärjestelmä, lukio lisätty (esittelyn keksitty luku)",
            _reporter(world, "turku"),
            world.ago(2, 15),
        )


def _run_facts(year: int, as_of: date) -> RunFacts:
    return RunFacts(
        name_fi=f"Yhteisten kustannusten jako {year}",
        name_sv=f"Fördelning av gemensamma kostnader {year}",
        name_en=f"Sharing of the shared costs {year}",
        period_start=date(year, 1, 1),
        period_end=date(year, 12, 31),
        drivers_as_of=as_of,
    )
