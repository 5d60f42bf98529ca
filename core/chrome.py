"""Top floor. What stands around every page: languages, files, links that keep a page."""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, request, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from core.config import Settings
from core.language import LANGUAGES, NATIVE_NAMES
from core.locale import COOKIE

YEAR = 365 * 24 * 3600


def csrf_field() -> Markup:
    """The hidden field that every form sends back."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(generate_csrf())


def same_page(**changes: Any) -> str:
    """The present address with some words of its query changed; None takes a word away."""
    words = [(name, value) for name, value in request.args.items(multi=True) if name not in changes]
    words += [(name, str(value)) for name, value in changes.items() if value is not None]
    return f"{request.path}?{urlencode(words)}" if words else request.path


def language_links() -> list[tuple[str, str, str]]:
    """(code, own name, address) of this page in each language."""
    return [(code, NATIVE_NAMES[code], same_page(lang=code)) for code in LANGUAGES]


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:12]


def install(app: Flask, settings: Settings) -> None:
    """Globals for the templates, the language cookie, and files that may be cached for a year."""
    folder = Path(app.static_folder or "static")

    def static_url(filename: str) -> str:
        """A static file's address that changes when the file does."""
        return url_for("static", filename=filename, v=_digest(folder / filename))

    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(csrf_field=csrf_field, same_page=same_page, static_url=static_url)

    @app.after_request
    def remember_language(response: Response) -> Response:
        chosen = request.args.get("lang", "")
        if chosen in LANGUAGES and request.cookies.get(COOKIE) != chosen:
            response.set_cookie(
                COOKIE, chosen, max_age=YEAR, samesite="Lax", secure=settings.secure_cookies
            )
        return response

    @app.after_request
    def cache_files(response: Response) -> Response:
        if request.endpoint == "static" and "v" in request.args:
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return response
