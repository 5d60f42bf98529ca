"""Exact fractions as texts of any length, and cases large enough to need them."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.allocation.casefile import solve
from contracts.allocation.exact import decimal_text, fraction_of, text_of, whole_text
from contracts.allocation.explanation import recompute
from contracts.allocation.linear import solve_sparse
from tests.contracts.test_allocation_worked import a_case


@settings(max_examples=50, deadline=None)
@given(st.integers(-(10**30), 10**30), st.integers(1, 10**30), st.integers(0, 5000))
def test_fractions_of_any_length_are_written_and_read_again(top, bottom, zeros):
    value = Fraction(top * 10**zeros + 1, bottom)
    assert fraction_of(text_of(value)) == value


@pytest.mark.parametrize("digits", [1, 3999, 4000, 4001, 4300, 4301, 9000, 20_000])
def test_whole_numbers_of_any_length_are_written_digit_by_digit(digits):
    assert whole_text(10**digits + 7) == "1" + "7".zfill(digits)
    assert whole_text(-(10**digits) + 1) == "-" + "9" * digits


@pytest.mark.parametrize("text", ["", "1/0", "1/-2", "½", "1.5", " 1", "1 ", "+1", "--1", None, 1])
def test_other_texts_are_no_exact_fractions(text):
    with pytest.raises(ValueError, match="not an exact fraction"):
        fraction_of(text)


def test_decimals_are_cut_and_never_rounded():
    assert decimal_text(Fraction(2, 3)) == "0.666666"
    assert decimal_text(Fraction(-1999999999, 10**9)) == "-1.999999"
    assert decimal_text(Fraction(10**40)) == "1" + "0" * 40 + ".000000"


def test_months_of_daily_changes_with_large_numbers_are_exact_and_explained():
    """The denominators have more digits than Python turns into text by itself."""
    start = date(2026, 1, 1)
    names = [f"m{n:03d}" for n in range(80)]
    case = a_case({name: 10**40 + 7 * n + 1 for n, name in enumerate(names)}, 10**30)
    case["members"] = {
        name: [str(start + timedelta(n)), None] if n else [None, None]
        for n, name in enumerate(names)
    }
    shares = solve(case)["shares"]
    assert sum(share["cents"] for share in shares) == 10**30
    assert len(shares[0]["exact"]) > 4300
    case["pools"][0]["eligible"] = names[:60]
    for share in solve(case, explained=True)["shares"]:
        assert recompute(share["explanation"]) == share["cents"]


def test_thousands_of_members_are_shared():
    case = a_case({f"m{n}": n % 977 for n in range(5000)}, 10**30)
    assert sum(solve(case)["totals"].values()) == 10**30


@settings(max_examples=40, deadline=None)
@given(st.data(), st.integers(1, 6))
def test_linear_equations_are_solved_exactly(data, size):
    names = [f"x{n}" for n in range(size)]
    number = st.integers(-9, 0)
    rows = {
        name: {other: Fraction(data.draw(number)) for other in names if other != name}
        for name in names
    }
    for name in names:  # dominant columns, as flows have them
        rows[name][name] = Fraction(1) - sum(rows[other].get(name, 0) for other in names)
    right = {name: Fraction(data.draw(st.integers(-99, 99))) for name in names}
    found = solve_sparse(rows, right)
    for name in names:
        assert sum(rows[name][other] * found[other] for other in names) == right[name]
