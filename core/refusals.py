"""Top floor. Every way of saying no, as a friendly page in the reader's language."""

from urllib.parse import urlsplit

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from core.errors import FULL, NO_ROOM, Changed, RuleBroken
from core.locale import say
from core.speech import _

TITLES = {
    400: _l("We could not read that request"),
    403: _l("You are not allowed to do this"),
    404: _l("There is no such page"),
    405: _l("This address does not work that way"),
    409: _l("Somebody was there first"),
    410: _l("This is no longer offered"),
    413: _l("That was too large to receive"),
    422: _l("Something in the form needs to be corrected"),
    429: _l("Too many attempts"),
    500: _l("Something went wrong on our side"),
    503: _l("The service is not ready"),
}
TEXTS = {
    400: _l("Go back, open the page again and try once more."),
    403: _l("If you think you should be, ask the administrator of your organisation."),
    404: _l("The address may be mistyped, or the page may belong to another organisation."),
    405: _l("Go back to the page you came from and use its buttons."),
    409: _l("Nothing was changed. Look at the present state and try again."),
    410: _l("The address was right once. What it showed has been withdrawn."),
    413: _l("Make the file or the text smaller and send it again. Nothing was saved."),
    422: _l("Go back: what you typed is still there."),
    429: _l("Wait a while and try again."),
    500: _l("Nothing was half saved. We have a note of what happened; try again in a moment."),
    503: _l("Try again in a moment."),
}


def page(status: int, message: str = "", heading: str = "") -> ResponseReturnValue:
    """The page for a status; `message` is said instead of the general advice."""
    title = heading or str(TITLES.get(status, TITLES[500]))
    text = message or str(TEXTS.get(status, TEXTS[500]))
    if text.rstrip(".") == title:  # twice the same tells nothing
        text = str(TEXTS.get(status, TEXTS[500]))
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        return {"error": {"status": status, "title": title, "message": text}}, status
    return (
        render_template(
            "errors/refused.html", status=status, heading=title, message=text, back=_back()
        ),
        status,
    )


def _back() -> str:
    """Where the visitor came from, when it was one of our own pages."""
    came_from = urlsplit(request.referrer or "")
    if came_from.netloc == request.host and came_from.path != request.path:
        return came_from.path
    return request.path if request.method == "POST" and came_from.path == request.path else ""


def install(app: Flask) -> None:
    """One handler for our own refusals, one for the web's, one for what nobody expected."""

    @app.errorhandler(RuleBroken)
    def rule(error: RuleBroken) -> ResponseReturnValue:
        not_now = error.status == 409 and not isinstance(error, Changed)
        heading = _("This can't be done now") if not_now else ""
        return page(error.status, say(error.message, error.values), heading)

    @app.errorhandler(CSRFError)
    def forged(_error: CSRFError) -> ResponseReturnValue:
        return page(400, _("This form had expired. Go back, reload the page and send it again."))

    @app.errorhandler(HTTPException)
    def web(error: HTTPException) -> ResponseReturnValue:
        if error.code is not None and 300 <= error.code < 400:
            return error
        answer = page(error.code or 500)
        return answer if error.response is None else error.response

    @app.errorhandler(OperationalError)
    def out_of_reach(error: OperationalError) -> ResponseReturnValue:
        """The database is locked, full or away: nothing is wrong with what was asked."""
        app.logger.error("database: %s", type(error.orig).__name__, exc_info=error)
        g.actor = None  # whoever asked cannot be looked up now
        answer = app.make_response(page(503))
        answer.headers["Retry-After"] = "30"
        return answer

    @app.errorhandler(OSError)
    def no_room(error: OSError) -> ResponseReturnValue:
        """Something large did not fit on the disk, such as a file on its way in or a table out."""
        if error.errno not in FULL:
            return unexpected(error)
        app.logger.error("disk: %s", type(error).__name__, exc_info=error)
        g.actor = getattr(g, "actor", None)
        answer = app.make_response(page(507, say(NO_ROOM, {}), str(TITLES[503])))
        answer.headers["Retry-After"] = "30"
        return answer

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> ResponseReturnValue:
        if app.testing and app.config["PROPAGATE_EXCEPTIONS"] is not False:
            raise error
        app.logger.exception("unexpected %s", type(error).__name__)
        g.actor = getattr(g, "actor", None)
        return page(500)
