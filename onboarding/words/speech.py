"""Top floor. Translation as functions that answer with text, which the type checker can trust."""

from typing import Any

from flask_babel import gettext
from flask_babel import ngettext as _ngettext


def _(message: str, **values: Any) -> str:
    """A message in the language of the request."""
    return str(gettext(message, **values))


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """A message that counts, in the language of the request."""
    return str(_ngettext(one, many, num, **values))
