"""Top floor. Fields that read what a Finn types, and a form that loses nothing."""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    Field,
    FieldList,
    FormField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag behind
from wtforms.validators import InputRequired, Length, Optional, StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from core.clock import parse_day
from core.db import transaction
from core.errors import BadInput, RuleBroken
from core.language import LANGUAGES
from core.locale import day, language, say
from core.money import Cents, parse_euros, type_euros
from core.speech import _

LINE_MOST = 200
TEXT_MOST = 20_000
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")


def clean(text: str | None) -> str:
    """Without control characters, marks that reverse reading order, and outer spaces."""
    return CONTROL.sub("", (text or "").replace("\r\n", "\n")).strip()


class LineField(StringField):
    """One line of text, at most LINE_MOST characters unless told otherwise."""

    def __init__(self, label: Any = None, validators: Any = (), most: int = LINE_MOST, **kw: Any):
        super().__init__(label, [*validators, Length(max=most)], **kw)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = clean(valuelist[0]).replace("\n", " ") if valuelist else ""


class LongTextField(TextAreaField):
    """Several lines of text, at most TEXT_MOST characters unless told otherwise."""

    def __init__(self, label: Any = None, validators: Any = (), most: int = TEXT_MOST, **kw: Any):
        super().__init__(label, [*validators, Length(max=most)], **kw)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = clean(valuelist[0]) if valuelist else ""


class EuroField(StringField):
    """An amount in euros; `data` is whole cents. What was typed is shown again as it was typed."""

    data: Cents | None  # type: ignore[assignment]

    def __init__(
        self, label: Any = None, validators: Any = (), least: int | None = 0, **kw: Any
    ) -> None:
        super().__init__(label, validators, **kw)
        self.least = least

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else type_euros(self.data)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        typed = clean(valuelist[0]) if valuelist else ""
        if not typed:
            return
        try:
            self.data = parse_euros(typed)
        except ValueError:
            raise ValueError(_("Write the amount in euros, for example 1 234,50")) from None

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and self.least is not None and self.data < self.least:
            raise ValidationError(_("The amount can't be negative"))


class DateField(StringField):
    """A day as 21.11.2026 (or 2026-11-21); `data` is a date."""

    data: date | None  # type: ignore[assignment]

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return day(self.data) if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        typed = clean(valuelist[0]) if valuelist else ""
        if not typed:
            return
        self.data = parse_day(typed)
        if self.data is None:
            raise ValueError(_("Write the date like 21.11.2026"))


class ChecksField(SelectMultipleField):
    """Several of a few, as checkboxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def options(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """(value, word) pairs as the choices of a field."""
    return [SelectChoice(value=value, label=label) for value, label in pairs]


class WrittenInField(SelectField):
    """The language a text is typed in: the writer's language of the moment unless told."""

    def __init__(self, label: Any = None, **kw: Any) -> None:
        names = {"fi": _l("Finnish"), "sv": _l("Swedish"), "en": _l("English")}
        choices = options((code, names[code]) for code in LANGUAGES)
        label = label or _l("The language you write in")
        super().__init__(label, choices=choices, default=language, **kw)


class VersionField(IntegerField):
    """The version of the record the form was opened with, hidden; see `core.db.expect`."""

    widget = HiddenInput()

    def __init__(self, **kw: Any) -> None:
        super().__init__("", [Optional()], **kw)


class Required(InputRequired):
    """Something must be typed; spaces alone are nothing."""

    def __init__(self, message: Any = None) -> None:
        super().__init__(message or _l("This is needed"))

    def __call__(self, form: Any, field: Field) -> None:
        if isinstance(field.data, str) and not field.data.strip():
            field.errors = []
            raise StopValidation(str(self.message))
        super().__call__(form, field)


class Form(FlaskForm):  # type: ignore[misc]
    """Keeps what was typed; answers 422 for bad input and 409 when somebody was first."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        @property
        def locales(self) -> list[str]:
            return [language()]

        cache_translations = False

    status = 200

    def attempt(self, deed: Callable[[], Any]) -> bool:
        """Validate, then do the deed in one transaction. True when it is done.

        A refusal becomes an error of the form (409) or of its field (422); nothing typed is lost.
        NotAllowed and NotFound are not about what was typed: they go on to their own pages.
        """
        if not self.validate_on_submit():
            self.status = 422
            return False
        try:
            with transaction():
                deed()
        except RuleBroken as error:
            if error.status not in (409, 422, 429):
                raise
            self.refuse(error)
            return False
        return True

    def refuse(self, error: RuleBroken) -> None:
        """Show a refusal where it belongs: beside its field, or above the form."""
        field = self._fields.get(error.field) if isinstance(error, BadInput) else None
        message = say(error.message, error.values)
        if field is not None:
            field.errors = [*field.errors, message]
        else:
            self.form_errors.append(message)
        self.status = error.status

    def listed_errors(self) -> list[tuple[str, str]]:
        """Every error with the id of its field, in the order of the form, for the summary."""
        own = [("", message) for message in self.form_errors]
        return own + [pair for field in self for pair in _errors_of(field)]


def _errors_of(field: Any) -> list[tuple[str, str]]:
    """A field's errors; those of a row of fields with the ids of the row's own."""
    if isinstance(field, FieldList):
        own = [
            (field.id, str(error)) for error in field.errors if not isinstance(error, list | dict)
        ]
        return own + [pair for row in field for pair in _errors_of(row)]
    if isinstance(field, FormField):
        return [pair for inner in field.form for pair in _errors_of(inner)]
    return [(field.id, message) for message in _flat(field.errors)]


def _flat(errors: Iterable[Any]) -> list[str]:
    if isinstance(errors, dict):
        errors = errors.values()
    out: list[str] = []
    for error in errors:
        if isinstance(error, list | tuple | dict):
            out += _flat(error)
        else:
            out.append(str(error))  # also a text that waits for its language
    return out
