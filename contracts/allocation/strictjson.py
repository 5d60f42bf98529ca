"""Ground floor. JSON read strictly: no floats, no repeated names, no numbers without end.

What cannot be accepted is kept in its place until the end, so that in a file with a list of cases
only the case it stands in is refused.
"""

import json
import re
from typing import Any

from contracts.allocation.reading import once
from contracts.allocation.refusals import CaseRefused, Refusal
from core.language import N_

ENDLESS = re.compile(r"[0-9]{4000}")
"""So many digits Python may refuse to read."""


def read_json(text: str) -> Any:
    """A JSON text as values. Raises CaseRefused: BAD_JSON, FLOAT, DUPLICATE_ID."""
    document, refusals = _parse(text)
    if refusals:
        raise refusals[0]
    return document


def read_documents(text: str) -> Any:
    """Like `read_json`; but in a list, what cannot be accepted is a CaseRefused in its place."""
    document, refusals = _parse(text)
    if refusals and not isinstance(document, list):
        raise refusals[0]
    if refusals:
        return [_refused(one) or one for one in document]
    return document


def _parse(text: str) -> tuple[Any, list[CaseRefused]]:
    """The values, with a CaseRefused for each that cannot be accepted; and those, in order."""
    refusals: list[CaseRefused] = []

    def keep(refusal: CaseRefused) -> CaseRefused:
        refusals.append(refusal)
        return refusal

    def not_whole(number: str) -> CaseRefused:
        words = N_("%(text)s is not a whole number: give integers (1.181858 as 1181858).")
        return keep(CaseRefused(Refusal.FLOAT, words, text=number))

    def whole(number: str) -> int | CaseRefused:
        try:
            return int(number)
        except ValueError as error:
            return keep(_not_json(error))

    def pairs(rows: list[tuple[str, Any]]) -> dict[str, Any] | CaseRefused:
        try:
            once(name for name, _ in rows)
        except CaseRefused as refusal:
            return keep(refusal)
        return dict(rows)

    try:
        document = json.loads(
            text,
            parse_float=not_whole,
            parse_constant=not_whole,
            parse_int=whole if ENDLESS.search(text) else None,
            object_pairs_hook=pairs,
        )
    except (ValueError, RecursionError) as error:
        raise _not_json(error) from None
    return document, refusals


def _not_json(error: Exception) -> CaseRefused:
    return CaseRefused(Refusal.BAD_JSON, N_("The file is not JSON: %(reason)s."), reason=str(error))


def _refused(value: Any) -> CaseRefused | None:
    """The first refusal within a value. Values are as deep as JSON could be read."""
    queue = [value]
    while queue:
        one = queue.pop()
        if isinstance(one, CaseRefused):
            return one
        if isinstance(one, dict | list):
            queue += reversed(list(one.values()) if isinstance(one, dict) else one)
    return None
