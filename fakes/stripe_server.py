"""A pretended Stripe for tests and the demonstration: `python -m fakes.stripe_server --port N`.

It speaks the part of Stripe's real HTTP interface that Kuntatori uses: Checkout Sessions, refunds,
events, the page where the payer pays, and signed webhooks. Beside it stands `/control/…`, with
which a test resends, reorders, delays or falsifies what the payer and the banks do.
"""

import argparse
import base64
import json
import logging
from collections.abc import Callable, Iterable
from threading import Timer
from typing import Any
from urllib.parse import urlsplit

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.wrappers import Request, Response

from fakes import stripe_page
from fakes.stripe_hooks import Hooks
from fakes.stripe_params import Refusal, known, nested
from fakes.stripe_store import Record, Store, new_id, public

DEMONSTRATION_KEY = "sk_test_demonstration"
DEMONSTRATION_SECRET = "whsec_demonstration"  # noqa: S105 (guards pretended money)
BACK_OFF = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)

ROUTES = Map(
    [
        Rule("/v1/checkout/sessions", methods=["POST"], endpoint="create"),
        Rule("/v1/checkout/sessions/<session>", methods=["GET"], endpoint="retrieve"),
        Rule("/v1/checkout/sessions/<session>/expire", methods=["POST"], endpoint="expire"),
        Rule("/v1/refunds", methods=["POST"], endpoint="refund"),
        Rule("/v1/events", methods=["GET"], endpoint="events"),
        Rule("/c/pay/<session>", methods=["GET"], endpoint="page"),
        Rule("/c/pay/<session>/<step>", methods=["POST"], endpoint="choose"),
        Rule("/style.css", methods=["GET"], endpoint="style"),
        Rule("/healthz", methods=["GET"], endpoint="health"),
        Rule("/control/deliveries", methods=["GET"], endpoint="deliveries"),
        Rule("/control/hold", methods=["POST"], endpoint="hold"),
        Rule("/control/release", methods=["POST"], endpoint="release"),
        Rule("/control/events/<event>/resend", methods=["POST"], endpoint="resend"),
        Rule("/control/sessions/<session>/pay", methods=["POST"], endpoint="bend"),
        Rule("/control/sessions/<session>/settle", methods=["POST"], endpoint="settle"),
        Rule("/control/sessions/<session>/expire", methods=["POST"], endpoint="lapse"),
    ]
)


class FakeStripe:
    """A WSGI program. `waits` are the seconds between attempts to deliver a webhook."""

    def __init__(
        self,
        webhook_url: str,
        secret: str = DEMONSTRATION_SECRET,
        key: str = DEMONSTRATION_KEY,
        waits: tuple[float, ...] = BACK_OFF,
        bank_seconds: float = 5.0,
    ) -> None:
        self.key = key
        self.bank_seconds = bank_seconds
        self.hooks = Hooks(webhook_url, secret, waits)
        self.store = Store(self.hooks.tell)

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        if not self.store.page_base:
            self.store.page_base = request.host_url.rstrip("/")
        try:
            endpoint, values = ROUTES.bind_to_environ(environ).match()
            if request.path.startswith("/v1/"):
                self._check_key(request)
            do: Callable[..., Response] = getattr(self, f"on_{endpoint}")
            response = do(request, **values)
        except Refusal as refusal:
            response = _json(refusal.body, refusal.status)
        except HTTPException as error:
            response = _json(
                {
                    "error": {
                        "type": "invalid_request_error",
                        "message": f"Unrecognized request URL ({request.method}: {request.path}).",
                    }
                },
                error.code or 500,
            )
        response.headers["Request-Id"] = new_id("req_")
        return response(environ, start_response)

    def _check_key(self, request: Request) -> None:
        header = request.headers.get("Authorization", "")
        kind, _, sent = header.partition(" ")
        if kind == "Basic":
            sent = base64.b64decode(sent or "=").decode("utf-8", "replace").partition(":")[0]
        if not sent:
            raise Refusal(
                401,
                "invalid_request_error",
                "You did not provide an API key. You need to provide your API key in the "
                "Authorization header, using Bearer auth (e.g. 'Authorization: Bearer KEY').",
            )
        if sent != self.key:
            raise Refusal(
                401, "invalid_request_error", f"Invalid API Key provided: {sent[:8]}****{sent[-4:]}"
            )

    def _once(self, request: Request, do: Callable[[Record], Record]) -> Response:
        params = nested(request.form.items())
        status, answer, replayed = self.store.once(
            request.headers.get("Idempotency-Key", ""),
            {"path": request.path, "params": params},
            lambda: do(params),
        )
        response = _json(answer, status)
        if replayed:
            response.headers["Idempotent-Replayed"] = "true"
        return response

    # The interface

    def on_create(self, request: Request) -> Response:
        return self._once(request, self.store.create)

    def on_retrieve(self, request: Request, session: str) -> Response:
        return _json(public(self.store.session(session)))

    def on_expire(self, request: Request, session: str) -> Response:
        return self._once(request, lambda params: self.store.expire(session))

    def on_refund(self, request: Request) -> Response:
        return self._once(request, self.store.refund)

    def on_events(self, request: Request) -> Response:
        known(request.args, {"limit", "type"})
        limit = min(max(int(request.args.get("limit", "10")), 1), 100)
        wanted = request.args.get("type")
        found = [e for e in reversed(self.store.events) if wanted in (None, e["type"])]
        page = {"object": "list", "url": "/v1/events", "has_more": len(found) > limit}
        return _json({**page, "data": found[:limit]})

    # The payer's page

    def on_page(self, request: Request, session: str) -> Response:
        return self._page(self.store.session(session))

    def on_choose(self, request: Request, session: str, step: str) -> Response:
        found = self.store.session(session)
        if step == "back" and found["cancel_url"]:
            return _go(found["cancel_url"])
        if found["status"] != "open":
            return self._page(found)
        if step == "decline":
            return self._page(found, declined=True)
        if step not in {"now", "later"}:
            raise Refusal(404, "invalid_request_error", "No such choice.")
        self.store.pay(session, later=step == "later")
        if step == "later" and self.bank_seconds >= 0:
            bank = Timer(self.bank_seconds, self._bank_answers, (session,))
            bank.daemon = True
            bank.start()
        return _go(found["success_url"].replace("{CHECKOUT_SESSION_ID}", session))

    def _bank_answers(self, session: str) -> None:
        try:
            self.store.settle(session, arrived=True)
        except Refusal:
            logging.getLogger(__name__).info("the bank's answer was given by hand already")

    def _page(self, session: Record, declined: bool = False) -> Response:
        urls = [session[name] for name in ("success_url", "cancel_url") if session[name]]
        targets = " ".join(sorted({_origin(url) for url in urls}))
        policy = (
            "default-src 'none'; style-src 'self'; img-src data:; "
            f"form-action 'self' {targets}; base-uri 'none'; frame-ancestors 'none'"
        )
        html = stripe_page.page(session, declined)
        response = Response(html, mimetype="text/html", status=402 if declined else 200)
        response.headers["Content-Security-Policy"] = policy
        response.headers["Cache-Control"] = "no-store"
        return response

    def on_style(self, request: Request) -> Response:
        return Response(stripe_page.CSS, mimetype="text/css")

    def on_health(self, request: Request) -> Response:
        return Response("ok\n", mimetype="text/plain")

    # What only a test may do

    def on_deliveries(self, request: Request) -> Response:
        return _json({"attempts": self.hooks.attempts, "quiet": self.hooks.quiet(0)})

    def on_hold(self, request: Request) -> Response:
        self.hooks.hold()
        return _json({"held": True})

    def on_release(self, request: Request) -> Response:
        order = request.form.getlist("event") or None
        return _json({"sent": self.hooks.release(order)})

    def on_resend(self, request: Request, event: str) -> Response:
        found = [e for e in self.store.events if e["id"] == event]
        if not found:
            raise Refusal(404, "invalid_request_error", f"No such event: {event}")
        return _json({"status": self.hooks.send(found[0])})

    def on_bend(self, request: Request, session: str) -> Response:
        cents = request.form.get("amount", type=int)
        later = request.form.get("later") == "true"
        self.store.pay(session, later=later, cents=cents, currency=request.form.get("currency", ""))
        return _json(public(self.store.session(session)))

    def on_settle(self, request: Request, session: str) -> Response:
        self.store.settle(session, arrived=request.form.get("arrived", "true") == "true")
        return _json(public(self.store.session(session)))

    def on_lapse(self, request: Request, session: str) -> Response:
        return _json(self.store.expire(session))


def _json(body: Record, status: int = 200) -> Response:
    return Response(json.dumps(body, indent=2) + "\n", status, mimetype="application/json")


def _go(url: str) -> Response:
    return Response("", 303, {"Location": url})


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def serve(fake: FakeStripe, host: str, port: int) -> BaseWSGIServer:
    """A server ready for `serve_forever`; port 0 takes a free one, found in `server_port`."""
    server = make_server(host, port, fake, threaded=True)
    shown = f"[{host}]" if ":" in host else host
    fake.store.page_base = f"http://{shown}:{server.server_port}"
    return server


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m fakes.stripe_server", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--webhook-url", default="http://127.0.0.1:8000/stripe/webhook")
    parser.add_argument("--secret", default=DEMONSTRATION_SECRET)
    parser.add_argument("--key", default=DEMONSTRATION_KEY)
    parser.add_argument("--bank-seconds", type=float, default=5.0)
    parser.add_argument("--quiet", action="store_true", help="no line per request")
    asked = parser.parse_args()
    if asked.quiet:
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
    fake = FakeStripe(asked.webhook_url, asked.secret, asked.key, bank_seconds=asked.bank_seconds)
    serve(fake, asked.host, asked.port).serve_forever()


if __name__ == "__main__":
    main()
