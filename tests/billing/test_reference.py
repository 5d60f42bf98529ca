"""Reference numbers: the published examples, and what must hold for every number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649

from billing import reference

bases = st.integers(min_value=100, max_value=10**19 - 1)


def test_the_published_example():
    assert reference.build(123456) == "1234561"
    assert reference.international("1234561") == "RF341234561"


def test_it_is_read_in_groups_of_five_from_the_right():
    assert reference.in_groups("1234561") == "12 34561"
    assert reference.in_groups("12345") == "12345"
    assert reference.in_groups("202600017") == "2026 00017"
    assert reference.international_in_groups("RF341234561") == "RF34 1234 561"


@pytest.mark.parametrize("base", [0, -5, 99, 10**19])
def test_a_number_too_short_or_too_long_is_refused(base):
    with pytest.raises(ValueError, match="no reference number"):
        reference.build(base)


@pytest.mark.parametrize("typed", ["", "123", "1234562", "abc", "１２３４５６１", "1" * 21])
def test_a_wrong_number_is_seen(typed):
    assert not reference.is_valid(typed)
    with pytest.raises(ValueError, match="not a Finnish reference"):
        reference.international(typed)


@given(bases)
def test_every_number_made_is_valid_in_both_forms_and_however_it_is_grouped(base):
    made = reference.build(base)
    assert reference.is_valid(made)
    assert reference.is_valid(f"000{made}")
    assert reference.is_valid(reference.in_groups(made))
    abroad = reference.international(made)
    assert iso11649.is_valid(abroad)
    assert iso11649.is_valid(reference.international_in_groups(abroad))
    assert abroad[4:] == made


@given(bases, st.data())
def test_one_wrong_digit_is_always_seen(base, data):
    made = reference.build(base)
    place = data.draw(st.integers(0, len(made) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != made[place]]))
    wrong = made[:place] + other + made[place + 1 :]
    # 7 and 3 are prime to ten, so a changed digit always changes the sum
    assert not reference.is_valid(wrong)
