"""Top floor. What the program writes down while it runs: one JSON object a line, no personal data.

An access line says which view answered, not which address was asked for: query strings hold what
people search for and sometimes links that open doors. Nobody's e-mail or network address is
written; a stray one inside a message is masked.
"""

import json
import logging
import re
import secrets
import sys
import time
from datetime import UTC, datetime
from typing import Any

from flask import Flask, Response, g, has_request_context, request

from core.config import Settings

HEADER = "X-Request-Id"
KNOWN = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}
EMAIL = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+")
IPV4 = re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b")
IPV6 = re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){3,7}[0-9a-fA-F]{0,4}(?![\w:])")
QUERY = re.compile(r"(?<=[\w/])\?[^\s\"']+=[^\s\"']*")
MASKS = ((EMAIL, "[email]"), (QUERY, "?[query]"), (IPV4, "[ip]"), (IPV6, "[ip]"))
REQUEST_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")

QUIET = {"static", "bootstrap.static", "core.healthz", "core.readyz"}

access = logging.getLogger("kuntatori.access")


def mask(text: str) -> str:
    """A text without e-mail addresses, network addresses and query strings."""
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    return text


class JsonFormatter(logging.Formatter):
    """One line of JSON per record, with the request's id and whatever `extra` was given."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": mask(record.getMessage()),
        }
        if request_id := current_id():
            line["request"] = request_id
        for name, value in record.__dict__.items():
            if name not in KNOWN:
                line[name] = mask(value) if isinstance(value, str) else value
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = self.trace(record)
        return json.dumps(line, ensure_ascii=False, default=lambda value: type(value).__name__)

    def trace(self, record: logging.LogRecord) -> list[str]:
        """Where it happened, without the exception's own words: those quote what people typed."""
        frames: list[str] = []
        step = record.exc_info[1].__traceback__ if record.exc_info and record.exc_info[1] else None
        while step:
            code = step.tb_frame.f_code
            file = "/".join(code.co_filename.split("/")[-2:])
            frames.append(f"{file}:{step.tb_lineno} {code.co_name}")
            step = step.tb_next
        return frames[-12:]


def current_id() -> str:
    """The id of the request being served; empty outside one."""
    return str(g.get("request_id", "")) if has_request_context() else ""


def install(app: Flask, settings: Settings) -> None:
    """Give every request an id and a line, and every line the same shape."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    if not app.testing:
        root.handlers[:] = [handler]
        root.setLevel(settings.log_level)
        logging.getLogger("alembic").setLevel(logging.WARNING)  # it greets at every question

    @app.before_request
    def begin() -> None:
        given = request.headers.get(HEADER, "") if settings.trusted_proxies else ""
        g.request_id = given if REQUEST_ID.fullmatch(given) else secrets.token_hex(8)
        g.started = time.perf_counter()

    @app.after_request
    def end(response: Response) -> Response:
        response.headers[HEADER] = current_id()
        if request.endpoint not in QUIET:
            took = time.perf_counter() - g.get("started", time.perf_counter())
            facts = {
                "method": request.method,
                "view": request.endpoint or "none",
                "status": response.status_code,
                "ms": round(took * 1000),
            }
            access.info("answered", extra=facts)
        return response
