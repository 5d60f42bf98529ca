"""Ground floor. How far along a checklist an organisation is, and what stands in the way.

The overall level is the level of the weakest gate area; the mean stands only beside it. Planning
items have a score of their own and never make up for a gate.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from onboarding.checklist.tasks import Checklist, NeededFor, Profile, Task
from onboarding.states.readiness import AnswerChoice, TaskState


@dataclass(frozen=True)
class Mark:
    """What the records know of one task."""

    state: TaskState = TaskState.NOT_STARTED
    answer: AnswerChoice | None = None
    exempted: bool = False  # the coordinator accepted "does not concern us"
    expired: bool = False  # evidence is past its last day


class Standing(StrEnum):
    """Where one task stands, as a reader needs to know it."""

    COMPLETED = "completed"
    AWAITING_COORDINATOR = "awaiting_coordinator"
    EVIDENCE_EXPIRED = "evidence_expired"
    REOPENED = "reopened"
    IN_PROGRESS = "in_progress"
    NOT_STARTED = "not_started"
    LOCKED = "locked"


Marks = Mapping[str, Mark]
NOTHING = Mark()


@dataclass(frozen=True)
class Level:
    """So many done of so many."""

    done: int
    of: int

    @property
    def percent(self) -> int:
        """Whole per cent, rounded down, so that 100 means everything; an empty one is complete."""
        return 100 * self.done // self.of if self.of else 100

    @property
    def complete(self) -> bool:
        return self.done == self.of


@dataclass(frozen=True)
class Progress:
    gates: Level
    areas: Mapping[str, Level]  # in the checklist's own order
    planning: Level
    weakest: str | None  # the area that sets the level; None when every gate is met
    open_to_send: tuple[Task, ...]
    open_to_sign: tuple[Task, ...]  # all gates that are open, those of sending included

    @property
    def level(self) -> int:
        """Per cent of the weakest area."""
        return self.areas[self.weakest].percent if self.weakest else 100

    @property
    def mean(self) -> int:
        """Mean of the areas' per cents, rounded down; stands beside the level, never instead."""
        return (
            sum(area.percent for area in self.areas.values()) // len(self.areas)
            if self.areas
            else 100
        )


def waiting_for(task: Task, tasks: Iterable[Task], marks: Marks) -> tuple[Task, ...]:
    """The earlier tasks that must be completed before this one can be worked on."""
    return tuple(
        other
        for other in tasks
        if other.key in task.waits_for
        and marks.get(other.key, NOTHING).state is not TaskState.COMPLETED
    )


def standing(task: Task, tasks: Iterable[Task], marks: Marks) -> Standing:
    """Where a task stands. One that waits for others is locked, whatever it holds already."""
    mark = marks.get(task.key, NOTHING)
    if mark.state is not TaskState.COMPLETED and waiting_for(task, tasks, marks):
        return Standing.LOCKED
    match mark.state:
        case TaskState.NOT_STARTED:
            return Standing.NOT_STARTED
        case TaskState.IN_PROGRESS:
            return Standing.IN_PROGRESS
        case TaskState.REOPENED:
            return Standing.REOPENED
    if mark.expired:
        return Standing.EVIDENCE_EXPIRED
    if mark.answer is AnswerChoice.NOT_APPLICABLE and not mark.exempted:
        return Standing.AWAITING_COORDINATOR
    return Standing.COMPLETED


def is_met(task: Task, marks: Marks) -> bool:
    """A gate is met by "yes" or by an accepted exemption; a planning item by any answer."""
    mark = marks.get(task.key, NOTHING)
    if mark.state is not TaskState.COMPLETED or mark.expired:
        return False
    if mark.answer is AnswerChoice.NOT_APPLICABLE:
        return mark.exempted
    return mark.answer is AnswerChoice.YES or not task.is_gate


def may_be_sent(task: Task, marks: Marks) -> bool:
    """Sending asks a little less than signing: a reason for not being concerned is still unread."""
    mark = marks.get(task.key, NOTHING)
    asks_exemption = mark.answer is AnswerChoice.NOT_APPLICABLE and not mark.expired
    return is_met(task, marks) or (mark.state is TaskState.COMPLETED and asks_exemption)


def progress(checklist: Checklist, profile: Profile, marks: Marks) -> Progress:
    """Count what is done among the tasks that concern this organisation."""
    tasks = checklist.asked_of(profile)
    gates = [task for task in tasks if task.is_gate]
    plans = [task for task in tasks if not task.is_gate]
    met = {task.key for task in tasks if is_met(task, marks)}
    areas = {
        area: _level((task for task in gates if task.area == area), met)
        for area in checklist.areas
        if any(task.area == area for task in gates)
    }
    weakest = min(areas, key=lambda area: areas[area].done / areas[area].of, default=None)
    return Progress(
        gates=_level(gates, met),
        areas=areas,
        planning=_level(plans, met),
        weakest=None if weakest is None or areas[weakest].complete else weakest,
        open_to_send=tuple(
            task
            for task in gates
            if task.needed_for is NeededFor.SENDING and not may_be_sent(task, marks)
        ),
        open_to_sign=tuple(task for task in gates if task.key not in met),
    )


def _level(tasks: Iterable[Task], met: set[str]) -> Level:
    keys = [task.key for task in tasks]
    return Level(sum(key in met for key in keys), len(keys))
