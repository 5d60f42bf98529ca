"""The agreement's table: every state is reached, left as the table says, and waits for somebody."""

from collections import deque
from itertools import pairwise

import pytest

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

S = AgreementState


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
