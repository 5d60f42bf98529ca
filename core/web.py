"""Top floor. The front door: every route says who may knock, or nobody may."""

from collections.abc import Callable
from enum import Enum, StrEnum, auto
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, current_app, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from core.config import Settings
from core.db import reading
from core.errors import NotAllowed, NotFound
from core.language import N_
from core.speech import _

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])
Choice = TypeVar("Choice", bound=StrEnum)
Load = Callable[[], Any]
csrf = CSRFProtect()

PLAIN_FORM = "application/x-www-form-urlencoded"
READS = {"GET", "HEAD", "OPTIONS"}


class Access(Enum):
    EVERYONE = auto()
    SIGNED_IN = auto()
    WEBHOOK = auto()  # outside machines; the view checks the signature itself
    DEMONSTRATION = auto()  # everyone, while the installation is a demonstration


def open_to(access: Access) -> Callable[[View], View]:
    """Say who may come in. A view without this mark is shut."""

    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]
        if access is Access.WEBHOOK:
            csrf.exempt(view)
        return view

    return mark


def settings() -> Settings:
    """The settings of this installation."""
    found: Settings = current_app.config["SETTINGS"]
    return found


def one_of(kind: type[Choice], text: str) -> Choice:
    """A word from an address as a member of an enum, or the 404 page."""
    try:
        return kind(text)
    except ValueError:
        raise NotFound() from None


def whole_number(name: str, default: int, most: int = 1_000_000) -> int:
    """A whole number from the query string, kept between 1 and `most`; nonsense is `default`."""
    text = request.args.get(name, "")
    return (
        min(max(int(text), 1), most)
        if text.isascii() and text.isdigit() and len(text) < 10
        else default
    )


def safe_next(target: str | None, default: str) -> str:
    """Where to go after signing in: only a path of our own, never another site (CWE-601)."""
    if not target or not target.startswith("/") or target.startswith("//") or "\\" in target:
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc or not target.isprintable() else target


def guard() -> ResponseReturnValue | None:
    """Shut unless the view says otherwise."""
    if request.endpoint is None or request.endpoint in {"static", "bootstrap.static"}:
        return None
    access = getattr(current_app.view_functions[request.endpoint], "access", None)
    if access is None:
        raise NotAllowed(N_("This page does not say who may open it, so nobody may."))
    if access is Access.DEMONSTRATION and not settings().demonstration:
        raise NotFound()
    if access is Access.SIGNED_IN and g.actor is None:
        if request.method in READS:
            here = request.full_path.rstrip("?")
            return redirect(url_for("accounts.sign_in", next=here))
        flash_signed_out()
        return redirect(url_for("accounts.sign_in"))
    return None


def flash_signed_out() -> None:
    """Say why the sign-in page came instead of the answer to a form."""
    flash(_("Your session had ended. Sign in again; saved drafts are kept."), "warning")


def install(app: Flask, load_actor: Load) -> None:
    """Put the guard at every door. `load_actor` answers with the Actor of the request, or None."""

    @app.before_request
    def text_within_reason() -> None:
        """A form without files is all text: not too long, and as long as it was said to be.

        Werkzeug limits text only inside multipart bodies. What comes in chunks it cuts at the
        limit without a word, and what a server of its own kind hands over it takes for whole.
        """
        if request.content_encoding not in {None, "", "identity"}:
            raise BadRequest  # nothing is unpacked, so nothing unfolds
        if request.endpoint is None or request.mimetype != PLAIN_FORM:
            return
        most, said = app.config["MAX_FORM_MEMORY_SIZE"], request.content_length
        if (said or 0) > most:
            raise RequestEntityTooLarge
        request.max_content_length = most + 1
        got = len(request.get_data())
        if got > most:
            raise RequestEntityTooLarge
        if said is not None and got != said:
            raise BadRequest

    csrf.init_app(app)

    @app.before_request
    def at_the_door() -> ResponseReturnValue | None:
        g.reading_token = reading.set(request.method in READS)
        g.actor = None
        if request.endpoint in {"static", "bootstrap.static"}:
            return None
        g.actor = load_actor()
        return guard()

    @app.teardown_request
    def leave(_: BaseException | None) -> None:
        if token := g.pop("reading_token", None):
            reading.reset(token)

    @app.before_request
    def keep_session() -> None:
        session.permanent = True
