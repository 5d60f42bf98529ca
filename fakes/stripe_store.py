"""What the pretended Stripe remembers, in memory, behind a lock: pages, payments, events."""

import hashlib
import json
import secrets
import time
from collections.abc import Callable
from threading import RLock
from typing import Any

from fakes.stripe_params import Refusal, group, integer, invalid, known, missing

Record = dict[str, Any]

CREATE = {
    "mode",
    "client_reference_id",
    "metadata",
    "payment_intent_data",
    "line_items",
    "locale",
    "success_url",
    "cancel_url",
    "expires_at",
    "customer_email",
    "payment_method_types",
}
SMALLEST, LARGEST = 50, 99_999_999  # cents of one payment
SHORTEST, LONGEST = 30 * 60, 24 * 60 * 60  # seconds a page may stay open


def new_id(prefix: str) -> str:
    return prefix + secrets.token_hex(14)


class Store:
    """Every method is one step of Stripe's, whole or not at all."""

    def __init__(self, tell: Callable[[Record], None], page_base: str = "") -> None:
        self.tell = tell
        self.page_base = page_base
        self.lock = RLock()
        self.sessions: dict[str, Record] = {}
        self.charges: dict[str, Record] = {}  # by payment intent
        self.events: list[Record] = []
        self.answers: dict[str, tuple[str, int, Record]] = {}

    def once(self, key: str, asked: Record, do: Callable[[], Record]) -> tuple[int, Record, bool]:
        """Answer the same key with the same answer; the last value tells whether it was a replay.

        As with Stripe, a key used with other parameters is refused, and an answer that came
        from checking the parameters is not remembered.
        """
        if not key:
            return 200, do(), False
        print_ = hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()
        with self.lock:
            if key in self.answers:
                seen, status, answer = self.answers[key]
                if seen != print_:
                    raise Refusal(
                        400,
                        "idempotency_error",
                        "Keys for idempotent requests can only be used with the same parameters "
                        f"they were first used with. Try using a key other than '{key}' if you "
                        "meant to execute a different request.",
                    )
                return status, answer, True
            answer = do()
            self.answers[key] = (print_, 200, json.loads(json.dumps(answer)))
            return 200, answer, False

    def create(self, params: Record) -> Record:
        """A Checkout Session from nested parameters."""
        known(params, CREATE)
        if params.get("mode") != "payment":
            raise invalid("Invalid mode: must be payment", param="mode")
        cents, currency, title = _price(params)
        for name in ("success_url", "cancel_url"):
            url = params.get(name)
            if url is None and name == "success_url":
                raise missing(name)
            if url is not None and not str(url).startswith(("http://", "https://")):
                raise invalid("Not a valid URL", param=name, code="url_invalid")
        now = int(time.time())
        expires = now + LONGEST
        if "expires_at" in params:
            expires = integer(params, "expires_at", "expires_at")
            if not SHORTEST - 60 <= expires - now <= LONGEST:
                raise invalid(
                    "The `expires_at` timestamp must be between 30 minutes and 24 hours from "
                    "Checkout Session creation.",
                    param="expires_at",
                )
        session_id = new_id("cs_test_")
        session = {
            "id": session_id,
            "object": "checkout.session",
            "amount_subtotal": cents,
            "amount_total": cents,
            "cancel_url": params.get("cancel_url"),
            "client_reference_id": params.get("client_reference_id"),
            "created": now,
            "currency": currency,
            "customer": None,
            "customer_details": None,
            "expires_at": expires,
            "livemode": False,
            "locale": params.get("locale"),
            "metadata": group(params, "metadata"),
            "mode": "payment",
            "payment_intent": None,
            "payment_method_types": ["card", "customer_balance"],
            "payment_status": "unpaid",
            "status": "open",
            "success_url": params["success_url"],
            "url": f"{self.page_base}/c/pay/{session_id}",
        }
        with self.lock:
            self.sessions[session_id] = session
            charge_metadata = group(group(params, "payment_intent_data"), "metadata")
            session["_title"], session["_charge_metadata"] = title, charge_metadata
        return public(session)

    def session(self, session_id: str) -> Record:
        with self.lock:
            if session_id not in self.sessions:
                raise Refusal(
                    404,
                    "invalid_request_error",
                    f"No such checkout.session: {session_id}",
                    param="session",
                    code="resource_missing",
                )
            return self.sessions[session_id]

    def pay(
        self, session_id: str, *, later: bool, cents: int | None = None, currency: str = ""
    ) -> None:
        """The payer pressed pay. `cents` and `currency` bend the truth for tests."""
        with self.lock:
            session = self._open(session_id)
            if cents is not None:
                session["amount_total"] = session["amount_subtotal"] = cents
            session["currency"] = currency or session["currency"]
            session["status"] = "complete"
            session["payment_intent"] = new_id("pi_")
            session["payment_status"] = "unpaid" if later else "paid"
            self.event("checkout.session.completed", public(session))
            if not later:
                self._charge(session)

    def settle(self, session_id: str, *, arrived: bool) -> None:
        """The bank's answer to a payment that was to come later."""
        with self.lock:
            session = self.session(session_id)
            if session["status"] != "complete" or session["payment_status"] == "paid":
                raise invalid("This Checkout Session does not wait for a bank.")
            if arrived:
                session["payment_status"] = "paid"
            outcome = "succeeded" if arrived else "failed"
            self.event(f"checkout.session.async_payment_{outcome}", public(session))
            if arrived:
                self._charge(session)

    def expire(self, session_id: str) -> Record:
        with self.lock:
            session = self._open(session_id)
            session["status"], session["url"] = "expired", None
            self.event("checkout.session.expired", public(session))
            return public(session)

    def refund(self, params: Record) -> Record:
        known(params, {"payment_intent", "amount", "reason", "metadata"})
        with self.lock:
            charge = self.charges.get(str(params.get("payment_intent")))
            if charge is None:
                raise invalid("No such payment_intent", code="resource_missing")
            left = charge["amount"] - charge["amount_refunded"]
            cents = integer(params, "amount", "amount") if "amount" in params else left
            if not 0 < cents <= left:
                raise invalid(
                    f"Refund amount ({cents}) is greater than unrefunded amount on charge ({left})",
                    param="amount",
                )
            charge["amount_refunded"] += cents
            charge["refunded"] = charge["amount_refunded"] == charge["amount"]
            self.event("charge.refunded", dict(charge))
            return {
                "id": new_id("re_"),
                "object": "refund",
                "amount": cents,
                "charge": charge["id"],
                "currency": charge["currency"],
                "payment_intent": charge["payment_intent"],
                "status": "succeeded",
            }

    def event(self, kind: str, thing: Record) -> Record:
        """Write down an event with a picture of the thing as it is now, and tell about it."""
        event = {
            "id": new_id("evt_"),
            "object": "event",
            "api_version": "2026-10-28",
            "created": int(time.time()),
            "data": {"object": json.loads(json.dumps(thing))},
            "livemode": False,
            "pending_webhooks": 1,
            "request": {"id": None, "idempotency_key": None},
            "type": kind,
        }
        with self.lock:
            self.events.append(event)
        self.tell(event)
        return event

    def _open(self, session_id: str) -> Record:
        session = self.session(session_id)
        if session["status"] == "open" and session["expires_at"] <= time.time():
            session["status"], session["url"] = "expired", None
            self.event("checkout.session.expired", public(session))
        if session["status"] != "open":
            raise invalid(
                'Only Checkout Sessions with a status in ["open"] can be acted on. This one is '
                f"{session['status']}.",
            )
        return session

    def _charge(self, session: Record) -> None:
        charge = {
            "id": new_id("ch_"),
            "object": "charge",
            "amount": session["amount_total"],
            "amount_refunded": 0,
            "created": int(time.time()),
            "currency": session["currency"],
            "livemode": False,
            "metadata": session["_charge_metadata"],
            "paid": True,
            "payment_intent": session["payment_intent"],
            "refunded": False,
            "status": "succeeded",
        }
        self.charges[session["payment_intent"]] = charge
        self.event("charge.succeeded", dict(charge))


def public(session: Record) -> Record:
    """A session as the interface shows it."""
    return {name: value for name, value in session.items() if not name.startswith("_")}


def _price(params: Record) -> tuple[int, str, str]:
    lines = group(params, "line_items")
    if not lines:
        raise missing("line_items")
    cents, currency, title = 0, "", ""
    for number, line in lines.items():
        place = f"line_items[{number}]"
        known(line, {"price_data", "quantity"})
        price = group(line, "price_data")
        known(price, {"currency", "unit_amount", "product_data"})
        currency = str(price.get("currency", ""))
        if len(currency) != 3:
            raise invalid(f"Invalid currency: {currency}", param=f"{place}[price_data][currency]")
        title = str(group(price, "product_data").get("name", ""))
        if not title:
            raise missing(f"{place}[price_data][product_data][name]")
        unit = integer(price, "unit_amount", f"{place}[price_data][unit_amount]")
        cents += unit * integer(line, "quantity", f"{place}[quantity]")
    if cents < SMALLEST:
        raise invalid(
            "The Checkout Session's total amount due must add up to at least €0.50 eur",
            code="amount_too_small",
        )
    if cents > LARGEST:
        raise invalid(
            "The Checkout Session's total amount due must be no more than €999,999.99",
            code="amount_too_large",
        )
    return cents, currency.lower(), title
