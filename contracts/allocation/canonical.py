"""Ground floor. One way to write a JSON value, so that the same content has the same SHA-256.

Sorted keys, no spaces, UTF-8, integers and "p/q" strings; a float anywhere is a mistake of ours.
"""

import hashlib
import json
from typing import Any


def canonical(value: Any) -> str:
    """`value` as canonical JSON. Raises TypeError for a float, which has no exact text."""
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def fingerprint(value: Any) -> str:
    """The SHA-256 of the canonical JSON of `value`."""
    return sha256(canonical(value))


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a float has no canonical form")
    if isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            if not isinstance(part, str | int):
                _refuse_floats(part)
