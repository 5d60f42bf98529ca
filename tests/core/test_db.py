"""Two at once: on SQLite here; the same on PostgreSQL in test_db_postgres.py."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm.exc import StaleDataError

from accounts.models import Organisation
from core.config import Settings
from core.db import db, expect, lock, transaction
from core.errors import Changed, NotFound
from tests.core.together import increments, two_at_once
from tests.factories.accounts import an_organisation


def test_every_change_gets_the_next_version(session):
    row = an_organisation()
    assert row.version == 1
    row.name_fi = "Uusi nimi"
    db.session.flush()
    assert row.version == 2


def test_the_second_writer_is_noticed(session):
    row = an_organisation()
    assert row.version == 1
    db.session.execute(text("UPDATE organisation SET version = version + 1"))  # somebody else
    row.name_fi = "Minun"
    with pytest.raises(StaleDataError):
        db.session.flush()


def test_the_second_writer_is_told_politely(session):
    row = an_organisation()
    assert row.version == 1
    db.session.execute(text("UPDATE organisation SET version = version + 1"))
    with pytest.raises(Changed, match="Somebody else"), transaction():
        row.name_fi = "Minun"


def test_a_form_opened_before_a_change_is_refused(session):
    row = an_organisation()
    expect(row, 1)
    expect(row, None)
    with pytest.raises(Changed):
        expect(row, 2)


def test_what_does_not_exist_cannot_be_held(session):
    with pytest.raises(NotFound):
        lock(Organisation, 123456789)


def test_nothing_stays_of_a_deed_that_fails(session):
    row = an_organisation(name_fi="Ennen")

    def deed():
        with transaction():
            row.name_fi = "Jälkeen"
            db.session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        deed()
    assert db.session.get(Organisation, row.id).name_fi == "Ennen"


def test_six_hundred_increments_lose_none_on_sqlite(tmp_path):
    assert increments(Settings(data_dir=tmp_path), people=6, times=100) == 601


def test_of_two_who_read_before_writing_one_is_refused_on_sqlite(tmp_path):
    assert sorted(two_at_once(Settings(data_dir=tmp_path))) == ["Changed", "done"]
