"""How the pretended Stripe tells its news: signed, repeated until heard, in any order."""

import hashlib
import hmac
import json
import logging
import time
from threading import Condition, Thread
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import ProxyHandler, Request, build_opener

Record = dict[str, Any]

log = logging.getLogger(__name__)


def signature(body: bytes, secret: str, at: int) -> str:
    """The Stripe-Signature header: HMAC-SHA256 over the time, a point and the body."""
    proof = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={proof}"


class Hooks:
    """Sends each event in a thread of its own, with back-off, always under the same event id."""

    def __init__(self, url: str, secret: str, waits: tuple[float, ...]) -> None:
        self.url = url
        self.secret = secret
        self.waits = waits  # seconds before the second, third, … attempt
        self.held: list[Record] | None = None
        self.attempts: list[Record] = []
        self.busy = 0
        self.changed = Condition()
        self.opener = build_opener(ProxyHandler({}))  # this machine only, never a proxy

    def tell(self, event: Record) -> None:
        """Send an event, or keep it back while news are held."""
        with self.changed:
            if self.held is not None:
                self.held.append(event)
                return
            self.busy += 1
        Thread(target=self._until_heard, args=(event,), daemon=True).start()

    def hold(self) -> None:
        with self.changed:
            self.held = self.held or []

    def release(self, order: list[str] | None = None) -> list[str]:
        """Send what was held, one after another, in the order of these event ids."""
        with self.changed:
            held, self.held = self.held or [], None
        by_id = {event["id"]: event for event in held}
        ids = order if order is not None else list(by_id)
        for event_id in ids:
            self.send(by_id[event_id])
        return ids

    def send(self, event: Record) -> int:
        """One attempt. The status of the answer; 0 when nobody answered."""
        body = json.dumps(event, indent=2).encode()
        request = Request(  # noqa: S310 (the address is the operator's own)
            self.url,
            data=body,
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "Stripe-Signature": signature(body, self.secret, int(time.time())),
                "User-Agent": "Stripe/1.0 (the demonstration's pretended Stripe)",
            },
        )
        try:
            with self.opener.open(request, timeout=10) as answer:
                status = int(answer.status)
        except HTTPError as error:
            status = error.code
        except (URLError, OSError):
            status = 0
        with self.changed:
            self.attempts.append({"event": event["id"], "type": event["type"], "status": status})
            if 200 <= status < 300:
                event["pending_webhooks"] = 0
        return status

    def _until_heard(self, event: Record) -> None:
        try:
            for wait in (0.0, *self.waits):
                time.sleep(wait)
                if 200 <= self.send(event) < 300:
                    return
            log.warning("nobody heard %s", event["type"])
        finally:
            with self.changed:
                self.busy -= 1
                self.changed.notify_all()

    def quiet(self, timeout: float) -> bool:
        """Wait until every event has been heard or given up; whether that came in time."""
        with self.changed:
            return self.changed.wait_for(lambda: self.busy == 0, timeout)
