"""Journeys through an agreement's pages, from the draft to membership, and what goes wrong."""

from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import time_machine

from accounts.roles import Role
from core.db import db
from core.file_types import ACCEPT
from onboarding.models.agreement import Agreement
from onboarding.models.decision import Decision
from onboarding.models.signature import Signature
from onboarding.queries.membership import find_membership, list_of
from onboarding.states.agreement import AgreementState
from tests.factories.accounts import a_municipality, a_person, tiera
from tests.factories.onboarding_agreements import (
    a_cast,
    an_accepted_application,
    an_agreement,
    some_facts,
)

S = AgreementState
MARCH = datetime(2026, 3, 20, 10, 0, tzinfo=UTC)
APRIL = datetime(2026, 4, 3, 10, 0, tzinfo=UTC)
DECISION = {
    "outcome": "approved",
    "body_kind": "board",
    "body_name": "Kunnanhallitus",
    "decided_on": "9.3.2026",
    "section": "§ 312",
    "path": "municipal",
    "notice_kind": "minutes_on_net",
    "noticed_on": "12.3.2026",
    "disqualified": "1",
}


@pytest.fixture
def clock():
    with time_machine.travel(MARCH, tick=False) as traveller:
        yield traveller


def reload(agreement):
    db.session.expire_all()
    return db.session.get(Agreement, agreement.id)


def url(agreement, tail=""):
    return f"/agreements/{agreement.id}{tail}"


def sign(browser, agreement, person, **given):
    data = {
        "fingerprint": agreement.fingerprint,
        "name": person.name,
        "title": "Johtaja",
        "confirmed": "y",
    }
    return browser(person).submit(url(agreement, "/sign"), **(data | given))


def test_a_municipality_walks_from_the_offer_to_membership(browser, clock):
    cast = a_cast()
    application = an_accepted_application(cast.organisation)
    manager, preparer, signatory = (
        browser(cast.manager),
        browser(cast.preparer),
        browser(cast.signatory),
    )
    assert "Draft the agreement of" in manager.get("/agreements").text
    made = manager.submit(f"/agreements/new/{cast.organisation.id}", starts_on="1.4.2026")
    assert made.status_code == 302
    agreement = db.session.query(Agreement).filter_by(application_id=application.id).one()
    assert agreement.number == "KT-2026-001"
    page = manager.get(url(agreement))
    assert "attach the cost estimate first" in page.text
    from onboarding.workflow.agreement import attach_estimate

    attach_estimate(agreement, 1_900_951, {}, cast.acts["manager"], MARCH)
    db.session.commit()
    assert (
        manager.submit(url(agreement, "/offer"), version=reload(agreement).version).status_code
        == 302
    )
    page = preparer.get(url(agreement))
    assert "takes the agreement to its deciding body" in page.text
    assert "status-you" in page.text
    assert (
        preparer.submit(
            url(agreement, "/meeting"),
            body_kind="board",
            body_name="Kunnanhallitus",
            meets_on="20.3.2026",
        ).status_code
        == 302
    )
    answer = preparer.submit(
        url(agreement, "/decision"),
        **{**DECISION, "decided_on": "20.3.2026", "noticed_on": "20.3.2026"},
        version=reload(agreement).version,
    )
    assert answer.status_code == 302
    agreement = reload(agreement)
    assert agreement.state is S.WAITING_APPEAL
    page = signatory.get(url(agreement))
    assert "Not yet: the appeal time runs until 10.4.2026." in page.text
    assert "Appeal: 21 days left" in page.text
    assert "Friday 10.4.2026" in page.text
    clock.move_to(datetime(2026, 4, 11, 9, 0, tzinfo=UTC))
    signatory = browser(cast.signatory)
    page = signatory.get(url(agreement))
    assert "Read and sign" in page.text
    assert agreement.fingerprint in signatory.get(url(agreement, "/sign")).text
    assert sign(browser, agreement, cast.signatory).status_code == 302
    assert reload(agreement).state is S.SIGNED_BY_MEMBER
    assert sign(browser, agreement, cast.manager).status_code == 302
    agreement = reload(agreement)
    assert agreement.state is S.IN_FORCE
    assert agreement.in_force_on == date(2026, 4, 11)
    assert find_membership(cast.organisation.id, date(2026, 4, 11))
    assert not find_membership(cast.organisation.id, date(2026, 4, 10))
    page = signatory.get(url(agreement))
    assert "The agreement entered into force and membership began" in page.text


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_state_has_its_page_for_each_party_in_each_language(browser, clock, state, language):
    agreement = an_agreement(state)
    cast = agreement.cast
    clock.move_to(datetime(2026, 9, 1, tzinfo=UTC))
    for person in (cast.preparer, cast.signatory, cast.manager):
        visitor = browser(person, language=language)
        assert visitor.get(url(agreement)).status_code == 200
        assert visitor.get("/agreements").status_code == 200
        assert visitor.get(url(agreement, "/text?text=sv")).status_code == 200


def test_another_organisation_finds_nothing(browser, clock):
    agreement = an_agreement(S.WAITING_APPEAL)
    stranger = browser(a_person(*[Role.ADMIN, Role.PREPARER, Role.SIGNATORY]))
    for tail in (
        "",
        "/text",
        "/sign",
        "/decision",
        "/appeal",
        "/withdraw",
        "/agreement-fi.pdf",
        "/decision-pack-fi.pdf",
    ):
        assert stranger.get(url(agreement, tail)).status_code == 404, tail
    assert stranger.submit(url(agreement, "/sign")).status_code == 404
    assert stranger.submit(url(agreement, "/offer")).status_code == 404
    assert agreement.number not in stranger.get("/agreements").text
    assert browser().get(url(agreement)).status_code == 302


def test_a_viewer_reads_and_takes_no_step(browser, clock):
    agreement = an_agreement(S.OFFERED)
    viewer = browser(a_person(Role.VIEWER, organisation=agreement.cast.organisation))
    assert viewer.get(url(agreement)).status_code == 200
    assert viewer.get(url(agreement, "/meeting")).status_code == 403
    assert (
        viewer.submit(url(agreement, "/meeting"), body_kind="board", body_name="X").status_code
        == 403
    )
    assert viewer.submit(url(agreement, "/take-back")).status_code == 403


def test_signing_waits_for_the_whole_appeal_time(browser, clock):
    agreement = an_agreement(S.WAITING_APPEAL)
    clock.move_to(datetime(2026, 4, 2, 20, 0, tzinfo=UTC))  # the last day, 23 o'clock in Helsinki
    answer = sign(browser, agreement, agreement.cast.signatory)
    assert answer.status_code == 409
    assert "appeal time runs until 2.4.2026" in answer.text
    assert db.session.query(Signature).count() == 0
    clock.move_to(datetime(2026, 4, 2, 21, 30, tzinfo=UTC))  # half past midnight in Helsinki
    assert sign(browser, agreement, agreement.cast.signatory).status_code == 302


def test_a_tampered_fingerprint_is_refused_and_the_form_is_kept(browser, clock):
    agreement = an_agreement(S.READY_TO_SIGN)
    clock.move_to(APRIL)
    answer = sign(browser, agreement, agreement.cast.signatory, fingerprint="0" * 64)
    assert answer.status_code == 409
    assert "not the text of this agreement" in answer.text
    assert 'value="Johtaja"' in answer.text
    assert reload(agreement).state is S.READY_TO_SIGN


def test_signing_twice_signs_once(browser, clock):
    agreement = an_agreement(S.READY_TO_SIGN)
    clock.move_to(APRIL)
    assert sign(browser, agreement, agreement.cast.signatory).status_code == 302
    again = sign(browser, agreement, agreement.cast.signatory)
    assert again.status_code in (403, 409)
    assert db.session.query(Signature).count() == 1


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"name": "Joku Muu"}, "your own name"),
        ({"title": " "}, "This is needed"),
        ({"confirmed": ""}, "Confirm that you have read it"),
    ],
)
def test_a_signature_needs_own_name_position_and_confirmation(browser, clock, given, says):
    agreement = an_agreement(S.READY_TO_SIGN)
    clock.move_to(APRIL)
    answer = sign(browser, agreement, agreement.cast.signatory, **given)
    assert answer.status_code == 422
    assert says in answer.text
    assert reload(agreement).state is S.READY_TO_SIGN


def test_the_person_who_signed_for_the_member_does_not_countersign(browser, clock):
    from tests.factories.accounts import join, the_coordinator

    agreement = an_agreement(S.READY_TO_SIGN)
    clock.move_to(APRIL)
    signatory = agreement.cast.signatory
    assert sign(browser, agreement, signatory).status_code == 302
    join(signatory, the_coordinator(), Role.CONTRACT_MANAGER)
    browser_of_two = browser(signatory, organisation=the_coordinator())
    answer = browser_of_two.submit(
        url(agreement, "/sign"),
        fingerprint=agreement.fingerprint,
        name=signatory.name,
        title="X",
        confirmed="y",
    )
    assert answer.status_code == 403
    assert reload(agreement).state is S.SIGNED_BY_MEMBER


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"decided_on": "1.4.2026", "noticed_on": "1.4.2026"}, "in the future"),
        ({"decided_on": "1.3.2026"}, "was offered on 3.3.2026"),
        ({"noticed_on": "8.3.2026"}, "after it has been made"),
        ({"noticed_on": "25.3.2026"}, "published or sent"),
        ({"section": "kolme"}, "section’s number"),
        ({"section": "section's"}, "number, for example 312"),
        ({"disqualified": "-1"}, "between 0 and 200"),
        ({"decided_on": "31.2.2026"}, "Write the date like"),
        ({"execution_section": "410/2015 143 §"}, "both its section and the reason"),
    ],
)
def test_a_decision_with_something_wrong_keeps_everything_typed(browser, clock, given, says):
    agreement = an_agreement(S.IN_DECISION)
    says = says.replace("section’s number", "section's number")
    answer = browser(agreement.cast.preparer).submit(
        url(agreement, "/decision"), **(DECISION | given)
    )
    assert answer.status_code == 422
    assert says in answer.text.replace("&#39;", "'")
    for name, value in (DECISION | given).items():
        if name in {"body_name", "noticed_on", "decided_on"}:
            assert f'value="{value}"' in answer.text, name
    assert db.session.query(Decision).count() == 0


def test_immediate_execution_opens_signing_at_once(browser, clock):
    agreement = an_agreement(S.IN_DECISION)
    answer = browser(agreement.cast.preparer).submit(
        url(agreement, "/decision"),
        **DECISION,
        execution_section="Kuntalaki 143 §",
        execution_reason="Lukuvuosi alkaa ennen valitusajan päättymistä",
    )
    assert answer.status_code == 302
    assert reload(agreement).state is S.READY_TO_SIGN
    page = browser(agreement.cast.signatory).get(url(agreement))
    assert "Kuntalaki 143 §" in page.text
    assert sign(browser, agreement, agreement.cast.signatory).status_code == 302


def test_a_rejection_closes_the_agreement_and_makes_room_for_a_new_one(browser, clock):
    agreement = an_agreement(S.IN_DECISION)
    answer = browser(agreement.cast.preparer).submit(
        url(agreement, "/decision"), **(DECISION | {"outcome": "rejected"})
    )
    assert answer.status_code == 302
    assert reload(agreement).state is S.REJECTED
    assert "Draft the agreement of" in browser(agreement.cast.manager).get("/agreements").text


def test_an_appeal_stops_signing_until_its_answer_has_stood_its_time(browser, clock):
    agreement = an_agreement(S.WAITING_APPEAL)
    preparer = browser(agreement.cast.preparer)
    assert preparer.submit(url(agreement, "/appeal"), made_on="19.3.2026").status_code == 302
    assert reload(agreement).state is S.ON_HOLD
    clock.move_to(datetime(2026, 5, 4, tzinfo=UTC))
    assert sign(browser, agreement, agreement.cast.signatory).status_code == 409
    answer = browser(agreement.cast.preparer).submit(
        url(agreement, "/appeal-outcome"),
        outcome="dismissed",
        resolved_on="20.4.2026",
        notice_kind="letter",
        noticed_on="21.4.2026",
    )
    assert answer.status_code == 302
    assert reload(agreement).state is S.WAITING_APPEAL
    page = browser(agreement.cast.signatory).get(url(agreement))
    assert "the appeal time runs until 28.5.2026" in page.text
    assert sign(browser, agreement, agreement.cast.signatory).status_code == 409
    clock.move_to(datetime(2026, 5, 29, 8, 0, tzinfo=UTC))
    assert sign(browser, agreement, agreement.cast.signatory).status_code == 302


def test_an_upheld_appeal_sends_the_agreement_back_to_its_body(browser, clock):
    agreement = an_agreement(S.ON_HOLD)
    clock.move_to(APRIL)
    answer = browser(agreement.cast.preparer).submit(
        url(agreement, "/appeal-outcome"),
        outcome="upheld",
        resolved_on="1.4.2026",
        notice_kind="letter",
    )
    assert answer.status_code == 302
    assert reload(agreement).state is S.IN_DECISION


def test_a_late_appeal_does_not_stop_anything(browser, clock):
    agreement = an_agreement(S.READY_TO_SIGN)
    clock.move_to(datetime(2026, 4, 7, tzinfo=UTC))
    answer = browser(agreement.cast.preparer).submit(url(agreement, "/appeal"), made_on="3.4.2026")
    assert answer.status_code == 422
    assert "The last day to appeal was 2.4.2026" in answer.text
    assert reload(agreement).state is S.READY_TO_SIGN


def test_a_decision_recorded_wrongly_is_corrected_and_both_records_stay(browser, clock):
    agreement = an_agreement(S.WAITING_APPEAL)
    preparer = browser(agreement.cast.preparer)
    assert 'value="12.3.2026"' in preparer.get(url(agreement, "/decision")).text
    answer = preparer.submit(
        url(agreement, "/decision"), **(DECISION | {"noticed_on": "16.3.2026"})
    )
    assert answer.status_code == 302
    rows = db.session.query(Decision).order_by(Decision.id).all()
    assert [row.noticed_on for row in rows] == [date(2026, 3, 12), date(2026, 3, 16)]
    assert "the appeal time runs until 7.4.2026" in preparer.get(url(agreement)).text


def test_an_extract_is_kept_and_handed_out_only_to_those_who_may_see_it(browser, clock):
    agreement = an_agreement(S.IN_DECISION)
    file = (BytesIO(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"), "ote.pdf")
    answer = browser(agreement.cast.preparer).submit(
        url(agreement, "/decision"), **DECISION, extract=file
    )
    assert answer.status_code == 302
    [decision] = db.session.query(Decision)
    where = url(agreement, f"/extract/{decision.id}")
    got = browser(agreement.cast.manager).get(where)
    assert got.data.startswith(b"%PDF")
    assert "attachment" in got.headers["Content-Disposition"]
    assert browser(a_person(Role.ADMIN)).get(where).status_code == 404
    other = an_agreement(S.DRAFT, a_cast(a_municipality()))
    assert (
        browser(agreement.cast.manager).get(url(other, f"/extract/{decision.id}")).status_code
        == 404
    )


def test_the_page_of_the_decision_promises_the_files_that_the_server_takes(browser, clock):
    agreement = an_agreement(S.IN_DECISION)
    page = browser(agreement.cast.preparer).get(url(agreement, "/decision"))
    assert "PDF, ODT, DOCX, PNG or JPEG" in page.text
    assert f'accept="{ACCEPT}"' in page.text
    odd = (BytesIO(b"%PDF-1.7\n"), "ote.exe")
    answer = browser(agreement.cast.preparer).submit(
        url(agreement, "/decision"), **DECISION, extract=odd
    )
    assert answer.status_code == 422


def test_two_people_who_offer_at_once_offer_once(browser, clock):
    agreement = an_agreement(S.DRAFT)
    version = agreement.version
    first, second = browser(agreement.cast.manager), browser(tiera(Role.CONTRACT_MANAGER))
    assert first.submit(url(agreement, "/offer"), version=version).status_code == 302
    assert second.submit(url(agreement, "/offer"), version=version).status_code == 409


def test_a_withdrawal_needs_a_reason_and_shows_it(browser, clock):
    agreement = an_agreement(S.OFFERED)
    signatory = browser(agreement.cast.signatory)
    assert signatory.submit(url(agreement, "/withdraw"), reason="  ").status_code == 422
    assert (
        signatory.submit(url(agreement, "/withdraw"), reason="Ei rahaa <b>nyt</b>").status_code
        == 302
    )
    page = browser(agreement.cast.manager).get(url(agreement))
    assert "Ei rahaa &lt;b&gt;nyt&lt;/b&gt;" in page.text


@pytest.mark.parametrize("typed", ["2.3.2026", "20.3.2026", "1.1.2035", "huomenna"])
def test_a_first_day_that_cannot_be_is_refused(browser, clock, typed):
    cast = a_cast()
    an_accepted_application(cast.organisation)
    answer = browser(cast.manager).submit(
        f"/agreements/new/{cast.organisation.id}", starts_on=typed
    )
    assert answer.status_code == 422
    assert db.session.query(Agreement).count() == 0


def test_a_founder_keeps_the_day_its_membership_began(browser, clock):
    cast = a_cast(a_municipality(name_fi="Vantaa"))
    manager = browser(cast.manager)
    assert cast.organisation.named("en") in manager.get("/agreements").text
    answer = manager.submit(
        f"/agreements/new/{cast.organisation.id}", member_since="2.11.2020", starts_on="1.5.2026"
    )
    assert answer.status_code == 302
    agreement = db.session.query(Agreement).one()
    walk(agreement, cast)
    assert list_of(cast.organisation.id)[0].starts_on == date(2020, 11, 2)
    assert "Member since" in manager.get(url(agreement)).text


def walk(agreement, cast):
    from onboarding.deadlines import BodyKind
    from onboarding.workflow import agreement as deeds
    from onboarding.workflow import decision, signing

    deeds.attach_estimate(agreement, 100, {}, cast.acts["manager"], MARCH)
    deeds.offer(agreement, "DigiOne", cast.acts["manager"], MARCH)
    decision.take_to_decision(agreement, "Kh", BodyKind.BOARD, None, cast.acts["preparer"], MARCH)
    facts = some_facts(decided_on=date(2026, 3, 20), noticed_on=date(2026, 3, 20))
    decision.record_decision(agreement, facts, None, cast.acts["preparer"], MARCH)
    late = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
    signing.sign(
        agreement, agreement.fingerprint, "Eeva Honkola", "Johtaja", cast.acts["signatory"], late
    )
    signing.countersign(
        agreement, agreement.fingerprint, "Aino Virta", "Päällikkö", cast.acts["manager"], late
    )
    db.session.commit()


@pytest.mark.parametrize(
    "tail", ["/meeting", "/decision", "/appeal", "/appeal-outcome", "/withdraw"]
)
def test_a_form_whose_time_has_passed_says_so_instead_of_asking(browser, clock, tail):
    agreement = an_agreement(S.SIGNED_BY_MEMBER)
    visitor = browser(agreement.cast.manager if tail != "/withdraw" else agreement.cast.signatory)
    answer = visitor.get(url(agreement, tail))
    assert answer.status_code in (403, 409)
    preparer = browser(agreement.cast.preparer)
    if tail != "/withdraw":
        answer = preparer.get(url(agreement, tail))
        assert answer.status_code == 409
        assert "Signed by the member" in answer.text
