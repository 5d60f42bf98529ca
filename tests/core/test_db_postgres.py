"""Two at once on a real PostgreSQL; the same on SQLite in test_db.py."""

import pytest

from core.config import Settings
from tests.core.together import increments, two_at_once

pytestmark = pytest.mark.postgres


def test_six_hundred_increments_lose_none_on_postgresql(postgres_url, tmp_path):
    settings = Settings(data_dir=tmp_path, database_url=postgres_url)
    assert increments(settings, people=6, times=100) == 601


def test_of_two_who_read_before_writing_one_is_refused_on_postgresql(postgres_url, tmp_path):
    settings = Settings(data_dir=tmp_path, database_url=postgres_url)
    assert sorted(two_at_once(settings)) == ["Changed", "done"]
