"""Top floor. Signing in through an identity service (OpenID Connect).

The service sends the visitor back by a link; reading it changes nothing, so the page it opens asks
for one more press, which posts the answer.
"""

from datetime import UTC, datetime, timedelta
from typing import cast

from flask import current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from accounts import entry
from accounts.models import SignInAttempt
from accounts.oidc import IdentityProvider, OpenIdRefused, Question, Refusal
from accounts.oidc_gateway import OpenIdProvider
from accounts.states import AccountsEvent, AttemptKind
from accounts.views.blueprint import blueprint
from accounts.workflow import doorstep, openid, sessions
from core import audit
from core.clock import now
from core.db import transaction
from core.errors import NotFound
from core.mail import link
from core.web import Access, open_to, safe_next, settings

QUESTION = "openid"
ASKED_FOR = timedelta(minutes=10)
ANSWERS = ("code", "state", "iss", "error")


def _provider() -> IdentityProvider:
    if not settings().oidc_issuer:
        raise NotFound()
    found = current_app.extensions.get("identity_provider")
    if found is None:
        found = current_app.extensions["identity_provider"] = OpenIdProvider(settings())
    return cast(IdentityProvider, found)


def _redirect_uri() -> str:
    return link("accounts.openid_answer")


@blueprint.post("/sign-in/openid")
@open_to(Access.EVERYONE)
def openid_ask() -> ResponseReturnValue:
    provider, at = _provider(), now()
    try:
        question = provider.ask(_redirect_uri())
    except OpenIdRefused as error:
        return _refuse(error.refusal)
    session[QUESTION] = {
        "state": question.state,
        "nonce": question.nonce,
        "verifier": question.verifier,
        "asked": int(at.timestamp()),
        "next": safe_next(request.form.get("next"), ""),
    }
    return redirect(question.url)


@blueprint.get("/sign-in/openid")
@open_to(Access.EVERYONE)
def openid_answer() -> ResponseReturnValue:
    provider = _provider()
    answer = {name: request.args[name][:4000] for name in ANSWERS if name in request.args}
    return render_template(
        "accounts/openid_answer.html", answer=answer, provider=provider.display_name
    )


@blueprint.post("/sign-in/openid/finish")
@open_to(Access.EVERYONE)
def openid_finish() -> ResponseReturnValue:
    provider, at = _provider(), now()
    answer = {name: request.form[name][:4000] for name in ANSWERS if name in request.form}
    asked = session.pop(QUESTION, None)  # once only, whatever comes of it
    attempt: SignInAttempt | None = None
    try:
        question, target = _question(asked, at)
        stranger = provider.hear(question, answer, _redirect_uri())
        with transaction():
            attempt = doorstep.knock(
                AttemptKind.OPENID, entry.keys(stranger.email), stranger.email, at
            )
            person = openid.recognise(stranger, at)
            doorstep.settle(attempt.id, succeeded=True)
            attempt.person_id = person.id
            entry.leave_previous(at)
            _row, token = sessions.start(person, entry.visit(), at)
    except OpenIdRefused as error:
        return _refuse(error.refusal)
    entry.remember(token, at)
    return redirect(target or url_for("reports.queue"))


def _question(asked: object, at: datetime) -> tuple[Question, str]:
    if not isinstance(asked, dict):
        raise OpenIdRefused(Refusal.STATE)
    if at - datetime.fromtimestamp(int(asked["asked"]), UTC) > ASKED_FOR:
        raise OpenIdRefused(Refusal.EXPIRED)
    question = Question("", asked["state"], asked["nonce"], asked["verifier"])
    return question, safe_next(asked.get("next"), "")


def _refuse(refusal: Refusal) -> ResponseReturnValue:
    """Tell the visitor what to do, and write down that it happened."""
    at = now()
    with transaction():
        attempt = doorstep.turn_away(AttemptKind.OPENID, entry.keys(""), at)
        audit.record(AccountsEvent.OPENID_REFUSED, attempt, None, at, refusal=refusal.value)
    page = render_template(
        "accounts/openid_refused.html",
        refusal=refusal,
        provider=_provider().display_name,
        ask_admin=refusal in (Refusal.UNKNOWN, Refusal.UNVERIFIED),
    )
    return page, 403
