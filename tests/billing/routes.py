"""Who gets in where in billing; see tests/doors/routes.py."""

from billing.models.payment import Payment
from billing.states import PaymentState, Provider
from core.db import db
from tests.doors.routes import EVERYONE, SIGNED_IN, TIERA, TOWN, Route
from tests.factories.billing import AT, a_run, an_invoice

PAYERS = {"town.finance", "town.admin"}
TREASURER = {"tiera.treasurer"}
MONEY = {"tiera.treasurer", "tiera.auditor"}


def build(world):
    world.invoice = an_invoice(world.town)
    world.run_to_invoice = a_run({world.foreign_town: (100_00,)})
    world.payment = Payment(
        provider=Provider.BANK,
        external_id="MATRIISI",
        cents=100,
        currency="eur",
        paid_on=AT.date(),
        received_at=AT,
        state=PaymentState.UNKNOWN_INVOICE,
        state_since=AT,
    )
    db.session.add(world.payment)
    db.session.commit()


INVOICE = {"id": lambda world: world.invoice.id}
RUN = {"id": lambda world: world.run_to_invoice.id}
PAYMENT = {"id": lambda world: world.payment.id}
SEES = TOWN | TIERA

ROUTES = {
    "billing.invoices": Route(may=SIGNED_IN),
    "billing.invoices_csv": Route(may=SIGNED_IN),
    "billing.invoice": Route(INVOICE, may=SEES),
    "billing.invoice_pdf": Route(INVOICE, may=SEES),
    "billing.thanks": Route(INVOICE, may=SEES),
    "billing.pay": Route(INVOICE, may=PAYERS, otherwise=dict.fromkeys(SEES - PAYERS, 403)),
    "billing.transfer": Route(INVOICE, may=TREASURER),
    "billing.save_transfer": Route(INVOICE, may=TREASURER),
    "billing.credit": Route(INVOICE, may=TREASURER),
    "billing.save_credit": Route(INVOICE, may=TREASURER),
    "billing.run_invoices": Route(RUN, may=TIERA),
    "billing.issue": Route(RUN, may=TREASURER, otherwise=dict.fromkeys(TIERA - TREASURER, 403)),
    "billing.payments": Route(may=MONEY),
    "billing.payment": Route(PAYMENT, may=MONEY),
    "billing.count_payment": Route(
        PAYMENT,
        may=TREASURER,
        otherwise={"tiera.auditor": 403},
        data={"number": "2026-0001"},
    ),
    "billing.return_payment": Route(PAYMENT, may=TREASURER, otherwise={"tiera.auditor": 403}),
    # a machine's door: nobody without a good signature gets in, signed in or not
    "billing.stripe_webhook": Route(
        may=set(), otherwise=dict.fromkeys(EVERYONE, 400), stranger=400
    ),
}
