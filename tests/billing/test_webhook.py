"""The provider's messages at our door: forged, old, replayed, oversized, nonsense."""

import json
import time

import pytest

from billing.models.payment import HeardEvent, Payment
from core.db import db
from fakes.stripe_hooks import signature
from fakes.stripe_server import DEMONSTRATION_SECRET
from tests.factories.billing import an_invoice


@pytest.fixture
def client(browser):
    return browser()


def an_event(invoice, **given) -> dict:
    session = {
        "id": "cs_1",
        "object": "checkout.session",
        "client_reference_id": str(invoice.id),
        "payment_intent": "pi_1",
        "payment_status": "paid",
        "amount_total": invoice.total_cents,
        "currency": "eur",
    }
    event = {
        "id": "evt_1",
        "object": "event",
        "type": "checkout.session.completed",
        "created": int(time.time()),
        "data": {"object": session},
    }
    return {**event, **given}


def heard() -> int:
    return db.session.query(HeardEvent).count()


def test_a_genuine_message_is_heard_once(client, stripe_town):
    invoice = an_invoice()
    for _ in range(3):
        assert stripe_town.tell(client, an_event(invoice)).status_code == 204
    assert heard() == db.session.query(Payment).count() == 1


@pytest.mark.parametrize("secret", ["whsec_wrong", "", " "])
def test_a_forged_message_is_refused(client, stripe_town, secret):
    invoice = an_invoice()
    assert stripe_town.tell(client, an_event(invoice), secret=secret).status_code == 400
    assert heard() == 0


def test_a_message_changed_on_the_way_is_refused(client, stripe_town):
    body = json.dumps(an_event(an_invoice())).encode()
    proof = signature(body, DEMONSTRATION_SECRET, int(time.time()))
    changed = body.replace(b"12550", b"12551")
    assert changed != body
    answer = client.post("/stripe/webhook", data=changed, headers={"Stripe-Signature": proof})
    assert answer.status_code == 400
    assert heard() == 0


def test_an_old_message_replayed_is_refused(client, stripe_town):
    event = an_event(an_invoice())
    assert stripe_town.tell(client, event, at=int(time.time()) - 301).status_code == 400
    assert stripe_town.tell(client, event, at=int(time.time()) - 290).status_code == 204


@pytest.mark.parametrize(
    "header",
    [None, "", "t=,v1=", "v1=abc", "t=1", "nonsense", "t=ä,v1=ö", "t=" + "9" * 5000 + ",v1=0"],
)
def test_a_broken_signature_is_refused(client, stripe_town, header):
    headers = {} if header is None else {"Stripe-Signature": header}
    answer = client.post("/stripe/webhook", data=b"{}", headers=headers)
    assert answer.status_code == 400
    assert answer.mimetype == "text/plain"


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b"{}", b'"x"', b"\xff\xfe", b'{"id":"e"}', b'{"object":"v2.core.event"}'],
)
def test_signed_nonsense_is_refused_politely(client, stripe_town, body):
    text = body if body != b"\xff\xfe" else b"x"
    proof = signature(text, DEMONSTRATION_SECRET, int(time.time()))
    answer = client.post("/stripe/webhook", data=body, headers={"Stripe-Signature": proof})
    assert answer.status_code == 400
    assert heard() == 0


def test_an_oversized_body_is_refused(client, stripe_town):
    answer = client.post("/stripe/webhook", data=b"x" * (256 * 1024 + 1))
    assert answer.status_code == 413


def test_other_news_is_heard_and_changes_nothing(client, stripe_town):
    event = an_event(an_invoice(), type="customer.created")
    assert stripe_town.tell(client, event).status_code == 204
    assert (heard(), db.session.query(Payment).count()) == (1, 0)


def test_without_a_gateway_there_is_no_such_door(client, app, stripe_town):
    from billing.views.blueprint import GATEWAY

    gateway, app.extensions[GATEWAY] = app.extensions[GATEWAY], None
    try:
        assert stripe_town.tell(client, an_event(an_invoice())).status_code == 404
    finally:
        app.extensions[GATEWAY] = gateway


def test_the_door_needs_no_form_token_and_reads_nothing_by_get(client, stripe_town):
    assert client.get("/stripe/webhook").status_code == 405
