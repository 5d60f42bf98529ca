"""Mergers: what is added together, what must be agreed anew, and whom it costs."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.allocation.casefile import read_case
from contracts.allocation.engine import allocate
from contracts.allocation.mergers import Merger, effect, merged
from contracts.allocation.refusals import CaseRefused, Refusal
from contracts.allocation.segments import days_present
from tests.contracts.test_allocation_worked import a_case

R = Refusal
DAY = read_case(a_case({"a": 1}, 1)).start


def seven(equal=20, learners=80, amount=36500):
    case = a_case(dict.fromkeys("abcdefg", 1000), amount)
    case["keys"]["K"]["parts"] = [
        {"share": equal, "driver": "equal"},
        {"share": learners, "driver": "learners"},
    ]
    return case


def exact(case):
    return {share.member: share.exact for share in allocate(case).shares}


def test_an_equal_part_is_not_merger_proof():
    found = effect(read_case(seven(amount=1)), Merger(DAY, ("a", "b"), "ab"))
    assert found.before == Fraction(2, 7)
    assert found.after == Fraction(11, 42)  # 26.19 %
    by_learners = effect(read_case(seven(0, 100)), Merger(DAY, ("a", "b"), "ab"))
    assert by_learners.difference == 0


def test_in_mid_period_each_name_pays_for_its_days():
    on = DAY.replace(month=7)
    shares = exact(merged(read_case(seven(0, 100)), Merger(on, ("a", "b"), "ab")))
    assert shares["a"] == shares["b"] == Fraction(36500, 7) * 181 / 365
    assert shares["ab"] == 2 * Fraction(36500, 7) * 184 / 365


def test_memberships_run_on_without_a_gap_or_an_overlap():
    document = seven()
    document["members"] |= {
        "a": [["2026-01-01", "2026-03-31"], ["2026-08-01", None]],
        "b": ["2026-03-01", "2026-06-30"],
        "c": ["2026-06-15", "2026-07-31"],
    }
    case = merged(read_case(document), Merger(DAY.replace(month=2), ("a", "b", "c"), "abc"))
    stretches = [(str(one.start), one.end and str(one.end)) for one in case.members["abc"]]
    assert stretches == [("2026-02-01", None)]
    assert days_present(case.members["a"], case.start, case.end) == 31
    assert days_present(case.members["b"], case.start, case.end) == 0
    assert days_present(case.members["abc"], case.start, case.end) == 334


def changed(field, value, **pool):
    case = seven()
    case["keys"]["K"][field] = value
    case["pools"][0] |= pool
    return case


@pytest.mark.parametrize(
    ("case", "parts", "into", "month", "code"),
    [
        (seven(), ("a", "z"), "az", 1, R.UNKNOWN_MEMBER),
        (seven(), ("a", "b"), "c", 1, R.DUPLICATE_ID),
        (seven(), ("a", "b"), "a", 1, R.DUPLICATE_ID),
        (seven(), ("a", "a"), "x", 1, R.DUPLICATE_ID),
        (seven() | {"period": ["2026-01-01", "2026-03-31"]}, ("a", "b"), "x", 7, R.BAD_PERIOD),
        (changed("floors", {"a": 1}), ("a", "b"), "x", 1, R.BAD_BOUNDS),
        (changed("proration", "none"), ("a", "b"), "x", 7, R.BAD_KEY),
        (changed("tie", "id", eligible=["a", "c"]), ("a", "b"), "x", 1, R.BAD_POOL),
    ],
)
def test_what_cannot_be_added_together_is_refused(case, parts, into, month, code):
    with pytest.raises(CaseRefused) as refusal:
        merged(read_case(case), Merger(DAY.replace(month=month), parts, into))
    assert refusal.value.code is code


def test_a_number_that_one_of_the_parts_lacks_is_missed_by_the_engine():
    case = seven()
    case["members"]["b"] = ["2025-01-01", "2025-12-31"]
    del case["drivers"]["learners"]["b"]
    with pytest.raises(CaseRefused) as refusal:
        allocate(merged(read_case(case), Merger(DAY, ("a", "b"), "ab")))
    assert refusal.value.facts["members"] == ["ab"]


def test_pools_of_those_who_merge_are_shared_by_their_successor():
    case = changed("tie", "id", eligible=["a", "b", "c"])
    shares = exact(merged(read_case(case), Merger(DAY, ("a", "b"), "ab")))
    assert set(shares) == {"a", "b", "ab", "c"}
    assert shares["a"] == shares["b"] == 0
    apart = changed("tie", "id", eligible=["d", "e"])
    assert set(exact(merged(read_case(apart), Merger(DAY, ("a", "b"), "ab")))) == {"d", "e"}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(1, 999), min_size=3, max_size=7), st.integers(1, 12), st.integers(0, 99)
)
def test_merging_never_costs_those_who_merge_more(learners, month, equal):
    names = "abcdefg"[: len(learners)]
    case = seven(equal, 100 - equal)
    case["members"] = {name: [None, None] for name in names}
    case["drivers"]["learners"] = dict(zip(names, learners, strict=True))
    found = effect(read_case(case), Merger(DAY.replace(month=month), ("a", "b"), "ab"))
    assert found.difference < 0 if equal else found.difference == 0
