"""Roof. The demonstration's invoices: paid in time, in part, late, twice, or not yet.

Everything goes through the deeds of the pages; the payments are as invented as the amounts.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from accounts.roles import Actor, Role
from billing.gateway import CURRENCY, CheckoutPage, News, NewsKind
from billing.models.invoice import Invoice
from billing.queries import list_to_remind
from billing.seller import Seller
from billing.workflow import checkout, treasury
from billing.workflow.issue import issue_for_run
from billing.workflow.receive import receive
from contracts.models.run import AllocationRun
from contracts.states.run import RunState
from core.clock import day_of
from core.db import db
from core.mail import link
from core.money import Cents
from core.web import settings
from demo.accounts import local_part
from demo.people import CAST
from demo.world import World

TERM_DAYS = 30  # as the joining agreement says
ISSUED = 46  # days ago; what is not paid is then two weeks late

BY_TRANSFER = {"espoo": 32, "vantaa": 24, "oulu": 18}
"""Who paid the whole invoice by bank transfer, and how many days ago."""

ONLINE = {"tampere": 20}
IN_PART = {"turku": 16}
TWICE = {"oulu": 15}


def load(world: World) -> None:
    """Issue the invoices of the locked run and let some of them be paid."""
    run = db.session.scalars(
        select(AllocationRun).where(AllocationRun.state == RunState.LOCKED)
    ).one()
    treasurer = world.actor("markus.strom")
    address = world.organisation("tiera").postal_address.lines
    seller = replace(Seller.from_settings(settings(), address), term_days=TERM_DAYS)
    names = {number: key for key, number in world.organisations.items()}
    issued = issue_for_run(run, seller, treasurer, world.ago(ISSUED, 10))
    invoices = {names[invoice.organisation_id]: invoice for invoice in issued}
    for key, days in BY_TRANSFER.items():
        _transfer(world, invoices[key], invoices[key].total_cents, days, treasurer)
    for key, days in ONLINE.items():
        _online(world, key, invoices[key], world.ago(days, 13))
    for key, days in IN_PART.items():
        _transfer(world, invoices[key], invoices[key].total_cents // 2, days, treasurer)
    for key, days in TWICE.items():
        _transfer(world, invoices[key], invoices[key].total_cents, days, treasurer)
    at = world.ago(5, 6)
    for invoice in list_to_remind(day_of(at)):
        treasury.remind(invoice, at)


def _transfer(world: World, invoice: Invoice, cents: int, days: int, treasurer: Actor) -> None:
    """The treasurer writes money down the day after it came to the account."""
    came = world.ago(days)
    archive_id = f"{day_of(came):%y%m%d}25939{invoice.running:04d}A{days:03d}"
    facts = treasury.Transfer(cents, day_of(came), archive_id)
    treasury.record_transfer(invoice, facts, treasurer, world.ago(days - 1, 9, 20))


def _online(world: World, key: str, invoice: Invoice, at: datetime) -> None:
    """The finance person pays by card, and the payment service says so a moment later."""
    payer = _finance(world, key)
    back = link("billing.invoice", id=invoice.id)
    visit = checkout.Visit("fi", link("billing.thanks", id=invoice.id), back)
    start = checkout.prepare(invoice, visit, payer, at)
    session_id = f"cs_test_demonstration{invoice.id}"
    checkout.opened(start.checkout_id, CheckoutPage(session_id, back), payer, at)
    receive(
        News(
            event_id=f"evt_demonstration{invoice.id}",
            kind=NewsKind.PAID,
            session_id=session_id,
            payment_id=f"pi_demonstration{invoice.id}",
            invoice_id=invoice.id,
            cents=Cents(invoice.total_cents),
            currency=CURRENCY,
            occurred_at=at + timedelta(minutes=2),
        ),
        at + timedelta(minutes=2),
    )


def _finance(world: World, key: str) -> Actor:
    """Whoever pays the bills of an organisation. Raises LookupError when nobody does."""
    for role in (Role.FINANCE, Role.ADMIN):
        for cast in CAST[key]:
            if role in cast.roles:
                return world.actor(local_part(cast.name), key)
    raise LookupError(f"nobody at {key} may pay")
