"""Ground floor. What a readiness checklist is made of: tasks, typed fields, whom they concern.

Gates and planning items are never mixed: a gate blocks signing, a planning item blocks nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from core.language import Text

FieldKind = Literal["date", "text", "choice", "euros"]


class TaskKind(StrEnum):
    GATE = "gate"
    PLANNING = "planning"


class NeededFor(StrEnum):
    """How far an organisation gets while the task is open."""

    SENDING = "sending"  # the application can't be sent without it
    SIGNING = (
        "signing"  # may be open when the application is sent, not when the agreement is signed
    )
    NOTHING = "nothing"


@dataclass(frozen=True)
class Profile:
    """What an organisation is like, as far as the checklist cares."""

    levels: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    ict: str = "own"


@dataclass(frozen=True)
class Condition:
    """Whom a task concerns. An empty set asks nothing; one of each other set must fit."""

    levels: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    ict: frozenset[str] = frozenset()

    def fits(self, profile: Profile) -> bool:
        """True when the task is asked of an organisation like this."""
        return (
            (not self.levels or bool(self.levels & profile.levels))
            and (not self.languages or bool(self.languages & profile.languages))
            and (not self.ict or profile.ict in self.ict)
        )


@dataclass(frozen=True)
class Field:
    """One detail asked with the answer yes. Required ones are needed to complete the task."""

    key: str
    kind: FieldKind
    required: bool = True
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class FieldWords:
    label: Text
    hint: Text
    options: Mapping[str, Text]


@dataclass(frozen=True)
class TaskWords:
    """Everything a reader sees of a task, in three languages."""

    title: Text
    question: Text
    why: Text
    law: Text
    evidence: Mapping[str, tuple[str, ...]]  # a list per language
    example: Text
    yes: Text
    partly: Text
    fields: Mapping[str, FieldWords]


@dataclass(frozen=True, eq=False)
class Task:
    """One question of the checklist. `laws` are "statute:section" or "statute"."""

    key: str
    kind: TaskKind
    area: str  # empty for planning items
    needed_for: NeededFor
    waits_for: tuple[str, ...]
    evidence: int  # files needed before the task can be completed
    exemption: bool  # whether "does not concern us" may be answered
    applies: Condition
    laws: tuple[str, ...]
    fields: tuple[Field, ...]
    words: TaskWords

    @property
    def is_gate(self) -> bool:
        return self.kind is TaskKind.GATE


@dataclass(frozen=True, eq=False)
class Checklist:
    """One published version. `fingerprint` is the SHA-256 of its files: a comma changes it."""

    slug: str
    version: int
    fingerprint: str
    areas: Mapping[str, Text]
    answers: Mapping[str, Text]
    title: Text
    introduction: Text  # Markdown
    tasks: tuple[Task, ...]

    def task(self, key: str) -> Task:
        """The task with this key. Raises KeyError."""
        found = self.find(key)
        if found is None:
            raise KeyError(key)
        return found

    def find(self, key: str) -> Task | None:
        """The task with this key, or None."""
        return next((task for task in self.tasks if task.key == key), None)

    def asked_of(self, profile: Profile) -> tuple[Task, ...]:
        """The tasks that concern an organisation like this, in the checklist's own order."""
        return tuple(task for task in self.tasks if task.applies.fits(profile))
