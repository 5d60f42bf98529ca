"""What must hold on a real PostgreSQL too: the walk, the triggers, and two who press at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from threading import Barrier

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

from accounts.roles import Role
from core.db import db, transaction
from core.errors import Changed, RuleBroken
from onboarding.models.agreement import Agreement
from onboarding.models.membership import AllianceMembership
from onboarding.models.signature import Signature
from onboarding.queries.membership import find_membership
from onboarding.states.agreement import AgreementState
from onboarding.workflow import agreement as deeds
from onboarding.workflow import signing
from tests.factories.accounts import a_municipality, a_person, actor_of
from tests.factories.onboarding_agreements import AT, a_cast, an_accepted_application, an_agreement

pytestmark = pytest.mark.postgres
S = AgreementState
APRIL = datetime(2026, 4, 3, 10, 0, tzinfo=UTC)


@pytest.fixture
def inside(postgres_app):
    with postgres_app.app_context():
        yield postgres_app
        db.session.rollback()


def refused(statement, **values):
    with pytest.raises(DBAPIError) as error:
        db.session.execute(text(statement), values)
    db.session.rollback()
    return str(error.value)


def at_once(app, *deeds_to_do):
    """Each deed in a thread and a transaction of its own, begun together; how each ended."""
    barrier = Barrier(len(deeds_to_do))

    def do(deed):
        with app.app_context():
            barrier.wait(timeout=20)
            try:
                with transaction():
                    deed()
            except (RuleBroken, DBAPIError) as error:
                return error
            return None

    with ThreadPoolExecutor(len(deeds_to_do)) as pool:
        return list(pool.map(do, deeds_to_do))


def test_the_whole_walk_and_the_frozen_text(inside):
    key = an_agreement(S.IN_FORCE).id
    agreement = db.session.get(Agreement, key)
    assert find_membership(agreement.organisation_id, date(2026, 8, 1))
    for column, value in (
        ("texts", "'{}'"),
        ("estimate_cents", "1"),
        ("starts_on", "'2027-01-01'"),
    ):
        said = refused(f"UPDATE agreement SET {column} = {value} WHERE id = :key", key=key)
        assert "frozen: an offered agreement keeps its text" in said
    assert "does not become unsigned" in refused(
        "UPDATE agreement SET state = 'draft' WHERE id = :key", key=key
    )
    assert "is kept" in refused("DELETE FROM agreement WHERE id = :key", key=key)
    assert "append-only" in refused("UPDATE decision SET section = '1'")
    assert "append-only" in refused("DELETE FROM signature")


def test_memberships_do_not_overlap(inside):
    first = an_agreement(S.IN_FORCE)
    other = an_agreement(S.COUNTERSIGNED, a_cast(a_municipality()))
    db.session.add(
        AllianceMembership(
            organisation_id=first.organisation_id, agreement_id=other.id, starts_on=date(2027, 1, 1)
        )
    )
    with pytest.raises(DBAPIError) as error:
        db.session.flush()
    db.session.rollback()
    assert "a member once at a time" in str(error.value)


def test_two_signatories_who_press_at_once_sign_once(inside):
    agreement = an_agreement(S.READY_TO_SIGN)
    second = actor_of(
        a_person(Role.SIGNATORY, organisation=agreement.cast.organisation, name="Oma Nimi")
    )
    first = agreement.cast.acts["signatory"]
    key, print_of = agreement.id, agreement.fingerprint

    def sign_as(actor):
        def deed():
            signing.sign(
                db.session.get(Agreement, key), print_of, actor.name, "Johtaja", actor, APRIL
            )

        return deed

    db.session.commit()
    ended = at_once(inside, sign_as(first), sign_as(second))
    assert sorted(row is None for row in ended) == [False, True]
    assert all(isinstance(row, RuleBroken) for row in ended if row is not None)
    db.session.expire_all()
    assert db.session.scalar(select(func.count(Signature.id))) == 1


def test_two_drafts_at_once_get_two_numbers(inside):
    casts = [a_cast(a_municipality()) for _ in range(4)]
    keys = [an_accepted_application(cast.organisation).id for cast in casts]
    actors = [cast.acts["manager"] for cast in casts]
    db.session.commit()

    def draft(key, actor):
        from onboarding.models.application import Application

        return lambda: deeds.draft(db.session.get(Application, key), date(2026, 8, 1), actor, AT)

    ended = at_once(inside, *[draft(key, actor) for key, actor in zip(keys, actors, strict=True)])
    assert ended == [None] * 4
    numbers = sorted(db.session.scalars(select(Agreement.number)))
    assert numbers == [f"KT-2026-{n:03d}" for n in range(1, 5)]


def test_an_old_page_is_told_politely(inside):
    agreement = an_agreement(S.DRAFT)
    with pytest.raises(Changed):
        deeds.offer(
            agreement, "DigiOne", agreement.cast.acts["manager"], AT, seen=agreement.version - 1
        )
