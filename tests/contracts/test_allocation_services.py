"""Service pools that feed each other: solved exactly, rounded once as a group."""

from copy import deepcopy
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.allocation.casefile import solve
from contracts.allocation.explanation import exact_share, recompute
from contracts.allocation.refusals import CaseRefused, Refusal
from tests.contracts.test_allocation_worked import a_case

R = Refusal


def pools_case(*pools, weights=None):
    case = a_case(weights or {"a": 1, "b": 3}, 1, tie="id")
    case["keys"]["E"] = {"parts": [{"share": 1, "driver": "equal"}], "tie": "id"}
    case["pools"] = list(pools)
    return case


def pool(name, cents, *split, **more):
    return {"id": name, "amount_cents": cents, "split": [dict(one) for one in split]} | more


def to_key(share, key="K"):
    return {"share": share, "key": key}


def to_pool(share, name):
    return {"share": share, "pool": name}


def told(case):
    answer = solve(case, explained=True)
    for share in answer["shares"]:
        assert recompute(share["explanation"]) == share["cents"]
    return {(s["pool"], s["member"]): (s["cents"], s["exact"]) for s in answer["shares"]}


def test_two_pools_that_serve_each_other_are_one_group():
    """T1 = 1000 + T2 / 2 and T2 = 600 + T1 / 5: T1 = 13000/9, T2 = 8000/9."""
    case = pools_case(
        pool("S1", 1000, to_pool(20, "S2"), to_key(80)),
        pool("S2", 600, to_pool(1, "S1"), to_key(1, "E")),
    )
    a = Fraction(13000, 9) * Fraction(4, 5) / 4 + Fraction(8000, 9) / 2 / 2
    assert told(case) == {
        ("S1+S2", "a"): (511, str(a)),
        ("S1+S2", "b"): (1089, str(1600 - a)),
    }
    flows = solve(case, explained=True)["shares"][0]["explanation"]["flows"]
    assert {flow["pool"]: flow["total"] for flow in flows} == {"S1": "13000/9", "S2": "8000/9"}


def test_a_pool_that_is_fed_keeps_its_key_and_joins_the_group():
    case = pools_case(
        pool("S", 100, to_pool(1, "P"), to_key(1, "E")),
        {"id": "P", "amount_cents": 1000, "key": "K"},
        {"id": "Q", "amount_cents": 10, "key": "K"},
    )
    assert {place: cents for place, (cents, _) in told(case).items()} == {
        ("P+S", "a"): 288,  # exactly 262.5 + 25
        ("P+S", "b"): 812,
        ("Q", "a"): 3,
        ("Q", "b"): 7,
    }


def test_a_split_between_keys_alone_is_a_group_of_one():
    case = pools_case(pool("S", 101, to_key(1), to_key(1, "E")))
    assert {place: cents for place, (cents, _) in told(case).items()} == {
        ("S", "a"): 38,  # exactly 37.875
        ("S", "b"): 63,
    }


def test_a_pool_may_pass_something_to_itself():
    case = pools_case(pool("S", 100, to_pool(3, "S"), to_key(1)))
    assert told(case) == {("S", "a"): (25, "25"), ("S", "b"): (75, "75")}


def test_the_hash_of_a_group_is_taken_of_its_joined_name():
    case = pools_case(pool("B", 1, to_pool(1, "A")), {"id": "A", "amount_cents": 0, "key": "E"})
    case["keys"]["E"]["tie"] = "hash"
    plain = pools_case({"id": "A+B", "amount_cents": 1, "key": "E"})
    plain["keys"]["E"]["tie"] = "hash"
    assert told(case) == told(plain)


def test_grants_follow_a_group():
    services = (
        pool("S1", 1000, to_pool(20, "S2"), to_key(80)),
        pool("S2", 600, to_pool(1, "S1"), to_key(1, "E")),
    )
    grant = {"id": "G", "kind": "grant", "amount_cents": -1000}
    net = pools_case(*services, grant | {"grant": {"of": "S1", "mode": "net_first"}})
    found = told(net)
    assert found == told(pools_case(services[0] | {"amount_cents": 0}, services[1]))
    separate = pools_case(*services, grant | {"grant": {"of": "S1", "mode": "separate"}})
    both = told(separate)
    for member in "ab":
        group, line = both["S1+S2", member][1], both["G", member][1]
        assert Fraction(group) + Fraction(line) == Fraction(found["S1+S2", member][1])
    own = {"of": "S2", "mode": "earmarked", "cap_at_own_cost": True}
    capped = pools_case(*services, grant | {"grant": own, "key": "E"})
    capped["pools"][2]["amount_cents"] = -1400
    assert told(capped)["G", "a"][0] == -511


def test_a_grant_of_nothing_follows_a_group_too():
    services = (pool("S", 100, to_pool(1, "P")), {"id": "P", "amount_cents": 0, "key": "K"})
    grant = {"id": "G", "kind": "grant", "amount_cents": 0}
    case = pools_case(*services, grant | {"grant": {"of": "S", "mode": "separate"}})
    assert told(case)["G", "a"] == (0, "0")
    case["pools"][2]["amount_cents"] = -40
    assert told(case)["G", "a"] == (-10, "-10")


def test_bounds_of_a_key_bear_on_what_leaves_a_pool_by_it():
    case = pools_case(pool("S", 1001, to_key(1), to_key(1, "E")))
    case["keys"]["K"]["caps"] = {"b": 300}
    assert told(case)["S", "b"] == (550, "2201/4")  # 300 + 250.25
    case["keys"]["K"] |= {"caps": {"a": 50, "b": 300}, "on_infeasible": "reserve"}
    answer = solve(case)
    assert answer["reserve_cents"] == 151  # exactly 150.5: nobody pays beyond its cap
    assert answer["totals"] == {"a": 300, "b": 550}
    told(case)


def test_costs_and_credits_may_feed_each_other():
    case = pools_case(
        pool("S", -300, to_pool(1, "P"), to_key(2, "E")),
        {"id": "P", "amount_cents": 250, "key": "K"},
    )
    assert {place[1]: cents for place, (cents, _) in told(case).items()} == {"a": -63, "b": 13}
    mirrored = deepcopy(case)
    for one in mirrored["pools"]:
        one["amount_cents"] *= -1
    assert {place[1]: cents for place, (cents, _) in told(mirrored).items()} == {"a": 63, "b": -13}
    case["drivers"]["learners"] = {"a": 3, "b": 1}
    assert {place[1]: cents for place, (cents, _) in told(case).items()} == {"a": 12, "b": -62}
    for key in case["keys"].values():
        key["rounding"] = "webster"
    with pytest.raises(CaseRefused) as refusal:
        solve(case)
    assert refusal.value.code is R.BAD_POOL


@pytest.mark.parametrize(
    ("pools", "code"),
    [
        ([pool("A", 1, to_pool(1, "B")), pool("B", 1, to_pool(1, "A"))], R.CLOSED_LOOP),
        ([pool("A", 0, to_pool(1, "A"))], R.CLOSED_LOOP),
        ([pool("A", 1, to_pool(1, "A"), to_key(0))], R.CLOSED_LOOP),
        ([pool("A", 1, to_pool(1, "B"), to_key(1)), pool("B", 1, to_pool(1, "B"))], R.CLOSED_LOOP),
        ([pool("A", 1, to_pool(1, "Z"))], R.UNKNOWN_POOL),
        ([pool("A", 1, to_key(1, "Z"))], R.UNKNOWN_KEY),
        ([pool("A", 1)], R.BAD_POOL),
        ([pool("A", 1, to_key(0))], R.BAD_POOL),
        ([pool("A", 1, to_key(-1))], R.BAD_KEY),
        ([pool("A", 1, {"share": 1})], R.BAD_POOL),
        ([pool("A", 1, {"share": 1, "key": "K", "pool": "A"})], R.BAD_POOL),
        ([pool("A", 1, to_key(1), key="K")], R.BAD_POOL),
        ([pool("A", 1, to_key(1), eligible=[])], R.NO_WEIGHT),
    ],
)
def test_a_bad_split_is_refused_with_its_code(pools, code):
    with pytest.raises(CaseRefused) as refusal:
        solve(pools_case(*pools))
    assert refusal.value.code is code


def test_the_pools_of_a_closed_loop_are_named():
    loop = [pool("B", 1, to_pool(1, "A")), pool("A", 1, to_pool(1, "B")), pool("C", 1, to_key(1))]
    with pytest.raises(CaseRefused) as refusal:
        solve(pools_case(*loop))
    assert refusal.value.facts == {"pools": ["A", "B"]}


def test_keys_of_one_group_must_round_alike():
    case = pools_case(pool("S", 101, to_key(1), to_key(1, "E")))
    case["keys"]["E"]["tie"] = "hash"
    with pytest.raises(CaseRefused) as refusal:
        solve(case)
    assert refusal.value.code is R.BAD_POOL


def test_a_group_may_not_be_named_like_a_pool():
    pools = [pool("A", 1, to_pool(1, "B")), {"id": "B", "amount_cents": 1, "key": "K"}]
    with pytest.raises(CaseRefused) as refusal:
        solve(pools_case(*pools, {"id": "A+B", "amount_cents": 1, "key": "K"}))
    assert refusal.value.code is R.DUPLICATE_ID


@st.composite
def networks(draw):
    """Up to six pools that feed each other at random; each has a way out of its own."""
    names = [f"S{n}" for n in range(draw(st.integers(1, 6)))]
    share = st.integers(0, 9)
    return pools_case(
        *(
            pool(
                name,
                draw(st.integers(0, 10**7)),
                *(to_pool(draw(share), other) for other in names if draw(st.booleans())),
                to_key(draw(st.integers(1, 9)), draw(st.sampled_from("KE"))),
            )
            for name in names
        )
    )


def poured(case, rounds=400):
    """An independent method: pour the cost from pool to pool until next to nothing is left."""
    level = {one["id"]: float(one["amount_cents"]) for one in case["pools"]}
    out = {"K": 0.0, "E": 0.0}
    for _ in range(rounds):
        after = dict.fromkeys(level, 0.0)
        for one in case["pools"]:
            whole = sum(way["share"] for way in one["split"])
            for way in one["split"]:
                part = level[one["id"]] * way["share"] / whole
                if "key" in way:
                    out[way["key"]] += part
                else:
                    after[way["pool"]] += part
        level = after
    return out["K"] / 4 + out["E"] / 2


@settings(max_examples=80, deadline=None)
@given(networks())
def test_the_exact_solution_agrees_with_pouring_and_sums_to_the_pools(case):
    answer = solve(case, explained=True)
    total = sum(one["amount_cents"] for one in case["pools"])
    assert sum(share["cents"] for share in answer["shares"]) == total
    mine = sum(Fraction(share["exact"]) for share in answer["shares"] if share["member"] == "a")
    assert abs(float(mine) - poured(case)) < 1e-3 * (1 + total / 10**6)
    for share in answer["shares"]:
        assert abs(share["cents"] - Fraction(share["exact"])) < 1
        assert recompute(share["explanation"]) == share["cents"]
        assert exact_share(share["explanation"]) == Fraction(share["exact"])


def test_a_long_chain_of_pools_is_solved():
    chain = [pool(f"S{n:03d}", 1, to_pool(1, f"S{n + 1:03d}"), to_key(1)) for n in range(150)]
    case = pools_case(*chain, {"id": "S150", "amount_cents": 1, "key": "K"})
    assert sum(solve(case)["totals"].values()) == 151
