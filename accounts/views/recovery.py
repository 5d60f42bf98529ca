"""Top floor. Getting back in when the password is forgotten."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts import entry
from accounts.forms import ForgotForm, NewPasswordForm
from accounts.queries import find_reset
from accounts.states import AttemptKind
from accounts.views.blueprint import blueprint
from accounts.workflow import credentials, doorstep
from core.clock import now
from core.speech import _
from core.web import Access, open_to


@blueprint.get("/forgotten-password")
@open_to(Access.EVERYONE)
def forgotten() -> ResponseReturnValue:
    return render_template("accounts/forgotten.html", form=ForgotForm(formdata=None))


@blueprint.post("/forgotten-password")
@open_to(Access.EVERYONE)
def send_reset() -> ResponseReturnValue:
    form, at = ForgotForm(), now()

    def deed() -> None:
        email = form.email.data or ""
        doorstep.knock(AttemptKind.RESET, entry.keys(email), email, at)
        credentials.send_reset(email, at)

    if form.attempt(deed):
        return redirect(url_for(".reset_sent"))
    return render_template("accounts/forgotten.html", form=form), form.status


@blueprint.get("/forgotten-password/sent")
@open_to(Access.EVERYONE)
def reset_sent() -> ResponseReturnValue:
    return render_template("accounts/reset_sent.html")


@blueprint.get("/reset-password/<token>")
@open_to(Access.EVERYONE)
def reset_password(token: str) -> ResponseReturnValue:
    credentials.require_open(find_reset(token), now())
    form = NewPasswordForm(formdata=None)
    return render_template("accounts/reset_password.html", form=form, token=token)


@blueprint.post("/reset-password/<token>")
@open_to(Access.EVERYONE)
def use_reset(token: str) -> ResponseReturnValue:
    at = now()
    reset = credentials.require_open(find_reset(token), at)
    reset_id, keys = reset.id, entry.keys(reset.person.email)
    form = NewPasswordForm()
    password = form.new_password.data or ""
    if form.attempt(lambda: credentials.use_reset(reset_id, password, keys, at)):
        entry.forget()
        flash(_("Your new password is set. Sign in with it."))
        return redirect(url_for(".sign_in"))
    return render_template("accounts/reset_password.html", form=form, token=token), form.status
