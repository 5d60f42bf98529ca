"""The last admin, the single link and the counted guess when everybody comes at the same moment."""

from collections.abc import Iterator

import pytest
from flask import Flask

from app import create_app
from core.config import Settings
from core.db import db
from tests.accounts.at_once import (
    everybody_leaves,
    guesses_at_once,
    one_address_invited_twice,
    one_link_twice,
    rivals_confirmed_at_once,
    two_admins_remove_each_other,
)


@pytest.fixture
def on_sqlite(tmp_path) -> Iterator[Flask]:
    app = create_app(Settings(data_dir=tmp_path))
    with app.app_context():
        db.create_all()
        db.session.remove()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def anywhere(request) -> Flask:
    """The same on SQLite and on PostgreSQL."""
    fixture = {"sqlite": "on_sqlite", "postgres": "postgres_app"}[request.param]
    return request.getfixturevalue(fixture)


def test_two_admins_who_remove_each_other_leave_one(anywhere):
    told, left = two_admins_remove_each_other(anywhere)
    assert left == 1
    assert sorted(told)[-1] == "done"
    assert set(told) == {"done", "RuleBroken"} or set(told) == {"done", "NotAllowed"}


def test_when_all_admins_leave_at_once_one_has_to_stay(anywhere):
    told, left = everybody_leaves(anywhere, 6)
    assert left == 1
    assert sorted(told) == ["RuleBroken", *["done"] * 5]


def test_a_link_that_two_press_at_once_makes_one_account(anywhere):
    told, made = one_link_twice(anywhere)
    assert made == 1
    assert sorted(told) == ["Gone", "done"]


def test_twenty_guesses_in_one_moment_count_as_twenty(anywhere):
    told, tried = guesses_at_once(anywhere, 20)
    assert tried == 5
    assert told.count("done") == 5
    assert told.count("TooMany") == 15


def test_rivals_confirmed_at_once_let_one_organisation_in(anywhere):
    told, inside = rivals_confirmed_at_once(anywhere)
    assert inside == 1
    assert sorted(told) == ["RuleBroken", "done"]


def test_two_invitations_to_one_address_taken_at_once_make_one_account(anywhere):
    told, made = one_address_invited_twice(anywhere)
    assert made == 1
    assert sorted(told) == ["BadInput", "done"]
