"""Top floor. The people of an organisation: who they are, inviting, roles, letting out."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import policy
from accounts.forms import InviteForm, RolesForm
from accounts.models import Invitation, Membership, Organisation
from accounts.queries import list_open_invitations, list_people
from accounts.roles import Actor, Role
from accounts.states import MembershipState
from accounts.views.blueprint import blueprint, fetch, must, own_organisation_id
from accounts.workflow import invitations
from accounts.workflow import people as workflow
from core.clock import now
from core.db import transaction
from core.errors import NotAllowed
from core.language import N_
from core.locale import language
from core.speech import _
from core.web import Access, open_to

ONLY_ADMINS = N_("Only an admin of the organisation manages its people.")


@blueprint.get("/people")
@open_to(Access.SIGNED_IN)
def people() -> ResponseReturnValue:
    organisation = fetch(Organisation, own_organisation_id(g.actor))
    return render_template("accounts/people.html", **people_of(organisation))


def people_of(organisation: Organisation) -> dict[str, object]:
    """What the list of an organisation's people shows to this visitor."""
    may_manage = policy.may_manage_people(g.actor, organisation)
    return {
        "organisation": organisation,
        "people": list_people(organisation.id),
        "may_manage": may_manage,
        "invitations": list_open_invitations(organisation.id) if may_manage else [],
        "now": now(),
    }


def _managed(organisation_id: int) -> Organisation:
    """The organisation, when the visitor manages its people; 404 for strangers, 403 for others."""
    organisation = fetch(Organisation, organisation_id)
    must(policy.may_see_people(g.actor, organisation))
    if not policy.may_manage_people(g.actor, organisation):
        raise NotAllowed(ONLY_ADMINS)
    return organisation


@blueprint.get("/organisations/<int:organisation_id>/invite")
@open_to(Access.SIGNED_IN)
def invite(organisation_id: int) -> ResponseReturnValue:
    organisation = _managed(organisation_id)
    form = InviteForm(formdata=None, language=language())
    form.offer(organisation.kind)
    return render_template("accounts/invite.html", form=form, organisation=organisation)


@blueprint.post("/organisations/<int:organisation_id>/invite")
@open_to(Access.SIGNED_IN)
def send_invitation(organisation_id: int) -> ResponseReturnValue:
    organisation = _managed(organisation_id)
    form = InviteForm()
    form.offer(organisation.kind)
    if form.attempt(
        lambda: invitations.invite(
            organisation_id,
            form.email.data or "",
            [Role(role) for role in form.roles.data or ()],
            form.language.data,
            g.actor,
            now(),
        )
    ):
        flash(_("The invitation has been sent to %(email)s.", email=form.email.data))
        return redirect(_list_of(organisation_id))
    page = render_template(
        "accounts/invite.html", form=form, organisation=fetch(Organisation, organisation_id)
    )
    return page, form.status


@blueprint.post("/invitations/<int:invitation_id>/revoke")
@open_to(Access.SIGNED_IN)
def revoke(invitation_id: int) -> ResponseReturnValue:
    organisation_id = _managed(fetch(Invitation, invitation_id).organisation_id).id
    with transaction():
        invitations.revoke(invitation_id, g.actor, now())
    flash(_("The invitation has been taken back. Its link no longer works."))
    return redirect(_list_of(organisation_id))


def _list_of(organisation_id: int) -> str:
    if g.actor.acts_for(organisation_id):
        return url_for(".people")
    return url_for(".organisation", organisation_id=organisation_id)


def _member(membership_id: int) -> Membership:
    membership = fetch(Membership, membership_id)
    must(membership.state is not MembershipState.LEFT)
    _managed(membership.organisation_id)
    return membership


@blueprint.get("/people/<int:membership_id>")
@open_to(Access.SIGNED_IN)
def member(membership_id: int) -> ResponseReturnValue:
    membership = _member(membership_id)
    form = RolesForm(formdata=None, version=membership.version)
    form.offer(membership.organisation.kind)
    form.roles.data = [row.role.value for row in membership.roles]
    return _member_page(form, membership)


def _member_page(form: RolesForm, membership: Membership, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "accounts/member.html",
        form=form,
        membership=membership,
        organisation=membership.organisation,
        back=_list_of(membership.organisation_id),
        may_switch_account=policy.may_switch_accounts(g.actor)
        and membership.person_id != g.actor.person_id,
    )
    return page, status


@blueprint.post("/people/<int:membership_id>")
@open_to(Access.SIGNED_IN)
def save_roles(membership_id: int) -> ResponseReturnValue:
    membership = _member(membership_id)
    back, form = _list_of(membership.organisation_id), RolesForm()
    form.offer(membership.organisation.kind)
    chosen = [Role(role) for role in form.roles.data or () if role in set(Role)]
    if form.attempt(
        lambda: workflow.change_roles(membership_id, chosen, form.version.data, g.actor, now())
    ):
        flash(_("The roles are saved."))
        return redirect(back)
    return _member_page(form, fetch(Membership, membership_id), form.status)


Deed = Callable[[int, Actor, datetime], None]
DEEDS: dict[str, Deed] = {
    "deactivate": workflow.deactivate,
    "reactivate": workflow.reactivate,
    "remove": workflow.remove,
    "close_account": workflow.close_account,
    "open_account": workflow.open_account,
}


@blueprint.post(f"/people/<int:membership_id>/<any({', '.join(DEEDS)}):deed>")
@open_to(Access.SIGNED_IN)
def take_member_step(membership_id: int, deed: str) -> ResponseReturnValue:
    membership = _member(membership_id)
    back, form = _list_of(membership.organisation_id), RolesForm(formdata=request.form)
    form.offer(membership.organisation.kind)
    form.roles.data = [row.role.value for row in membership.roles]
    form.roles.validators = []
    if form.attempt(lambda: DEEDS[deed](membership_id, g.actor, now())):
        said = {
            "deactivate": _("The person can no longer act for the organisation."),
            "reactivate": _("The person can act for the organisation again."),
            "remove": _("The person no longer belongs to the organisation."),
            "close_account": _("The account is switched off. The person is signed out."),
            "open_account": _("The account is switched on again."),
        }
        flash(said[deed])
        return redirect(back)
    return _member_page(form, fetch(Membership, membership_id), form.status)
