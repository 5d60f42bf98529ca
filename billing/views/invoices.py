"""Top floor. Invoices: the list, its CSV, one invoice and its PDF."""

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from billing import paper, policy, queries, reference, wording
from billing.models.invoice import Invoice
from billing.queries import Shown
from billing.seller import iban_in_groups
from billing.views.blueprint import blueprint, find_gateway, get_mine, leading_to_payment
from core import downloads, pdf
from core.clock import today
from core.db import db
from core.locale import day, language
from core.money import type_euros
from core.pages import page_of
from core.speech import _
from core.tables import csv_lines
from core.web import Access, one_of, open_to, whole_number
from core.words import word

MOST_WORDS = 100


def _wish() -> tuple[Shown, str]:
    shown = one_of(Shown, request.args.get("show", Shown.ALL.value))
    return shown, request.args.get("q", "")[:MOST_WORDS].strip()


@blueprint.get("/invoices")
@open_to(Access.SIGNED_IN)
def invoices() -> ResponseReturnValue:
    """Mine, or everybody's for the coordinator."""
    shown, words = _wish()
    actor, now = g.actor, today()
    everything = queries.visible_to(actor)
    found = queries.limited(everything, Shown.ALL, now, words)
    return render_template(
        "billing/invoices.html",
        page=page_of(queries.limited(found, shown, now), whole_number("page", 1)),
        sums=queries.sums(found, now),
        shown=shown,
        kinds=list(Shown),
        q=words,
        all=policy.may_see_all(actor),
        money=queries.count_unsettled() if policy.may_see_money(actor) else None,
        said_of=lambda invoice: wording.brief(invoice, now),
    )


@blueprint.get("/invoices.csv")
@open_to(Access.SIGNED_IN)
def invoices_csv() -> ResponseReturnValue:
    """Exactly what the list shows with the same limits, all pages of it."""
    shown, words = _wish()
    query = queries.limited(queries.visible_to(g.actor), shown, today(), words)
    header = [
        _("Number"),
        _("Kind"),
        _("State"),
        _("Buyer"),
        _("Business ID"),
        _("For"),
        _("Issued"),
        _("Due date"),
        _("Reference number"),
        _("Buyer's address"),
        _("E-invoice address"),
        _("E-invoice operator"),
        _("Net, euros"),
        _("VAT, euros"),
        _("Total, euros"),
        _("Paid, euros"),
        _("Open, euros"),
    ]
    lines = list(csv_lines(header, map(_row, db.session.scalars(query))))
    return downloads.table(f"invoices-{today().isoformat()}.csv", iter(lines))


def _row(invoice: Invoice) -> list[object]:
    code = language()
    return [
        invoice.number,
        word(invoice.kind),
        word(invoice.state),
        invoice.buyer_named(code),
        invoice.buyer_business_id,
        invoice.titled(code),
        day(invoice.issued_on),
        day(invoice.due_on),
        invoice.reference,
        ", ".join(invoice.buyer_address.splitlines()),
        invoice.buyer_einvoice_address,
        invoice.buyer_einvoice_operator,
        type_euros(invoice.net_cents),
        type_euros(invoice.vat_cents),
        type_euros(invoice.total_cents),
        type_euros(invoice.paid_cents),
        type_euros(invoice.open_cents),
    ]


@blueprint.get("/invoices/<int:id>")
@open_to(Access.SIGNED_IN)
def invoice(id: int) -> ResponseReturnValue:
    return leading_to_payment(show(get_mine(id)))


def show(found: Invoice) -> str:
    """The page of one invoice."""
    actor, now = g.actor, today()
    live = queries.find_live_checkout(found.id)
    payments = queries.list_payments(found)
    mine = policy.may_pay(actor, found)
    keeps = policy.may_keep_accounts(actor)
    return render_template(
        "billing/invoice.html",
        invoice=found,
        said=wording.full(found, live, now, mine),
        payments=[(one, wording.PAYMENT_TILES[one.state], wording.judged(one)) for one in payments],
        note=queries.find_credit_note(found),
        live=live,
        reference=reference.in_groups(found.reference or ""),
        international=reference.international_in_groups(
            reference.international(found.reference) if found.reference else ""
        ),
        iban=iban_in_groups(found.seller_iban),
        may_pay=mine,
        online=find_gateway() is not None,
        can_pay_online=policy.can_be_paid_online(found),
        may_keep=keeps,
        may_credit=keeps and policy.can_be_credited(found),
        may_see_money=policy.may_see_money(actor),
        came_back="unpaid" in request.args,
        events=wording.history(found),
        today=now,
    )


@blueprint.get("/invoices/<int:id>.pdf")
@open_to(Access.SIGNED_IN)
def invoice_pdf(id: int) -> ResponseReturnValue:
    """The invoice as an accessible document, in the reader's language."""
    found = get_mine(id)
    title = f"{word(found.kind)} {found.number}"
    body = pdf.render("invoice", paper.invoice_data(found), language(), title)
    name = f"{found.number}-{language()}.pdf"
    return downloads.paper(name, body)
