"""A person sees everything they have written or signed, wherever it is kept, and nobody else's."""

from datetime import UTC, datetime

from accounts.roles import Role
from accounts.writings import list_writings
from core.db import db
from onboarding.models.readiness import Answer, TaskComment
from onboarding.states.agreement import AgreementState
from tests.factories.accounts import a_person, organisation_of
from tests.factories.onboarding_agreements import an_agreement
from tests.factories.onboarding_readiness import a_preparer, an_open_application

AT = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)


def a_comment(person, text):
    an_open_application(person)
    [answer] = db.session.scalars(db.select(Answer).where(Answer.task == "owner"))
    db.session.add(TaskComment(answer_id=answer.id, by_id=person.id, at=AT, text=text))
    db.session.commit()


def test_a_signature_is_among_what_is_stored_about_whoever_signed(session, browser):
    signatory = an_agreement(AgreementState.SIGNED_BY_MEMBER).cast.signatory
    [row] = list_writings(signatory.id)
    assert row.text == "Eeva Honkola, Kaupunginjohtaja"
    assert "Kaupunginjohtaja" in browser(signatory).get("/account/data").text
    stored = browser(signatory).get("/account/data.json").json
    assert stored["writings"][0]["what"] == "Signature of an agreement"


def test_a_message_to_colleagues_is_shown_to_its_writer_only(session, browser):
    writer = a_preparer()
    colleague = a_person(Role.PREPARER, organisation=organisation_of(writer))
    a_comment(writer, "Kuka hakee lausunnon?")
    assert "Kuka hakee lausunnon?" in browser(writer).get("/account/data").text
    assert "Kuka hakee lausunnon?" not in browser(colleague).get("/account/data").text
