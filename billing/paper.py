"""Top floor. An invoice as the words and figures of its PDF, in the language of the request."""

from typing import Any

from billing import reference
from billing.models.invoice import Invoice
from billing.seller import iban_in_groups, vat_number
from billing.states import InvoiceKind
from core.locale import day, euros, language, percent
from core.speech import _
from core.words import word


def invoice_data(invoice: Invoice) -> dict[str, Any]:
    """What `templates/pdf/invoice.typ` draws: every label and value as it is to be read."""
    code = language()
    rate = percent(invoice.vat_permille / 10)
    return {
        "kind": word(invoice.kind),
        "number": invoice.number,
        "for": invoice.titled(code),
        "period": _(
            "Period %(start)s to %(end)s",
            start=day(invoice.period_start),
            end=day(invoice.period_end),
        ),
        "parties": [_seller(invoice), _buyer(invoice)],
        "facts": _facts(invoice),
        "columns": [
            _("For"),
            _("Net"),
            _("VAT %(rate)s", rate=rate),
            _("Total"),
        ],
        "lines": [
            [
                line.worded(code),
                euros(line.net_cents),
                euros(line.vat_cents),
                euros(line.net_cents + line.vat_cents),
            ]
            for line in invoice.lines
        ],
        "sums": [
            _("Altogether"),
            euros(invoice.net_cents),
            euros(invoice.vat_cents),
            euros(invoice.total_cents),
        ],
        "lines_heading": _("What it is for"),
        "pay_heading": _("How to pay") if invoice.kind is InvoiceKind.INVOICE else "",
        "pay": _pay(invoice),
        "notes": _notes(invoice),
        "mark": day(invoice.issued_on),
        "service": invoice.seller_name,
        "page_of": _("Page {n} of {all}"),
    }


def _seller(invoice: Invoice) -> dict[str, Any]:
    lines = [invoice.seller_name, *invoice.seller_address.splitlines()]
    lines.append(_("Business ID %(id)s", id=invoice.seller_business_id))
    lines.append(_("VAT number %(id)s", id=vat_number(invoice.seller_business_id)))
    return {"heading": _("Seller"), "lines": lines}


def _buyer(invoice: Invoice) -> dict[str, Any]:
    lines = [invoice.buyer_named(language()), *invoice.buyer_address.splitlines()]
    lines.append(_("Business ID %(id)s", id=invoice.buyer_business_id))
    if invoice.buyer_einvoice_address:
        lines.append(_("E-invoice address %(id)s", id=invoice.buyer_einvoice_address))
        lines.append(_("Operator %(id)s", id=invoice.buyer_einvoice_operator))
    return {"heading": _("Buyer"), "lines": lines}


def _facts(invoice: Invoice) -> list[list[str]]:
    facts = [[_("Date of issue"), day(invoice.issued_on)]]
    if invoice.due_on:
        facts.append([_("Due date"), day(invoice.due_on)])
    if invoice.credits:
        facts.append([_("Credits the invoice"), invoice.credits.number or ""])
    facts.append([_("Total"), euros(invoice.total_cents)])
    return facts


def _pay(invoice: Invoice) -> list[list[str]]:
    if invoice.kind is not InvoiceKind.INVOICE or not invoice.reference:
        return []
    international = reference.international(invoice.reference)
    return [
        [_("Receiver"), invoice.seller_name],
        [_("Account (IBAN)"), iban_in_groups(invoice.seller_iban)],
        [_("Bank (BIC)"), invoice.seller_bic],
        [_("Reference number"), reference.in_groups(invoice.reference)],
        [_("Reference from abroad (RF)"), reference.international_in_groups(international)],
        [_("Due date"), day(invoice.due_on)],
        [_("Amount"), euros(invoice.total_cents)],
    ]


def _notes(invoice: Invoice) -> list[str]:
    if invoice.kind is InvoiceKind.CREDIT_NOTE:
        return [
            _(
                "This credit note is not paid. Deduct the amount from what you pay next, "
                "or ask the seller to return it."
            )
        ]
    return [
        _(
            "The rate of value added tax is the one in force on the day the service was supplied, "
            "or on the day of this invoice when it was issued earlier "
            "(Value Added Tax Act 1501/1993, sections 15, 16 and 84)."
        )
    ]
