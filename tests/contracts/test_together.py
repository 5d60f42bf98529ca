"""Two at once: one does it, the other is told politely; on SQLite and on PostgreSQL."""

import pytest

from core.config import Settings
from tests.contracts.together import (
    two_lock_one_run,
    two_lock_two_runs,
    two_take_the_last_cents,
)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def real(request, tmp_path):
    """Settings of a database that several connections can share."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    return Settings(data_dir=tmp_path, database_url=url)


def test_of_two_treasurers_who_lock_at_once_one_does(real):
    told, shares = two_lock_one_run(real)
    assert told in (["IllegalStep", "done"], ["Changed", "done"])  # both are polite 409 answers
    assert shares == 3


def test_two_runs_locked_at_once_stand_in_line_on_the_chain(real):
    told, chain = two_lock_two_runs(real)
    assert told == ["done", "done"]
    assert chain == [(1, True), (2, True)]


def test_two_pools_cannot_take_the_same_room_of_a_framework(real):
    told, committed = two_take_the_last_cents(real)
    assert told == ["AboveCeiling", "done"]
    assert committed == 60_00
