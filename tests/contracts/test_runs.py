"""Deeds of a run: who, whether, and what is left behind."""

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.roles import Role
from contracts.allocation.canonical import sha256
from contracts.allocation.casefile import solve
from contracts.allocation.inputs import PoolKind
from contracts.allocation.refusals import CaseRefused
from contracts.models.run import Share
from contracts.queries import runs as queries
from contracts.states.driver import Driver
from contracts.states.pool import PoolState
from contracts.states.run import LOCKED, TABLE, RunState, RunStep
from contracts.workflow import numbers, pools, runs
from contracts.workflow.runs import GENESIS, InputsChanged, link_hash
from core import audit
from core.db import db
from core.errors import BadInput, NotAllowed, RuleBroken
from core.states import IllegalStep
from tests.factories.accounts import a_person, actor_of, tiera
from tests.factories.contracts import (
    AT,
    COUNTED,
    a_number,
    a_pool,
    a_run,
    a_sharing_member,
    pool_facts,
    run_facts,
    the_approver,
    the_manager,
    the_treasurer,
    three_members,
)

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def pool(session):
    three_members()
    return a_pool()


def test_calculating_writes_shares_that_sum_to_the_pool(pool):
    run = a_run(RunState.CALCULATED)
    table = queries.share_table(run.id)
    assert table.total == pool.amount_cents == sum(table.by_organisation.values())
    assert len(table.cents) == 3


def test_the_stored_inputs_are_what_was_hashed_and_give_the_same_result(pool):
    run = a_run(RunState.LOCKED)
    assert sha256(run.inputs) == run.inputs_sha256
    answer = solve(json.loads(run.inputs))
    assert answer["output_sha256"] == run.output_sha256
    told = {(s["member"], s["cents"], s["exact"]) for s in answer["shares"]}
    rows = db.session.scalars(db.select(Share)).all()
    kept = {
        (
            row.organisation.business_id,
            row.cents,
            row.exact_numerator
            + ("" if row.exact_denominator == "1" else f"/{row.exact_denominator}"),
        )
        for row in rows
    }
    assert kept == told


def test_locked_runs_hang_on_one_chain(pool):
    first = a_run(RunState.LOCKED)
    a_pool()
    second = a_run(RunState.LOCKED)
    assert (first.locked_number, first.previous_hash) == (1, GENESIS)
    assert (second.locked_number, second.previous_hash) == (2, first.chain_hash)
    assert second.chain_hash == link_hash(second, first.chain_hash)
    told = (first.chain_hash, second.code, second.inputs_sha256, second.output_sha256)
    assert second.chain_hash == sha256("\n".join(told))
    assert second.chain_hash != link_hash(second, GENESIS)
    assert [run.code for run in queries.list_locked()] == [first.code, second.code]


def test_the_calculator_does_not_approve_even_with_the_role(pool):
    both = actor_of(tiera(Role.TREASURER, Role.CONTRACT_MANAGER))
    run = a_run(RunState.CALCULATED, treasurer=both)
    with pytest.raises(NotAllowed):
        runs.approve(run, both, AT)
    runs.approve(run, the_approver(), AT)
    assert run.state is RunState.APPROVED


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR, Role.CONTRACT_MANAGER])
def test_only_the_treasurer_calculates_and_locks(pool, role):
    somebody = actor_of(tiera(role))
    with pytest.raises(NotAllowed):
        runs.calculate(a_run(), somebody, AT)
    a_pool()
    with pytest.raises(NotAllowed):
        runs.lock_run(a_run(RunState.APPROVED), somebody, AT)


def test_a_missing_number_names_the_member(pool):
    unknown = a_sharing_member("Utajärvi", 5)
    a_number(unknown.organisation, 5, as_of=date(2024, 9, 20))
    run = a_run(drivers_as_of=date(2024, 9, 20))
    with pytest.raises(CaseRefused, match="Aura, Evijärvi, Ii"):
        runs.calculate(run, the_treasurer(), AT)
    assert run.state is RunState.DRAFT


def test_a_number_that_is_not_confirmed_does_not_count(pool):
    member = a_sharing_member("Utajärvi", 5)
    reporter = actor_of(
        a_person(Role.PREPARER, organisation=member.organisation), member.organisation
    )
    numbers.report(Driver.LEARNERS, 999, COUNTED, "Uusi luku", reporter, AT)
    run = a_run(RunState.CALCULATED)
    drivers = json.loads(run.inputs)["drivers"]["learners"]
    assert drivers[member.organisation.business_id] == 5


def test_what_changed_after_the_calculation_stops_the_approval_and_the_lock(pool):
    run = a_run(RunState.CALCULATED)
    late = a_sharing_member("Utajärvi", 50)
    with pytest.raises(InputsChanged):
        runs.approve(run, the_approver(), AT)
    runs.calculate(run, the_treasurer(), AT)
    runs.approve(run, the_approver(), AT)
    a_number(late.organisation, 60)
    with pytest.raises(InputsChanged):
        runs.lock_run(run, the_treasurer(), AT)
    assert run.state is RunState.APPROVED


def test_shares_that_no_longer_sum_to_the_pool_are_not_locked(pool):
    """Somebody with the database's own tools took a cent off after the approval."""
    run = a_run(RunState.APPROVED)
    share = db.session.scalars(db.select(Share).where(Share.run_id == run.id)).first()
    share.cents -= 1
    db.session.commit()
    with pytest.raises(RuleBroken, match="do not sum"):
        runs.lock_run(run, the_treasurer(), AT)
    db.session.rollback()
    assert run.state is RunState.APPROVED


def test_sending_back_forgets_the_approval(pool):
    run = a_run(RunState.APPROVED)
    runs.send_back(run, the_approver(), AT)
    assert (run.state, run.approved_by_id) == (RunState.DRAFT, None)
    runs.calculate(run, the_treasurer(), AT)
    assert len(db.session.scalars(db.select(Share)).all()) == 3


def test_a_cancelled_run_lets_go_of_its_pools(pool):
    a_run(RunState.CANCELLED)
    assert a_run(RunState.LOCKED).state is RunState.LOCKED
    assert pool.state is PoolState.USED


def test_a_pool_is_in_one_run_at_a_time(pool):
    a_run()
    with pytest.raises(BadInput):
        runs.start(run_facts(), the_treasurer(), AT)
    with pytest.raises(RuleBroken, match="Cancel the run first"):
        pools.withdraw(pool, the_manager(), AT)
    with pytest.raises(RuleBroken, match="Cancel the run first"):
        pools.edit(pool, pool_facts(), None, the_manager(), AT)


def test_a_used_pool_stays_as_it_is(pool):
    a_run(RunState.LOCKED)
    for deed in (
        lambda: pools.withdraw(pool, the_manager(), AT),
        lambda: pools.edit(pool, pool_facts(), None, the_manager(), AT),
    ):
        with pytest.raises(RuleBroken):
            deed()


def test_only_participants_share_an_optional_service(pool):
    members = queries.share_table(a_run(RunState.CALCULATED).id).organisations
    one = members[0]
    extra = a_pool(participants=(one.id,), cents=5_000_00)
    run = a_run(RunState.CALCULATED)
    table = queries.share_table(run.id)
    assert table.cents == {(one.id, extra.id): 5_000_00}


def test_grants_make_shares_smaller(pool):
    a_pool(kind=PoolKind.GRANT, cents=1_000_00)
    table = queries.share_table(a_run(RunState.CALCULATED).id)
    assert table.total == 12_000_00 - 1_000_00
    assert min(table.by_pool.values()) == -1_000_00


def test_the_history_tells_who_did_what(pool):
    run = a_run(RunState.INVOICED)
    assert [event.verb for event in audit.history(run)] == [
        "run.started",
        "run.calculated",
        "run.approved",
        "run.locked",
        "run.invoiced",
    ]
    assert audit.history(run)[3].facts["chain"] == run.chain_hash


DEEDS = {
    RunStep.CALCULATE: runs.calculate,
    RunStep.APPROVE: runs.approve,
    RunStep.SEND_BACK: runs.send_back,
    RunStep.LOCK: runs.lock_run,
    RunStep.CANCEL: runs.cancel,
    RunStep.INVOICE: runs.mark_invoiced,
}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.sampled_from(list(RunStep)), max_size=9))
def test_whatever_is_pressed_the_run_follows_its_table(pool, steps):
    """A walk through the table: what it allows is done, the rest is refused and changes nothing."""
    a_pool(key=pool.key_version.key, framework_id=pool.framework_id)
    run, treasurer, approver = a_run(), the_treasurer(), the_approver()
    frozen = None
    for step in steps:
        before = run.state
        actor = approver if step is RunStep.APPROVE else treasurer
        if (before, step) in TABLE:
            DEEDS[step](run, actor, AT)
            assert run.state is TABLE[before, step]
        else:
            with pytest.raises(IllegalStep):
                DEEDS[step](run, actor, AT)
            assert run.state is before
        if run.state in LOCKED:
            shares = queries.sums_by_pool(run.id), run.chain_hash
            assert frozen in (None, shares)
            frozen = shares
