"""Fixed amounts, floors and caps: worked results, an independent method, and what cannot be met."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.allocation.casefile import solve
from contracts.allocation.explanation import recompute
from contracts.allocation.refusals import CaseRefused, Refusal
from tests.contracts.test_allocation_worked import a_case, cents

R = Refusal


def bounded(weights, amount, pool="P", **key):
    case = a_case(weights, amount, pool, **{k: key.pop(k) for k in ("tie",) if k in key})
    case["keys"]["K"] |= key
    return case


def recomputed(case):
    return [recompute(share["explanation"]) for share in solve(case, explained=True)["shares"]]


ABCD = {"a": 1, "b": 2, "c": 3, "d": 4}


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (bounded({"a": 3, "b": 10}, 29, floors={"a": 23}, caps={"a": 30, "b": 9}), [23, 6]),
        (bounded(ABCD, 100000, floors={"a": 20000}, caps={"d": 30000}), [20000, 20000, 30000, 30000]),
        (bounded(ABCD, -100000, floors={"a": 20000}, caps={"d": 30000}), [-20000, -20000, -30000, -30000]),
        (bounded({"a": 1, "b": 3}, 1000, fixed_amounts={"a": 200}), [400, 600]),
        (bounded({"a": 0, "b": 3}, 1000, fixed_amounts={"a": 200}), [200, 800]),
        (bounded({"a": 1, "b": 3}, 1000, fixed_amounts={"a": 200}, caps={"a": 200}), [200, 800]),
        (bounded({"a": 1, "b": 3}, 1000, fixed_amounts={"a": 200}, floors={"a": 500}), [500, 500]),
        (bounded({"a": 0, "b": 1}, 10, floors={"a": 3}), [3, 7]),
        (bounded({"a": 1, "b": 1}, 10, floors={"a": 4, "b": 6}), [4, 6]),
        (bounded({"a": 1, "b": 1}, 10, caps={"a": 4, "b": 6}), [4, 6]),
        (bounded({"a": 1, "b": 1}, 0, caps={"a": 0}), [0, 0]),
        (bounded({"a": 1, "b": 1}, 10, caps={"a": 0}), [0, 10]),
        (bounded({"a": 1, "b": 1, "c": 1}, 10, tie="id", caps={"c": 3}), [4, 3, 3]),
    ],
)  # fmt: skip
def test_worked_results(case, expected):
    assert cents(case) == expected
    assert recomputed(case) == expected


def test_relaxed_caps_leave_room_for_the_floors_of_those_without_weight():
    weights, caps = {"a": 0, "b": 1, "c": 1}, {"b": 20, "c": 30}
    case = bounded(weights, 110, floors={"a": 10}, caps=caps, on_infeasible="relax_caps")
    assert cents(case) == [10, 40, 60]
    assert recomputed(case) == [10, 40, 60]


def test_the_clamp_and_redistribute_loop_would_go_wrong_here():
    """It fixes b at its cap and a at its floor at once; but with a at its floor, b is below 9."""
    case = bounded({"a": 3, "b": 10}, 29, floors={"a": 23}, caps={"a": 30, "b": 9})
    assert [share["exact"] for share in solve(case)["shares"]] == ["23", "6"]


@pytest.mark.parametrize(
    ("key", "amount", "expected", "reserve"),
    [
        ({"floors": {"a": 30, "b": 90}, "on_infeasible": "scale_floors"}, 60, [15, 45, 0], 0),
        ({"floors": {"a": 1, "b": 1, "c": 1}, "on_infeasible": "scale_floors"}, 2, [1, 1, 0], 0),
        ({"caps": {"a": 10, "b": 30, "c": 20}, "on_infeasible": "relax_caps"}, 120, [20, 60, 40], 0),
        ({"caps": {"a": 10, "b": 30, "c": 20}, "on_infeasible": "reserve"}, 100, [10, 30, 20], 40),
        ({"caps": {"a": 10, "b": 30, "c": 20}, "on_infeasible": "reserve"}, -100, [-10, -30, -20], -40),
        ({"caps": {"a": 10, "b": 30, "c": 20}, "on_infeasible": "reserve"}, 60, [10, 30, 20], 0),
    ],
)  # fmt: skip
def test_bounds_that_cannot_be_met_are_remedied_as_the_key_says(key, amount, expected, reserve):
    case = bounded({"a": 1, "b": 1, "c": 1}, amount, tie="id", **key)
    answer = solve(case, explained=True)
    assert [share["cents"] for share in answer["shares"]] == expected
    assert answer["reserve_cents"] == reserve
    assert sum(answer["totals"].values()) + reserve == amount
    assert recomputed(case) == expected


@pytest.mark.parametrize(
    ("key", "amount", "code", "missing"),
    [
        ({"floors": {"a": 30, "b": 90}}, 100, R.FLOORS_EXCEED_POOL, 20),
        ({"floors": {"a": 30, "b": 90}}, -100, R.FLOORS_EXCEED_POOL, 20),
        ({"floors": {"a": 30, "b": 90}, "on_infeasible": "relax_caps"}, 100, R.FLOORS_EXCEED_POOL, 20),
        ({"floors": {"a": 30, "b": 90}, "on_infeasible": "reserve"}, 100, R.FLOORS_EXCEED_POOL, 20),
        ({"caps": {"a": 30, "b": 40}}, 100, R.CAPS_BELOW_POOL, 30),
        ({"caps": {"a": 30, "b": 40}, "on_infeasible": "scale_floors"}, 100, R.CAPS_BELOW_POOL, 30),
        ({"caps": {"a": 0, "b": 0}, "on_infeasible": "relax_caps"}, 100, R.CAPS_BELOW_POOL, 100),
        ({"fixed_amounts": {"a": 60, "b": 70}}, 100, R.FIXED_EXCEED_POOL, 30),
        ({"fixed_amounts": {"a": 60}, "floors": {"b": 70}}, 100, R.FLOORS_EXCEED_POOL, 30),
    ],
)  # fmt: skip
def test_bounds_that_cannot_be_met_are_refused_with_the_missing_cents(key, amount, code, missing):
    with pytest.raises(CaseRefused) as refusal:
        solve(bounded({"a": 1, "b": 1}, amount, **key))
    assert refusal.value.code is code
    assert refusal.value.facts == {"pool": "P", "missing_cents": missing}


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ({"floors": {"a": 2}, "caps": {"a": 1}}, R.BAD_BOUNDS),
        ({"fixed_amounts": {"a": 2}, "caps": {"a": 1}}, R.BAD_BOUNDS),
        ({"floors": {"a": -1}}, R.BAD_BOUNDS),
        ({"caps": {"z": 1}}, R.UNKNOWN_MEMBER),
        ({"caps": {"a": True}}, R.BAD_VALUE),
        ({"caps": [1]}, R.BAD_VALUE),
        ({"on_infeasible": "pray"}, R.BAD_VALUE),
        ({"on_zero_weight": "Z"}, R.UNKNOWN_KEY),
        ({"on_zero_weight": "K"}, R.BAD_KEY),
    ],
)
def test_bad_bounds_are_refused_with_their_code(key, code):
    with pytest.raises(CaseRefused) as refusal:
        solve(bounded({"a": 1, "b": 1}, 100, **key))
    assert refusal.value.code is code


def test_bounds_of_members_who_do_not_take_part_in_a_pool_wait_for_one_in_which_they_do():
    case = bounded({"a": 1, "b": 1, "c": 1}, 100, floors={"a": 90}, fixed_amounts={"a": 5})
    case["pools"][0]["eligible"] = ["b", "c"]
    assert cents(case) == [50, 50]


def test_a_binding_bound_and_what_it_moved_are_told():
    case = bounded(ABCD, 100000, floors={"a": 20000}, caps={"d": 30000})
    told = {s["member"]: s["explanation"]["bound"] for s in solve(case, explained=True)["shares"]}
    assert {member: bound["binding"] for member, bound in told.items()} == {
        "a": "floor",
        "b": None,
        "c": None,
        "d": "cap",
    }
    assert {member: bound["moved"] for member, bound in told.items()} == {
        "a": "10000",
        "b": "0",
        "c": "0",
        "d": "-10000",
    }


def fallback_case(**fallback):
    case = a_case({"a": 0, "b": 0, "c": 7}, 36500)
    case["members"]["c"] = ["2026-01-01", "2026-01-31"]
    case["keys"]["E"] = {"parts": [{"share": 1, "driver": "equal"}]} | fallback
    case["keys"]["K"]["on_zero_weight"] = "E"
    return case


def test_days_without_weight_are_shared_by_the_fallback_key():
    case = fallback_case()
    assert cents(case) == [16700, 16700, 3100]
    assert recomputed(case) == [16700, 16700, 3100]
    segments = solve(case, explained=True)["shares"][0]["explanation"]["segments"]
    assert [segment.get("fallback") for segment in segments] == [None, "E"]


def test_a_fallback_may_have_a_fallback_and_the_last_one_may_fail():
    case = fallback_case(parts=[{"share": 1, "driver": "learners"}], on_zero_weight="F")
    case["keys"]["F"] = {"parts": [{"share": 1, "driver": "equal"}]}
    assert cents(case) == [16700, 16700, 3100]
    case["keys"]["F"]["parts"] = [{"share": 1, "driver": "learners"}]
    with pytest.raises(CaseRefused) as refusal:
        solve(case)
    assert refusal.value.code is R.NO_WEIGHT


def test_keys_may_not_fall_back_on_each_other():
    case = fallback_case(on_zero_weight="K")
    with pytest.raises(CaseRefused) as refusal:
        solve(case)
    assert refusal.value.code is R.BAD_KEY


def test_days_without_members_are_shared_by_nobody_whatever_the_fallback():
    case = fallback_case()
    case["members"] = {name: ["2026-02-01", None] for name in "abc"}
    with pytest.raises(CaseRefused) as refusal:
        solve(case)
    assert refusal.value.code is R.NO_WEIGHT


@pytest.mark.parametrize(
    ("weights", "amount", "expected"),
    [
        ([2, 3, 1], 100, [33, 50, 17]),
        ([2, 1], -10, [-7, -3]),
        # Webster's own kind of case: the largest remainder would give 1 to the smallest
        ([53, 24, 23], 5, [3, 1, 1]),
        ([41_000, 22_900, 18_100, 12_500, 5_500], 10, [4, 2, 2, 1, 1]),
        ([1, 1, 1, 1], 2, [1, 1, 0, 0]),
        ([1, 1], 2**53 + 1, [2**52 + 1, 2**52]),
        ([0, 5], 3, [0, 3]),
    ],
)
def test_webster_awards_cent_by_cent(weights, amount, expected):
    names = "abcdefg"[: len(weights)]
    case = bounded(dict(zip(names, weights, strict=True)), amount, tie="id", rounding="webster")
    assert cents(case) == expected
    assert recomputed(case) == expected


def test_webster_may_leave_the_quota_and_never_a_bound():
    weights = {"a": 900} | {f"b{n}": 10 for n in range(10)}
    free = bounded(weights, 15, tie="id", rounding="webster")
    assert cents(free)[0] == 15  # exactly 13.5: quotients of the small ones stay behind
    capped = bounded(weights, 15, tie="id", rounding="webster", caps={"a": 14})
    assert cents(capped)[0] == 14
    assert recomputed(capped) == cents(capped)


# --- independent methods ---------------------------------------------------------------------


def bitran_hax(total, shares, floors, caps):
    """Bitran and Hax 1981: fix all the capped while overshoot is no less than undershoot, else the
    floored; what is fixed stays fixed.
    """
    fixed, free, left = {}, set(range(len(shares))), Fraction(total)
    while free:
        scale = left / sum(shares[i] for i in free)
        over = {i for i in free if scale * shares[i] >= caps[i]}
        under = {i for i in free if scale * shares[i] <= floors[i]}
        overshoot = sum(scale * shares[i] - caps[i] for i in over)
        undershoot = sum(floors[i] - scale * shares[i] for i in under)
        if not over and not under:
            return [fixed.get(i, scale * shares[i]) for i in range(len(shares))]
        cap_first = over and (overshoot >= undershoot or not under)
        chosen, bound = (over, caps) if cap_first else (under, floors)
        for i in chosen:
            fixed[i] = Fraction(bound[i])
            left -= bound[i]
        free -= chosen
    return [fixed[i] for i in range(len(shares))]


@st.composite
def knapsacks(draw):
    """Positive weights with a floor and a cap each, and an amount between their sums."""
    rows = draw(
        st.lists(
            st.tuples(st.integers(1, 60), st.integers(0, 60), st.integers(0, 60)),
            min_size=1,
            max_size=7,
        )
    )
    floors, caps = [min(low, high) for _, low, high in rows], [max(one[1:]) for one in rows]
    return (
        [weight for weight, _, _ in rows],
        floors,
        caps,
        draw(st.integers(sum(floors), sum(caps))),
    )


@settings(max_examples=120, deadline=None)
@given(knapsacks())
def test_the_sweep_agrees_with_bitran_and_hax(knapsack):
    weights, floors, caps, amount = knapsack
    names = "abcdefg"[: len(weights)]
    case = bounded(
        dict(zip(names, weights, strict=True)),
        amount,
        floors=dict(zip(names, floors, strict=True)),
        caps=dict(zip(names, caps, strict=True)),
    )
    shares = solve(case)["shares"]
    reference = bitran_hax(amount, weights, floors, caps)
    assert [Fraction(share["exact"]) for share in shares] == reference
    for share, low, high in zip(shares, floors, caps, strict=True):
        assert low <= share["cents"] <= high


def webster_by_hand(amount, weights, ties):
    """One cent after another to the largest quotient."""
    cents = [0] * len(weights)
    for _ in range(amount):
        best = min(
            (i for i in range(len(weights)) if weights[i]),
            key=lambda i: (-Fraction(weights[i], 2 * cents[i] + 1), ties[i]),
        )
        cents[best] += 1
    return cents


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=6).filter(any), st.integers(0, 60))
def test_webster_agrees_with_awarding_one_cent_after_another(weights, amount):
    names = "abcdef"[: len(weights)]
    case = bounded(dict(zip(names, weights, strict=True)), amount, tie="id", rounding="webster")
    assert cents(case) == webster_by_hand(amount, weights, names)
    assert recomputed(case) == cents(case)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 400), min_size=2, max_size=6), st.integers(0, 200))
def test_webster_lowers_nobody_when_the_total_grows(weights, amount):
    names = "abcdef"[: len(weights)]
    rows = [
        cents(bounded(dict(zip(names, weights, strict=True)), total, tie="id", rounding="webster"))
        for total in (amount, amount + 1)
    ]
    assert all(less <= more for less, more in zip(*rows, strict=True))


@pytest.mark.parametrize("policy", ["scale_floors", "relax_caps", "reserve"])
def test_exact_shares_are_monotone_in_the_total_through_every_remedy(policy):
    key = {"floors": {"a": 7, "b": 5}, "caps": {"a": 20, "b": 10, "c": 9}, "on_infeasible": policy}
    amounts = range(40) if policy == "scale_floors" else range(12, 90)
    rows = [
        [Fraction(s["exact"]) for s in solve(bounded({"a": 1, "b": 4, "c": 2}, n, **key))["shares"]]
        for n in amounts
    ]
    for before, after in pairwise(rows):
        assert all(less <= more for less, more in zip(before, after, strict=True))
