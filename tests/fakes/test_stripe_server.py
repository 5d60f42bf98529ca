"""The pretended Stripe answers as the real one would, so that what passes here means something."""

import json
import time
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
import requests
import stripe
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from fakes.stripe_server import DEMONSTRATION_KEY, DEMONSTRATION_SECRET, FakeStripe
from tests.fakes.running import running


class Listener:
    """Writes down every webhook; answers what the test says."""

    def __init__(self):
        self.heard = []
        self.answers = []

    def __call__(self, environ, start_response):
        request = Request(environ)
        self.heard.append((request.get_data(), request.headers["Stripe-Signature"]))
        status = self.answers.pop(0) if self.answers else 204
        return Response(status=status)(environ, start_response)


@pytest.fixture
def listener():
    listener = Listener()
    server = make_server("127.0.0.1", 0, listener, threaded=True)
    thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    listener.url = f"http://127.0.0.1:{server.server_port}/stripe/webhook"
    yield listener
    server.shutdown()
    thread.join(5)
    server.server_close()


@pytest.fixture
def fake(listener):
    fake = FakeStripe(listener.url, waits=(0.01, 0.02), bank_seconds=-1)
    with running(fake) as base:
        fake.base = base
        yield fake


@pytest.fixture
def client(fake):
    session = requests.Session()
    session.trust_env = False
    yield stripe.StripeClient(
        DEMONSTRATION_KEY,
        base_addresses={"api": fake.base},
        http_client=stripe.RequestsClient(session=session),
        max_network_retries=0,
    )
    session.close()


def asked(**more):
    price = {"currency": "eur", "unit_amount": 12550, "product_data": {"name": "Invoice 2026-0001"}}
    return {
        "mode": "payment",
        "client_reference_id": "7",
        "metadata": {"invoice_id": "7"},
        "payment_intent_data": {"metadata": {"invoice_id": "7"}},
        "line_items": [{"price_data": price, "quantity": 1}],
        "success_url": "http://127.0.0.1:1/paid",
        "cancel_url": "http://127.0.0.1:1/back",
        "locale": "fi",
        **more,
    }


def create(client, key="k1", **more):
    return client.v1.checkout.sessions.create(asked(**more), {"idempotency_key": key})


def heard(fake, listener):
    assert fake.hooks.quiet(5)
    return [json.loads(body) for body, _ in listener.heard]


def test_a_session_carries_what_was_asked(client):
    made = create(client)
    assert (made.amount_total, made.currency, made.client_reference_id) == (12550, "eur", "7")
    assert (made.status, made.payment_status, made.payment_intent) == ("open", "unpaid", None)
    assert made.metadata["invoice_id"] == "7"
    assert client.v1.checkout.sessions.retrieve(made.id).url == made.url


def test_the_same_key_gives_the_same_session_and_says_so(client):
    first = create(client)
    again = create(client)
    assert again.id == first.id
    assert again.last_response.headers["Idempotent-Replayed"] == "true"


def test_the_same_key_with_another_amount_is_an_idempotency_error(client):
    create(client)
    with pytest.raises(stripe.IdempotencyError, match="same parameters"):
        create(client, locale="sv")


def test_a_refused_question_does_not_use_up_its_key(client):
    with pytest.raises(stripe.InvalidRequestError):
        create(client, success_url="nowhere")
    assert create(client).status == "open"


def test_a_wrong_key_is_refused_without_being_repeated_in_full(fake):
    answer = requests.post(
        f"{fake.base}/v1/checkout/sessions",
        headers={"Authorization": "Bearer sk_test_somebody_else"},
    )
    assert answer.status_code == 401
    assert "somebody" not in answer.text
    assert requests.get(f"{fake.base}/v1/events").status_code == 401


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"mode": "subscription"}, "mode"),
        ({"line_items": []}, "line_items"),
        ({"colour": "blue"}, "colour"),
        ({"cancel_url": "javascript:alert(1)"}, "cancel_url"),
        ({"expires_at": 12}, "expires_at"),
        ({"expires_at": "soon"}, "expires_at"),
    ],
)
def test_a_wrong_question_names_its_parameter(client, change, param):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        create(client, **change)
    assert refused.value.param == param


@pytest.mark.parametrize(("cents", "code"), [(49, "amount_too_small"), (10**8, "amount_too_large")])
def test_amounts_have_the_limits_of_the_real_one(client, cents, code):
    price = {"currency": "eur", "unit_amount": cents, "product_data": {"name": "x"}}
    with pytest.raises(stripe.InvalidRequestError) as refused:
        create(client, line_items=[{"price_data": price, "quantity": 1}])
    assert refused.value.code == code


def test_an_unknown_session_is_a_404(client):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.v1.checkout.sessions.retrieve("cs_test_nothing")
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")


def test_paying_by_card_tells_a_signed_event_and_sends_the_payer_back(fake, client, listener):
    made = create(client)
    answer = requests.post(f"{made.url}/now", allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "http://127.0.0.1:1/paid")
    events = heard(fake, listener)
    done = next(e for e in events if e["type"] == "checkout.session.completed")
    assert done["data"]["object"]["payment_status"] == "paid"
    assert done["data"]["object"]["payment_intent"].startswith("pi_")
    for body, signature in listener.heard:
        assert client.construct_event(body, signature, DEMONSTRATION_SECRET)
        with pytest.raises(stripe.SignatureVerificationError):
            client.construct_event(body + b" ", signature, DEMONSTRATION_SECRET)


def test_paying_later_completes_unpaid_and_then_succeeds(fake, client, listener):
    made = create(client)
    requests.post(f"{made.url}/later", allow_redirects=False)
    [first] = heard(fake, listener)
    assert first["data"]["object"]["payment_status"] == "unpaid"
    requests.post(f"{fake.base}/control/sessions/{made.id}/settle")
    types = {e["type"] for e in heard(fake, listener)}
    assert "checkout.session.async_payment_succeeded" in types


def test_the_bank_answers_by_itself_after_a_while(listener):
    fake = FakeStripe(listener.url, waits=(0.01,), bank_seconds=0.05)
    with running(fake) as base:
        session = fake.store.create(
            {
                **asked(),
                "line_items": {
                    "0": {
                        "price_data": {
                            "currency": "eur",
                            "unit_amount": "99",
                            "product_data": {"name": "x"},
                        },
                        "quantity": "1",
                    }
                },
            }
        )
        requests.post(f"{base}/c/pay/{session['id']}/later", allow_redirects=False)
        end = time.monotonic() + 5
        while fake.store.session(session["id"])["payment_status"] != "paid":
            assert time.monotonic() < end
            time.sleep(0.02)


def test_an_event_is_repeated_under_the_same_id_until_it_is_heard(fake, client, listener):
    listener.answers = [500, 503]
    made = create(client)
    requests.post(f"{fake.base}/control/sessions/{made.id}/expire")
    events = heard(fake, listener)
    assert [e["id"] for e in events] == [events[0]["id"]] * 3
    assert [a["status"] for a in fake.hooks.attempts] == [500, 503, 204]


def test_held_events_come_in_the_order_asked_for(fake, client, listener):
    requests.post(f"{fake.base}/control/hold")
    made = create(client)
    requests.post(f"{fake.base}/control/sessions/{made.id}/pay", data={"later": "true"})
    requests.post(f"{fake.base}/control/sessions/{made.id}/settle")
    assert listener.heard == []
    ids = [e["id"] for e in fake.store.events]
    requests.post(f"{fake.base}/control/release", data={"event": list(reversed(ids))})
    assert [e["id"] for e in heard(fake, listener)] == list(reversed(ids))


def test_an_event_can_be_sent_again(fake, client, listener):
    made = create(client)
    requests.post(f"{fake.base}/control/sessions/{made.id}/expire")
    [first] = heard(fake, listener)
    assert requests.post(f"{fake.base}/control/events/{first['id']}/resend").json() == {
        "status": 204
    }
    assert [e["id"] for e in heard(fake, listener)] == [first["id"]] * 2


def test_a_wrong_amount_can_be_told(fake, client, listener):
    made = create(client)
    requests.post(
        f"{fake.base}/control/sessions/{made.id}/pay", data={"amount": "1", "currency": "sek"}
    )
    done = next(e for e in heard(fake, listener) if e["type"] == "checkout.session.completed")
    assert (done["data"]["object"]["amount_total"], done["data"]["object"]["currency"]) == (
        1,
        "sek",
    )


def test_what_was_paid_can_be_refunded_but_not_twice(fake, client, listener):
    made = create(client)
    requests.post(f"{made.url}/now", allow_redirects=False)
    intent = client.v1.checkout.sessions.retrieve(made.id).payment_intent
    client.v1.refunds.create({"payment_intent": intent, "amount": 550})
    client.v1.refunds.create({"payment_intent": intent})
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.refunds.create({"payment_intent": intent, "amount": 1})
    told = [e["data"]["object"] for e in heard(fake, listener) if e["type"] == "charge.refunded"]
    assert sorted(charge["amount_refunded"] for charge in told) == [550, 12550]
    assert told[0]["metadata"] == {"invoice_id": "7"}


def test_events_are_listed_newest_first(fake, client):
    made = create(client)
    client.v1.checkout.sessions.expire(made.id)
    listed = client.v1.events.list({"limit": 1, "type": "checkout.session.expired"})
    assert listed.data[0].data.object.id == made.id


def test_a_page_paid_once_cannot_be_paid_again(fake, client, listener):
    made = create(client)
    requests.post(f"{made.url}/now", allow_redirects=False)
    again = requests.post(f"{made.url}/now", allow_redirects=False)
    assert again.status_code == 200
    assert "jo maksettu" in again.text
    assert sum(e["type"] == "checkout.session.completed" for e in heard(fake, listener)) == 1
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.expire(made.id)


@pytest.mark.parametrize(
    ("language", "words"),
    [("fi", "Se ei ole Stripe"), ("sv", "Den är inte Stripe"), ("en", "It is not Stripe")],
)
def test_the_page_says_in_each_language_that_it_pretends(client, language, words):
    answer = requests.get(create(client, locale=language).url)
    answer.encoding = "utf-8"
    assert words in answer.text
    assert f'<html lang="{language}">' in answer.text
    assert answer.text.count("<h1>") == 1


def test_a_declined_card_charges_nothing_and_says_so(fake, client, listener):
    made = create(client)
    answer = requests.post(f"{made.url}/decline")
    assert "ei kelvannut" in answer.content.decode()
    assert heard(fake, listener) == []
    assert client.v1.checkout.sessions.retrieve(made.id).status == "open"


def test_going_back_leads_to_where_the_payer_came_from(client):
    answer = requests.post(f"{create(client).url}/back", allow_redirects=False)
    assert answer.headers["Location"] == "http://127.0.0.1:1/back"


def test_a_page_shuts_when_its_time_is_over(fake, client, listener):
    made = create(client, expires_at=int((datetime.now(UTC) + timedelta(hours=1)).timestamp()))
    fake.store.session(made.id)["expires_at"] = 1
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.expire(made.id)
    assert [e["type"] for e in heard(fake, listener)] == ["checkout.session.expired"]


def test_a_name_with_markup_in_it_is_shown_as_text(client):
    price = {"currency": "eur", "unit_amount": 100, "product_data": {"name": "<b>x</b>"}}
    made = create(client, line_items=[{"price_data": price, "quantity": 1}])
    assert "&lt;b&gt;" in requests.get(made.url).text
