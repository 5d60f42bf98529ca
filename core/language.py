"""Ground floor. The three languages, and how a text that exists in several is read in one."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

LANGUAGES = ("fi", "sv", "en")
DEFAULT = "fi"
NATIVE_NAMES = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}

Text = Mapping[str, str]
"""The same words by language code; Finnish is always there, the others may be missing."""


@runtime_checkable
class Named(Protocol):
    """Whatever has a name in each language."""

    def named(self, language: str) -> str: ...


def N_(message: str) -> str:
    """Mark an English message for translation without translating it here."""
    return message


def pick(texts: Text, language: str) -> str:
    """The text in `language`, else in Finnish, Swedish or English, else an empty string."""
    for code in (language, *LANGUAGES):
        if found := texts.get(code, "").strip():
            return found
    return ""


def language_of(texts: Text, language: str) -> str:
    """The language `pick` answers in, for the `lang` attribute of what it returned."""
    for code in (language, *LANGUAGES):
        if texts.get(code, "").strip():
            return code
    return language
