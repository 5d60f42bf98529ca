import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.identifiers import (
    NOT_A_BUSINESS_ID,
    WRONG_CHECK_DIGIT,
    BadBusinessId,
    business_id,
    is_business_id,
)


@pytest.mark.parametrize(
    "typed",
    [
        "0182779-8",
        "01827798",
        "FI01827798",
        "fi0182779-8",
        " 0182779 - 8 ",
        "182779-8",
        "0182779–8",
    ],
)
def test_the_forms_people_copy_are_understood(typed):
    assert business_id(typed) == "0182779-8"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0182779",
        "182779",
        "018277988",
        "0182779-8x",
        "٠١٨٢٧٧٩-٨",
        "00000000",
        "SE01827798",
        "0182779-8; DROP TABLE organisation",
        "1" * 10000,
        "<b>0182779-8</b>",
    ],
)
def test_what_is_no_business_id_is_refused_with_an_example(typed):
    with pytest.raises(BadBusinessId, match="seven digits"):
        business_id(typed)


@pytest.mark.parametrize("digit", "01234567")
def test_a_mistyped_check_digit_is_told_apart(digit):
    with pytest.raises(BadBusinessId) as told:
        business_id(f"0182779-{digit}")
    assert str(told.value) == WRONG_CHECK_DIGIT != NOT_A_BUSINESS_ID


@given(st.integers(1, 9_999_999), st.integers(1, 9))
def test_one_wrong_digit_never_passes(number, change):
    digits = f"{number:07d}"
    weights = (7, 9, 10, 5, 8, 4, 2)
    rest = sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11
    right = None if rest == 1 else (11 - rest) % 11
    for check in range(10):
        assert is_business_id(f"{digits}-{check}") == (check == right)
    if right is not None:
        wrong = f"{(int(digits[6]) + change) % 10}"
        assert not is_business_id(f"{digits[:6]}{wrong}-{right}")


def test_only_the_canonical_form_is_stored():
    assert is_business_id("0182779-8")
    assert not is_business_id("01827798")
