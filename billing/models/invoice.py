"""First floor. Invoices and credit notes, their lines, and the series their numbers come from.

Amounts are whole euro cents. What an invoice says is copied onto it when it is issued and never
changes after, whatever happens to names, rates, accounts or texts elsewhere.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Organisation
from billing.states import (
    InvoiceKind,
    InvoiceState,
)
from contracts.models.run import AllocationRun
from core.db import Base, CentsColumn, Id, Json, Versioned
from core.language import Text, pick
from core.triggers import refuse

_FROM_RUN = text("credits_id IS NULL")


class InvoiceSeries(Base):
    """The last running number given in a year: taken under a lock, so that no number is missing.

    Source: Value Added Tax Act 1501/1993, section 209 e (a running number that identifies it).
    """

    __table_args__ = (CheckConstraint("last >= 0", name="last_not_negative"),)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


class Invoice(Base, Versioned):
    __table_args__ = (
        CheckConstraint("total_cents = net_cents + vat_cents", name="total_is_net_and_vat"),
        CheckConstraint(
            "(kind = 'invoice' AND total_cents > 0) OR (kind = 'credit_note' AND total_cents < 0)",
            name="sign_of_kind",
        ),
        CheckConstraint("vat_permille BETWEEN 0 AND 1000", name="vat_is_a_rate"),
        CheckConstraint(
            "(state = 'draft') = (number IS NULL) AND (number IS NULL) = (year IS NULL) "
            "AND (number IS NULL) = (running IS NULL) AND (number IS NULL) = (issued_on IS NULL)",
            name="numbered_when_issued",
        ),
        CheckConstraint(
            "(kind = 'invoice' AND state <> 'draft') = (reference IS NOT NULL) "
            "AND (reference IS NULL) = (due_on IS NULL)",
            name="invoices_are_payable",
        ),
        # Value Added Tax Act 1501/1993, section 209 e: the addresses of both
        CheckConstraint(
            "state = 'draft' OR (seller_address <> '' AND buyer_address <> '')",
            name="addressed_when_issued",
        ),
        CheckConstraint("due_on >= issued_on", name="due_after_issue"),
        CheckConstraint("period_end >= period_start", name="period_ends_after_start"),
        CheckConstraint("paid_cents >= 0", name="paid_not_negative"),
        CheckConstraint("(state = 'paid') = (paid_cents = total_cents)", name="paid_in_full"),
        CheckConstraint(
            "(state = 'partly_paid') = (paid_cents > 0 AND paid_cents <> total_cents)",
            name="paid_in_part",
        ),
        CheckConstraint("paid_cents = 0 OR paid_cents <= total_cents", name="never_overpaid"),
        CheckConstraint(
            "kind = 'invoice' OR state IN ('draft', 'issued')", name="credit_notes_stay_issued"
        ),
        CheckConstraint("credits_id IS NULL OR kind = 'credit_note'", name="only_notes_credit"),
        UniqueConstraint("year", "running"),
        Index(
            "uq_invoice_run_organisation",
            "run_id",
            "organisation_id",
            unique=True,
            sqlite_where=_FROM_RUN,
            postgresql_where=_FROM_RUN,
        ),
        Index(None, "organisation_id", "state", "due_on"),
        Index(None, "state", "due_on"),
    )

    id: Mapped[Id]
    kind: Mapped[InvoiceKind]
    state: Mapped[InvoiceState] = mapped_column(default=InvoiceState.DRAFT)
    state_since: Mapped[datetime]
    number: Mapped[str | None] = mapped_column(unique=True)  # such as 2026-0017
    year: Mapped[int | None]
    running: Mapped[int | None]
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("allocation_run.id"))
    credits_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), unique=True)

    issued_on: Mapped[date | None]
    due_on: Mapped[date | None]
    reference: Mapped[str | None] = mapped_column(unique=True)
    period_start: Mapped[date]
    period_end: Mapped[date]
    titles: Mapped[Json]  # what it is for, by language
    net_cents: Mapped[CentsColumn]
    vat_cents: Mapped[CentsColumn]
    total_cents: Mapped[CentsColumn]
    vat_permille: Mapped[int]

    seller_name: Mapped[str]
    seller_business_id: Mapped[str]
    seller_address: Mapped[str]
    seller_iban: Mapped[str]
    seller_bic: Mapped[str]
    buyer_names: Mapped[Json]  # by language
    buyer_business_id: Mapped[str]
    buyer_address: Mapped[str]
    buyer_einvoice_address: Mapped[str] = mapped_column(default="")
    buyer_einvoice_operator: Mapped[str] = mapped_column(default="")

    paid_cents: Mapped[CentsColumn] = mapped_column(default=0)
    reminded_on: Mapped[date | None]

    organisation: Mapped[Organisation] = relationship()
    run: Mapped[AllocationRun | None] = relationship()
    credits: Mapped["Invoice | None"] = relationship(remote_side="Invoice.id")
    lines: Mapped[list["InvoiceLine"]] = relationship(order_by="InvoiceLine.position")

    @property
    def open_cents(self) -> int:
        """What is still to pay; nothing on credit notes and credited invoices."""
        if self.kind is InvoiceKind.CREDIT_NOTE or self.state is InvoiceState.CREDITED:
            return 0
        return self.total_cents - self.paid_cents

    def is_overdue(self, today: date) -> bool:
        """Whether money is still missing after the due date."""
        late = self.due_on is not None and self.due_on < today
        return late and self.state in {InvoiceState.ISSUED, InvoiceState.PARTLY_PAID}

    def titled(self, language: str) -> str:
        """What the invoice is for, in this language."""
        return pick(_text(self.titles), language)

    def buyer_named(self, language: str) -> str:
        """The buyer's name as it was on the day of issue, in this language."""
        return pick(_text(self.buyer_names), language)


class InvoiceLine(Base):
    """One share of one pool, or one line taken back by a credit note."""

    __table_args__ = (
        UniqueConstraint("invoice_id", "position"),
        CheckConstraint("vat_permille BETWEEN 0 AND 1000", name="vat_is_a_rate"),
    )

    id: Mapped[Id]
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    position: Mapped[int]
    texts: Mapped[Json]  # by language
    net_cents: Mapped[CentsColumn]
    vat_cents: Mapped[CentsColumn]
    vat_permille: Mapped[int]
    share_id: Mapped[int | None] = mapped_column(ForeignKey("share.id"), index=True)

    def worded(self, language: str) -> str:
        """What the line is for, in this language."""
        return pick(_text(self.texts), language)


def _text(stored: object) -> Text:
    return stored if isinstance(stored, dict) else {}


refuse(
    Invoice.__table__,
    "issued_facts",
    "UPDATE OF kind, number, year, running, organisation_id, run_id, credits_id, issued_on, due_on,"
    " reference, period_start, period_end, titles, net_cents, vat_cents, total_cents, vat_permille,"
    " seller_name, seller_business_id, seller_address, seller_iban, seller_bic, buyer_names,"
    " buyer_business_id, buyer_address, buyer_einvoice_address, buyer_einvoice_operator",
    "OLD.state <> 'draft'",
    "frozen: the invoice is issued",
)
refuse(
    Invoice.__table__,
    "begins_as_draft",
    "INSERT",
    "NEW.state <> 'draft'",
    "frozen: an invoice begins as a draft",
)
refuse(
    Invoice.__table__,
    "stays_issued",
    "UPDATE OF state",
    "OLD.state <> 'draft' AND NEW.state = 'draft'",
    "frozen: an issued invoice stays issued",
)
refuse(
    Invoice.__table__,
    "adds_up",
    "UPDATE OF state",
    "OLD.state = 'draft' AND NEW.state <> 'draft' AND EXISTS (SELECT 1 FROM"
    " (SELECT COALESCE(SUM(net_cents), 0) AS net, COALESCE(SUM(vat_cents), 0) AS vat"
    " FROM invoice_line WHERE invoice_id = NEW.id) AS sums"
    " WHERE sums.net <> NEW.net_cents OR sums.vat <> NEW.vat_cents)",
    "frozen: the lines do not add up to the invoice",
)
refuse(
    Invoice.__table__,
    "not_deleted",
    "DELETE",
    "OLD.state <> 'draft'",
    "frozen: the invoice is issued",
)


def _is_issued(row: str) -> str:
    return (
        "EXISTS (SELECT 1 FROM invoice"  # noqa: S608 (our own constants)
        f" WHERE invoice.id = {row}.invoice_id AND invoice.state <> 'draft')"
    )


for deed, when in (
    ("INSERT", _is_issued("NEW")),
    ("UPDATE", f"{_is_issued('OLD')} OR {_is_issued('NEW')}"),
    ("DELETE", _is_issued("OLD")),
):
    refuse(
        InvoiceLine.__table__,
        f"issued_{deed.lower()}",
        deed,
        when,
        "frozen: the invoice is issued",
    )
