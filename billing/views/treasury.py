"""Top floor. The treasurer's pages: issuing a run's invoices, bank transfers, unmatched money."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts.queries import find_coordinator
from billing import policy, queries, wording
from billing.banking_days import due_date
from billing.currency import format_money
from billing.forms import CountForm, PressForm, TransferForm
from billing.models.invoice import Invoice
from billing.models.payment import Payment
from billing.seller import iban_in_groups
from billing.states import PAYABLE, InvoiceKind, PaymentState
from billing.views.blueprint import blueprint, close_quietly, get_mine, seller
from billing.workflow import treasury
from billing.workflow.document import without_address
from billing.workflow.issue import issue_for_run, planned
from contracts.models.run import AllocationRun
from contracts.states.run import LOCKED
from core.clock import now, today
from core.db import expect, get, lock
from core.errors import NotFound
from core.pages import page_of
from core.speech import _, ngettext
from core.web import Access, open_to, whole_number


def get_run(id: int) -> AllocationRun:
    """The run, for those at the coordinator who see every invoice."""
    if not policy.may_see_all(g.actor):
        raise NotFound()
    return get(AllocationRun, id)


def get_payment(id: int) -> Payment:
    if not policy.may_see_money(g.actor):
        raise NotFound()
    return get(Payment, id)


def get_to_keep(id: int) -> Invoice:
    """The invoice, for the treasurer."""
    found = get_mine(id)
    if not policy.may_keep_accounts(g.actor) or found.kind is InvoiceKind.CREDIT_NOTE:
        raise NotFound()
    return found


@blueprint.get("/runs/<int:id>/invoices")
@open_to(Access.SIGNED_IN)
def run_invoices(id: int) -> ResponseReturnValue:
    return _run_page(get_run(id), PressForm())


def _run_page(run: AllocationRun, form: PressForm) -> str:
    issued = queries.invoices_of_run(run)
    there = {one.organisation_id for one in issued}
    at, terms = now(), seller()
    plans = [one for one in planned(run, at) if one.organisation.id not in there]
    today_ = today()
    return render_template(
        "billing/run.html",
        run=run,
        form=form,
        issued=issued,
        plans=plans if run.state in LOCKED else [],
        locked=run.state in LOCKED,
        seller=terms,
        coordinator=find_coordinator(),
        unaddressed=without_address(plans),
        iban=iban_in_groups(terms.iban),
        due_on=due_date(today_, terms.term_days),
        may_issue=policy.may_keep_accounts(g.actor),
        said_of=lambda invoice: wording.brief(invoice, today_),
    )


@blueprint.post("/runs/<int:id>/invoices")
@open_to(Access.SIGNED_IN)
def issue(id: int) -> ResponseReturnValue:
    run = get_run(id)
    form = PressForm()
    made: list[Invoice] = []
    if form.attempt(lambda: made.extend(issue_for_run(run, seller(), g.actor, now()))):
        flash(
            ngettext("%(num)d document was issued.", "%(num)d documents were issued.", len(made))
            if made
            else _("Every document of this run had been issued already.")
        )
        return redirect(url_for(".run_invoices", id=id), 303)
    return _run_page(get_run(id), form), form.status


@blueprint.get("/invoices/<int:id>/transfer")
@open_to(Access.SIGNED_IN)
def transfer(id: int) -> ResponseReturnValue:
    found = get_to_keep(id)
    return _transfer_page(found, TransferForm(version=found.version, paid_on=today()))


def _transfer_page(found: Invoice, form: TransferForm) -> str:
    return render_template("billing/transfer.html", invoice=found, form=form)


@blueprint.post("/invoices/<int:id>/transfer")
@open_to(Access.SIGNED_IN)
def save_transfer(id: int) -> ResponseReturnValue:
    found = get_to_keep(id)
    form = TransferForm()
    done: list[tuple[Payment, list[str]]] = []

    def write_down() -> None:
        fresh = lock(Invoice, id)
        expect(fresh, form.version.data)
        done.append(treasury.record_transfer(fresh, form.facts(), g.actor, now()))

    if not form.attempt(write_down):
        return _transfer_page(get_to_keep(id), form), form.status
    payment, pages = done[0]
    close_quietly(pages)
    if payment.state is PaymentState.MATCHED:
        flash(_("The payment of %(amount)s was counted.", amount=_amount(payment)))
    else:
        flash(f"{wording.judged(payment)} {_('It waits for a decision.')}", "warning")
    return redirect(url_for(".invoice", id=found.id), 303)


@blueprint.get("/invoices/<int:id>/credit")
@open_to(Access.SIGNED_IN)
def credit(id: int) -> ResponseReturnValue:
    found = get_to_keep(id)
    return render_template(
        "billing/credit.html", invoice=found, form=PressForm(version=found.version)
    )


@blueprint.post("/invoices/<int:id>/credit")
@open_to(Access.SIGNED_IN)
def save_credit(id: int) -> ResponseReturnValue:
    get_to_keep(id)
    form = PressForm()
    done: list[tuple[Invoice, list[str]]] = []

    def take_back() -> None:
        fresh = lock(Invoice, id)
        expect(fresh, form.version.data)
        done.append(treasury.credit(fresh, seller(), g.actor, now()))

    if not form.attempt(take_back):
        return (
            render_template("billing/credit.html", invoice=get_to_keep(id), form=form),
            form.status,
        )
    note, pages = done[0]
    close_quietly(pages)
    flash(_("The invoice was credited by credit note %(number)s.", number=note.number))
    return redirect(url_for(".invoice", id=note.id), 303)


@blueprint.get("/payments")
@open_to(Access.SIGNED_IN)
def payments() -> ResponseReturnValue:
    """Money that arrived: what waits for a decision, or everything."""
    if not policy.may_see_money(g.actor):
        raise NotFound()
    everything = request.args.get("show") == "all"
    return render_template(
        "billing/payments.html",
        page=page_of(queries.payments(unsettled=not everything), whole_number("page", 1)),
        everything=everything,
        waiting=queries.count_unsettled(),
        tile=wording.PAYMENT_TILES,
        judged=wording.judged,
        amount=_amount,
    )


@blueprint.get("/payments/<int:id>")
@open_to(Access.SIGNED_IN)
def payment(id: int) -> ResponseReturnValue:
    found = get_payment(id)
    return _payment_page(found, CountForm(version=found.version), PressForm(version=found.version))


def _payment_page(found: Payment, form: CountForm, press: PressForm) -> str:
    return render_template(
        "billing/payment.html",
        payment=found,
        form=form,
        press=press,
        tile=wording.PAYMENT_TILES[found.state],
        judged=wording.judged(found),
        amount=_amount(found),
        free=format_money(found.free_cents, found.currency),
        may_decide=policy.may_keep_accounts(g.actor) and found.is_unsettled,
        may_count=not found.counted_cents and found.currency == "eur",
        open_states=PAYABLE,
        events=wording.history(found),
    )


@blueprint.post("/payments/<int:id>/count")
@open_to(Access.SIGNED_IN)
def count_payment(id: int) -> ResponseReturnValue:
    get_payment(id)
    form = CountForm()
    pages: list[str] = []

    def count() -> None:
        fresh = lock(Payment, id)
        expect(fresh, form.version.data)
        pages.extend(treasury.count_on(fresh, form.number.data or "", g.actor, now()))

    if form.attempt(count):
        close_quietly(pages)
        flash(_("The money was counted on the invoice."))
        return redirect(url_for(".payment", id=id), 303)
    found = get_payment(id)
    return _payment_page(found, form, PressForm(version=found.version)), form.status


@blueprint.post("/payments/<int:id>/return")
@open_to(Access.SIGNED_IN)
def return_payment(id: int) -> ResponseReturnValue:
    get_payment(id)
    form = PressForm()

    def give_back() -> None:
        fresh = lock(Payment, id)
        expect(fresh, form.version.data)
        treasury.mark_returned(fresh, g.actor, now())

    if form.attempt(give_back):
        flash(_("It was written down that the money was returned."))
        return redirect(url_for(".payment", id=id), 303)
    found = get_payment(id)
    return _payment_page(found, CountForm(version=found.version), form), form.status


def _amount(payment: Payment) -> str:
    return format_money(payment.cents, payment.currency)
