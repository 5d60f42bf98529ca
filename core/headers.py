"""Top floor. What every answer says to the browser about safety, languages and caching."""

import gzip

from flask import Flask, Response, request
from werkzeug.middleware.proxy_fix import ProxyFix

from core.config import Settings

COMPRESSED = ("text/", "application/json", "application/javascript", "image/svg+xml")


def content_security_policy(*form_targets: str) -> str:
    """Everything from this site alone; forms may lead on to the origins named, if any.

    Browsers apply form-action to the redirect that follows a form too, so a page whose button
    leads to a payment page has to name that page's origin.
    """
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            "script-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            " ".join(("form-action 'self'", *form_targets)),
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


CONTENT_SECURITY_POLICY = content_security_policy()
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def install(app: Flask, settings: Settings) -> None:
    """Add the headers to every answer; a view that needs a stricter policy sets it itself."""
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]

    @app.after_request
    def add(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.secure_cookies:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint not in {"static", "bootstrap.static"}:
            response.headers.setdefault("Cache-Control", "no-store")
            response.vary.update(("Cookie", "Accept-Language"))
        return response

    @app.after_request
    def compress(response: Response) -> Response:
        """Text travels small; a streamed answer is left alone."""
        if (
            (response.is_streamed and not response.direct_passthrough)
            or response.status_code in (204, 304)
            or not (response.mimetype or "").startswith(COMPRESSED)
            or "Content-Encoding" in response.headers
            or "gzip" not in request.headers.get("Accept-Encoding", "")
        ):
            return response
        response.direct_passthrough = False
        response.set_data(gzip.compress(response.get_data(), 5, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
        if etag := response.get_etag()[0]:
            response.set_etag(f"{etag}-gzip")
        return response
