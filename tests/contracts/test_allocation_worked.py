"""The engine's worked results, and every way of saying no."""

import json

import pytest

from contracts.allocation.canonical import canonical, fingerprint
from contracts.allocation.casefile import solve
from contracts.allocation.explanation import recompute
from contracts.allocation.refusals import CaseRefused, Refusal
from contracts.allocation.strictjson import read_json

R = Refusal


def a_case(weights, cents, pool="P", tie="hash", proration="day_by_day", **more):
    return {
        "alg": "lr-1",
        "period": ["2026-01-01", "2026-12-31"],
        "members": {name: [None, None] for name in weights},
        "drivers": {"learners": dict(weights)},
        "keys": {
            "K": {
                "parts": [{"share": 100, "driver": "learners"}],
                "proration": proration,
                "tie": tie,
            }
        },
        "pools": [{"id": pool, "kind": "cost", "amount_cents": cents, "key": "K"}],
    } | more


JOINING = {
    "members": {"a": [None, None], "b": [None, None], "c": ["2026-07-01", None]},
}


def cents(case):
    return [share["cents"] for share in solve(case)["shares"]]


@pytest.mark.parametrize(
    ("proration", "expected"),
    [
        ("day_by_day", [299178, 598356, 302466]),
        ("member_days", [265938, 531876, 402186]),
        ("none", [200000, 400000, 600000]),
    ],
)
def test_somebody_joins_in_the_middle(proration, expected):
    case = a_case({"a": 100, "b": 200, "c": 300}, 1200000, proration=proration, **JOINING)
    assert cents(case) == expected


def test_the_exact_shares_are_told():
    case = a_case({"a": 100, "b": 200, "c": 300}, 1200000, **JOINING)
    assert [share["exact"] for share in solve(case)["shares"]] == [
        "21840000/73",
        "43680000/73",
        "22080000/73",
    ]


@pytest.mark.parametrize(
    ("weights", "amount", "pool", "tie", "expected"),
    [
        ([2, 3, 1], 100, "P", "hash", [33, 50, 17]),
        ([30, 70], 5, "P", "hash", [2, 3]),
        ([2, 1], -1000, "P", "hash", [-667, -333]),
        ([1, 1, 1, 2], 2, "P", "id", [1, 0, 0, 1]),
        ([1, 1, 1], 100, "P-2026-01", "hash", [33, 33, 34]),
        ([1, 1], 2**53 + 1, "P", "id", [2**52 + 1, 2**52]),
        ([98, 2], 18225, "P", "id", [17861, 364]),
        ([3333, 3333, 3334], 78508, "P", "id", [26167, 26167, 26174]),
        ([1] * 7, 3000, "P", "id", [429, 429, 429, 429, 428, 428, 428]),
        ([1, 0], 7, "P", "hash", [7, 0]),
        ([5, 5], 0, "P", "hash", [0, 0]),
        ([1, 2], 10**30, "P", "hash", [(10**30 - 1) // 3, (2 * 10**30 + 1) // 3]),
    ],
)
def test_worked_results(weights, amount, pool, tie, expected):
    names = "abcdefg"[: len(weights)]
    case = a_case(dict(zip(names, weights, strict=True)), amount, pool, tie)
    assert cents(case) == expected
    told = solve(case, explained=True)["shares"]
    assert [recompute(one["explanation"]) for one in told] == expected


def test_a_key_of_several_parts_is_rounded_once():
    case = a_case({"a": 100, "b": 300, "c": 600}, 100, tie="id")
    case["keys"]["K"]["parts"] = [
        {"share": 20, "driver": "equal"},
        {"share": 80, "driver": "learners"},
    ]
    assert cents(case) == [15, 31, 54]  # exactly 14 2/3, 30 2/3, 54 2/3


def test_only_the_eligible_share_and_the_others_are_not_named():
    case = a_case({"a": 1, "b": 1, "c": 1}, 100)
    case["pools"][0]["eligible"] = ["c", "a"]
    assert [(s["member"], s["cents"]) for s in solve(case)["shares"]] == [("a", 50), ("c", 50)]
    assert solve(case)["totals"] == {"a": 50, "b": 0, "c": 50}


def test_somebody_present_for_no_day_owes_nothing():
    case = a_case({"a": 1, "b": 1}, 100, members={"a": [None, None], "b": ["2027-01-01", None]})
    assert cents(case) == [100, 0]


def test_somebody_who_leaves_and_comes_back_pays_for_both_stretches():
    stretches = [["2026-01-01", "2026-01-31"], ["2026-12-01", None]]
    case = a_case({"a": 1, "b": 1}, 365 * 200, members={"a": [None, None], "b": stretches})
    assert cents(case) == [365 * 200 - 62 * 100, 62 * 100]


def test_shares_are_ordered_by_pool_and_member_and_totals_agree():
    case = a_case({"b": 1, "a": 2}, 100)
    case["pools"] = [
        {"id": "Z", "amount_cents": 100, "key": "K"},
        {"id": "A", "kind": "grant", "amount_cents": -10, "key": "K"},
    ]
    answer = solve(case)
    places = [(share["pool"], share["member"]) for share in answer["shares"]]
    assert places == [("A", "a"), ("A", "b"), ("Z", "a"), ("Z", "b")]
    assert sum(answer["totals"].values()) == 90
    assert answer["reserve_cents"] == 0


def test_explaining_does_not_change_the_result():
    case = a_case({"a": 1, "b": 2}, 100)
    plain, explained = solve(case), solve(case, explained=True)
    assert plain["output_sha256"] == explained["output_sha256"]
    assert plain["inputs_sha256"] == fingerprint(case)
    hashed = {key: value for key, value in plain.items() if key != "output_sha256"}
    assert plain["output_sha256"] == fingerprint(hashed)


def test_the_order_of_a_files_fields_does_not_change_its_fingerprint():
    case = a_case({"a": 1, "b": 2}, 100)
    turned = json.loads(json.dumps(case, sort_keys=True))
    turned = dict(reversed(turned.items()))
    assert solve(turned) == solve(case)
    assert canonical(turned) == canonical(case)


def test_a_forged_explanation_is_found_out():
    told = solve(a_case({"a": 1, "b": 2}, 100), explained=True)["shares"][0]["explanation"]
    for field, value in [("cents", 34), ("exact", "34")]:
        with pytest.raises(ValueError, match=r"does not follow|do not follow"):
            recompute(told | {field: value})


def changed(**more):
    return a_case({"a": 1, "b": 2}, 100, **more)


def with_key(**more):
    case = changed()
    case["keys"]["K"] |= more
    return case


def with_pool(**more):
    case = changed()
    case["pools"][0] |= more
    return case


@pytest.mark.parametrize(
    ("case", "code"),
    [
        (changed(alg="lr-2"), R.UNKNOWN_ALGORITHM),
        (changed(extra=1), R.UNKNOWN_FIELD),
        (with_key(colour="red"), R.UNKNOWN_FIELD),
        (with_pool(note="x"), R.UNKNOWN_FIELD),
        (changed(period=["2026-12-31", "2026-01-01"]), R.BAD_PERIOD),
        (changed(period=["2026-02-30", "2026-12-31"]), R.BAD_DATE),
        (changed(period=["20260101", "2026-12-31"]), R.BAD_DATE),
        (changed(period="2026"), R.BAD_VALUE),
        (changed(drivers={"learners": {"a": 1}}), R.MISSING_DRIVER),
        (changed(drivers={"learners": {"a": 1, "b": -1}}), R.NEGATIVE_WEIGHT),
        (changed(drivers={"learners": {"a": 100, "b": -90}}), R.NEGATIVE_WEIGHT),
        (changed(drivers={"learners": {"a": 0, "b": 0}}), R.NO_WEIGHT),
        (changed(drivers={"learners": {"a": 1, "b": True}}), R.BAD_VALUE),
        (changed(drivers={"learners": {"a": 1, "b": "2"}}), R.BAD_VALUE),
        (changed(drivers={"learners": {"a": 1, "b": None}}), R.BAD_VALUE),
        (changed(drivers={"learners": {"a": 1, "b": 2, "c": 3}}), R.UNKNOWN_MEMBER),
        (changed(drivers={"equal": {"a": 1}, "learners": {}}), R.DUPLICATE_ID),
        (changed(drivers={}), R.UNKNOWN_DRIVER),
        (changed(members={}, drivers={"learners": {}}), R.NO_WEIGHT),
        (
            changed(members={"a": ["2026-02-01", None], "b": ["2026-03-01", None]}),
            R.NO_WEIGHT,
        ),
        (
            changed(members={"a": [["2026-01-01", None], ["2026-05-01", None]], "b": [None, None]}),
            R.OVERLAPPING_PRESENCE,
        ),
        (with_key(parts=[]), R.BAD_KEY),
        (with_key(parts=[{"share": -1, "driver": "equal"}]), R.BAD_KEY),
        (with_key(parts=[{"share": 0, "driver": "equal"}]), R.BAD_KEY),
        (with_key(tie="dice"), R.BAD_VALUE),
        (with_key(proration="weekly"), R.BAD_VALUE),
        (with_key(rounding="bankers"), R.BAD_VALUE),
        (with_pool(key="X"), R.UNKNOWN_KEY),
        (with_pool(kind="gift"), R.BAD_VALUE),
        (with_pool(eligible=["z"]), R.UNKNOWN_MEMBER),
        (with_pool(id=""), R.BAD_VALUE),
        (changed(pools=[]) | {"pools": [{"id": "P", "amount_cents": 1}]}, R.MISSING_FIELD),
        ([], R.BAD_VALUE),
        ("case", R.BAD_VALUE),
    ],
)
def test_a_bad_case_is_refused_with_its_code(case, code):
    with pytest.raises(CaseRefused) as refusal:
        solve(case)
    assert refusal.value.code is code
    assert refusal.value.as_json()["error"]["code"] == code.value
    assert "%(" not in str(refusal.value)


def test_the_members_whose_number_is_missing_are_named():
    case = a_case({"a": 1, "b": 1, "c": 1}, 100)
    case["drivers"]["learners"] = {"b": 1}
    with pytest.raises(CaseRefused) as refusal:
        solve(case)
    assert refusal.value.facts["members"] == ["a", "c"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"a": 1.0}', R.FLOAT),
        ('{"a": 1e5}', R.FLOAT),
        ('{"a": NaN}', R.FLOAT),
        ('{"a": 1, "a": 2}', R.DUPLICATE_ID),
        ("{", R.BAD_JSON),
        ("", R.BAD_JSON),
        ("[" * 100_000, R.BAD_JSON),
        ('{"a": ' + "9" * 5000 + "}", R.BAD_JSON),
    ],
)
def test_a_bad_file_is_refused_with_its_code(text, code):
    with pytest.raises(CaseRefused) as refusal:
        read_json(text)
    assert refusal.value.code is code


def test_a_float_never_reaches_a_fingerprint():
    with pytest.raises(TypeError, match="float"):
        canonical({"a": [1.5]})


def test_ties_favour_nobody_over_many_pools():
    names = [f"member {n}" for n in range(6)]
    case = {
        "alg": "lr-1",
        "period": ["2026-01-01", "2026-12-31"],
        "members": {name: [None, None] for name in names},
        "drivers": {},
        "keys": {"K": {"parts": [{"share": 1, "driver": "equal"}]}},
        "pools": [{"id": f"P{n}", "amount_cents": 103, "key": "K"} for n in range(1200)],
    }
    totals = solve(case)["totals"]
    assert max(totals.values()) - min(totals.values()) < 100  # by id one would get 1 200 more
