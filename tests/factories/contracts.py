"""Plain functions that make frameworks, pools, keys, numbers and runs, by the deeds of the pages."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from accounts.models import Organisation
from accounts.roles import Actor, Role
from contracts.allocation.inputs import PoolKind
from contracts.facts import FrameworkFacts, KeyFacts, PoolFacts, RunFacts
from contracts.models.driver import DriverValue
from contracts.models.framework import FrameworkContract
from contracts.models.key import AllocationKey
from contracts.models.pool import CostPool
from contracts.models.run import AllocationRun
from contracts.states.driver import Driver
from contracts.states.framework import FrameworkStep
from contracts.states.run import RunState
from contracts.workflow import frameworks, numbers, pools, runs
from core.db import db
from onboarding.models.membership import AllianceMembership
from tests.factories.accounts import a_municipality, a_person, a_vendor, actor_of, tiera
from tests.factories.onboarding_agreements import a_member

AT = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)
COUNTED = date(2025, 9, 20)
NUMBER = count(1)


def the_manager() -> Actor:
    return actor_of(tiera(Role.CONTRACT_MANAGER))


def the_treasurer() -> Actor:
    return actor_of(tiera(Role.TREASURER))


def the_approver() -> Actor:
    return actor_of(tiera(Role.COORDINATOR))


def framework_facts(**given: Any) -> FrameworkFacts:
    defaults = {
        "code": f"PJ-{next(NUMBER)}",
        "name_fi": "Alustan puitejärjestely",
        "name_sv": "Ramavtal för plattformen",
        "name_en": "Platform framework",
        "starts_on": date(2025, 1, 1),
        "ends_on": date(2028, 12, 31),
        "maximum_cents": 10_000_000_00,
    }
    if "supplier_id" not in given:
        given["supplier_id"] = a_vendor().id
    return FrameworkFacts(**defaults | given)


def a_framework(in_force: bool = True, **given: Any) -> FrameworkContract:
    actor = the_manager()
    made = frameworks.draft(framework_facts(**given), actor, AT)
    if in_force:
        frameworks.take(FrameworkStep.BEGIN, made, actor, AT)
    db.session.commit()
    return made


def key_facts(*parts: tuple[int, str], **given: Any) -> KeyFacts:
    defaults = {
        "decision_body": "Ohjausryhmä",
        "decision_on": date(2025, 9, 8),
        "decision_section": "§ 14",
    }
    return KeyFacts(parts or ((20, "equal"), (80, "learners")), **defaults | given)


def a_key(*parts: tuple[int, str], **given: Any) -> AllocationKey:
    code = f"K-{next(NUMBER)}"
    names = ("Tasan ja oppijat", "Lika och elever", "Equal and learners")
    made = pools.add_key(code, names, key_facts(*parts, **given), the_manager(), AT)
    db.session.commit()
    return made


def pool_facts(**given: Any) -> PoolFacts:
    if "key_version_id" not in given:
        key = given.pop("key", None) or a_key()
        given["key_version_id"] = key.versions[-1].id
    kind = given.get("kind", PoolKind.COST)
    if "framework_id" not in given:
        given["framework_id"] = a_framework().id if kind is PoolKind.COST else None
    defaults = {
        "code": f"P-2026-{next(NUMBER):02d}",
        "name_fi": "Alusta ja sen ylläpito",
        "name_sv": "Plattformen och dess underhåll",
        "name_en": "The platform and its maintenance",
        "kind": kind,
        "period_start": date(2026, 1, 1),
        "period_end": date(2026, 12, 31),
        "cents": 12_000_00,
    }
    return PoolFacts(**defaults | given)


def a_pool(**given: Any) -> CostPool:
    made = pools.open_pool(pool_facts(**given), the_manager(), AT)
    db.session.commit()
    return made


def a_number(
    organisation: Organisation,
    value: int,
    as_of: date = COUNTED,
    confirmed: bool = True,
    driver: Driver = Driver.LEARNERS,
) -> DriverValue:
    reporter = actor_of(a_person(Role.FINANCE, organisation=organisation), organisation)
    made = numbers.report(driver, value, as_of, "Oppilashallinto", reporter, AT)
    if confirmed:
        numbers.confirm(made, None, the_treasurer(), AT)
    db.session.commit()
    return made


def a_sharing_member(
    name: str, learners: int, starts_on: date = date(2026, 1, 1), ends_on: date | None = None
) -> AllianceMembership:
    """A member with a confirmed number of learners."""
    made = a_member(a_municipality(name_fi=name), starts_on, ends_on)
    a_number(made.organisation, learners)
    return made


def three_members() -> list[AllianceMembership]:
    """The worked case: 100, 200 and 300 learners, the third a member from 1 July."""
    return [
        a_sharing_member("Aura", 100),
        a_sharing_member("Evijärvi", 200),
        a_sharing_member("Ii", 300, date(2026, 7, 1)),
    ]


def run_facts(**given: Any) -> RunFacts:
    defaults = {
        "name_fi": "Jako 2026",
        "name_sv": "Fördelning 2026",
        "name_en": "Sharing of 2026",
        "period_start": date(2026, 1, 1),
        "period_end": date(2026, 12, 31),
        "drivers_as_of": COUNTED,
    }
    return RunFacts(**defaults | given)


def a_run(state: RunState = RunState.DRAFT, **given: Any) -> AllocationRun:
    """A run over what is open now, taken to `state` by three different people."""
    treasurer = given.pop("treasurer", None) or the_treasurer()
    made = runs.start(run_facts(**given), treasurer, AT)
    if state is not RunState.DRAFT:
        runs.calculate(made, treasurer, AT)
    if state in (RunState.APPROVED, RunState.LOCKED, RunState.INVOICED):
        runs.approve(made, the_approver(), AT)
    if state in (RunState.LOCKED, RunState.INVOICED):
        runs.lock_run(made, treasurer, AT)
    if state is RunState.INVOICED:
        runs.mark_invoiced(made, treasurer, AT)
    if state is RunState.CANCELLED:
        runs.cancel(made, treasurer, AT)
    db.session.commit()
    return made
