"""Top floor. The word a person reads for a member of an enum, and the sentence for an event.

Each column registers its own in its `words` room; a test demands a word for every member.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from core.waiting import Party, WaitingKind

_words: dict[type[StrEnum], dict[StrEnum, LazyString]] = {}
_history: dict[str, LazyString] = {}


def register(kind: type[StrEnum], words: Mapping[Any, LazyString]) -> None:
    """Give every member of an enum its word. Raises ValueError naming a member left out."""
    if missing := set(kind) - set(words):
        raise ValueError(f"no word for {kind.__name__}: {sorted(missing)}")
    _words[kind] = dict(words)


def register_history(sentences: Mapping[Any, LazyString]) -> None:
    """Give audit verbs their sentences; `%(actor)s` is the name of whoever did it."""
    _history.update({verb.value: sentence for verb, sentence in sentences.items()})


def word(member: StrEnum) -> str:
    """The member's word in the language of the request."""
    return str(_words[type(member)][member])


def sentence(verb: str, **values: Any) -> str:
    """An event's sentence in the language of the request."""
    template = _history.get(verb)
    return str(template) % values if template else gettext("Changed")


def registered_enums() -> set[type[StrEnum]]:
    """The enums that have words; for the test that demands them."""
    return set(_words)


def registered_verbs() -> set[str]:
    """The audit verbs that have sentences; for the test that demands them."""
    return set(_history)


register(
    WaitingKind,
    {
        WaitingKind.ORGANISATION: _l("Organisation"),
        WaitingKind.SERVICE: _l("Certification"),
        WaitingKind.READINESS: _l("Readiness"),
        WaitingKind.APPLICATION: _l("Application"),
        WaitingKind.AGREEMENT: _l("Joining agreement"),
        WaitingKind.LEARNERS: _l("Learner numbers"),
        WaitingKind.RUN: _l("Allocation run"),
        WaitingKind.INVOICE: _l("Invoice"),
        WaitingKind.PAYMENT: _l("Payment"),
        WaitingKind.FEEDBACK: _l("Feedback"),
        WaitingKind.PERSON: _l("Person"),
    },
)
register(
    Party,
    {
        Party.APPLICANT: _l("the applicant"),
        Party.MEMBER: _l("the member"),
        Party.VENDOR: _l("the vendor"),
        Party.TIERA: _l("the coordinator"),
        Party.LAW: _l("a period set by law"),
        Party.CALENDAR: _l("a date agreed earlier"),
        Party.NOBODY: _l("nobody"),
    },
)
