"""Every member of an enum that people meet has a word, and every event has a sentence."""

import importlib
from enum import StrEnum

import pytest

from core.config import Mode
from core.words import registered_enums, registered_verbs
from tests.house.plan import MODULES, floor

SILENT = {Mode}
"""Enums nobody meets on a page."""


def enums() -> set[type[StrEnum]]:
    found = set()
    for module in MODULES:
        if floor(module) > 3:
            continue
        for thing in vars(importlib.import_module(module)).values():
            if isinstance(thing, type) and issubclass(thing, StrEnum) and thing is not StrEnum:
                found.add(thing)
    return found


def is_event(kind: type[StrEnum]) -> bool:
    return kind.__name__.endswith("Event")


@pytest.mark.parametrize("kind", sorted(enums() - SILENT, key=lambda kind: kind.__qualname__))
def test_every_member_has_its_words(app, kind):
    if is_event(kind):
        missing = {member.value for member in kind} - registered_verbs()
        assert not missing, f"no sentence for {missing}"
        assert all("." in member.value for member in kind), "verbs are noun.past_participle"
    else:
        assert kind in registered_enums(), f"{kind.__module__}.{kind.__name__} has no words"
