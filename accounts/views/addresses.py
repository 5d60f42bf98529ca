"""Top floor. The page where an organisation's postal address and e-invoice address are kept."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts import policy
from accounts.forms import AddressesForm
from accounts.models import Organisation
from accounts.views.blueprint import blueprint, fetch, must
from accounts.workflow import addresses
from core.clock import now
from core.errors import NotAllowed
from core.speech import _
from core.web import Access, open_to


def _addressed(organisation_id: int) -> Organisation:
    row = fetch(Organisation, organisation_id)
    must(policy.may_see_organisations(g.actor) or g.actor.acts_for(row.id))
    if not policy.may_edit_addresses(g.actor, row):
        raise NotAllowed(addresses.NOT_YOURS)
    return row


@blueprint.get("/organisations/<int:organisation_id>/addresses")
@open_to(Access.SIGNED_IN)
def edit_addresses(organisation_id: int) -> ResponseReturnValue:
    row = _addressed(organisation_id)
    form = AddressesForm(formdata=None, obj=row)
    return render_template("accounts/addresses.html", form=form, organisation=row)


@blueprint.post("/organisations/<int:organisation_id>/addresses")
@open_to(Access.SIGNED_IN)
def save_addresses(organisation_id: int) -> ResponseReturnValue:
    row, form = _addressed(organisation_id), AddressesForm()

    def deed() -> None:
        addresses.change(
            organisation_id, form.postal(), form.einvoice(), form.version.data, g.actor, now()
        )

    if form.attempt(deed):
        flash(_("The addresses are saved."))
        return redirect(url_for(".organisation", organisation_id=organisation_id))
    return render_template("accounts/addresses.html", form=form, organisation=row), form.status
