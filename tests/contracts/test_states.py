"""The transition tables of this column: every pair is decided, every state can be reached."""

from itertools import product

import pytest

from contracts.states import framework, pool, run
from contracts.states.driver import ValueStatus
from contracts.views.tags import TILES
from core.states import IllegalStep, after

TABLES = [
    (framework.TABLE, framework.FrameworkState, framework.FrameworkStep),
    (pool.TABLE, pool.PoolState, pool.PoolStep),
    (run.TABLE, run.RunState, run.RunStep),
]


@pytest.mark.parametrize(("table", "states", "steps"), TABLES)
def test_every_pair_is_decided(table, states, steps):
    for state, step in product(states, steps):
        if (state, step) in table:
            assert after(table, state, step) in states
        else:
            with pytest.raises(IllegalStep):
                after(table, state, step)


@pytest.mark.parametrize(("table", "states", "steps"), TABLES)
def test_every_state_can_be_reached_from_the_first(table, states, steps):
    reached = {next(iter(states))}
    while new := {to for (source, _), to in table.items() if source in reached} - reached:
        reached |= new
    assert reached == set(states)


def test_nothing_leads_back_from_a_locked_run():
    ahead = set(run.LOCKED)
    while new := {to for (source, _), to in run.TABLE.items() if source in ahead} - ahead:
        ahead |= new
    assert ahead == run.LOCKED


def test_every_step_has_an_event_and_every_state_somebody_to_wait_for():
    assert set(run.EVENT) == set(run.RunStep)
    assert set(run.WAITS_FOR) == set(run.RunState)
    assert set(framework.EVENT) == set(framework.FrameworkStep)
    assert set(framework.WAITS_FOR) == set(framework.FrameworkState)


def test_every_state_has_its_own_tile():
    for kind in (framework.FrameworkState, pool.PoolState, run.RunState, ValueStatus):
        assert set(TILES[kind]) == set(kind)
