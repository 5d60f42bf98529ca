"""Top floor. Files as answers: what people have sent, never opened in the page; tables; papers."""

from collections.abc import Iterator

from flask import Response, send_file, stream_with_context

from core.errors import Gone
from core.files import path_of
from core.language import N_
from core.stored_file import StoredFile

POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


def download(stored: StoredFile) -> Response:
    """The file's bytes under its own name. Raises Gone when it was removed."""
    path = path_of(stored.sha256)
    if stored.removed_at is not None or not path.exists():
        raise Gone(N_("This file has been removed."))
    response = send_file(
        path,
        mimetype=stored.media_type,
        as_attachment=True,
        download_name=stored.name,
        conditional=False,
        max_age=0,
    )
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def table(name: str, lines: Iterator[str]) -> Response:
    """The lines of a CSV file as a download, sent one by one."""
    response = Response(stream_with_context(lines), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def paper(name: str, pdf: bytes) -> Response:
    """A document that was set for the reader: to read in the browser, under a name to keep."""
    response = Response(pdf, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response
