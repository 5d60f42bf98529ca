"""Two people of Tiera at once, against a real database file or server."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask

from app import create_app
from contracts.models.framework import FrameworkContract
from contracts.models.run import AllocationRun, Share
from contracts.queries.runs import list_locked
from contracts.states.run import RunState
from contracts.workflow import pools, runs
from core.config import Settings
from core.db import db, get, transaction
from tests.factories.contracts import (
    AT,
    a_framework,
    a_key,
    a_pool,
    a_run,
    pool_facts,
    the_manager,
    the_treasurer,
    three_members,
)


def two(app: Flask, deed: Callable[[int], None]) -> list[str]:
    """What each of two is told who press at the same moment."""
    ready = Barrier(2)

    def press(nth: int) -> str:
        with app.app_context():
            ready.wait()
            try:
                with transaction():
                    deed(nth)
            except Exception as error:
                return type(error).__name__
            finally:
                db.session.remove()
            return "done"

    with ThreadPoolExecutor(2) as people:
        return sorted(people.map(press, range(2)))


def fresh(settings: Settings) -> Flask:
    app = create_app(settings)
    with app.app_context():
        db.create_all()
    return app


def ended(app: Flask, answer: Callable[[], Any]) -> Any:
    with app.app_context():
        found = answer()
        db.session.remove()
        db.engine.dispose()
    return found


def two_lock_one_run(settings: Settings) -> tuple[list[str], int]:
    """What each is told, and how many shares there are."""
    app = fresh(settings)
    with app.app_context():
        three_members()
        a_pool()
        run_id = a_run(RunState.APPROVED).id
        treasurers = [the_treasurer(), the_treasurer()]
        db.session.remove()
    told = two(app, lambda nth: runs.lock_run(get(AllocationRun, run_id), treasurers[nth], AT))
    return told, ended(app, lambda: db.session.query(Share).count())


def two_lock_two_runs(settings: Settings) -> tuple[list[str], list[tuple[int, bool]]]:
    """What each is told, and whether each run follows the one before it."""
    app = fresh(settings)
    with app.app_context():
        three_members()
        a_pool()
        first = a_run(RunState.APPROVED).id
        a_pool()
        second = a_run(RunState.APPROVED).id
        treasurer = the_treasurer()
        db.session.remove()
    ids = (first, second)
    told = two(app, lambda nth: runs.lock_run(get(AllocationRun, ids[nth]), treasurer, AT))

    def chain() -> list[tuple[int, bool]]:
        previous, found = runs.GENESIS, []
        for run in list_locked():
            found.append((run.locked_number, run.previous_hash == previous))
            previous = run.chain_hash
        return found

    return told, ended(app, chain)


def two_take_the_last_cents(settings: Settings) -> tuple[list[str], int]:
    """Each asks for 60 of 100 euros; what each is told, and what is committed in the end."""
    app = fresh(settings)
    with app.app_context():
        framework = a_framework(maximum_cents=100_00).id
        version = a_key().versions[0].id
        manager = the_manager()
        facts = [
            pool_facts(framework_id=framework, key_version_id=version, cents=60_00)
            for _ in range(2)
        ]
        db.session.remove()
    told = two(app, lambda nth: pools.open_pool(facts[nth], manager, AT))
    return told, ended(app, lambda: get(FrameworkContract, framework).committed_cents)
