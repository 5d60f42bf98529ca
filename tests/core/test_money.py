import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.money import MAX_CENTS, format_euros, parse_euros, type_euros


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("1 234,50", 123450),
        ("1\u00a0234,50 €", 123450),
        ("1234.5", 123450),
        ("12 €", 1200),
        ("-0,05", -5),
        ("−3,10", -310),
        ("0", 0),
    ],
)
def test_what_a_finn_types_is_read(typed, cents):
    assert parse_euros(typed) == cents


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1e5",
        "NaN",
        "inf",
        "1_000",
        "0,005",
        "1.234,50",
        "٣",
        "--1",
        "9" * 30,
        "1,2,3",
        "0x10",
        ",",
    ],
)
def test_nonsense_is_refused(typed):
    with pytest.raises(ValueError, match="amount"):
        parse_euros(typed)


def test_an_absurd_amount_is_refused():
    assert parse_euros(type_euros(MAX_CENTS)) == MAX_CENTS
    with pytest.raises(ValueError, match="too large"):
        parse_euros(type_euros(MAX_CENTS + 1))


def test_amounts_are_written_as_finns_read_them():
    assert format_euros(123456789) == "1\u00a0234\u00a0567,89\u00a0€"
    assert format_euros(-5) == "−0,05\u00a0€"
    assert format_euros(150, decimals=False) == "2\u00a0€"
    assert format_euros(149, decimals=False) == "1\u00a0€"
    assert format_euros(5, sign=True) == "+0,05\u00a0€"


@given(st.integers(-MAX_CENTS, MAX_CENTS))
def test_what_is_written_reads_back(cents):
    assert parse_euros(format_euros(cents)) == cents
    assert parse_euros(type_euros(cents)) == cents
