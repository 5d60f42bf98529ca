"""Third floor. Where an organisation is reached: its postal address and its e-invoice address."""

from datetime import datetime

from accounts import policy
from accounts.addresses import EInvoiceAddress, PostalAddress
from accounts.models import Organisation
from accounts.roles import Actor
from accounts.states import AccountsEvent
from core import audit
from core.db import expect, lock
from core.errors import BadInput, NotAllowed
from core.language import N_

NOT_YOURS = N_(
    "An admin of the organisation changes its addresses, and the coordinator's treasurer may help."
)
BOTH = N_("Give both the e-invoice address and the operator, or neither.")


def change(
    organisation_id: int,
    postal: PostalAddress,
    einvoice: EInvoiceAddress,
    seen: int | None,
    actor: Actor,
    at: datetime,
) -> None:
    """Write down where the organisation is reached; invoices already issued keep what they said.

    `seen` is the version of the organisation the form was opened with. Raises NotAllowed, Changed,
    and BadInput for half an address.
    """
    organisation = lock(Organisation, organisation_id)
    if not policy.may_edit_addresses(actor, organisation):
        raise NotAllowed(NOT_YOURS)
    expect(organisation, seen)
    if not postal:
        raise BadInput("street", N_("Write the whole address: street, postcode and place."))
    if not einvoice and (einvoice.address or einvoice.operator):
        raise BadInput("einvoice_operator" if einvoice.address else "einvoice_address", BOTH)
    changed = []
    if organisation.postal_address != postal:
        organisation.postal_address = postal
        changed.append("postal")
    if organisation.einvoice != einvoice:
        organisation.einvoice = einvoice
        changed.append("einvoice")
    if changed:
        audit.record(AccountsEvent.ORGANISATION_ADDRESSED, organisation, actor, at, changed=changed)
