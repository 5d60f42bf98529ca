"""First floor. Payment pages, money that arrived, and the messages we have heard.

Amounts are whole cents of the currency named; only euros are ever counted on an invoice.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from accounts.models import Person
from billing.currency import format_money
from billing.gateway import NewsKind
from billing.models.invoice import Invoice
from billing.states import LIVE, UNSETTLED, CheckoutState, PaymentState, Provider
from core.db import Base, CentsColumn, Id, Versioned
from core.triggers import append_only

_LIVE = text("state IN ({})".format(", ".join(f"'{state}'" for state in sorted(LIVE))))


class Checkout(Base, Versioned):
    """A payment page at the provider. Written before it is asked for, so that asking twice under
    the same key gives one page."""

    __table_args__ = (
        CheckConstraint("cents > 0", name="positive"),
        CheckConstraint(
            "state <> 'open' OR (session_id IS NOT NULL AND url IS NOT NULL)",
            name="open_has_a_page",
        ),
        Index(
            "uq_checkout_live",
            "invoice_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index(None, "invoice_id", "id"),
    )

    id: Mapped[Id]
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    key: Mapped[str] = mapped_column(unique=True)
    state: Mapped[CheckoutState] = mapped_column(default=CheckoutState.OPENING)
    state_since: Mapped[datetime]
    cents: Mapped[CentsColumn]
    language: Mapped[str]
    success_url: Mapped[str]
    cancel_url: Mapped[str]
    expires_at: Mapped[datetime]
    session_id: Mapped[str | None] = mapped_column(unique=True)
    url: Mapped[str | None]
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    invoice: Mapped[Invoice] = relationship()
    opened_by: Mapped[Person] = relationship()


class Payment(Base, Versioned):
    """Money that arrived, whatever it was for; `counted_cents` of it were given to an invoice."""

    __table_args__ = (
        UniqueConstraint("provider", "external_id"),
        CheckConstraint("cents >= 0", name="not_negative"),
        CheckConstraint("refunded_cents BETWEEN 0 AND cents", name="refunded_of_what_came"),
        CheckConstraint(
            "counted_cents BETWEEN 0 AND cents - refunded_cents", name="counted_of_what_is_left"
        ),
        CheckConstraint(
            "counted_cents = 0 OR (invoice_id IS NOT NULL AND currency = 'eur')",
            name="counted_on_an_invoice",
        ),
        CheckConstraint(
            "state <> 'matched' OR counted_cents = cents - refunded_cents",
            name="matched_is_counted",
        ),
        CheckConstraint("length(external_id) > 0", name="traceable"),
        Index(None, "invoice_id", "id"),
        Index(None, "state", "received_at"),
    )

    id: Mapped[Id]
    provider: Mapped[Provider]
    external_id: Mapped[str]  # the provider's payment, or the bank's archive id
    session_id: Mapped[str | None]
    invoice_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))
    named_invoice: Mapped[str | None]  # what the message said when there is no such invoice
    cents: Mapped[CentsColumn]
    currency: Mapped[str]
    counted_cents: Mapped[CentsColumn] = mapped_column(default=0)
    refunded_cents: Mapped[CentsColumn] = mapped_column(default=0)
    paid_on: Mapped[date]
    received_at: Mapped[datetime]
    state: Mapped[PaymentState]
    state_since: Mapped[datetime]

    invoice: Mapped[Invoice | None] = relationship()

    @property
    def free_cents(self) -> int:
        """What of the money is neither counted nor returned."""
        return self.cents - self.refunded_cents - self.counted_cents

    @property
    def shown(self) -> str:
        """What came, as people read it."""
        return format_money(self.cents, self.currency)

    @property
    def is_unsettled(self) -> bool:
        return self.state in UNSETTLED


class HeardEvent(Base):
    """A message we have listened to. The provider's own id makes hearing it twice harmless."""

    id: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[NewsKind]
    received_at: Mapped[datetime]


append_only(HeardEvent.__table__)
