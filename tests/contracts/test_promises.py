"""What the database itself refuses, on SQLite and on PostgreSQL."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from contracts.models.pool import CostPool
from contracts.models.run import AllocationRun, Share
from contracts.states.run import RunState
from core.db import db
from tests.factories.contracts import a_framework, a_number, a_pool, a_run, three_members

FROZEN = [
    "UPDATE share SET cents = cents + 1",
    "DELETE FROM share",
    "INSERT INTO share (run_id, pool_id, organisation_id, cents, exact_numerator,"
    " exact_denominator, explanation) SELECT run_id, pool_id, (SELECT max(id) FROM organisation),"
    " 1, '1', '1', '{}' FROM share LIMIT 1",
    "UPDATE allocation_run SET inputs = '{}'",
    "UPDATE allocation_run SET inputs_sha256 = output_sha256",
    "UPDATE allocation_run SET output_sha256 = inputs_sha256",
    "UPDATE allocation_run SET chain_hash = 'x'",
    "UPDATE allocation_run SET drivers_as_of = period_end",
    "UPDATE allocation_run SET state = 'approved'",
    "UPDATE allocation_run SET state = 'draft'",
    "DELETE FROM allocation_run",
    "UPDATE run_pool SET active = false",
    "DELETE FROM run_pool",
    "UPDATE cost_pool SET amount_cents = amount_cents + 1",
    "DELETE FROM cost_pool",
    "UPDATE driver_value SET value = value + 1",
    "DELETE FROM driver_value",
    "UPDATE key_version SET parts = '[]'",
    "DELETE FROM key_version",
]


def a_locked_run() -> AllocationRun:
    three_members()
    a_pool()
    return a_run(RunState.LOCKED)


def refused(statement: str, match: str) -> None:
    attempt = db.session.begin_nested()
    with pytest.raises(IntegrityError, match=match):
        db.session.execute(text(statement))
    attempt.rollback()


def test_nothing_of_a_locked_run_can_be_changed(session):
    a_locked_run()
    for statement in FROZEN:
        refused(statement, "frozen|append-only")
    refused("UPDATE allocation_run SET previous_hash = NULL", "frozen|append-only")


@pytest.mark.postgres
def test_nothing_of_a_locked_run_can_be_changed_on_postgresql(postgres_app):
    with postgres_app.app_context():
        a_locked_run()
        for statement in FROZEN:
            refused(statement, "frozen|append-only")
        db.session.rollback()


def test_a_locked_run_may_still_be_invoiced(session):
    run = a_locked_run()
    db.session.execute(text("UPDATE allocation_run SET state = 'invoiced'"))
    db.session.refresh(run)
    assert run.state is RunState.INVOICED


def test_before_the_lock_a_run_may_be_calculated_again(session):
    three_members()
    a_pool()
    a_run(RunState.CALCULATED)
    db.session.execute(text("UPDATE share SET cents = 0"))
    db.session.execute(text("DELETE FROM share"))


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("UPDATE framework_contract SET committed_cents = maximum_cents + 1", "within_ceiling"),
        ("UPDATE framework_contract SET committed_cents = -1", "within_ceiling"),
        ("UPDATE framework_contract SET maximum_cents = 0", "maximum_positive|within_ceiling"),
        ("UPDATE framework_contract SET ends_on = '1999-01-01'", "ends_after_start"),
        ("UPDATE framework_contract SET state = 'magic'", "state|framework"),
        ("UPDATE cost_pool SET amount_cents = -5", "sign_of_kind"),
        ("UPDATE cost_pool SET amount_cents = 0", "sign_of_kind|not_nothing"),
        ("UPDATE cost_pool SET kind = 'grant'", "sign_of_kind"),
        ("UPDATE cost_pool SET framework_id = NULL", "cost_has_framework"),
        ("UPDATE commitment SET cents = 0", "positive"),
        ("UPDATE allocation_run SET approved_by_id = calculated_by_id", "four_eyes|approved_by"),
        ("UPDATE allocation_run SET state = 'approved'", "approved_by_somebody"),
        ("UPDATE allocation_run SET state = 'locked'", "locked_is_chained|approved_by_somebody"),
        ("UPDATE allocation_run SET inputs = NULL", "calculated_from_inputs"),
    ],
)
def test_what_must_never_be_false(session, statement, constraint):
    three_members()
    a_pool()
    a_run(RunState.CALCULATED)
    refused(statement, constraint)


def test_a_member_has_one_share_of_a_pool_in_a_run(session):
    three_members()
    a_pool()
    run = a_run(RunState.CALCULATED)
    row = db.session.scalars(db.select(Share)).first()
    copy = Share(
        run_id=run.id,
        pool_id=row.pool_id,
        organisation_id=row.organisation_id,
        cents=1,
        exact_numerator="1",
        exact_denominator="1",
        explanation={},
    )
    db.session.add(copy)
    with pytest.raises(IntegrityError, match="share"):
        db.session.flush()


def test_nobody_confirms_their_own_number(session):
    three_members()
    value = a_number(three_members()[0].organisation, 7, confirmed=False)
    refused(
        f"UPDATE driver_value SET status = 'confirmed', checked_by_id = {value.reported_by_id},"
        f" checked_at = '2026-10-01' WHERE id = {value.id}",
        "four_eyes",
    )


def test_an_empty_framework_takes_no_costs_as_a_draft(session):
    a_framework(in_force=False)
    refused("UPDATE framework_contract SET committed_cents = 1", "draft_carries_nothing")
    assert db.session.scalars(db.select(CostPool)).first() is None
