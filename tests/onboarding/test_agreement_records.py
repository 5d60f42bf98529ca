"""What the database refuses about agreements, whoever asks."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from core.db import db
from onboarding.models.agreement import Agreement
from onboarding.models.decision import Decision
from onboarding.models.membership import AllianceMembership
from onboarding.models.signature import Signature
from onboarding.states.agreement import SIGNED, AgreementState
from tests.factories.accounts import a_municipality
from tests.factories.onboarding_agreements import AT, a_cast, a_member, an_agreement

S = AgreementState
FROZEN = [
    ("texts", "'{}'"),
    ("variables", "'{}'"),
    ("fingerprint", "'" + "0" * 64 + "'"),
    ("content_slug", "'joining-v2'"),
    ("content_version", "'2.0'"),
    ("estimate_cents", "1"),
    ("estimate_basis", "'{}'"),
    ("starts_on", "'2027-01-01'"),
    ("number", "'KT-2026-999'"),
]


def refused(statement, **values):
    with pytest.raises(IntegrityError) as error:
        db.session.execute(text(statement), values)
    db.session.rollback()
    return str(error.value)


@pytest.mark.parametrize("state", sorted(set(S) - {S.DRAFT}))
def test_an_offered_text_cannot_be_edited_even_behind_the_application(session, state):
    key = an_agreement(state).id
    for column, value in FROZEN:
        said = refused(f"UPDATE agreement SET {column} = {value} WHERE id = :key", key=key)
        assert "frozen: an offered agreement keeps its text" in said, column


@pytest.mark.parametrize("state", sorted(SIGNED))
def test_a_signed_agreement_never_becomes_unsigned(session, state):
    key = an_agreement(state).id
    for back in ("draft", "offered", "waiting_appeal", "ready_to_sign"):
        said = refused("UPDATE agreement SET state = :back WHERE id = :key", back=back, key=key)
        assert "frozen: a signed agreement does not become unsigned" in said, back


@pytest.mark.parametrize("table", ["decision", "signature"])
def test_decisions_and_signatures_are_only_added(session, table):
    an_agreement(S.IN_FORCE)
    assert "append-only" in refused(f"UPDATE {table} SET id = id")
    assert "append-only" in refused(f"DELETE FROM {table}")


def test_a_signed_agreement_is_kept(session):
    key = an_agreement(S.IN_FORCE).id
    refused("DELETE FROM agreement WHERE id = :key", key=key)
    assert db.session.get(Agreement, key) is not None


def test_a_signature_needs_the_agreements_own_fingerprint(session):
    agreement = an_agreement(S.READY_TO_SIGN)
    db.session.add(
        Signature(
            agreement_id=agreement.id,
            party="member",
            person_id=agreement.cast.signatory.id,
            name="Eeva Honkola",
            title="Johtaja",
            fingerprint="0" * 64,
            at=AT,
        )
    )
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_one_person_never_signs_for_both_parties(session):
    agreement = an_agreement(S.SIGNED_BY_MEMBER)
    db.session.add(
        Signature(
            agreement_id=agreement.id,
            party="coordinator",
            person_id=agreement.cast.signatory.id,
            name="Eeva Honkola",
            title="Johtaja",
            fingerprint=agreement.fingerprint,
            at=AT,
        )
    )
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_an_organisation_has_one_live_agreement(session):
    first = an_agreement(S.OFFERED)
    db.session.add(
        Agreement(
            number="KT-2026-777",
            serial_year=2026,
            serial=777,
            organisation_id=first.organisation_id,
            member_since=date(2026, 1, 1),
            state_since=AT,
            drafted_by_id=first.cast.manager.id,
            content_slug="joining-v1",
            content_version="1.0",
            starts_on=date(2026, 9, 1),
        )
    )
    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.parametrize(
    "changes",
    [
        {"noticed_on": date(2026, 3, 8)},
        {"known_on": date(2026, 3, 12)},
        {"appeal_until": date(2026, 3, 19)},
        {"disqualified": -1},
        {"section": ""},
        {"execution_section": "143"},
    ],
)
def test_a_decision_whose_days_or_numbers_cannot_be_is_refused(session, changes):
    agreement = an_agreement(S.WAITING_APPEAL)
    row = db.session.query(Decision).one()
    given = {c.name: getattr(row, c.name) for c in Decision.__table__.columns if c.name != "id"}
    db.session.add(Decision(**given | {"agreement_id": agreement.id} | changes))
    with pytest.raises(IntegrityError):
        db.session.flush()


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 6, 1), None),
        (date(2025, 1, 1), date(2026, 1, 1)),
        (date(2026, 3, 1), date(2026, 3, 1)),
        (date(2026, 12, 31), date(2027, 5, 1)),
    ],
)
def test_memberships_of_one_organisation_do_not_overlap(session, start, end):
    first = a_member(starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    other = a_member(a_municipality(), date(2026, 1, 1))
    agreement = an_agreement(S.COUNTERSIGNED, a_cast(a_municipality()))
    assert other.id
    db.session.add(
        AllianceMembership(
            organisation_id=first.organisation_id,
            agreement_id=agreement.id,
            starts_on=start,
            ends_on=end,
        )
    )
    with pytest.raises(IntegrityError) as error:
        db.session.flush()
    assert "an organisation is a member once at a time" in str(error.value)


def test_a_membership_may_follow_an_earlier_one_and_not_end_before_it_began(session):
    first = a_member(starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    agreement = an_agreement(S.COUNTERSIGNED, a_cast(a_municipality()))
    later = AllianceMembership(
        organisation_id=first.organisation_id,
        agreement_id=agreement.id,
        starts_on=date(2027, 1, 1),
    )
    db.session.add(later)
    db.session.flush()
    later.ends_on = date(2026, 12, 31)
    with pytest.raises(IntegrityError):
        db.session.flush()


def test_an_earlier_membership_cannot_be_stretched_over_a_later_one(session):
    first = a_member(starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30))
    agreement = an_agreement(S.COUNTERSIGNED, a_cast(a_municipality()))
    db.session.add(
        AllianceMembership(
            organisation_id=first.organisation_id,
            agreement_id=agreement.id,
            starts_on=date(2026, 8, 1),
        )
    )
    db.session.flush()
    first.ends_on = date(2026, 8, 1)
    with pytest.raises(IntegrityError):
        db.session.flush()
