"""Several at once, on both databases, and a server killed with the money in its hands."""

import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from accounts.roles import Role
from app import create_app
from billing.gateway import CheckoutPage, News, NewsKind
from billing.models.invoice import Invoice
from billing.models.payment import HeardEvent, Payment
from billing.states import InvoiceState, PaymentState
from billing.workflow import checkout, treasury
from billing.workflow.issue import issue_for_run
from billing.workflow.receive import receive
from contracts.models.run import AllocationRun
from core.config import Settings
from core.db import db, expect, lock, transaction
from core.errors import Changed, RuleBroken
from core.money import Cents
from fakes.stripe_server import DEMONSTRATION_KEY, DEMONSTRATION_SECRET, FakeStripe
from tests.factories.accounts import a_municipality, a_person, actor_of
from tests.factories.billing import AT, SELLER, a_run, a_treasurer, an_invoice
from tests.fakes.running import running
from tests.postgres import *  # noqa: F403 (its fixtures)

SECRET = "for tests only, long enough to be taken seriously"
LATER = AT + timedelta(days=1)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def own_app(request, tmp_path):
    """An application with a database that several threads share, as in life."""
    if request.param == "postgres":
        app = request.getfixturevalue("postgres_app")
        with app.app_context():
            yield app
        return
    app = create_app(Settings(secret_key=SECRET, data_dir=tmp_path), {"TESTING": True})
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


def at_once(app, deeds):
    """Every deed in a thread and a transaction of its own, begun together; what each came to."""
    together = Barrier(len(deeds))

    def run(deed):
        with app.app_context():
            together.wait(10)
            try:
                with transaction():
                    return deed()
            except RuleBroken as refused:
                return refused
            finally:
                db.session.remove()

    db.session.commit()
    with ThreadPoolExecutor(len(deeds)) as pool:
        results = list(pool.map(run, deeds))
    db.session.expire_all()
    return results


def test_the_same_message_at_once_is_one_payment(own_app):
    invoice = an_invoice()
    number, total = invoice.id, invoice.total_cents
    told = News("evt_1", NewsKind.PAID, "cs_1", "pi_1", number, Cents(total), "eur", AT)
    results = at_once(own_app, [lambda: receive(told, LATER)] * 6)
    assert results == [None] * 6
    assert db.session.get(Invoice, number).state is InvoiceState.PAID
    assert db.session.query(Payment).count() == db.session.query(HeardEvent).count() == 1


def test_different_messages_about_the_same_money_at_once_are_one_payment(own_app):
    invoice = an_invoice()
    number, total = invoice.id, invoice.total_cents
    told = [
        News(f"evt_{n}", NewsKind.PAID, "cs_1", "pi_1", number, Cents(total), "eur", AT)
        for n in range(6)
    ]
    at_once(own_app, [lambda news=news: receive(news, LATER) for news in told])
    assert db.session.get(Invoice, number).paid_cents == total
    assert db.session.query(Payment).count() == 1


def test_of_two_treasurers_at_once_one_is_told(own_app):
    invoice = an_invoice()
    number, seen, total = invoice.id, invoice.version, invoice.total_cents
    treasurers = [a_treasurer(), a_treasurer()]

    def write_down(actor, archive_id):
        fresh = lock(Invoice, number)
        expect(fresh, seen)
        treasury.record_transfer(
            fresh, treasury.Transfer(total, AT.date(), archive_id), actor, LATER
        )

    results = at_once(
        own_app,
        [lambda n=n, who=who: write_down(who, f"A{n}") for n, who in enumerate(treasurers)],
    )
    assert sorted(type(result).__name__ for result in results) == ["Changed", "NoneType"]
    assert any(isinstance(result, Changed) for result in results)
    [payment] = db.session.scalars(db.select(Payment))
    assert (payment.state, payment.counted_cents) == (PaymentState.MATCHED, total)


def test_runs_issued_at_once_number_their_invoices_without_a_gap(own_app):
    runs = [a_run({a_municipality(): (100,), a_municipality(): (200,)}).id for _ in range(4)]
    treasurer = a_treasurer()

    def issue(run_id):
        return len(issue_for_run(db.session.get_one(AllocationRun, run_id), SELLER, treasurer, AT))

    assert at_once(own_app, [lambda r=r: issue(r) for r in runs]) == [2] * 4
    numbers = db.session.scalars(db.select(Invoice.running).order_by(Invoice.running)).all()
    assert numbers == list(range(1, 9))


def test_one_run_issued_twice_at_once_is_issued_once(own_app):
    run_id, treasurer = a_run({a_municipality(): (100,)}).id, a_treasurer()

    def issue():
        return len(issue_for_run(db.session.get_one(AllocationRun, run_id), SELLER, treasurer, AT))

    results = at_once(own_app, [issue] * 3)
    others = [result for result in results if result != 1]
    assert len(others) == 2
    assert all(result == 0 or isinstance(result, Changed) for result in others)
    assert db.session.query(Invoice).count() == 1


def test_pay_pressed_twice_at_once_asks_for_one_page(own_app):
    invoice = an_invoice()
    number = invoice.id
    payer = actor_of(a_person(Role.FINANCE, organisation=invoice.organisation))
    visit = checkout.Visit("fi", "http://localhost/paid", "http://localhost/back")

    def press():
        return checkout.prepare(db.session.get_one(Invoice, number), visit, payer, AT)

    starts = at_once(own_app, [press] * 4)
    assert len({start.request for start in starts}) == 1


def a_free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Server:
    """The application in a process of its own."""

    def __init__(self, folder, port: int, *words: str) -> None:
        environment = {
            **os.environ,
            "KUNTATORI_DATA_DIR": str(folder),
            "KUNTATORI_SECRET_KEY": SECRET,
            "KUNTATORI_STRIPE_API_KEY": DEMONSTRATION_KEY,
            "KUNTATORI_STRIPE_WEBHOOK_SECRET": DEMONSTRATION_SECRET,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.billing.victim", str(port), *words],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        end = time.monotonic() + 60
        while self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                return
            except OSError:
                assert time.monotonic() < end, "the server did not start"
                time.sleep(0.1)
        raise AssertionError(f"the server ended with {self.process.returncode}")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(10)


@pytest.mark.process
def test_a_server_killed_with_the_money_in_its_hands_takes_it_once_when_it_is_back(tmp_path):
    app = create_app(Settings(secret_key=SECRET, data_dir=tmp_path), {"TESTING": True})
    port = a_free_port()
    fake = FakeStripe(f"http://127.0.0.1:{port}/stripe/webhook", waits=(1.0,) * 60, bank_seconds=-1)
    with app.app_context(), running(fake):
        db.create_all()
        invoice = an_invoice()
        payer = actor_of(a_person(Role.FINANCE, organisation=invoice.organisation))
        visit = checkout.Visit("fi", "http://127.0.0.1:9/paid", "http://127.0.0.1:9/back")
        start = checkout.prepare(invoice, visit, payer, AT)
        price = {
            "currency": "eur",
            "unit_amount": str(start.request.cents),
            "product_data": {"name": "x"},
        }
        session = fake.store.create(
            {
                "mode": "payment",
                "client_reference_id": str(invoice.id),
                "line_items": {"0": {"price_data": price, "quantity": "1"}},
                "success_url": visit.success_url,
            }
        )
        checkout.opened(start.checkout_id, CheckoutPage(session["id"], session["url"]), payer, AT)
        db.session.commit()
        victim = Server(tmp_path, port, "die")
        fake.store.pay(session["id"], later=False)
        assert victim.process.wait(60) == -signal.SIGKILL
        db.session.rollback()
        assert db.session.query(Payment).count() == 0
        assert invoice.state is InvoiceState.ISSUED
        db.session.rollback()
        healthy = Server(tmp_path, port)
        try:
            assert fake.hooks.quiet(60), "the news was not heard"
        finally:
            healthy.stop()
        db.session.rollback()
        db.session.expire_all()
        [payment] = db.session.scalars(db.select(Payment))
        assert (payment.state, payment.counted_cents) == (PaymentState.MATCHED, invoice.total_cents)
        assert invoice.state is InvoiceState.PAID
        completed = [a for a in fake.hooks.attempts if a["type"] == "checkout.session.completed"]
        assert completed[0]["status"] == 0
        assert completed[-1]["status"] == 204
        assert len({a["event"] for a in completed}) == 1
        db.session.remove()
        db.engine.dispose()
