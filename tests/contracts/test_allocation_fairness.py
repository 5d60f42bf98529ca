"""Why keys are fair, tests of shares, and a whole run rounded both ways."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.allocation.casefile import read_case
from contracts.allocation.controlled import controlled
from contracts.allocation.engine import allocate
from contracts.allocation.fairness import fixed_share, incremental, justifying_cost, stand_alone
from contracts.allocation.game.core import violations
from contracts.allocation.game.shapley import shapley
from contracts.allocation.game.table import Game
from contracts.allocation.refusals import CaseRefused
from tests.contracts.test_allocation_worked import a_case

LEARNERS = {"a": 100, "b": 300, "c": 600}


def twenty_eighty(weights=None, amount=100000, equal=20):
    case = a_case(weights or LEARNERS, amount)
    case["keys"]["K"]["parts"] = [
        {"share": equal, "driver": "equal"},
        {"share": 100 - equal, "driver": "learners"},
    ]
    return read_case(case)


def test_twenty_equal_and_eighty_by_learners_is_shapley_when_a_fifth_is_fixed():
    case = twenty_eighty()
    key = case.keys["K"]
    assert fixed_share(key) == Fraction(1, 5)
    cost = justifying_cost(key, 100000, {"learners": 1000})
    assert (cost.fixed, cost.prices) == (20000, {"learners": 80})
    for share in allocate(case).shares:
        assert cost.shapley(3, {"learners": LEARNERS[share.member]}) == share.exact


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 999), min_size=2, max_size=5),
    st.integers(0, 100),
    st.integers(1, 10**6),
)
def test_such_a_key_is_the_shapley_value_of_its_game_and_in_the_core(learners, equal, amount):
    names = "abcde"[: len(learners)]
    uses = dict(zip(names, learners, strict=True))
    case = twenty_eighty(uses, amount, equal)
    cost = justifying_cost(case.keys["K"], amount, {"learners": sum(learners)})
    price = cost.prices.get("learners", 0)
    table = [Fraction(0)]
    for coalition in range(1, 1 << len(names)):
        there = [uses[name] for place, name in enumerate(names) if coalition >> place & 1]
        table.append(cost.fixed + price * sum(there))
    game = Game(tuple(names), tuple(table))
    exact = [share.exact for share in allocate(case).shares]
    assert shapley(game) == exact
    assert not violations(game, exact)


def test_a_share_is_held_against_its_alternative_and_against_what_it_adds():
    assert stand_alone(15333, 20000).passed
    assert stand_alone(15333, 15000).margin_cents == -333
    assert not stand_alone(15333, 15000).passed
    assert incremental(15333, 100000, 90000).passed
    assert incremental(Fraction(9999), 100000, 90000).margin_cents == -1


def check(result):
    """Every pool exact, every share and every member's total within a cent of the exact one."""
    shares = controlled(result)
    assert [(s.pool, s.member, s.exact) for s in shares] == [
        (s.pool, s.member, s.exact) for s in result.shares
    ]
    pools, totals, exact = {}, {}, {}
    for share, before in zip(shares, result.shares, strict=True):
        assert abs(share.cents - share.exact) < 1
        pools[share.pool] = pools.get(share.pool, 0) + share.cents - before.cents
        totals[share.member] = totals.get(share.member, 0) + share.cents
        exact[share.member] = exact.get(share.member, 0) + share.exact
    assert not any(pools.values())
    assert all(abs(totals[member] - exact[member]) < 1 for member in totals)
    return shares


def many_pools(weights, amounts, tie="id"):
    case = a_case(weights, 0, tie=tie)
    case["keys"]["E"] = {"parts": [{"share": 1, "driver": "equal"}], "tie": tie}
    case["pools"] = [
        {"id": f"P{n}", "amount_cents": amount, "key": "KE"[n % 3 == 0]}
        for n, amount in enumerate(amounts)
    ]
    return allocate(read_case(case))


def test_a_run_rounded_pool_by_pool_drifts_and_rounded_both_ways_does_not():
    result = many_pools({"a": 1, "b": 1, "c": 1}, [100] * 30)
    assert result.totals == {"a": 1020, "b": 990, "c": 990}
    shares = check(result)
    totals = {name: sum(s.cents for s in shares if s.member == name) for name in "abc"}
    assert totals == {"a": 1000, "b": 1000, "c": 1000}


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=6).filter(any),
    st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=25),
)
def test_a_controlled_rounding_always_exists(weights, amounts):
    result = many_pools(dict(zip("abcdef", weights, strict=False)), amounts)
    before = tuple(result.shares)
    assert check(result) == controlled(result)
    assert result.shares == before


def test_where_no_such_rounding_need_exist_none_is_tried():
    weights = {"a": 900} | {f"b{n}": 10 for n in range(10)}
    webster = a_case(weights, 15)
    webster["keys"]["K"]["rounding"] = "webster"
    capped = a_case({"a": 1, "b": 3}, 0)
    capped["keys"]["K"] |= {"caps": {"a": 50, "b": 300}, "on_infeasible": "reserve"}
    both = [{"share": 1, "key": "K"}, {"share": 1, "key": "E"}]
    capped["keys"]["E"] = {"parts": [{"share": 1, "driver": "equal"}]}
    capped["pools"] = [{"id": "P", "amount_cents": 1001, "split": both}]
    for case in (webster, capped):
        with pytest.raises(CaseRefused) as refusal:
            controlled(allocate(read_case(case)))
        assert refusal.value.facts == {"pools": ["P"]}


def test_a_large_run_is_rounded_both_ways():
    weights = {f"m{n:03d}": 100 + 7919 * n % 4001 for n in range(120)}
    check(many_pools(weights, [10**8 + 77 * n for n in range(60)]))
