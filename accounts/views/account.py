"""Top floor. One's own account: for whom one acts, name, password, where one is signed in."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import entry, passwords
from accounts.forms import ChangePasswordForm, ProfileForm
from accounts.models import Membership, SignInAttempt
from accounts.queries import find_removal_request, list_sessions
from accounts.states import AttemptKind, MembershipState
from accounts.views.blueprint import blueprint, fetch, must
from accounts.workflow import credentials, doorstep, people, sessions
from core.clock import now
from core.db import db, transaction
from core.errors import BadInput
from core.language import N_
from core.locale import COOKIE
from core.speech import _
from core.web import Access, open_to, safe_next, settings

YEAR = 365 * 24 * 3600


@blueprint.get("/account")
@open_to(Access.SIGNED_IN)
def account() -> ResponseReturnValue:
    presence = entry.here()
    return render_template(
        "accounts/account.html",
        presence=presence,
        sessions=list_sessions(presence.person.id, now()),
        removal=find_removal_request(presence.person.id),
    )


@blueprint.post("/account/organisation")
@open_to(Access.SIGNED_IN)
def switch() -> ResponseReturnValue:
    """Act for another of one's organisations; the session's token changes with it."""
    presence, at = entry.here(), now()
    typed = request.form.get("organisation", "")
    wanted = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
    with transaction():
        _row, token = sessions.switch(presence.session.id, wanted, presence.actor, at)
    entry.remember(token, at)
    flash(_("You now act for another organisation. Its name stands at the top of every page."))
    return redirect(safe_next(request.form.get("next"), url_for(".account")))


@blueprint.get("/account/edit")
@open_to(Access.SIGNED_IN)
def edit_profile() -> ResponseReturnValue:
    form = ProfileForm(formdata=None, obj=entry.here().person)
    return render_template("accounts/profile.html", form=form)


@blueprint.post("/account/edit")
@open_to(Access.SIGNED_IN)
def save_profile() -> ResponseReturnValue:
    actor, form = entry.here().actor, ProfileForm()
    if form.attempt(
        lambda: people.change_profile(
            actor.person_id,
            form.name.data or "",
            form.language.data,
            form.version.data,
            actor,
            now(),
        )
    ):
        flash(_("Your details are saved."))
        answer = redirect(url_for(".account"))
        secure = settings().secure_cookies
        answer.set_cookie(COOKIE, form.language.data, YEAR, samesite="Lax", secure=secure)
        return answer
    return render_template("accounts/profile.html", form=form), form.status


@blueprint.get("/account/password")
@open_to(Access.SIGNED_IN)
def edit_password() -> ResponseReturnValue:
    form = ChangePasswordForm(formdata=None)
    return render_template("accounts/password.html", form=form, person=entry.here().person)


@blueprint.post("/account/password")
@open_to(Access.SIGNED_IN)
def save_password() -> ResponseReturnValue:
    """The present password is asked and counted, so that a borrowed screen changes nothing."""
    presence, form, at = entry.here(), ChangePasswordForm(), now()
    actor, email = presence.actor, presence.person.email
    kept, session_id = presence.person.password_hash, presence.session.id
    known: list[SignInAttempt] = []
    if form.attempt(
        lambda: known.append(doorstep.knock(AttemptKind.PASSWORD, entry.keys(email), email, at))
    ):
        attempt_id = known[0].id
        db.session.rollback()  # nothing is held while the slow hash is computed
        right = passwords.is_right(kept, form.old_password.data or "")
        with transaction():
            doorstep.settle(attempt_id, succeeded=right)
        new = form.new_password.data or ""
        if not right:
            form.refuse(BadInput("old_password", N_("The present password is wrong.")))
        elif form.attempt(lambda: credentials.change(actor.person_id, new, session_id, actor, at)):
            flash(_("Your password is changed. You have been signed out everywhere else."))
            return redirect(url_for(".account"))
    page = render_template("accounts/password.html", form=form, person=entry.here().person)
    return page, form.status


@blueprint.post("/account/sessions/end")
@open_to(Access.SIGNED_IN)
def end_sessions() -> ResponseReturnValue:
    """Sign out everywhere, here too."""
    presence = entry.here()
    with transaction():
        sessions.end_all(presence.person, presence.actor, now())
    entry.forget()
    flash(_("You have signed out everywhere."))
    return redirect(url_for(".sign_in"))


@blueprint.get("/account/leave/<int:membership_id>")
@open_to(Access.SIGNED_IN)
def ask_leave(membership_id: int) -> ResponseReturnValue:
    return render_template("accounts/leave.html", membership=_mine(membership_id))


@blueprint.post("/account/leave/<int:membership_id>")
@open_to(Access.SIGNED_IN)
def leave(membership_id: int) -> ResponseReturnValue:
    membership, actor = _mine(membership_id), entry.here().actor
    with transaction():
        people.leave(membership.id, actor, now())
    flash(_("You have left the organisation."))
    return redirect(url_for(".account"))


def _mine(membership_id: int) -> Membership:
    membership = fetch(Membership, membership_id)
    must(membership.person_id == entry.here().actor.person_id)
    must(membership.state is not MembershipState.LEFT)
    return membership
