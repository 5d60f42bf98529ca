"""Top floor. What arrives in a request, before anybody reads it: only what a row could hold.

PostgreSQL keeps no NUL character in a text and no number beyond its columns; SQLite lets the one
through and falls over the other. So neither reaches a view, whoever forgets to look.
"""

from functools import cached_property
from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter, UnicodeConverter

NUL = "\x00"


class RowNumber(IntegerConverter):
    """`<int:id>` in an address: what no row can have as its number is no address."""

    regex = "[0-9]{1,10}"

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **{"max": 2**31 - 1, **kw})


class Word(UnicodeConverter):
    """`<slug>` in an address, without NUL."""

    def __init__(self, *args: Any, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.regex = self.regex.replace("[^/]", f"[^/{NUL}]")


class Received(Request):
    """A request with NUL taken out of everything typed, in the address and in forms."""

    @cached_property
    def args(self) -> ImmutableMultiDict[str, str]:
        words: ImmutableMultiDict[str, str] = self._without_nul(super().args)
        return words

    def _load_form_data(self) -> None:
        if "form" not in self.__dict__:
            super()._load_form_data()
            self.__dict__["form"] = self._without_nul(self.form)

    def _without_nul(self, words: Any) -> Any:
        if not any(NUL in name or NUL in word for name, word in words.items(multi=True)):
            return words
        return self.parameter_storage_class(
            (name.replace(NUL, ""), word.replace(NUL, "")) for name, word in words.items(multi=True)
        )


def install(app: Flask) -> None:
    """Before the first route is hung up: converters are read when a route is."""
    app.request_class = Received
    app.url_map.converters.update(int=RowNumber, default=Word, string=Word)
