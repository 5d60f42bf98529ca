"""Top floor. A kept file as a download: never opened in the page, never trusted by the browser."""

from flask import Response, send_file

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
