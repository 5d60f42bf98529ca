"""Signing in through an identity service, against a real one on loopback."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from accounts.models import Identity, Person, SignInAttempt
from accounts.roles import Role
from accounts.states import AttemptOutcome, PersonState
from core.audit import AuditEvent
from core.clock import now
from core.db import db
from tests.accounts.oidc_provider import CLIENT, NEXT_KEY, OTHER_KEY, SECRET, Provider
from tests.factories.accounts import a_person

EMAIL = "sanna.perala@toholampi.example"


@pytest.fixture(scope="module")
def running():
    provider = Provider()
    yield provider
    provider.stop()


@pytest.fixture
def provider(app, settings, running):
    running.reset()
    running.person["email"] = EMAIL
    app.extensions.pop("identity_provider", None)
    app.config["SETTINGS"] = replace(
        settings,
        oidc_name="Kuntakirjautuminen",
        oidc_issuer=running.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
    )
    yield running
    app.config["SETTINGS"] = settings
    app.extensions.pop("identity_provider", None)


@pytest.fixture
def sanna(session) -> Person:
    return a_person(Role.PREPARER, email=EMAIL, name="Sanna Perälä")


def ask(client, **more):
    answer = client.submit("/sign-in/openid", **more)
    assert answer.status_code == 302, answer.text
    return answer.location


def come_back(client, answer):
    """Open the page the provider sends to, and press its button."""
    page = client.get("/sign-in/openid", query_string=answer)
    assert page.status_code == 200
    assert "Continue to Kuntatori" in page.text
    return client.submit("/sign-in/openid/finish", answer)


def sign_in(client, provider, **more):
    return come_back(client, provider.agree(ask(client, **more)))


def is_in(client) -> bool:
    return client.get("/account").status_code == 200


def refusals() -> list[str]:
    query = select(AuditEvent).where(AuditEvent.verb == "openid.refused").order_by(AuditEvent.id)
    return [event.facts["refusal"] for event in db.session.scalars(query)]


def test_a_known_address_is_linked_and_signed_in(browser, provider, sanna):
    client = browser()
    assert "Sign in with Kuntakirjautuminen" in client.get("/sign-in").text
    assert sign_in(client, provider, next="/people").location == "/people"
    assert "Sanna Perälä" in client.get("/account").text
    [identity] = db.session.scalars(select(Identity))
    assert (identity.issuer, identity.subject) == (provider.issuer, "subject-1")
    [attempt] = db.session.scalars(select(SignInAttempt).where(SignInAttempt.person_id == sanna.id))
    assert attempt.outcome is AttemptOutcome.SUCCEEDED


def test_afterwards_issuer_and_subject_decide_whatever_the_address_has_become(
    browser, provider, sanna
):
    sign_in(browser(), provider)
    provider.person |= {"email": "uusi@muualla.example", "email_verified": False}
    assert sign_in(browser(), provider).location == "/queue"
    assert len(list(db.session.scalars(select(Identity)))) == 1


def test_another_subject_with_the_same_issuer_is_somebody_else(browser, provider, sanna):
    sign_in(browser(), provider)
    other = a_person(Role.VIEWER, email="toinen@kunta.example")
    provider.person = {"sub": "subject-2", "email": other.email, "email_verified": True}
    client = browser()
    sign_in(client, provider)
    assert other.name in client.get("/account").text


def test_an_unknown_person_is_told_to_ask_for_an_invitation(browser, provider, session):
    client = browser()
    answer = sign_in(client, provider)
    assert answer.status_code == 403
    assert "Ask the admin of your own organisation" in answer.text
    assert "Kuntakirjautuminen" in answer.text
    assert not is_in(client)
    assert refusals() == ["unknown"]
    assert list(db.session.scalars(select(Person))) == []


def test_an_address_nobody_vouches_for_is_not_linked(browser, provider, sanna):
    for verified in (False, None, "false", 1.5):
        provider.claims["email_verified"] = verified
        answer = sign_in(browser(), provider)
        assert answer.status_code == 403
    assert set(refusals()) == {"unverified"}
    assert list(db.session.scalars(select(Identity))) == []


@pytest.mark.parametrize("state", [PersonState.DEACTIVATED, PersonState.REMOVED])
def test_somebody_switched_off_stays_out(browser, provider, sanna, state):
    sign_in(browser(), provider)
    sanna.state = state
    db.session.commit()
    assert sign_in(browser(), provider).status_code == 403
    assert refusals() == ["not_in_use"]


@pytest.mark.parametrize(
    ("claims", "refusal"),
    [
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"iss": "https://evil.example"}, "issuer"),
        ({"iss": None}, "issuer"),
        ({"aud": "somebody-else"}, "token"),
        ({"aud": None}, "token"),
        ({"aud": [CLIENT, "other"], "azp": "other"}, "token"),
        ({"exp": 1_000_000_000}, "token"),
        ({"exp": None}, "token"),
        ({"exp": "soon"}, "token"),
        ({"iat": 4_000_000_000}, "token"),
        ({"sub": None}, "token"),
        ({"sub": ""}, "token"),
    ],
)
def test_a_token_that_is_wrong_in_one_thing_signs_nobody_in(
    browser, provider, sanna, claims, refusal
):
    provider.claims = claims
    client = browser()
    answer = sign_in(client, provider)
    assert answer.status_code == 403
    assert "You were not signed in" in answer.text
    assert not is_in(client)
    assert refusals() == [refusal]


@pytest.mark.parametrize("algorithm", ["none", "HS256", "missing"])
def test_a_token_that_is_not_properly_signed_signs_nobody_in(browser, provider, sanna, algorithm):
    provider.algorithm = algorithm
    assert sign_in(browser(), provider).status_code == 403
    assert refusals() == ["token"]


def test_a_token_signed_with_a_strangers_key_signs_nobody_in(browser, provider, sanna):
    provider.signing = OTHER_KEY
    assert sign_in(browser(), provider).status_code == 403
    assert refusals() == ["token"]


def test_a_provider_may_change_its_keys(browser, provider, sanna):
    assert sign_in(browser(), provider).status_code == 302
    provider.signing, provider.published = NEXT_KEY, [NEXT_KEY]
    assert sign_in(browser(), provider).status_code == 302


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"state": "forged"}, "state"),
        ({"state": "ä"}, "state"),
        ({"iss": "https://evil.example"}, "issuer"),
        ({"code": "guessed"}, "denied"),
        ({"error": "access_denied"}, "denied"),
    ],
)
def test_a_forged_answer_signs_nobody_in(browser, provider, sanna, change, refusal):
    client = browser()
    answer = come_back(client, provider.agree(ask(client)) | change)
    assert answer.status_code == 403
    assert not is_in(client)
    assert refusals() == [refusal]


def test_an_answer_to_nobodys_question_signs_nobody_in(browser, provider, sanna):
    """Log-in forgery: an attacker's own answer, pushed into a victim's browser."""
    attacker, victim = browser(), browser()
    answer = provider.agree(ask(attacker))
    assert come_back(victim, answer).status_code == 403
    assert not is_in(victim)
    assert refusals() == ["state"]


def test_an_answer_counts_once(browser, provider, sanna):
    client = browser()
    answer = provider.agree(ask(client))
    assert come_back(client, answer).status_code == 302
    assert come_back(client, answer).status_code == 403
    assert refusals() == ["state"]


def test_a_question_lasts_ten_minutes(browser, provider, sanna):
    with time_machine.travel(now(), tick=False) as clock:
        client = browser()
        answer = provider.agree(ask(client))
        clock.shift(timedelta(minutes=10, seconds=1))
        assert come_back(client, answer).status_code == 403
    assert refusals() == ["expired"]


def test_reading_the_answer_page_signs_nobody_in(browser, provider, sanna):
    client = browser()
    client.get("/sign-in/openid", query_string=provider.agree(ask(client)))
    assert not is_in(client)


@pytest.mark.parametrize("broken", ["/.well-known/openid-configuration", "/keys", "/token"])
def test_a_provider_that_is_down_is_told_kindly(browser, provider, sanna, broken):
    provider.broken = broken
    client = browser()
    answer = client.submit("/sign-in/openid")
    if answer.status_code == 302:
        answer = come_back(client, provider.agree(answer.location))
    assert answer.status_code == 403
    assert "does not answer now" in answer.text
    assert refusals() == ["unreachable"]


def test_a_description_of_another_provider_is_not_believed(browser, provider, sanna):
    provider.description = {"issuer": "https://evil.example"}
    assert browser().submit("/sign-in/openid").status_code == 403
    assert refusals() == ["issuer"]


def test_nobody_is_led_to_another_site_afterwards(browser, provider, sanna):
    assert sign_in(browser(), provider, next="//evil.example").location == "/queue"


def test_signing_in_changes_the_cookie(browser, provider, sanna):
    client = browser()
    with client.session_transaction() as cookie:
        cookie["planted"] = "by an attacker"
    sign_in(client, provider)
    with client.session_transaction() as cookie:
        assert set(cookie) <= {"_permanent", "sign_in", "seen", "csrf_token"}


def test_without_a_provider_there_is_no_such_page(browser, session):
    client = browser()
    assert "openid" not in client.get("/sign-in").text
    assert client.get("/sign-in/openid").status_code == 404
    assert client.submit("/sign-in/openid").status_code == 404
    assert client.submit("/sign-in/openid/finish").status_code == 404
