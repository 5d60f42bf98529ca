"""Top floor. Taking an invitation: with a new account, or with the one somebody has."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts import entry
from accounts.forms import AcceptForm
from accounts.models import Invitation, Person
from accounts.queries import find_invitation, find_person
from accounts.roles import Role
from accounts.views.blueprint import blueprint, fetch
from accounts.workflow import invitations, sessions
from core.clock import now
from core.db import transaction
from core.errors import NotFound
from core.speech import _
from core.web import Access, open_to


def _open(token: str) -> Invitation:
    invitation = find_invitation(token)
    if invitation is None:
        raise NotFound()
    invitations.require_open(invitation, now())
    return invitation


def _page(form: AcceptForm, token: str, status: int = 200) -> ResponseReturnValue:
    invitation = _open(token)
    presence = g.presence
    mine = presence is not None and presence.person.email == invitation.email
    page = render_template(
        "accounts/invitation.html",
        form=form,
        invitation=invitation,
        token=token,
        roles=[Role(role) for role in invitation.roles],
        known=find_person(invitation.email) is not None,
        presence=presence,
        mine=mine,
    )
    return page, status


@blueprint.get("/invitations/<token>")
@open_to(Access.EVERYONE)
def invitation(token: str) -> ResponseReturnValue:
    found = _open(token)
    return _page(AcceptForm(formdata=None, language=found.language), token)


@blueprint.post("/invitations/<token>")
@open_to(Access.EVERYONE)
def accept_as_new(token: str) -> ResponseReturnValue:
    """A new account; the link has shown whose mailbox it is, so they are signed in at once."""
    found, form, at = _open(token), AcceptForm(), now()
    invitation_id, organisation_id = found.id, found.organisation_id
    new: list[Person] = []
    if form.attempt(
        lambda: new.append(
            invitations.accept_as_new(
                invitation_id,
                form.name.data or "",
                form.language.data,
                form.password.data or "",
                at,
            )
        )
    ):
        with transaction():
            entry.leave_previous(at)
            person = fetch(Person, new[0].id)
            _row, cookie = sessions.start(person, entry.visit(), at, organisation_id)
        entry.remember(cookie, at)
        flash(_("Welcome. Your account is ready."))
        return redirect(url_for(".account"))
    return _page(form, token, form.status)


@blueprint.post("/invitations/<token>/join")
@open_to(Access.SIGNED_IN)
def accept_as(token: str) -> ResponseReturnValue:
    """Somebody who has an account joins one more organisation and acts for it from now on."""
    found, presence, at = _open(token), entry.here(), now()
    invitation_id, organisation_id = found.id, found.organisation_id
    session_id, actor = presence.session.id, presence.actor
    with transaction():
        invitations.accept_as(invitation_id, actor, at)
        _row, cookie = sessions.switch(session_id, organisation_id, actor, at)
    entry.remember(cookie, at)
    flash(_("You have joined the organisation and now act for it."))
    return redirect(url_for(".account"))
