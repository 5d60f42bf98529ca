"""The life of a revision and of a certificate, every pair of state and step."""

from itertools import product

import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from hypothesis.strategies import sampled_from

from catalog.states import (
    CERTIFICATE_EVENT,
    CERTIFICATE_TABLE,
    EDITABLE,
    EVENT,
    OPEN,
    PUBLIC,
    STANDING,
    TABLE,
    WAITS_FOR,
    CertificateState,
    CertificateStep,
    ServiceState,
    ServiceStep,
)
from core.states import IllegalStep, after, steps_from

TABLES = [
    (TABLE, ServiceState, ServiceStep, ServiceState.DRAFT),
    (CERTIFICATE_TABLE, CertificateState, CertificateStep, CertificateState.ACTIVE),
]


@pytest.mark.parametrize(("table", "states", "steps", "first"), TABLES)
def test_every_pair_is_decided(table, states, steps, first):
    for state, step in product(states, steps):
        if (state, step) in table:
            assert after(table, state, step) in states
        else:
            with pytest.raises(IllegalStep):
                after(table, state, step)


@pytest.mark.parametrize(("table", "states", "steps", "first"), TABLES)
def test_every_state_can_be_reached_and_every_step_taken(table, states, steps, first):
    reached = {first}
    while new := {to for (source, _), to in table.items() if source in reached} - reached:
        reached |= new
    assert reached == set(states)
    assert {step for _, step in table} == set(steps)


def test_only_a_withdrawn_revision_is_at_its_end():
    assert set(ServiceState) - {source for source, _ in TABLE} == {ServiceState.WITHDRAWN}


def test_every_step_has_its_event_and_every_state_its_party():
    assert set(EVENT) == set(ServiceStep)
    assert set(WAITS_FOR) == set(ServiceState)
    assert set(CERTIFICATE_EVENT) < set(CertificateStep)


def test_nothing_becomes_public_but_out_of_a_review():
    for (source, _), target in TABLE.items():
        if target in PUBLIC and source not in PUBLIC:
            assert source is ServiceState.IN_REVIEW


def test_what_somebody_reads_or_has_approved_is_not_edited():
    assert not set(EDITABLE) & {*PUBLIC, ServiceState.SUBMITTED, ServiceState.IN_REVIEW}
    assert set(EDITABLE) <= set(OPEN)
    assert CertificateState.REVOKED not in STANDING


class LifeOfARevision(RuleBasedStateMachine):
    """Whatever is tried in whatever order, the table's promises hold."""

    @initialize()
    def begin(self):
        self.state, self.reviewed, self.sent = ServiceState.DRAFT, False, False

    @rule(step=sampled_from(ServiceStep))
    def try_a_step(self, step):
        allowed = steps_from(TABLE, self.state)
        if step not in allowed:
            with pytest.raises(IllegalStep):
                after(TABLE, self.state, step)
            return
        self.state = after(TABLE, self.state, step)
        self.sent |= step is ServiceStep.SUBMIT
        self.reviewed |= step is ServiceStep.TAKE_UP

    @invariant()
    def public_means_sent_and_reviewed(self):
        if getattr(self, "state", None) in PUBLIC:
            assert self.sent
            assert self.reviewed

    @invariant()
    def a_withdrawn_revision_stays_withdrawn(self):
        if getattr(self, "state", None) is ServiceState.WITHDRAWN:
            assert steps_from(TABLE, self.state) == []


LifeOfARevision.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
test_the_life_of_a_revision_keeps_its_promises = LifeOfARevision.TestCase
