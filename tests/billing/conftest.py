"""The real gateway talking to the pretended Stripe over real HTTP on this machine."""

import json
import time
from collections.abc import Iterator

import pytest

from billing.stripe_gateway import StripeGateway
from billing.views.blueprint import GATEWAY
from fakes.stripe_hooks import signature
from fakes.stripe_server import DEMONSTRATION_KEY, DEMONSTRATION_SECRET, FakeStripe
from tests.fakes.running import running


class Town:
    """The pretended Stripe of one test; its news are held until the test hands them over."""

    def __init__(self, fake: FakeStripe, base: str) -> None:
        self.fake, self.base = fake, base

    @property
    def news(self) -> list[dict]:
        return self.fake.store.events

    def tell(self, client, event: dict, secret: str = DEMONSTRATION_SECRET, at: int = 0):
        """Knock at the webhook as Stripe would. `at`: another second than this one."""
        body = json.dumps(event, indent=2).encode()
        proof = signature(body, secret, at or int(time.time()))
        return client.post("/stripe/webhook", data=body, headers={"Stripe-Signature": proof})

    def tell_all(self, client) -> list[int]:
        return [self.tell(client, event).status_code for event in self.news]


@pytest.fixture
def stripe_town(app) -> Iterator[Town]:
    fake = FakeStripe("http://127.0.0.1:9/nobody", bank_seconds=-1)
    fake.hooks.hold()
    before = app.extensions[GATEWAY]
    with running(fake) as base:
        app.extensions[GATEWAY] = StripeGateway(DEMONSTRATION_KEY, DEMONSTRATION_SECRET, base)
        yield Town(fake, base)
    app.extensions[GATEWAY] = before
