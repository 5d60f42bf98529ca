"""The agreement's table: every state is reached, left as the table says, and waits for somebody."""

from collections import deque
from itertools import pairwise

import pytest
from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from core.states import IllegalStep, after
from core.waiting import Party
from onboarding.states.agreement import (
    CLOSED,
    ROAD,
    SIGNED,
    TABLE,
    UNSIGNED,
    WAITS_FOR,
    AgreementState,
    AgreementStep,
)

S, X = AgreementState, AgreementStep


def reached_from(start):
    found, queue = {start}, deque([start])
    while queue:
        here = queue.popleft()
        for (source, _), target in TABLE.items():
            if source is here and target not in found:
                found.add(target)
                queue.append(target)
    return found


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("step", AgreementStep)
def test_a_step_leads_where_the_table_says_or_nowhere(state, step):
    if (state, step) in TABLE:
        assert after(TABLE, state, step) is TABLE[state, step]
    else:
        with pytest.raises(IllegalStep):
            after(TABLE, state, step)


def test_every_state_can_be_reached_and_every_step_is_used():
    assert reached_from(S.DRAFT) == set(S)
    assert {step for _, step in TABLE} == set(AgreementStep)


def test_nothing_leads_out_of_a_closed_agreement_or_one_in_force():
    assert not [row for row in TABLE if row[0] in CLOSED | {S.IN_FORCE}]


def test_no_step_makes_a_signed_agreement_unsigned():
    assert not [key for key, target in TABLE.items() if key[0] in SIGNED and target in UNSIGNED]


def test_signing_is_only_reached_through_a_decision_and_its_appeal_time():
    for gate in (S.IN_DECISION, S.WAITING_APPEAL):
        without = {k: v for k, v in TABLE.items() if gate not in (k[0], v)}
        found, queue = {S.DRAFT}, deque([S.DRAFT])
        while queue:
            here = queue.popleft()
            for (source, _), target in without.items():
                if source is here and target not in found:
                    found.add(target)
                    queue.append(target)
        assert S.READY_TO_SIGN not in found
        assert S.IN_FORCE not in found


def test_somebody_acts_next_in_every_state_that_can_be_left():
    for state in S:
        leaves = any(source is state for source, _ in TABLE)
        assert (WAITS_FOR[state] is not Party.NOBODY) == leaves


def test_the_road_goes_step_by_step_from_draft_to_in_force():
    assert ROAD[0] is S.DRAFT
    assert ROAD[-1] is S.IN_FORCE
    for here, there in pairwise(ROAD):
        assert there in {target for (source, _), target in TABLE.items() if source is here}


class Life(RuleBasedStateMachine):
    """Any walk through the table: what has happened on the way allows what happens next."""

    def __init__(self):
        super().__init__()
        self.state = S.DRAFT
        self.taken = []

    @precondition(lambda self: any(source is self.state for source, _ in TABLE))
    @rule(data=some.data())
    def step(self, data):
        steps = [step for source, step in TABLE if source is self.state]
        step = data.draw(some.sampled_from(steps))
        self.state = after(TABLE, self.state, step)
        self.taken.append(step)

    @rule(step=some.sampled_from(X))
    def step_that_is_not_in_the_table(self, step):
        if (self.state, step) not in TABLE:
            with pytest.raises(IllegalStep):
                after(TABLE, self.state, step)

    @invariant()
    def nobody_signs_what_is_not_decided_and_free_of_appeals(self):
        if X.SIGN in self.taken:
            before = self.taken[: self.taken.index(X.SIGN)]
            last = max(
                i for i, s in enumerate(before) if s in {X.END_APPEAL_TIME, X.EXECUTE_AT_ONCE}
            )
            assert X.OFFER in before
            assert X.APPROVE in before
            assert not {X.RECORD_APPEAL, X.CORRECT_DECISION} & set(before[last:])

    @invariant()
    def membership_needs_both_signatures(self):
        if self.state is S.IN_FORCE:
            assert self.taken[-3:] == [X.SIGN, X.COUNTERSIGN, X.START]

    @invariant()
    def an_overturned_decision_is_made_again(self):
        if X.UPHOLD_APPEAL in self.taken and self.state in SIGNED:
            last = len(self.taken) - 1 - self.taken[::-1].index(X.UPHOLD_APPEAL)
            assert X.APPROVE in self.taken[last:]


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
