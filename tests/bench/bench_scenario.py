"""How long a locked run and the what-if page take with 300 members and 100 cost pools.

Run it with `python -m tests.bench.bench_scenario`. It prints the seconds from starting a run to its
lock, explanations and database writes included, the memory the process has reached, and the page's
time beside the engine's own for the same two calculations.
"""

import json
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from flask import Flask
from sqlalchemy import insert, select

from accounts.models import Organisation
from accounts.roles import Role
from app import create_app
from contracts.allocation.casefile import read_case
from contracts.allocation.scenario import Leave, what_if
from contracts.models.driver import DriverValue
from contracts.models.run import AllocationRun
from contracts.states.driver import Driver, ValueStatus
from contracts.states.run import RunState
from core.config import Settings
from core.db import db
from onboarding.models.membership import AllianceMembership
from tests.factories.accounts import a_person, sign_in, tiera
from tests.factories.contracts import AT, COUNTED, a_framework, a_key, a_pool, a_run
from tests.factories.reports import many_members

MEMBERS, POOLS, TIMES = 300, 100, 9


def fill() -> None:
    """The members with their numbers, and the pools."""
    many_members(MEMBERS)
    members = list(db.session.scalars(select(AllianceMembership.organisation_id)))
    reporter, checker = a_person(Role.FINANCE), tiera(Role.TREASURER)
    db.session.execute(
        insert(DriverValue),
        [
            {
                "driver": Driver.LEARNERS,
                "organisation_id": one,
                "as_of": COUNTED,
                "edition": 1,
                "value": 40 + 7 * place * place % 9_000,
                "source": "A made-up school register",
                "status": ValueStatus.CONFIRMED,
                "reported_by_id": reporter.id,
                "reported_at": AT,
                "checked_by_id": checker.id,
                "checked_at": AT,
            }
            for place, one in enumerate(members)
        ],
    )
    framework, key = a_framework(maximum_cents=10**12), a_key()
    for number in range(POOLS):
        a_pool(framework_id=framework.id, key=key, cents=1_000_000_00 + 977 * number)


def timed(deed: Callable[[], object]) -> float:
    """Seconds it took."""
    begun = time.perf_counter()
    deed()
    return time.perf_counter() - begun


def time_the_page(app: Flask) -> str:
    """The what-if page of somebody at the coordinator, with one member leaving."""
    with app.app_context():
        run = db.session.scalars(select(AllocationRun)).one()
        case = read_case(json.loads(run.inputs or "{}"))
        leaver = sorted(case.members)[0]
        address = f"/scenarios?base={run.id}&change=leave:{leaver}:2026-07-01"
        client = app.test_client()
        sign_in(client, tiera(Role.TREASURER))
    assert client.get(address).status_code == 200
    page = statistics.median(timed(lambda: client.get(address)) for _time in range(TIMES))
    engine = statistics.median(
        timed(lambda: what_if(case, [Leave(leaver, date(2026, 7, 1))])) for _time in range(TIMES)
    )
    return f"what-if page: {1000 * page:.0f} ms, ratio to the engine alone {page / engine:.2f}"


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        secret = "measured, not kept, long enough anyway"
        app = create_app(Settings(data_dir=Path(folder), secret_key=secret, log_level="ERROR"))
        with app.app_context():
            db.create_all()
            tiera(Role.COORDINATOR)
            fill()
            there = len(list(db.session.scalars(select(Organisation.id))))
            took = timed(lambda: a_run(RunState.LOCKED))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        shares = MEMBERS * POOLS
        print(f"{there} organisations; a locked run of {shares} shares: {took:.1f} s, {peak} MB")
        print(time_the_page(app))


if __name__ == "__main__":
    sys.exit(main())
