"""Third floor. The mails of billing: to the finance people of whoever pays. Never commits."""

from datetime import datetime

from accounts.models import Organisation, Person
from accounts.queries import list_people_with
from accounts.roles import ADMIN_OF, Role
from billing.models.invoice import Invoice
from billing.models.payment import Payment
from core import mail
from core.clock import day_of


def readers(organisation: Organisation) -> list[Person]:
    """The finance people of an organisation; its admins when it has named none."""
    finance = list_people_with(organisation.id, Role.FINANCE)
    return finance or list_people_with(organisation.id, ADMIN_OF[organisation.kind])


def issued(invoice: Invoice, at: datetime) -> None:
    """A new invoice, or a new credit note, has come."""
    for person in readers(invoice.organisation):
        mail.send("billing/invoice_issued", person, at=at, subject_of=invoice, invoice=invoice)


def paid(invoice: Invoice, payment: Payment, at: datetime) -> None:
    """Money has arrived and been counted, in part or in full."""
    for person in readers(invoice.organisation):
        mail.send(
            "billing/invoice_paid",
            person,
            at=at,
            subject_of=invoice,
            invoice=invoice,
            payment=payment,
        )


def reminder(invoice: Invoice, at: datetime) -> None:
    """The due date passed a week ago and money is still missing."""
    late = (day_of(at) - invoice.due_on).days if invoice.due_on else 0
    for person in readers(invoice.organisation):
        mail.send(
            "billing/invoice_reminder",
            person,
            at=at,
            subject_of=invoice,
            invoice=invoice,
            days=late,
        )
