"""Deeds of frameworks and pools: the ceiling, the four-year rule, what may still be changed."""

from datetime import UTC, date, datetime

import pytest

from accounts.roles import Role
from contracts.ceiling import AboveCeiling
from contracts.states.framework import FrameworkState, FrameworkStep
from contracts.workflow import frameworks, pools
from core import audit
from core.errors import BadInput, Changed, NotAllowed, RuleBroken
from tests.factories.accounts import actor_of, tiera
from tests.factories.contracts import (
    AT,
    a_framework,
    a_key,
    a_pool,
    framework_facts,
    key_facts,
    pool_facts,
    the_manager,
)

pytestmark = pytest.mark.usefixtures("session")


def test_the_last_cent_exhausts_a_framework_and_a_withdrawn_pool_opens_it_again():
    framework = a_framework(maximum_cents=100_00)
    pool = a_pool(framework_id=framework.id, cents=100_00)
    assert framework.state is FrameworkState.EXHAUSTED
    with pytest.raises(RuleBroken, match="not in force"):
        pools.open_pool(pool_facts(framework_id=framework.id, cents=1), the_manager(), AT)
    pools.withdraw(pool, the_manager(), AT)
    assert (framework.state, framework.committed_cents) == (FrameworkState.IN_FORCE, 0)


def test_editing_a_pool_takes_its_room_anew():
    framework = a_framework(maximum_cents=100_00)
    pool = a_pool(framework_id=framework.id, cents=60_00)
    same = {"framework_id": framework.id, "key_version_id": pool.key_version_id}
    pools.edit(pool, pool_facts(code=pool.code, cents=90_00, **same), None, the_manager(), AT)
    assert framework.committed_cents == 90_00
    with pytest.raises(AboveCeiling):
        pools.edit(pool, pool_facts(code=pool.code, cents=101_00, **same), None, the_manager(), AT)


def test_warnings_are_written_down_once_each():
    framework = a_framework(maximum_cents=100_00)
    for cents in (60_00, 15_00, 5_00, 16_00):
        a_pool(framework_id=framework.id, cents=cents)
    warned = [e.facts["percent"] for e in audit.history(framework) if e.verb == "framework.warned"]
    assert warned == [70, 95]


def test_a_period_outside_the_framework_is_refused():
    framework = a_framework(ends_on=date(2026, 6, 30))
    with pytest.raises(BadInput) as refusal:
        pools.open_pool(pool_facts(framework_id=framework.id), the_manager(), AT)
    assert refusal.value.field == "period_start"


def test_more_than_four_years_needs_a_reason():
    long = {"starts_on": date(2026, 1, 1), "ends_on": date(2030, 1, 1)}
    with pytest.raises(BadInput) as refusal:
        frameworks.draft(framework_facts(**long), the_manager(), AT)
    assert refusal.value.field == "legal_notes"
    frameworks.draft(framework_facts(**long, legal_notes="Poikkeus"), the_manager(), AT)
    frameworks.draft(framework_facts(**long | {"ends_on": date(2029, 12, 31)}), the_manager(), AT)


def test_a_framework_in_force_is_no_longer_edited():
    framework = a_framework()
    with pytest.raises(RuleBroken, match="draft"):
        frameworks.edit(framework, framework_facts(), None, the_manager(), AT)


def test_the_second_of_two_editors_is_told():
    framework = a_framework(in_force=False)
    seen = framework.version
    frameworks.edit(framework, framework_facts(), seen, the_manager(), AT)
    with pytest.raises(Changed):
        frameworks.edit(framework, framework_facts(), seen, the_manager(), AT)


def test_a_framework_does_not_expire_before_its_last_day():
    framework = a_framework(ends_on=date(2026, 12, 31))
    with pytest.raises(RuleBroken):
        frameworks.take(FrameworkStep.EXPIRE, framework, the_manager(), AT)
    new_year = datetime(2026, 12, 31, 22, 30, tzinfo=UTC)  # 00.30 on 1.1. in Helsinki
    frameworks.take(FrameworkStep.EXPIRE, framework, the_manager(), new_year)
    assert framework.state is FrameworkState.EXPIRED


def test_codes_are_used_once():
    framework, key, pool = a_framework(), a_key(), a_pool()
    for deed in (
        lambda: frameworks.draft(framework_facts(code=framework.code), the_manager(), AT),
        lambda: pools.add_key(key.code, ("a", "b", "c"), key_facts(), the_manager(), AT),
        lambda: pools.open_pool(pool_facts(code=pool.code), the_manager(), AT),
    ):
        with pytest.raises(BadInput) as refusal:
            deed()
        assert refusal.value.field == "code"


def test_a_key_grows_by_versions_and_pools_keep_theirs():
    key = a_key()
    pool = a_pool(key=key)
    pools.add_version(key, key_facts((30, "equal"), (70, "learners")), the_manager(), AT)
    assert [version.number for version in key.versions] == [1, 2]
    assert pool.key_version.number == 1


@pytest.mark.parametrize("role", [Role.TREASURER, Role.COORDINATOR, Role.AUDITOR])
def test_only_the_contract_manager_keeps_frameworks_pools_and_keys(role):
    somebody = actor_of(tiera(role))
    framework, facts = a_framework(in_force=False), pool_facts()
    for deed in (
        lambda: frameworks.draft(framework_facts(), somebody, AT),
        lambda: frameworks.take(FrameworkStep.BEGIN, framework, somebody, AT),
        lambda: pools.open_pool(facts, somebody, AT),
        lambda: pools.add_key("X", ("a", "b", "c"), key_facts(), somebody, AT),
    ):
        with pytest.raises(NotAllowed):
            deed()
