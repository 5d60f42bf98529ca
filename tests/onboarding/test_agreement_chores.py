"""What the calendar does by itself, and that doing it again does nothing more."""

from datetime import UTC, date, datetime

from sqlalchemy import select

from core.audit import history
from core.db import db
from core.outbox import OutboxMessage
from onboarding.chores import advance
from onboarding.models.agreement import Agreement
from onboarding.queries.membership import find_membership
from onboarding.states.agreement import AgreementEvent, AgreementState
from tests.factories.accounts import a_municipality
from tests.factories.onboarding_agreements import a_cast, an_agreement

S = AgreementState


def state_of(key):
    db.session.expire_all()
    return db.session.get(Agreement, key).state


def test_the_appeal_time_ends_on_the_day_after_its_last_day(session):
    key = an_agreement(S.WAITING_APPEAL).id
    assert advance(datetime(2026, 4, 2, 20, 59, tzinfo=UTC)) == 0  # still the last day in Helsinki
    assert state_of(key) is S.WAITING_APPEAL
    assert advance(datetime(2026, 4, 2, 21, 1, tzinfo=UTC)) == 1
    assert state_of(key) is S.READY_TO_SIGN
    assert advance(datetime(2026, 4, 3, 6, 0, tzinfo=UTC)) == 0


def test_the_signatory_is_told_once(session):
    agreement = an_agreement(S.WAITING_APPEAL)
    for hour in (6, 7):
        advance(datetime(2026, 4, 3, hour, 0, tzinfo=UTC))
    query = select(OutboxMessage).where(OutboxMessage.template == "onboarding/agreement_signable")
    [letter] = db.session.scalars(query)
    assert letter.recipient == agreement.cast.signatory.email
    assert "allekirjoit" in letter.text.lower() or "sign" in letter.text.lower()


def test_membership_begins_on_the_agreed_day_and_not_before(session):
    agreement = an_agreement(S.COUNTERSIGNED)
    organisation = agreement.organisation_id
    assert agreement.in_force_on == date(2026, 8, 1)
    assert advance(datetime(2026, 7, 31, 20, 0, tzinfo=UTC)) == 0
    assert not find_membership(organisation, date(2026, 8, 1))
    assert advance(datetime(2026, 7, 31, 21, 30, tzinfo=UTC)) == 1  # half past midnight, Helsinki
    assert find_membership(organisation, date(2026, 8, 1))
    assert not find_membership(organisation, date(2026, 7, 31))


def test_an_appealed_decision_is_left_alone(session):
    key = an_agreement(S.ON_HOLD).id
    assert advance(datetime(2027, 1, 1, tzinfo=UTC)) == 0
    assert state_of(key) is S.ON_HOLD


def test_one_that_cannot_be_moved_does_not_stop_the_others(session, monkeypatch):
    first = an_agreement(S.WAITING_APPEAL).id
    second = an_agreement(S.WAITING_APPEAL, a_cast(a_municipality())).id
    from core.errors import RuleBroken
    from onboarding import chores

    real = chores.end_appeal_time

    def stubborn(agreement, at):
        if agreement.id == first:
            raise RuleBroken("no")
        return real(agreement, at)

    monkeypatch.setattr(chores, "end_appeal_time", stubborn)
    assert advance(datetime(2026, 4, 3, 6, 0, tzinfo=UTC)) == 1
    assert state_of(first) is S.WAITING_APPEAL
    assert state_of(second) is S.READY_TO_SIGN


def test_the_history_says_that_the_calendar_did_it(session):
    agreement = an_agreement(S.WAITING_APPEAL)
    advance(datetime(2026, 4, 3, 6, 0, tzinfo=UTC))
    last = history(agreement)[-1]
    assert last.verb == AgreementEvent.APPEAL_TIME_ENDED
    assert last.actor_id is None
    assert last.facts == {"until": "2026-04-02"}


def test_the_command_says_how_much_it_did(app, session):
    an_agreement(S.WAITING_APPEAL)
    answer = app.test_cli_runner().invoke(args=["agreements", "advance"])
    assert answer.exit_code == 0, answer.output
    assert answer.output == "steps taken: 1\n"
