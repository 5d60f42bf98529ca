"""Kill -9 in the middle of locking: after a restart the run is locked whole or not at all."""

import subprocess
import sys

import pytest

from app import create_app
from contracts.models.pool import CostPool
from contracts.models.run import AllocationRun, Share
from contracts.states.pool import PoolState
from contracts.states.run import RunState
from contracts.workflow import runs
from core.audit import AuditEvent
from core.config import Settings
from core.db import db, get, transaction
from core.outbox import OutboxMessage
from tests.factories.contracts import AT, a_pool, a_run, the_treasurer, three_members


def state_of_things() -> tuple[object, ...]:
    run = get(AllocationRun, 1)
    return (
        run.state,
        run.chain_hash is None,
        [pool.state for pool in db.session.scalars(db.select(CostPool))],
        db.session.query(Share).count(),
        db.session.query(AuditEvent).filter_by(verb="run.locked").count(),
        db.session.query(OutboxMessage).count(),
    )


@pytest.mark.process
@pytest.mark.parametrize("nth", [1, 2, 3, 4, 5])
def test_a_killed_lock_leaves_nothing_half_done(tmp_path, root, nth):
    app = create_app(Settings(data_dir=tmp_path))
    with app.app_context():
        db.create_all()
        three_members()
        a_pool()
        a_run(RunState.APPROVED)
        before = state_of_things()
        db.session.remove()
        db.engine.dispose()
    command = [sys.executable, "-m", "tests.contracts.lock_and_die", str(tmp_path), str(nth)]
    died = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=60)
    assert died.returncode == -9, died.stdout + died.stderr
    with app.app_context():
        assert state_of_things() == before
        assert before[:3] == (RunState.APPROVED, True, [PoolState.OPEN])
        with transaction():
            runs.lock_run(get(AllocationRun, 1), the_treasurer(), AT)
        assert get(AllocationRun, 1).state is RunState.LOCKED
        assert state_of_things()[2:] == ([PoolState.USED], 3, 1, 3)
        db.session.remove()
        db.engine.dispose()
