"""Top floor. Every message that was written, to read without a mail server (demonstration only)."""

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import or_

from core.db import get
from core.outbox import OutboxMessage
from core.pages import page_of
from core.queries import all_messages
from core.views.blueprint import blueprint
from core.web import Access, open_to, settings, whole_number

# A message's own page: its style attributes are needed, and nothing else whatever is allowed. The
# sandbox gives it an origin of its own; links open in a window outside of it.
SANDBOX = "; ".join(
    (
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "sandbox allow-popups allow-popups-to-escape-sandbox",
    )
)


@blueprint.get("/mailbox")
@open_to(Access.DEMONSTRATION)
def mailbox() -> ResponseReturnValue:
    """The messages, newest first; `q` looks for a recipient or a word of the subject."""
    words = request.args.get("q", "").strip()[:100]
    query = all_messages()
    if words:
        query = query.where(
            or_(
                OutboxMessage.recipient.icontains(words, autoescape=True),
                OutboxMessage.subject.icontains(words, autoescape=True),
            )
        )
    return render_template(
        "core/mailbox.html",
        page=page_of(query, whole_number("page", 1)),
        q=words,
        leaves=bool(settings().smtp_host),
    )


@blueprint.get("/mailbox/<int:id>")
@open_to(Access.DEMONSTRATION)
def mailbox_message(id: int) -> ResponseReturnValue:
    """One message as text, the way a screen reader or a plain mail program gives it."""
    return render_template("core/mailbox_message.html", message=get(OutboxMessage, id))


@blueprint.get("/mailbox/<int:id>/html")
@open_to(Access.DEMONSTRATION)
def mailbox_html(id: int) -> ResponseReturnValue:
    """One message as a mail program would draw it, in a page with a policy of its own."""
    answer = make_response(get(OutboxMessage, id).html)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer
