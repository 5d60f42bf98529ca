"""Why a share changed: the causes sum to the change, and each counts for what it did."""

from copy import deepcopy
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.allocation.casefile import read_case
from contracts.allocation.change import Cause, change_of

THEN = {
    "alg": "lr-1",
    "period": ["2026-01-01", "2026-12-31"],
    "members": {"a": [None, None], "b": [None, None], "c": [None, None]},
    "drivers": {"learners": {"a": 100, "b": 200, "c": 300}},
    "keys": {
        "K/1": {"parts": [{"share": 20, "driver": "equal"}, {"share": 80, "driver": "learners"}]}
    },
    "pools": [{"id": "P26", "kind": "cost", "amount_cents": 600_000, "key": "K/1"}],
}


def family(key: str) -> str:
    return key.partition("/")[0]


def now(**changes):
    document = deepcopy(THEN) | {"period": ["2027-01-01", "2027-12-31"]}
    document["pools"][0]["id"] = "P27"
    return document | changes


def told(document, member="a", then=THEN):
    return change_of(member, read_case(then), read_case(document), family)


def test_nothing_changed_when_only_the_year_did():
    change = told(now())
    assert change.difference == 0
    assert not any(change.causes.values())


def test_a_dearer_pool_is_price_alone():
    change = told(now(pools=[THEN["pools"][0] | {"id": "P27", "amount_cents": 660_000}]))
    assert change.causes == {Cause.PRICE: change.difference}
    assert change.difference == change.before / 10


def test_more_learners_of_ones_own_cost_more_and_of_others_less():
    own = told(now(drivers={"learners": {"a": 150, "b": 200, "c": 300}}))
    assert set(own.causes) == {Cause.OWN_DRIVER}
    assert own.difference > 0
    others = told(now(drivers={"learners": {"a": 100, "b": 250, "c": 300}}))
    assert set(others.causes) == {Cause.OTHERS_DRIVERS}
    assert others.difference < 0


def test_a_joiner_makes_it_cheaper_and_is_told_as_membership():
    document = now(
        members=THEN["members"] | {"d": ["2027-07-01", None]},
        drivers={"learners": THEN["drivers"]["learners"] | {"d": 400}},
    )
    change = told(document)
    assert change.causes[Cause.MEMBERSHIP] == change.difference < 0


def test_a_new_version_of_the_key_is_told_as_the_key():
    document = now(
        keys={"K/2": {"parts": [{"share": 100, "driver": "learners"}]}},
        pools=[THEN["pools"][0] | {"id": "P27", "key": "K/2"}],
    )
    change = told(document)
    assert change.causes[Cause.KEY] == change.difference == Fraction(100_000 - 120_000)
    assert not any(cents for cause, cents in change.causes.items() if cause is not Cause.KEY)


def test_who_was_no_member_before_pays_because_of_joining():
    document = now(
        members=THEN["members"] | {"d": [None, None]},
        drivers={"learners": THEN["drivers"]["learners"] | {"d": 400}},
    )
    change = told(document, "d")
    assert change.before == 0
    assert change.causes == {Cause.MEMBERSHIP: change.after}


def test_a_leap_year_alone_changes_nothing():
    change = told(now(period=["2028-01-01", "2028-12-31"]))
    assert change.difference == 0


def test_half_a_year_is_not_as_long_in_a_leap_year():
    """184 days of 365 and 184 of 366: a change of how long, not of how cents are rounded."""
    half = THEN["members"] | {"b": ["2027-07-01", None]}
    then = THEN | {"period": ["2027-01-01", "2027-12-31"], "members": half}
    for since in ("2028-07-01", None):
        document = now(
            period=["2028-01-01", "2028-12-31"], members=THEN["members"] | {"b": [since, None]}
        )
        for member in "abc":
            change = told(document, member, then)
            assert change.causes == {Cause.MEMBERSHIP: change.difference}
            assert change.difference


def two_versions(first, second):
    """One pool by the first version of the key, another by the second."""
    pool = THEN["pools"][0]
    return {
        "keys": THEN["keys"] | {"K/2": {"parts": [{"share": 100, "driver": "learners"}]}},
        "pools": [
            pool | {"amount_cents": first},
            pool | {"id": "Q", "key": "K/2", "amount_cents": second},
        ],
    }


def test_two_versions_of_a_key_in_one_period_are_each_counted_as_they_are():
    then, document = THEN | two_versions(600_000, 300_000), now(**two_versions(660_000, 330_000))
    change = told(document, then=then)
    assert change.causes == {Cause.PRICE: change.difference}
    assert change.difference == change.before / 10


def test_when_one_key_comes_in_the_place_of_two_the_causes_are_left_untold():
    assert told(now(), then=THEN | two_versions(600_000, 300_000)).causes is None


def test_when_no_case_lies_between_the_causes_are_left_untold():
    """A pool shared only by two who were not there the year before: nobody could have carried it."""
    then = THEN | {"members": {"a": [None, None]}, "drivers": {"learners": {"a": 100}}}
    document = now(
        pools=[*now()["pools"], {**now()["pools"][0], "id": "Q", "eligible": ["b", "c"]}],
    )
    change = told(document, "a", then)
    assert change.causes is None
    assert change.difference == Fraction(120_000 - 600_000)


NUMBERS = st.fixed_dictionaries({name: st.integers(1, 10_000) for name in "abcd"})
PARTS = st.lists(st.sampled_from(["equal", "learners"]), min_size=1, max_size=2, unique=True)


@st.composite
def years(draw):
    end = draw(st.sampled_from([None, "2026-05-31", "2027-05-31"]))
    numbers, parts = draw(NUMBERS), draw(PARTS)
    return now(
        members=THEN["members"] | {"d": [draw(st.sampled_from([None, "2026-03-01"])), end]},
        drivers={"learners": numbers},
        keys={"K/1": {"parts": [{"share": draw(st.integers(1, 9)), "driver": d} for d in parts]}},
        pools=[
            {"id": f"P{n}", "amount_cents": draw(st.integers(-(10**6), 10**6)), "key": "K/1"}
            for n in range(draw(st.integers(1, 3)))
        ],
    )


@settings(max_examples=60, deadline=None)
@given(years(), years(), st.sampled_from("abcd"))
def test_the_causes_sum_exactly_to_the_change(first, second, member):
    change = told(second, member, first | {"period": ["2026-01-01", "2026-12-31"]})
    if change.causes is not None:
        assert sum(change.causes.values()) == change.after - change.before
    back = change_of(
        member,
        read_case(second),
        read_case(first | {"period": ["2026-01-01", "2026-12-31"]}),
        family,
    )
    assert back.difference == -change.difference


@pytest.mark.parametrize("cents", [1, -1, 10**12])
def test_a_changed_pool_is_told_to_the_exact_cent(cents):
    change = told(now(pools=[THEN["pools"][0] | {"id": "P27", "amount_cents": cents}]), "b")
    assert change.after == Fraction(cents) * (Fraction(1, 15) + Fraction(8, 30))
