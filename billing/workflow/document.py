"""Third floor. Writing one invoice or credit note: its lines, its number, its reference.

The number is taken under a lock and given back by a rollback, so the series of a year has no gap.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.dialects import postgresql, sqlite

from accounts.models import Organisation
from billing import reference
from billing.banking_days import due_date
from billing.models.invoice import Invoice, InvoiceLine, InvoiceSeries
from billing.seller import Seller
from billing.states import TABLE, InvoiceKind, InvoiceState, InvoiceStep
from billing.vat import vat_of
from core.clock import day_of
from core.db import db, lock
from core.errors import RuleBroken
from core.language import LANGUAGES, N_
from core.money import Cents
from core.states import after

NO_SELLER_ADDRESS = N_(
    "The seller has no address, and an invoice without one is not valid. Nothing was issued. "
    "Add the address on the coordinator's page."
)
NO_BUYER_ADDRESS = N_(
    "These buyers have no postal address, and an invoice without one is not valid: %(names)s. "
    "Nothing was issued. Add the addresses on the organisations' pages."
)


@dataclass(frozen=True)
class LineFacts:
    """One line before it is written: words by language, signed cents, rate in per mille."""

    texts: Mapping[str, str]
    net_cents: int
    vat_permille: int
    share_id: int | None = None

    @property
    def vat_cents(self) -> int:
        """Tax on this line, half a cent rounded up."""
        return vat_of(Cents(self.net_cents), self.vat_permille)


@dataclass(frozen=True)
class Facts:
    """What a document says, before it has a number. The sign of its sum decides what it is."""

    organisation: Organisation
    lines: tuple[LineFacts, ...]
    vat_permille: int
    period_start: date
    period_end: date
    titles: Mapping[str, str]
    run_id: int | None = None
    credits_id: int | None = None

    @property
    def net_cents(self) -> int:
        return sum(line.net_cents for line in self.lines)

    @property
    def vat_cents(self) -> int:
        return sum(line.vat_cents for line in self.lines)

    @property
    def total_cents(self) -> int:
        return self.net_cents + self.vat_cents

    @property
    def kind(self) -> InvoiceKind:
        return InvoiceKind.INVOICE if self.total_cents > 0 else InvoiceKind.CREDIT_NOTE


@dataclass(frozen=True)
class Several:
    """Organisations inside a sentence, named in the reader's language."""

    organisations: tuple[Organisation, ...]

    def named(self, language: str) -> str:
        """Their names, in the order given."""
        return ", ".join(one.named(language) for one in self.organisations)


def without_address(plans: Iterable[Facts]) -> list[Organisation]:
    """The buyers that no invoice can be issued to yet."""
    return [one.organisation for one in plans if not one.organisation.postal_address]


def require_addresses(seller: Seller, plans: Iterable[Facts]) -> None:
    """Raises RuleBroken when the seller's address or a buyer's is missing, naming the buyers.

    Source: Value Added Tax Act 1501/1993, section 209 e (names and addresses of both).
    """
    if not seller.address:
        raise RuleBroken(NO_SELLER_ADDRESS)
    if missing := without_address(plans):
        raise RuleBroken(NO_BUYER_ADDRESS, names=Several(tuple(missing)))


def write(facts: Facts, seller: Seller, at: datetime) -> Invoice:
    """Draft a document with its lines and issue it."""
    invoice = Invoice(
        kind=facts.kind,
        state=InvoiceState.DRAFT,
        state_since=at,
        organisation=facts.organisation,
        run_id=facts.run_id,
        credits_id=facts.credits_id,
        period_start=facts.period_start,
        period_end=facts.period_end,
        titles=dict(facts.titles),
        net_cents=facts.net_cents,
        vat_cents=facts.vat_cents,
        total_cents=facts.total_cents,
        vat_permille=facts.vat_permille,
        seller_name=seller.name,
        seller_business_id=seller.business_id,
        seller_address=seller.address,
        seller_iban=seller.iban,
        seller_bic=seller.bic,
        buyer_names={code: facts.organisation.named(code) for code in LANGUAGES},
        buyer_business_id=facts.organisation.business_id,
        buyer_address=facts.organisation.postal_address.lines,
        buyer_einvoice_address=facts.organisation.einvoice_address,
        buyer_einvoice_operator=facts.organisation.einvoice_operator,
        paid_cents=0,
        lines=[
            InvoiceLine(
                position=position,
                texts=dict(line.texts),
                net_cents=line.net_cents,
                vat_cents=line.vat_cents,
                vat_permille=line.vat_permille,
                share_id=line.share_id,
            )
            for position, line in enumerate(facts.lines, start=1)
        ],
    )
    db.session.add(invoice)
    db.session.flush()
    _issue(invoice, day_of(at), seller.term_days, at)
    return invoice


def _issue(invoice: Invoice, issued_on: date, term_days: int, at: datetime) -> None:
    invoice.year, invoice.running = issued_on.year, _next_number(issued_on.year)
    invoice.number = f"{invoice.year}-{invoice.running:04d}"
    invoice.issued_on = issued_on
    if invoice.kind is InvoiceKind.INVOICE:
        invoice.reference = reference.build(int(f"{invoice.year}{invoice.running:04d}"))
        invoice.due_on = due_date(issued_on, term_days)
    invoice.state, invoice.state_since = after(TABLE, invoice.state, InvoiceStep.ISSUE), at
    db.session.flush()


def _next_number(year: int) -> int:
    """One more than the last; whoever comes at the same time waits until this one is committed."""
    build = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    first = build.insert(InvoiceSeries).values(year=year, last=0)
    db.session.execute(first.on_conflict_do_nothing())
    series = lock(InvoiceSeries, year)
    series.last += 1
    return series.last
