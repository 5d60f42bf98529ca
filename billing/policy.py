"""Second floor. Who may see and do what with invoices and money that arrived."""

from accounts.roles import Actor, Role
from billing.gateway import LARGEST, SMALLEST
from billing.models.invoice import Invoice
from billing.states import PAYABLE, InvoiceKind, InvoiceState

PAYERS = (Role.FINANCE, Role.ADMIN)


def may_see_all(actor: Actor) -> bool:
    """Invoices of every organisation: everyone at the coordinator, who see every share too."""
    return actor.of_tiera()


def may_see_money(actor: Actor) -> bool:
    """Money that arrived and belongs to nobody yet."""
    return actor.of_tiera(Role.TREASURER, Role.AUDITOR)


def may_view(actor: Actor, invoice: Invoice) -> bool:
    """Everybody who acts for the organisation that pays, and the coordinator."""
    if may_see_all(actor):
        return True
    return actor.acts_for(invoice.organisation_id) and invoice.state is not InvoiceState.DRAFT


def may_keep_accounts(actor: Actor) -> bool:
    """Issue invoices, write down bank transfers, credit, decide about unmatched money."""
    return actor.of_tiera(Role.TREASURER)


def may_pay(actor: Actor, invoice: Invoice) -> bool:
    """Start a card or bank payment: finance people and admins of the organisation that pays."""
    return actor.acts_for(invoice.organisation_id, *PAYERS)


def can_be_paid_online(invoice: Invoice) -> bool:
    """Whether the open amount is one that the payment provider takes."""
    payable = invoice.kind is InvoiceKind.INVOICE and invoice.state in PAYABLE
    return payable and SMALLEST <= invoice.open_cents <= LARGEST


def can_be_credited(invoice: Invoice) -> bool:
    """Invoices that were issued and not taken back yet."""
    return invoice.kind is InvoiceKind.INVOICE and invoice.state in PAYABLE | {InvoiceState.PAID}
