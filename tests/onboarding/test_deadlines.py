"""The appeal clock against worked examples, the calendar and arithmetic."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as some

from core.errors import RuleBroken
from onboarding.deadlines import (
    APPEAL_RULES,
    NOTICE_RULES,
    AppealPath,
    BodyKind,
    NoticeKind,
    Remedy,
    appeal_clock,
    day_tiles,
    is_moving_day,
    next_weekday,
)

DAYS = some.dates(date(2017, 6, 1), date(2090, 12, 31))
PATHS = some.sampled_from(AppealPath)
BODIES = some.sampled_from(BodyKind)
NOTICES = some.sampled_from(NoticeKind)
MINUTES = NoticeKind.MINUTES_ON_NET


def test_a_board_decision_published_on_10_december_can_be_appealed_until_the_31st():
    clock = appeal_clock(AppealPath.MUNICIPAL, BodyKind.BOARD, MINUTES, date(2026, 12, 10))
    assert clock.known_on == date(2026, 12, 17)
    assert clock.last_day == date(2026, 12, 31)
    assert clock.rule.remedy is Remedy.CORRECTION_CLAIM
    assert not clock.moved


def test_a_council_decision_of_the_same_day_moves_from_saturday_to_monday_18_january():
    clock = appeal_clock(AppealPath.MUNICIPAL, BodyKind.COUNCIL, MINUTES, date(2026, 12, 10))
    assert clock.known_on == date(2026, 12, 17)
    assert clock.last_day == date(2027, 1, 18)
    assert clock.rule.remedy is Remedy.ADMINISTRATIVE_APPEAL
    assert clock.moved


def test_the_clock_of_the_design_runs_from_5_to_26_november():
    clock = appeal_clock(AppealPath.MUNICIPAL, BodyKind.BOARD, MINUTES, date(2026, 11, 5))
    assert (clock.known_on, clock.last_day) == (date(2026, 11, 12), date(2026, 11, 26))


@pytest.mark.parametrize(
    ("notice", "known"),
    [
        (NoticeKind.MINUTES_ON_NET, date(2026, 3, 9)),
        (NoticeKind.LETTER, date(2026, 3, 9)),
        (NoticeKind.ELECTRONIC, date(2026, 3, 5)),
    ],
)
def test_a_notice_is_known_after_its_days(notice, known):
    clock = appeal_clock(AppealPath.MUNICIPAL, BodyKind.OFFICER, notice, date(2026, 3, 2))
    assert clock.known_on == known


@pytest.mark.parametrize("body", BodyKind)
def test_a_procurement_decision_has_fourteen_days_whoever_decided(body):
    clock = appeal_clock(AppealPath.PROCUREMENT, body, NoticeKind.ELECTRONIC, date(2026, 3, 2))
    assert clock.last_day == date(2026, 3, 19)
    assert clock.rule.law == "1397/2016"


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 1, 6),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 5, 14),
        date(2026, 6, 19),  # Midsummer Eve
        date(2026, 6, 20),
        date(2027, 12, 6),
        date(2026, 12, 24),  # Christmas Eve
        date(2026, 12, 25),
        date(2026, 8, 15),  # an ordinary Saturday
        date(2026, 8, 16),
    ],
)
def test_a_time_limit_does_not_end_on(day):
    assert is_moving_day(day)


@pytest.mark.parametrize(
    "day",
    [date(2026, 12, 31), date(2026, 4, 2), date(2026, 4, 30), date(2026, 6, 18), date(2026, 6, 26)],
)
def test_a_time_limit_may_end_on_a_weekday_that_only_feels_like_a_holiday(day):
    assert not is_moving_day(day)


def test_a_last_day_on_christmas_eve_moves_over_the_whole_christmas():
    assert next_weekday(date(2026, 12, 24)) == date(2026, 12, 28)


def test_a_decision_older_than_the_rules_is_refused_not_guessed():
    with pytest.raises(RuleBroken):
        appeal_clock(AppealPath.MUNICIPAL, BodyKind.BOARD, MINUTES, date(2017, 5, 31))


def test_no_two_rules_compete_for_the_same_decision():
    assert len({(r.path, body, r.valid_from) for r in APPEAL_RULES for body in r.bodies}) == sum(
        len(rule.bodies) for rule in APPEAL_RULES
    )
    assert len({(rule.kind, rule.valid_from) for rule in NOTICE_RULES}) == len(NOTICE_RULES)
    assert len({rule.key for rule in APPEAL_RULES}) == len(APPEAL_RULES)


@given(DAYS, PATHS, BODIES, NOTICES)
def test_the_last_day_is_a_weekday_never_early_and_at_most_a_long_weekend_late(
    day, path, body, notice
):
    clock = appeal_clock(path, body, notice, day)
    counted = clock.known_on + timedelta(days=clock.rule.days)
    assert clock.last_day >= counted
    assert (clock.last_day - counted).days <= 5
    assert clock.last_day.weekday() < 5
    assert clock.last_day not in holidays.Finland(years=clock.last_day.year)
    assert all(
        is_moving_day(counted + timedelta(n)) for n in range((clock.last_day - counted).days)
    )
    assert clock.moved == (clock.last_day != counted)


@given(DAYS, PATHS, BODIES, NOTICES)
def test_a_later_notice_never_ends_earlier(day, path, body, notice):
    first = appeal_clock(path, body, notice, day)
    second = appeal_clock(path, body, notice, day + timedelta(days=1))
    assert first.last_day <= second.last_day


@given(DAYS, PATHS, BODIES, NOTICES)
def test_the_time_has_passed_only_after_the_whole_last_day(day, path, body, notice):
    clock = appeal_clock(path, body, notice, day)
    assert not clock.passed(clock.last_day)
    assert clock.passed(clock.last_day + timedelta(days=1))


@given(DAYS, PATHS, BODIES, NOTICES, some.integers(-10, 80))
def test_the_tiles_add_up_to_the_days_of_the_clock(day, path, body, notice, later):
    clock, today = appeal_clock(path, body, notice, day), day + timedelta(days=later)
    tiles = day_tiles(clock.noticed_on, clock.known_on, clock.last_day, today)
    assert tiles.known + tiles.gone + tiles.left == (clock.last_day - day).days
    assert min(tiles.known, tiles.gone, tiles.left) >= 0
    assert (tiles.today is not None) == (day < today <= clock.last_day)
    assert (tiles.left == 0) == (today >= clock.last_day)


def test_the_picture_of_the_design_has_seven_nine_and_five_days():
    tiles = day_tiles(date(2026, 11, 5), date(2026, 11, 12), date(2026, 11, 26), date(2026, 11, 21))
    assert (tiles.known, tiles.gone, tiles.left, tiles.today) == (7, 9, 5, 15)
