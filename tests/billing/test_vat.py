"""The rate of value added tax by day, and its rounding."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.vat import GENERAL_RATE, tax_day, vat_of, vat_permille
from core.money import Cents


@pytest.mark.parametrize(
    ("on", "permille"),
    [
        (date(2013, 1, 1), 240),
        (date(2024, 8, 31), 240),
        (date(2024, 9, 1), 255),
        (date(2026, 11, 21), 255),
    ],
)
def test_the_rate_depends_on_the_day(on, permille):
    assert vat_permille(on) == permille


def test_a_day_before_the_table_has_no_rate():
    with pytest.raises(ValueError, match="no rate"):
        vat_permille(date(1990, 1, 1))


def test_the_table_is_in_order():
    assert [day for day, _ in GENERAL_RATE] == sorted({day for day, _ in GENERAL_RATE})


def test_a_service_is_taxed_by_the_end_of_its_period_or_by_an_earlier_invoice():
    assert tax_day(date(2024, 10, 1), date(2024, 8, 31)) == date(2024, 8, 31)
    assert tax_day(date(2024, 8, 1), date(2024, 12, 31)) == date(2024, 8, 1)


@pytest.mark.parametrize(("net", "vat"), [(100, 26), (2, 1), (0, 0), (10000, 2550), (-100, -26)])
def test_half_a_cent_is_rounded_up(net, vat):
    assert vat_of(Cents(net), 255) == vat


@given(st.integers(-(10**14), 10**14), st.sampled_from([0, 100, 135, 240, 255]))
def test_tax_is_never_half_a_cent_off_and_a_credit_takes_back_the_same(net, permille):
    tax = vat_of(Cents(net), permille)
    assert abs(Fraction(net * permille, 1000) - tax) <= Fraction(1, 2)
    assert vat_of(Cents(-net), permille) == -tax


def test_a_negative_rate_is_refused():
    with pytest.raises(ValueError, match="never negative"):
        vat_of(Cents(1), -1)
