"""The maximum value of a framework, on paper."""

import pytest

from contracts.ceiling import AboveCeiling, crossed, remaining, room_for, used_percent, warning


@pytest.mark.parametrize(
    ("committed", "level"),
    [(0, None), (69_99, None), (70_00, 70), (84_99, 70), (85_00, 85), (95_00, 95), (100_00, 95)],
)
def test_warnings_come_at_70_85_and_95_per_cent(committed, level):
    assert warning(100_00, committed) == level


def test_a_level_is_crossed_once():
    assert crossed(100, 60, 71) == 70
    assert crossed(100, 71, 80) is None
    assert crossed(100, 60, 99) == 95
    assert crossed(100, 99, 60) is None


def test_the_last_cent_fits_and_the_next_does_not():
    assert room_for(100, 60, 40) == 100
    with pytest.raises(AboveCeiling, match="0,40"):
        room_for(100, 60, 41)


def test_what_is_left_is_never_below_zero():
    assert remaining(100, 30) == 70
    assert remaining(100, 130) == 0
    assert used_percent(300, 299) == 99
