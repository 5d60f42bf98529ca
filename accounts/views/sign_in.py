"""Top floor. Signing in with a password, signing out, and playing somebody in the demonstration."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import entry, passwords
from accounts.forms import SignInForm, typed_address
from accounts.models import Person, SignInAttempt
from accounts.roll import list_personas
from accounts.states import AttemptKind
from accounts.views.blueprint import blueprint, fetch
from accounts.workflow import doorstep, sessions
from core.clock import now
from core.db import db, transaction
from core.errors import NotFound, RuleBroken
from core.speech import _
from core.web import Access, open_to, safe_next, settings


def _page(form: SignInForm, status: int = 200) -> ResponseReturnValue:
    demonstration = settings().demonstration
    page = render_template(
        "accounts/sign_in.html",
        form=form,
        personas=list_personas() if demonstration else [],
        demonstration_password=passwords.DEMONSTRATION if demonstration else "",
        openid_name=(settings().oidc_name or settings().oidc_issuer),
        openid=bool(settings().oidc_issuer),
    )
    return page, status


@blueprint.get("/sign-in")
@open_to(Access.EVERYONE)
def sign_in() -> ResponseReturnValue:
    form = SignInForm(formdata=None)
    form.next.data = safe_next(request.args.get("next"), "")
    return _page(form)


@blueprint.post("/sign-in")
@open_to(Access.EVERYONE)
def start_session() -> ResponseReturnValue:
    form = SignInForm()
    form.next.data = safe_next(form.next.data, "")
    at, email = now(), typed_address(form.email.data)
    known: list[SignInAttempt] = []
    if not form.attempt(
        lambda: known.append(doorstep.knock(AttemptKind.PASSWORD, entry.keys(email), email, at))
    ):
        return _page(form, form.status)
    person = db.session.get(Person, known[0].person_id or 0)  # asked for a stranger too
    attempt_id, kept = known[0].id, person.password_hash if person else None
    if person and person.demonstration_note and not settings().demonstration:
        kept = None  # a known password opens nothing once the demonstration is over
    db.session.rollback()  # nothing is held while the slow hash is computed
    if not passwords.is_right(kept, form.password.data or ""):
        with transaction():
            doorstep.settle(attempt_id, succeeded=False)
        form.refuse(RuleBroken(_("The e-mail address or the password is wrong.")))
        return _page(form, 422)
    with transaction():
        entry.leave_previous(at)
        right = fetch(Person, person.id if person else 0)
        _row, token = sessions.answer(
            attempt_id, right, form.password.data or "", entry.visit(), at
        )
    entry.remember(token, at)
    return redirect(form.next.data or url_for("reports.queue"))


@blueprint.post("/sign-in/as/<int:person_id>")
@open_to(Access.DEMONSTRATION)
def play(person_id: int) -> ResponseReturnValue:
    """One press makes the visitor one of the demonstration's people."""
    at = now()
    with transaction():
        person = fetch(Person, person_id)
        if not person.demonstration_note:
            raise NotFound()
        entry.leave_previous(at)
        _row, token = sessions.start(person, entry.visit(), at)
    target = safe_next(request.form.get("next"), "")
    entry.remember(token, at)
    return redirect(target or url_for("reports.queue"))


@blueprint.post("/sign-out")
@open_to(Access.SIGNED_IN)
def sign_out() -> ResponseReturnValue:
    presence = entry.here()
    with transaction():
        sessions.end(presence.session.id, presence.actor, now())
    entry.forget()
    flash(_("You have signed out."))
    return redirect(url_for("reports.front"))
