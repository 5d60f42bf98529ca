"""The form language of Stripe: nested names in brackets, and answers when something is wrong."""

import re
from collections.abc import Iterable, Mapping
from typing import Any


class Refusal(Exception):
    """An answer of Stripe's error shape."""

    def __init__(self, status: int, kind: str, message: str, **more: str) -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"type": kind, "message": message, **more}}


def invalid(message: str, **more: str) -> Refusal:
    return Refusal(400, "invalid_request_error", message, **more)


def missing(name: str) -> Refusal:
    return invalid(f"Missing required param: {name}.", param=name, code="parameter_missing")


def nested(pairs: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """`a[b][0]=x` as {"a": {"b": {"0": "x"}}}. Raises Refusal for names that make no sense."""
    root: dict[str, Any] = {}
    for name, value in pairs:
        if not re.fullmatch(r"[a-z_]+(\[[a-z0-9_]*\])*", name):
            raise invalid(f"Invalid request: malformed parameter name {name[:60]!r}.")
        path = re.findall(r"[a-z0-9_]+", name)
        place = root
        for part in path[:-1]:
            place = place.setdefault(part, {})
            if not isinstance(place, dict):
                raise invalid(f"Invalid object: {path[0]}", param=path[0])
        place[path[-1]] = value
    return root


def known(params: Mapping[str, Any], names: set[str]) -> None:
    """Refuse parameters Stripe does not know (or this fake does not act out)."""
    for name in params:
        if name not in names:
            raise invalid(
                f"Received unknown parameter: {name}", param=name, code="parameter_unknown"
            )


def group(params: Mapping[str, Any], name: str) -> dict[str, Any]:
    """A nested group of parameters; empty when it was not sent."""
    found = params.get(name, {})
    if not isinstance(found, dict):
        raise invalid(f"Invalid object: {name}", param=name)
    return found


def integer(params: Mapping[str, Any], name: str, param: str) -> int:
    """A whole number. Raises Refusal as Stripe words it."""
    text = params.get(name)
    if text is None:
        raise missing(param)
    if not isinstance(text, str) or not re.fullmatch(r"-?\d{1,15}", text, re.ASCII):
        raise invalid(f"Invalid integer: {text}", param=param, code="parameter_invalid_integer")
    return int(text)
