"""Top floor. Fields that only the catalogue's forms need."""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField
from wtforms.validators import Optional, ValidationError

from core.forms import ChecksField, EuroField, LineField, options
from core.speech import _, ngettext
from core.words import word

ADDRESS = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[^\s@<>()\[\],;:\\\"]+\.[^\s@<>()\[\],;:\\\".]+")
Choices = Callable[[], list[Any]]


def choices_of(kind: Iterable[StrEnum], first: Any = None) -> Choices:
    """The members of an enum as choices, their words looked up when the form is made."""

    def choices() -> list[Any]:
        lead = [("", str(first))] if first is not None else []
        return options([*lead, *((member.value, word(member)) for member in kind)])

    return choices


def several(label: Any, kind: Iterable[StrEnum]) -> ChecksField:
    """Several members of an enum, as checkboxes."""
    return ChecksField(label, choices=choices_of(kind))


def one_of_few(label: Any, kind: Iterable[StrEnum], validators: Any = ()) -> RadioField:
    """One member of an enum, as radio buttons; none may be chosen yet."""
    return RadioField(
        label, [*(validators or [Optional()])], choices=choices_of(kind), validate_choice=True
    )


def one_of_many(label: Any, kind: Iterable[StrEnum]) -> SelectField:
    """One member of an enum from a list that begins empty."""
    return SelectField(label, [Optional()], choices=choices_of(kind, _l("Choose")))


class WebAddressField(LineField):
    """An address that begins with https:// or http://."""

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            return
        try:
            parts = urlsplit(self.data)
            good = parts.scheme in {"https", "http"} and bool(parts.hostname)
        except ValueError:
            good = False
        if not good or " " in self.data:
            raise ValidationError(_("Write a whole address that begins with https://"))


class MailAddressField(LineField):
    """An e-mail address."""

    def pre_validate(self, form: Any) -> None:
        if self.data and not ADDRESS.fullmatch(self.data):
            raise ValidationError(_("Write an e-mail address like tuki@yritys.fi"))


class WholeNumberField(IntegerField):
    """A whole number between two bounds, or nothing."""

    def __init__(self, label: Any, least: int, most: int, **kw: Any) -> None:
        super().__init__(label, [Optional()], **kw)
        self.least, self.most = least, most

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not self.least <= self.data <= self.most:
            raise ValidationError(
                _(
                    "Write a whole number between %(least)s and %(most)s",
                    least=self.least,
                    most=self.most,
                )
            )

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        typed = (valuelist[0] if valuelist else "").strip()
        if not typed:
            return
        if not (typed.isascii() and typed.isdigit() and len(typed) < 7):
            raise ValueError(_("Write a whole number"))
        self.data = int(typed)


class PriceField(EuroField):
    """An amount from nothing to `most` cents."""

    def __init__(self, label: Any, most: int, **kw: Any) -> None:
        super().__init__(label, **kw)
        self.most = most

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if self.data is not None and self.data > self.most:
            raise ValidationError(
                ngettext(
                    "The price may be at most %(num)d euro",
                    "The price may be at most %(num)d euros",
                    self.most // 100,
                )
            )
