"""Third floor. Issuing invoices from a locked run. Never commits; callers do.

Every organisation gets one document per run: an invoice when its shares sum to something to pay,
a credit note when grants and credits outweigh the costs, nothing when they sum to zero. A credit
note is not paid: the member deducts it from what it pays next, or Tiera returns the money.
"""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from accounts.models import Organisation
from accounts.roles import Actor
from billing import policy, queries
from billing.models.invoice import Invoice
from billing.seller import Seller
from billing.states import BillingEvent, InvoiceKind
from billing.vat import tax_day, vat_permille
from billing.workflow import letters
from billing.workflow.document import Facts, LineFacts, require_addresses, write
from contracts.models.run import AllocationRun, Share
from contracts.queries import runs
from contracts.states.run import LOCKED, RunState
from contracts.workflow.permission import require
from contracts.workflow.runs import mark_invoiced
from core import audit
from core.clock import day_of
from core.db import lock
from core.errors import RuleBroken
from core.language import LANGUAGES, N_

EVENT = {
    InvoiceKind.INVOICE: BillingEvent.ISSUED,
    InvoiceKind.CREDIT_NOTE: BillingEvent.CREDIT_NOTE_ISSUED,
}


def issue_for_run(run: AllocationRun, seller: Seller, actor: Actor, at: datetime) -> list[Invoice]:
    """Issue what a locked run still lacks, one document per organisation; returns the new ones.

    All of them or none: nobody's share is left behind for want of an address. Pressed again it
    issues nothing. Raises NotAllowed, and RuleBroken when the run is not locked or an address is
    missing.
    """
    require(policy.may_keep_accounts(actor))
    run = lock(AllocationRun, run.id)
    if run.state not in LOCKED:
        raise RuleBroken(N_("Invoices are issued from a locked run. This one is not locked yet."))
    invoiced = {invoice.organisation_id for invoice in queries.invoices_of_run(run)}
    plans = [facts for facts in planned(run, at) if facts.organisation.id not in invoiced]
    if plans:
        require_addresses(seller, plans)
    made = []
    for facts in plans:
        invoice = write(facts, seller, at)
        audit.record(
            EVENT[invoice.kind], invoice, actor, at, run=run.code, cents=invoice.total_cents
        )
        letters.issued(invoice, at)
        made.append(invoice)
    if run.state is RunState.LOCKED:
        mark_invoiced(run, actor, at)
    return made


def planned(run: AllocationRun, at: datetime) -> list[Facts]:
    """What issuing now would write, by organisation name; for the deed and for its preview."""
    issued_on = day_of(at)
    permille = vat_permille(tax_day(issued_on, run.period_end))
    plans = []
    shares = runs.list_all_shares(run.id)
    for organisation, group in groupby(shares, key=lambda share: share.organisation):
        facts = _facts(run, organisation, _lines(list(group), permille), permille)
        if facts.total_cents:
            plans.append(facts)
    return plans


def _lines(shares: Sequence[Share], permille: int) -> list[LineFacts]:
    return [
        LineFacts(
            texts={code: share.pool.named(code) for code in LANGUAGES},
            net_cents=share.cents,
            vat_permille=permille,
            share_id=share.id,
        )
        for share in shares
        if share.cents
    ]


def _facts(
    run: AllocationRun, organisation: Organisation, lines: list[LineFacts], permille: int
) -> Facts:
    return Facts(
        organisation=organisation,
        lines=tuple(lines),
        vat_permille=permille,
        period_start=run.period_start,
        period_end=run.period_end,
        titles={code: run.named(code) for code in LANGUAGES},
        run_id=run.id,
    )
