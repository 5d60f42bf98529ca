"""Who is a member, on which day, asked in few queries."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import event

from core.db import db
from onboarding.queries.membership import (
    find_membership,
    list_members,
    list_memberships,
    list_of,
)
from tests.factories.accounts import a_municipality
from tests.factories.onboarding_agreements import a_member

FIRST, LAST = date(2026, 3, 1), date(2026, 9, 30)


@pytest.fixture
def member(session):
    return a_member(starts_on=FIRST, ends_on=LAST)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (FIRST - timedelta(days=1), False),
        (FIRST, True),
        (LAST, True),
        (LAST + timedelta(days=1), False),
    ],
)
def test_both_days_belong_to_the_membership(member, day, expected):
    assert (find_membership(member.organisation_id, day) is not None) is expected
    assert len(list_members(day)) == int(expected)


def test_a_membership_without_a_last_day_goes_on(session):
    row = a_member(starts_on=FIRST)
    assert find_membership(row.organisation_id, date(2099, 1, 1)) == row
    assert list_of(row.organisation_id) == [row]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(some.integers(-200, 400), some.integers(0, 400))
def test_a_period_holds_a_membership_exactly_when_they_share_a_day(member, offset, length):
    start = FIRST + timedelta(days=offset)
    end = start + timedelta(days=length)
    shares = any(start <= FIRST + timedelta(days=n) <= end for n in range((LAST - FIRST).days + 1))
    assert bool(list_memberships(start, end)) == shares


def test_the_list_is_ordered_and_takes_one_query_however_many_there_are(session):
    for name in ("Ähtäri", "Akaa", "Multia"):
        a_member(a_municipality(name_fi=name), FIRST)
    db.session.expire_all()
    said = []

    def count(connection, cursor, statement, *_):
        said.append(statement)

    event.listen(db.session.connection(), "before_cursor_execute", count)
    rows = list_members(FIRST)
    names = [row.organisation.municipality.name_fi for row in rows]
    assert len(names) == 3
    assert len(said) == 1
    said.clear()
    assert len([row.organisation.name_fi for row in list_memberships(FIRST, FIRST)]) == 3
    assert len(said) == 1
