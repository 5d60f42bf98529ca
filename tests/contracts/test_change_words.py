"""The picture of a change: where its axis begins."""

import pytest

from contracts.words.change import Told


def told(before, *steps):
    rows = [(f"cause {n}", cents) for n, cents in enumerate(steps)]
    return Told(None, "", rows, before, sum(steps))


def test_far_from_zero_the_axis_begins_at_whole_thousands():
    low, high = told(155_656_71, 12_514_26, -5_964_47).scale
    assert (low, high) == (143_000_00, 168_170_97)


def test_near_zero_the_axis_begins_at_zero():
    assert told(10_000_00, 9_000_00).scale == (0, 19_000_00)


@pytest.mark.parametrize("steps", [(), (-10_000_00,), (-12_000_00, 13_000_00)])
def test_there_is_no_picture_of_nothing_or_of_what_goes_below_zero(steps):
    assert told(10_000_00, *steps).scale is None
