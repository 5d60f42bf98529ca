"""Who is known here is not told by the time of an answer: the same work is done for everybody."""

import pytest
from argon2 import PasswordHasher
from sqlalchemy import func, select

from accounts.models import PasswordReset, Person
from accounts.passwords import hashed
from accounts.roles import Role
from accounts.states import PersonState
from core.audit import AuditEvent
from core.db import db
from core.outbox import OutboxMessage
from tests.factories.accounts import PASSWORD, a_person
from tests.queries import counted

KINDS = ["known", "switched off", "removed", "without a password", "of the demonstration"]


@pytest.fixture
def slow(monkeypatch):
    """Every verification of a password by Argon2id, as the hash that was looked at."""
    seen = []
    real = PasswordHasher.verify

    def verify(self, kept, typed):
        seen.append(kept)
        return real(self, kept, typed)

    monkeypatch.setattr(PasswordHasher, "verify", verify)
    return seen


def somebody(kind) -> str:
    """The address of somebody of this kind."""
    state = {"switched off": PersonState.DEACTIVATED, "removed": PersonState.REMOVED}.get(kind)
    return a_person(
        Role.PREPARER,
        password_hash=None if kind == "without a password" else hashed(PASSWORD),
        state=state or PersonState.ACTIVE,
        demonstration_note={"order": 1} if kind == "of the demonstration" else None,
    ).email


def work_of(browser, address, **data):
    """The answer, and the first words of every statement it took."""
    client = browser()
    client.submit(address, **data)  # what is asked only once is asked now
    with counted() as said:
        answer = client.submit(address, **data)
    return answer, [" ".join(statement.split()[:3]) for statement in said]


@pytest.mark.parametrize("kind", KINDS)
def test_signing_in_takes_the_same_work_for_a_stranger_as_for(browser, slow, kind):
    password = {"password": "wrong wrong wrong"}
    known, work = work_of(browser, "/sign-in", email=somebody(kind), **password)
    stranger, as_much = work_of(browser, "/sign-in", email="nobody@nowhere.example", **password)
    assert known.status_code == stranger.status_code == 422
    assert len(slow) == 4, "one slow hash for each attempt"
    assert len({kept.rsplit("$", 2)[0] for kept in slow}) == 1, "with the same parameters"
    assert [first.split()[0] for first in work] == [first.split()[0] for first in as_much]


@pytest.mark.parametrize("kind", KINDS)
def test_a_forgotten_password_takes_the_same_work_for_a_stranger_as_for(browser, kind):
    known, work = work_of(browser, "/forgotten-password", email=somebody(kind))
    stranger, as_much = work_of(browser, "/forgotten-password", email="nobody@nowhere.example")
    assert (known.status_code, known.location) == (stranger.status_code, stranger.location)
    writes = [one for one in work if not one.startswith("SELECT")]
    for_nobody = [one for one in as_much if not one.startswith("SELECT")]
    assert {"INSERT INTO outbox_message", "INSERT INTO password_reset"} <= set(for_nobody)
    assert [one for one in for_nobody if one != "INSERT INTO person"] == [
        one for one in writes if one != "INSERT INTO person"
    ]
    assert abs(len(work) - len(as_much)) <= 1, (work, as_much)


@pytest.mark.parametrize("kind", ["a stranger", "switched off", "removed"])
def test_nothing_is_left_of_the_letter_to_nobody(browser, kind):
    email = "nobody@nowhere.example" if kind == "a stranger" else somebody(kind)
    kinds = (Person, PasswordReset, OutboxMessage, AuditEvent)

    def rows():
        return [db.session.scalar(select(func.count()).select_from(one)) for one in kinds]

    before = rows()
    assert browser().submit("/forgotten-password", email=email).status_code == 302
    assert rows() == before
