"""Days on which Finnish banks are open, and due dates that fall on them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.banking_days import due_date, is_banking_day, next_banking_day

days = st.dates(date(2020, 1, 1), date(2060, 12, 31))


@pytest.mark.parametrize(
    "closed",
    [
        date(2026, 1, 1),
        date(2026, 1, 6),  # Epiphany
        date(2026, 4, 3),  # Good Friday
        date(2026, 4, 6),  # Easter Monday
        date(2026, 5, 1),
        date(2026, 5, 14),  # Ascension Day
        date(2026, 6, 19),  # Midsummer Eve
        date(2026, 12, 24),
        date(2026, 12, 25),
        date(2028, 12, 26),  # a Tuesday
        date(2027, 12, 6),  # Independence Day, a Monday
        date(2026, 11, 21),  # a Saturday
        date(2026, 11, 22),
    ],
)
def test_banks_are_closed(closed):
    assert not is_banking_day(closed)


@pytest.mark.parametrize("open_", [date(2026, 11, 23), date(2026, 12, 31), date(2026, 4, 2)])
def test_banks_are_open(open_):
    assert is_banking_day(open_)


def test_due_dates_move_to_the_next_banking_day():
    assert due_date(date(2026, 12, 10), 14) == date(2026, 12, 28)  # Christmas, then a weekend
    assert due_date(date(2027, 1, 15), 14) == date(2027, 1, 29)
    assert due_date(date(2026, 3, 20), 14) == date(2026, 4, 7)  # Good Friday to Easter Monday


@given(days, st.integers(0, 120))
def test_a_due_date_is_a_banking_day_and_never_early(issued, term):
    due = due_date(issued, term)
    assert is_banking_day(due)
    assert timedelta(0) <= due - (issued + timedelta(days=term)) <= timedelta(days=6)


@given(days)
def test_nothing_moves_that_need_not(day):
    moved = next_banking_day(day)
    assert (moved == day) == is_banking_day(day)
    assert all(not is_banking_day(day + timedelta(n)) for n in range((moved - day).days))


def test_a_negative_term_is_refused():
    with pytest.raises(ValueError, match="never negative"):
        due_date(date(2026, 1, 2), -1)
