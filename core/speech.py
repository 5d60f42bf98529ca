"""Top floor. gettext with types: what it answers is text, which the type checker can trust."""

from typing import Any

from flask_babel import gettext
from flask_babel import ngettext as plural


def _(message: str, **values: Any) -> str:
    """The message in the language of the request, filled."""
    return str(gettext(message, **values))


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """The message that fits the number, in the language of the request, filled."""
    return str(plural(one, many, num, **values))
