"""Grants in their three modes, credits, and eligible members."""

import pytest

from contracts.allocation.casefile import solve
from contracts.allocation.explanation import recompute
from contracts.allocation.refusals import CaseRefused, Refusal
from tests.contracts.test_allocation_worked import a_case

R = Refusal


def granted(amount, grant=None, *, cost=1000, weights=None, **more):
    """A cost C and a grant G towards it; the key E shares equally."""
    case = a_case(weights or {"a": 1, "b": 2, "c": 1}, cost, "C", tie="id")
    case["keys"]["E"] = {"parts": [{"share": 1, "driver": "equal"}], "tie": "id"}
    row = {"id": "G", "kind": "grant", "amount_cents": amount} | more
    case["pools"].append(row | ({"grant": {"of": "C"} | grant} if grant else {}))
    return case


def lines(case):
    """Cents by pool; every explanation recomputes its share."""
    found = {}
    for share in solve(case, explained=True)["shares"]:
        assert recompute(share["explanation"]) == share["cents"]
        found.setdefault(share["pool"], {})[share["member"]] = share["cents"]
    return found


def test_net_first_reduces_the_pool_and_has_no_line_of_its_own():
    case = granted(-400, {"mode": "net_first"})
    assert lines(case) == {"C": {"a": 150, "b": 300, "c": 150}}
    told = solve(case, explained=True)["shares"][0]["explanation"]
    assert (told["gross_cents"], told["amount_cents"]) == (1000, 600)
    assert told["grants"] == [{"pool": "G", "of": "C", "amount_cents": -400}]


def test_several_grants_may_reduce_one_pool_even_below_zero():
    case = granted(-400, {"mode": "net_first"}, key="K")
    case["pools"].append(case["pools"][1] | {"id": "G2", "amount_cents": -700})
    assert lines(case) == {"C": {"a": -25, "b": -50, "c": -25}}


def test_separate_is_a_line_of_its_own_by_the_same_key():
    case = granted(-401, {"mode": "separate"})
    found = lines(case)
    assert found == {"C": {"a": 250, "b": 500, "c": 250}, "G": {"a": -100, "b": -201, "c": -100}}
    told = solve(case, explained=True)["shares"][3]["explanation"]
    assert told["grant"] == {"of": "C", "mode": "separate", "capped": False}
    assert told["kind"] == "grant"


def test_separate_follows_the_eligible_members_of_its_pool():
    case = granted(-401, {"mode": "separate"})
    case["pools"][0]["eligible"] = ["a", "b"]
    assert lines(case)["G"] == {"a": -134, "b": -267}
    case["pools"][1]["eligible"] = ["b"]
    assert lines(case)["G"] == {"b": -401}


def test_earmarked_has_a_key_and_members_of_its_own():
    case = granted(-401, {"mode": "earmarked"}, key="E", eligible=["a", "c"])
    assert lines(case)["G"] == {"a": -201, "c": -200}


def test_an_earmarked_grant_may_stop_at_everybodys_own_cost():
    grant = {"mode": "earmarked", "cap_at_own_cost": True}
    case = granted(-900, grant, key="E")
    assert lines(case)["G"] == {"a": -250, "b": -400, "c": -250}
    told = solve(case, explained=True)["shares"][3]["explanation"]["bound"]
    assert (told["binding"], told["own_cost_cents"], told["moved"]) == ("cap", 250, "-50")


def test_nobody_is_granted_what_an_earlier_grant_has_covered():
    grant = {"mode": "earmarked", "cap_at_own_cost": True}
    case = granted(-300, grant, key="E", eligible=["a", "b"])
    case["pools"].append(case["pools"][1] | {"id": "H", "amount_cents": -300})
    found = lines(case)
    assert found["G"] == {"a": -150, "b": -150}
    assert found["H"] == {"a": -100, "b": -200}


def test_a_grant_larger_than_all_own_costs_is_refused_or_kept_in_reserve():
    grant = {"mode": "earmarked", "cap_at_own_cost": True}
    case = granted(-600, grant, key="E", eligible=["a", "c"])
    with pytest.raises(CaseRefused) as refusal:
        solve(case)
    assert refusal.value.code is R.CAPS_BELOW_POOL
    assert refusal.value.facts["missing_cents"] == 100
    case["keys"]["E"]["on_infeasible"] = "reserve"
    answer = solve(case)
    assert answer["reserve_cents"] == -100
    assert answer["totals"] == {"a": 0, "b": 500, "c": 0}


def test_who_has_no_cost_gets_nothing_of_a_capped_grant():
    grant = {"mode": "earmarked", "cap_at_own_cost": True}
    case = granted(-100, grant, key="E", weights={"a": 0, "b": 1, "c": 0})
    assert lines(case)["G"] == {"a": 0, "b": -100, "c": 0}


def test_a_floor_of_a_capped_grant_gives_way_to_the_own_cost():
    grant = {"mode": "earmarked", "cap_at_own_cost": True}
    case = granted(-600, grant, key="E")
    case["keys"]["E"]["floors"] = {"a": 300}
    assert lines(case)["G"] == {"a": -250, "b": -175, "c": -175}


def test_a_cap_of_the_key_holds_below_the_own_cost():
    grant = {"mode": "earmarked", "cap_at_own_cost": True}
    case = granted(-600, grant, key="E")
    case["keys"]["E"]["caps"] = {"a": 120, "b": 1000}
    assert lines(case)["G"] == {"a": -120, "b": -240, "c": -240}


def test_a_credit_and_a_grant_without_more_are_shared_like_a_cost_with_the_sign_turned():
    case = granted(-1000, key="K")
    case["pools"].append({"id": "R", "kind": "credit", "amount_cents": -1000, "key": "K"})
    found = lines(case)
    assert found["G"] == found["R"] == {m: -cents for m, cents in found["C"].items()}


@pytest.mark.parametrize(
    ("grant", "more", "code"),
    [
        ({"mode": "loan"}, {}, R.BAD_VALUE),
        ({"mode": "net_first", "of": "Z"}, {}, R.UNKNOWN_POOL),
        ({"mode": "net_first", "of": "G"}, {}, R.BAD_POOL),
        ({"mode": "net_first"}, {"kind": "cost"}, R.BAD_POOL),
        ({"mode": "net_first"}, {"key": "E"}, R.BAD_POOL),
        ({"mode": "net_first"}, {"eligible": ["a"]}, R.BAD_POOL),
        ({"mode": "net_first", "cap_at_own_cost": True}, {}, R.BAD_POOL),
        ({"mode": "separate", "cap_at_own_cost": True}, {}, R.BAD_POOL),
        ({"mode": "separate", "cap_at_own_cost": 1}, {}, R.BAD_VALUE),
        ({"mode": "separate"}, {"split": [{"share": 1, "key": "K"}]}, R.BAD_POOL),
        ({"mode": "earmarked"}, {}, R.MISSING_FIELD),
        ({"mode": "earmarked"}, {"split": [{"share": 1, "key": "K"}]}, R.BAD_POOL),
        ({"mode": "earmarked", "colour": 1}, {"key": "E"}, R.UNKNOWN_FIELD),
        ({}, {"key": "E"}, R.MISSING_FIELD),
        ({"mode": "earmarked"}, {"key": "E", "eligible": ["a", "a"]}, R.DUPLICATE_ID),
    ],
)
def test_a_contradictory_grant_is_refused_with_its_code(grant, more, code):
    case = granted(-100, {"mode": "net_first"}, **more)
    case["pools"][1]["grant"] = {"of": "C"} | grant
    with pytest.raises(CaseRefused) as refusal:
        solve(case)
    assert refusal.value.code is code
