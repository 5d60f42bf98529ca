"""Third floor. The one door that writes mail: into the outbox, in the transaction of the deed.

A message is a folder `templates/mail/<template>/` with `subject.txt`, `body.txt` and `body.html`;
the bodies extend `mail/_layout.txt` and `mail/_layout.html`. Templates get the values given here
and `link(endpoint, **args)`, an address that begins with the installation's own `base_url`: never
with what a request's Host header says, because somebody else may have written that.
"""

import re
import secrets
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from flask import current_app, render_template
from flask_babel import force_locale

from core.audit import name_of
from core.clock import now
from core.config import Settings
from core.db import Base, db
from core.language import DEFAULT
from core.outbox import OutboxMessage
from core.post import WAITS, Letter, OutboxState, Refused, wait_after

ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"\x00-\x1f]+@[^\s@<>()\[\],;:\\\"\x00-\x1f]+")
WRITTEN = "mail_written"  # in the session's info: something to deliver as soon as it is committed


class Addressee(Protocol):
    """Somebody with an address and a language of their own."""

    @property
    def email(self) -> str: ...
    @property
    def language(self) -> str: ...


def send(
    template: str,
    to: Addressee | str,
    language: str = "",
    *,
    at: datetime | None = None,
    subject_of: Base | None = None,
    **values: Any,
) -> OutboxMessage:
    """Write one message in the reader's language and put it into the outbox; never commits.

    `language` is needed for a bare address; a person's own is used otherwise. `subject_of` is the
    record the message is about. Raises ValueError when the address is not one.
    """
    recipient = to if isinstance(to, str) else to.email
    language = language or ("" if isinstance(to, str) else to.language) or DEFAULT
    if not ADDRESS.fullmatch(recipient):
        raise ValueError("not an e-mail address")
    folder = f"mail/{template}"
    settings: Settings = current_app.config["SETTINGS"]
    values = {"link": link, "settings": settings, **values}
    with force_locale(language):
        subject = one_line(render_template(f"{folder}/subject.txt", **values))
        text = render_template(f"{folder}/body.txt", subject=subject, **values)
        html = render_template(f"{folder}/body.html", subject=subject, **values)
    written = at or now()
    message = OutboxMessage(
        message_id=new_message_id(settings),
        written_at=written,
        recipient=recipient,
        language=language,
        template=template,
        about=name_of(subject_of) if subject_of else None,
        subject=subject,
        text=tidy(text),
        html=html,
        next_attempt_at=written,
    )
    db.session.add(message)
    wake_the_post()
    return message


def wake_the_post() -> None:
    """Have the post looked at as soon as this transaction is committed."""
    db.session.info[WRITTEN] = True


def link(endpoint: str, **args: Any) -> str:
    """A page's whole address; the same in a request, a command and a job."""
    settings: Settings = current_app.config["SETTINGS"]
    base = urlsplit(settings.base_url)
    adapter = current_app.url_map.bind(base.netloc, url_scheme=base.scheme)
    return adapter.build(endpoint, args, force_external=True)


def one_line(text: str) -> str:
    """A subject without line breaks or other control characters, so that no header hides in it."""
    return " ".join(re.sub(r"[\x00-\x1f\x7f\u0085\u2028\u2029]", " ", text).split())[:200]


def tidy(text: str) -> str:
    """Without the empty lines that template tags leave behind."""
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def new_message_id(settings: Settings) -> str:
    """A name no other message in the world has."""
    host = urlsplit(settings.base_url).hostname or "kuntatori.invalid"
    return f"<{secrets.token_hex(16)}@{host}>"


def letter_of(message: OutboxMessage) -> Letter:
    """What the post office needs to know of a message."""
    return Letter(
        message.message_id,
        message.recipient,
        message.language,
        message.subject,
        message.text,
        message.html,
    )


def claim(message: OutboxMessage, at: datetime) -> None:
    """Count an attempt before it is made, so that nobody else makes it at the same time.

    If this process dies before it hears the answer, the message is tried again later under the
    same Message-ID.
    """
    message.attempts += 1
    message.next_attempt_at = at + (wait_after(message.attempts) or WAITS[-1])


def sent(message: OutboxMessage, at: datetime, keep: bool) -> None:
    """It was taken. Unless `keep`, the bodies are forgotten: links in them may open doors."""
    message.state, message.sent_at, message.failure = OutboxState.SENT, at, None
    if not keep:
        message.text = message.html = ""


def refused(message: OutboxMessage, error: Refused) -> None:
    """It was not taken: wait, or give up when that cannot help or has been done long enough."""
    message.failure = error.why[:200]
    if error.final or wait_after(message.attempts) is None:
        message.state = OutboxState.FAILED


def try_again(message: OutboxMessage, at: datetime) -> None:
    """An administrator has mended what was wrong: begin again from the first attempt."""
    if message.state is OutboxState.FAILED:
        message.state, message.attempts, message.next_attempt_at = OutboxState.WAITING, 0, at
