"""Top floor. Fields shared by the forms of this column."""

import re
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import StringField, ValidationError
from wtforms.validators import Length, Regexp

from core.forms import LineField, Required, clean
from core.speech import _

Value = TypeVar("Value")

NAME_MOST = 120


class CodeField(LineField):
    """A short code that people write in letters and papers: letters, digits, hyphens, points."""

    def __init__(self, label: Any, **kw: Any) -> None:
        rule = Regexp(
            r"^[A-Za-z0-9][A-Za-z0-9.-]*$", message=_l("Use letters, digits, hyphens and points")
        )
        super().__init__(label, [Required(), rule], most=30, **kw)


class WholeField(StringField):
    """A whole number as people type it: 18640 or 18 640. `data` is an int."""

    data: int | None  # type: ignore[assignment]

    def __init__(self, label: Any, validators: Any = (), most: int = 10_000_000, **kw: Any) -> None:
        super().__init__(label, validators, **kw)
        self.most = most

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        typed = re.sub(r"\s", "", clean(valuelist[0])) if valuelist else ""
        if not typed:
            return
        if not re.fullmatch(r"\d{1,12}", typed, re.ASCII):
            raise ValueError(_("Write a whole number, for example 18 640"))
        self.data = int(typed)

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and self.data > self.most:
            raise ValidationError(_("The number is too large"))


def name_fields() -> tuple[LineField, LineField, LineField]:
    """A thing's name in the three languages; Finnish is needed, the others fall back to it."""
    most = [Length(max=NAME_MOST)]
    return (
        LineField(_l("Name in Finnish"), [Required(), *most]),
        LineField(_l("Name in Swedish"), most),
        LineField(_l("Name in English"), most),
    )


def given(value: Value | None) -> Value:
    """A value that validation has made sure of."""
    if value is None:
        raise ValueError("asked before validation")
    return value
