"""What if: changes on top of a case."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.allocation.casefile import read_case
from contracts.allocation.scenario import (
    Amount,
    Join,
    Leave,
    Mix,
    Number,
    afterwards,
    first_felt,
    what_if,
)
from contracts.allocation.scenario_text import from_text, to_text
from contracts.words.scenario import Row
from core.errors import RuleBroken

CASE = read_case(
    {
        "alg": "lr-1",
        "period": ["2027-01-01", "2027-12-31"],
        "members": {"a": [None, None], "b": ["2026-03-01", None], "c": [None, "2027-06-30"]},
        "drivers": {"learners": {"a": 100, "b": 200, "c": 300}},
        "keys": {
            "K/1": {
                "parts": [{"share": 20, "driver": "equal"}, {"share": 80, "driver": "learners"}]
            }
        },
        "pools": [
            {"id": "P", "kind": "cost", "amount_cents": 1_200_000, "key": "K/1"},
            {"id": "G", "kind": "grant", "amount_cents": -200_000, "key": "K/1"},
        ],
    }
)
NEW_YEAR = date(2028, 1, 1)


def after(*changes, years=1, at=-1):
    return what_if(CASE, changes, years)[at].after.totals


def test_nothing_changes_without_a_change():
    for year in what_if(CASE, [], 3):
        assert year.before.shares == year.after.shares


def test_every_year_shares_its_whole_amount():
    changes = [Leave("b", date(2028, 7, 1)), Join("d", NEW_YEAR, (("learners", 50),))]
    for year in what_if(CASE, changes, 5):
        assert sum(year.after.totals.values()) == sum(year.before.totals.values()) == 1_000_000


def test_whoever_has_left_before_a_year_is_not_in_it():
    assert [sorted(year.members) for year in what_if(CASE, [], 2)] == [["a", "b", "c"], ["a", "b"]]


def test_who_leaves_pays_until_the_day_before():
    totals = after(Leave("b", date(2028, 7, 1)), years=2)
    assert 0 < totals["b"] < after(years=2)["b"]
    assert after(Leave("b", date(2028, 7, 1)), years=3)["b"] == 0


def test_who_joins_pays_from_the_day_on_and_makes_it_cheaper_for_the_others():
    newcomer = Join("d", date(2027, 7, 1), (("learners", 600),))
    totals, plain = after(newcomer), after()
    assert totals["d"] > 0
    assert all(totals[member] < plain[member] for member in "ab")
    assert totals["c"] == plain["c"]  # had left the day before


def test_who_comes_back_after_leaving_is_there_twice():
    changes = [Leave("a", date(2027, 3, 1)), Join("a", date(2027, 9, 1), (("learners", 100),))]
    presences = what_if(CASE, changes)[0].after.case.members["a"]
    assert [(one.start, one.end) for one in presences] == [
        (None, date(2027, 2, 28)),
        (date(2027, 9, 1), None),
    ]


def test_a_number_counts_from_the_period_that_begins_on_its_day_or_later():
    change = Number("learners", "a", date(2027, 6, 1), 400)
    assert after(change) == after()
    assert after(change, years=2)["a"] > after(years=2)["a"]


def test_an_amount_of_nothing_ends_the_pool():
    assert sum(after(Amount("G", NEW_YEAR, 0), years=2).values()) == 1_200_000
    assert sum(after(Amount("P", date(2027, 1, 1), 2_400_000)).values()) == 2_200_000


def test_a_key_all_equal_gives_equal_shares():
    totals = after(Mix("K/1", NEW_YEAR, 100, "learners"), years=2)
    assert totals["a"] == totals["b"] == 500_000


@pytest.mark.parametrize(
    ("change", "calendar_year", "school_year"),
    [
        (Leave("a", date(2020, 1, 1)), 0, 0),
        (Leave("a", date(2027, 7, 1)), 0, 0),
        (Leave("a", NEW_YEAR), 1, 0),
        (Number("learners", "a", date(2027, 6, 1), 5), 1, 0),
        (Number("learners", "a", NEW_YEAR, 5), 1, 1),
        (Amount("P", date(2050, 1, 1), 5), 4, 4),
    ],
)
def test_a_change_is_first_felt_in_the_year_in_which_it_counts(change, calendar_year, school_year):
    school = replace(CASE, start=date(2027, 8, 1), end=date(2028, 7, 31))
    assert first_felt(CASE, change) == calendar_year
    assert first_felt(school, change) == school_year


def test_costs_and_grants_that_are_equal_still_need_somebody_to_carry_them():
    changes = [Amount("P", CASE.start, 200_000), *(Leave(one, CASE.start) for one in "abc")]
    for count in (what_if, lambda *words: afterwards(*words, 0)):
        with pytest.raises(RuleBroken, match="Nobody can carry"):
            count(CASE, changes)


def test_a_leap_day_is_laid_on_the_last_of_february():
    case = read_case(
        {
            "alg": "lr-1",
            "period": ["2028-02-01", "2028-02-29"],
            "members": {"a": [None, None]},
            "drivers": {},
            "keys": {"K": {"parts": [{"share": 1, "driver": "equal"}]}},
            "pools": [{"id": "P", "amount_cents": 100, "key": "K"}],
        }
    )
    assert what_if(case, [], 2)[1].end == date(2029, 2, 28)


def test_the_quick_count_is_within_a_cent_for_each_pool():
    changes = [Leave("b", date(2028, 7, 1)), Join("d", NEW_YEAR, (("learners", 50),))]
    for ahead, year in enumerate(what_if(CASE, changes, 4)):
        quick = afterwards(CASE, changes, ahead).totals
        assert sum(quick.values()) == sum(year.after.totals.values())
        assert all(abs(quick[one] - cents) <= 2 for one, cents in year.after.totals.items())


def test_whose_share_is_below_zero_gets_a_sign_in_per_cent_all_the_same():
    assert Row("a", "A", -100, -50).percent == "+50,0\u00a0%"
    assert Row("a", "A", -100, -150).percent == "\u221250,0\u00a0%"


@pytest.mark.parametrize(
    "change",
    [
        Leave("z", NEW_YEAR),
        Number("users", "a", NEW_YEAR, 1),
        Number("learners", "z", NEW_YEAR, 1),
        Amount("Q", NEW_YEAR, 1),
        Mix("L/1", NEW_YEAR, 1, "learners"),
        Mix("K/1", NEW_YEAR, 1, "users"),
    ],
)
def test_what_is_not_there_cannot_change(change):
    with pytest.raises(RuleBroken, match="knows nothing called"):
        what_if(CASE, [change])


NAMES = st.text("abc0123456789-", min_size=1, max_size=12)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
COUNTS = st.integers(0, 10**6)
CHANGES = st.one_of(
    st.builds(Leave, NAMES, DAYS),
    st.builds(
        lambda member, day, n, p: Join(
            member, day, (("learners", n), ("active_users", n), ("population", p))
        ),
        NAMES,
        DAYS,
        COUNTS,
        COUNTS,
    ),
    st.builds(Number, st.sampled_from(["learners", "population"]), NAMES, DAYS, COUNTS),
    st.builds(Amount, NAMES, DAYS, st.integers(-(10**12), 10**12)),
    st.builds(Mix, NAMES.map(lambda n: n + "/1"), DAYS, st.integers(0, 100), st.just("learners")),
)


@settings(max_examples=100, deadline=None)
@given(CHANGES)
def test_a_change_survives_being_written_into_an_address(change):
    assert from_text(to_text(change)) == change


@pytest.mark.parametrize(
    "text",
    [
        *("", "leave", "leave:a", "leave:a:2028-02-30", "leave:a:2028-01-01:1", "fly:a:2028-01-01"),
        *("leave:a:0001-01-01", "leave:a:9999-12-31", "join:a:2028-W01-1:1:5"),
        *("join:a:2028-01-01:-1:5", "join:a:2028-01-01:1e3:5", "number:learners:a:2028-01-01:٣"),
        *("amount:P:2028-01-01:1.5", "amount:P:2028-01-01:" + "9" * 20, "mix:K:2028-01-01:101:x"),
    ],
)
def test_a_text_that_stands_for_no_change_is_refused(text):
    with pytest.raises(RuleBroken):
        from_text(text)
