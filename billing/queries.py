"""Second floor. Reading invoices, payment pages and money; every list says its order."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from accounts.models import Organisation
from accounts.roles import Actor
from billing import policy
from billing.currency import format_money
from billing.models.invoice import Invoice
from billing.models.payment import Checkout, Payment
from billing.states import (
    LIVE,
    PAYABLE,
    UNSETTLED,
    CheckoutState,
    InvoiceKind,
    InvoiceState,
    Provider,
)
from contracts.models.run import AllocationRun
from contracts.states.run import RunState
from core.db import db
from core.language import N_
from core.money import format_euros
from core.waiting import Waiting, WaitingKind

MOST_WAITING = 200
REMIND_AFTER = timedelta(days=7)
REMIND_AGAIN = timedelta(days=14)


class Shown(StrEnum):
    """What part of the invoices a list shows."""

    ALL = "all"
    OPEN = "open"
    OVERDUE = "overdue"
    PAID = "paid"
    CREDITED = "credited"


@dataclass(frozen=True)
class Sums:
    """A list of invoices in figures: how many of each sort, and cents still to pay."""

    counts: dict[Shown, int]
    open_cents: int
    overdue_cents: int


def visible_to(actor: Actor) -> Select[Invoice]:
    """The invoices an actor may see, newest number first."""
    query = (
        select(Invoice)
        .join(Invoice.organisation)
        .options(contains_eager(Invoice.organisation))
        .where(Invoice.state != InvoiceState.DRAFT)
    )
    if not policy.may_see_all(actor):
        query = query.where(Invoice.organisation_id == actor.organisation_id)
    return query.order_by(Invoice.year.desc(), Invoice.running.desc(), Invoice.id.desc())


def limited(
    query: Select[Invoice],
    shown: Shown,
    today: date,
    words: str = "",
    run_id: int | None = None,
) -> Select[Invoice]:
    """The list cut down to one sort, one run, and to words of numbers, references and buyers."""
    query = query.where(_is(shown, today))
    if run_id is not None:
        query = query.where(Invoice.run_id == run_id)
    for word in words.split()[:6]:
        query = query.where(_mentions(word))
    return query


def sums(query: Select[Invoice], today: date) -> Sums:
    """Counts and open cents of a list, in one query."""
    overdue = _is(Shown.OVERDUE, today)
    left = Invoice.total_cents - Invoice.paid_cents
    counts = [func.count(case((_is(shown, today), 1))) for shown in Shown]
    open_cents = func.sum(case((_is(Shown.OPEN, today), left), else_=0))
    overdue_cents = func.sum(case((overdue, left), else_=0))
    row = db.session.execute(
        query.order_by(None).with_only_columns(*counts, open_cents, overdue_cents)
    ).one()
    return Sums(dict(zip(Shown, row, strict=False)), int(row[-2] or 0), int(row[-1] or 0))


def _is(shown: Shown, today: date) -> ColumnElement[bool]:
    payable = Invoice.state.in_(PAYABLE) & (Invoice.kind == InvoiceKind.INVOICE)
    match shown:
        case Shown.OPEN:
            return payable
        case Shown.OVERDUE:
            return payable & (Invoice.due_on < today)
        case Shown.PAID:
            return Invoice.state == InvoiceState.PAID
        case Shown.CREDITED:
            credited = Invoice.state == InvoiceState.CREDITED
            return or_(credited, Invoice.kind == InvoiceKind.CREDIT_NOTE)
        case Shown.ALL:
            return Invoice.id.is_not(None)


def _mentions(word: str) -> ColumnElement[bool]:
    def inside(column: ColumnElement[str], text: str) -> ColumnElement[bool]:
        plain = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return column.ilike(f"%{plain}%", escape="\\")

    columns = (Invoice.number, Invoice.reference, Organisation.business_id)
    names = (Organisation.name_fi, Organisation.name_sv, Organisation.name_en)
    # SQLite folds the case of ASCII letters only, so names are also looked for with a capital
    spellings = {word, word.capitalize()}
    return or_(
        *(inside(column, word) for column in columns),  # type: ignore[arg-type]
        *(inside(name, text) for name in names for text in spellings),  # type: ignore[arg-type]
    )


def find_by_number(number: str) -> Invoice | None:
    """The invoice with this number or this reference number, however it was spaced."""
    plain = "".join(number.split())
    query = select(Invoice).where(or_(Invoice.number == plain, Invoice.reference == plain))
    return db.session.scalars(query.order_by(Invoice.id)).first()


def find_credit_note(invoice: Invoice) -> Invoice | None:
    """The credit note that took this invoice back."""
    return db.session.scalars(select(Invoice).where(Invoice.credits_id == invoice.id)).first()


def list_payments(invoice: Invoice) -> list[Payment]:
    """Money that came for an invoice, first come first."""
    query = select(Payment).where(Payment.invoice_id == invoice.id)
    return list(db.session.scalars(query.order_by(Payment.received_at, Payment.id)))


def find_payment(provider: Provider, external_id: str) -> Payment | None:
    query = select(Payment).where(Payment.provider == provider, Payment.external_id == external_id)
    return db.session.scalars(query).first()


def payments(unsettled: bool) -> Select[Payment]:
    """Money that waits for a decision, oldest first; or all money, newest first."""
    query = select(Payment).options(joinedload(Payment.invoice).joinedload(Invoice.organisation))
    if unsettled:
        query = query.where(Payment.state.in_(UNSETTLED))
        return query.order_by(Payment.received_at, Payment.id)
    return query.order_by(Payment.received_at.desc(), Payment.id.desc())


def count_unsettled() -> int:
    query = select(func.count()).where(Payment.state.in_(UNSETTLED))
    return db.session.scalar(query) or 0


def find_live_checkout(invoice_id: int) -> Checkout | None:
    """The payment page on which this invoice may be paid now, or has been promised to be."""
    query = select(Checkout).where(Checkout.invoice_id == invoice_id, Checkout.state.in_(LIVE))
    return db.session.scalars(query).first()


def find_checkout(session_id: str) -> Checkout | None:
    return db.session.scalars(select(Checkout).where(Checkout.session_id == session_id)).first()


def list_checkouts(invoice: Invoice) -> list[Checkout]:
    """Every payment page of an invoice, oldest first."""
    query = select(Checkout).where(Checkout.invoice_id == invoice.id)
    return list(db.session.scalars(query.order_by(Checkout.id)))


def invoices_of_run(run: AllocationRun) -> list[Invoice]:
    """Invoices and credit notes that came of a run, by number; corrections are not among them."""
    query = (
        select(Invoice)
        .where(Invoice.run_id == run.id, Invoice.credits_id.is_(None))
        .options(joinedload(Invoice.organisation))
    )
    return list(db.session.scalars(query.order_by(Invoice.year, Invoice.running)))


def list_runs_to_invoice() -> list[AllocationRun]:
    """Locked runs whose invoices are not issued yet, oldest first."""
    query = select(AllocationRun).where(AllocationRun.state == RunState.LOCKED)
    return list(db.session.scalars(query.order_by(AllocationRun.state_since, AllocationRun.id)))


def list_open(organisation_id: int) -> list[Invoice]:
    """What an organisation has to pay, most urgent first."""
    query = select(Invoice).where(
        Invoice.organisation_id == organisation_id,
        Invoice.state.in_(PAYABLE),
        Invoice.kind == InvoiceKind.INVOICE,
    )
    return list(db.session.scalars(query.order_by(Invoice.due_on, Invoice.id)))


def list_to_remind(today: date) -> list[Invoice]:
    """Invoices a week late that nobody has been reminded of within two weeks, most late first.

    An invoice for which a bank transfer has been promised is left in peace.
    """
    promised = exists().where(
        Checkout.invoice_id == Invoice.id, Checkout.state == CheckoutState.PROMISED
    )
    query = (
        select(Invoice)
        .where(
            _is(Shown.OVERDUE, today),
            Invoice.due_on <= today - REMIND_AFTER,
            or_(Invoice.reminded_on.is_(None), Invoice.reminded_on <= today - REMIND_AGAIN),
            ~promised,
        )
        .options(joinedload(Invoice.organisation))
        .order_by(Invoice.due_on, Invoice.id)
    )
    return list(db.session.scalars(query))


def list_waiting(actor: Actor, today: date) -> list[Waiting]:
    """What waits for this person in billing: to pay, to issue, to decide about; a few queries."""
    rows = []
    if actor.has(*policy.PAYERS) and not actor.of_tiera():
        rows += [_to_pay(invoice) for invoice in list_open(actor.organisation_id)]
    if policy.may_keep_accounts(actor):
        rows += [_to_issue(run) for run in list_runs_to_invoice()]
        unsettled = db.session.scalars(payments(unsettled=True).limit(MOST_WAITING))
        rows += [_to_decide(payment) for payment in unsettled]
    return rows


def _to_pay(invoice: Invoice) -> Waiting:
    return Waiting(
        kind=WaitingKind.INVOICE,
        what=N_("Pay invoice %(number)s, %(amount)s"),
        who=invoice.seller_name,
        since=invoice.state_since,
        endpoint="billing.invoice",
        args={"id": invoice.id},
        values={"number": invoice.number, "amount": format_euros(invoice.open_cents)},
        due=invoice.due_on,
    )


def _to_issue(run: AllocationRun) -> Waiting:
    return Waiting(
        kind=WaitingKind.RUN,
        what=N_("Issue the invoices of run %(code)s"),
        who=run,
        since=run.state_since,
        endpoint="billing.run_invoices",
        args={"id": run.id},
        values={"code": run.code},
    )


def _to_decide(payment: Payment) -> Waiting:
    return Waiting(
        kind=WaitingKind.PAYMENT,
        what=N_("Decide about a payment of %(amount)s"),
        who=payment.invoice.organisation if payment.invoice else "",
        since=payment.received_at,
        endpoint="billing.payment",
        args={"id": payment.id},
        values={"amount": format_money(payment.free_cents, payment.currency)},
    )
