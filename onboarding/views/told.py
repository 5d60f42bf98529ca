"""Top floor. How a readiness check is told on a page: sentences, tags and rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import url_for

from accounts.roles import Actor
from core.clock import day_of
from core.locale import day, euros, text, weekday
from core.speech import _, ngettext
from core.words import word
from onboarding.checklist.details import REASON, gaps
from onboarding.checklist.details import day_of as detail_day
from onboarding.checklist.progress import Standing
from onboarding.checklist.tasks import Field, Task
from onboarding.models.readiness import Answer, EvidenceFile
from onboarding.queries.readiness import CheckUp, draft_of
from onboarding.states.readiness import AnswerChoice, TaskState

SOON = timedelta(days=7)
PLAN = timedelta(days=90)
PLAN_MOST = 8
OPEN = frozenset(
    {Standing.IN_PROGRESS, Standing.NOT_STARTED, Standing.REOPENED, Standing.EVIDENCE_EXPIRED}
)
KINDS = {
    Standing.COMPLETED: "done",
    Standing.AWAITING_COORDINATOR: "waiting",
    Standing.EVIDENCE_EXPIRED: "problem",
    Standing.REOPENED: "progress",
    Standing.IN_PROGRESS: "progress",
    Standing.NOT_STARTED: "todo",
    Standing.LOCKED: "locked",
}


@dataclass(frozen=True)
class Row:
    """One line of the task list, in the words of the `task_list` macro."""

    key: str
    title: str
    href: str
    hint: str
    who: str
    due: str
    kind: str
    word: str


def status_of(up: CheckUp, task: Task, actor: Actor) -> tuple[str, str]:
    """The tag of a task: its kind and its word. Amber only for what waits for this very person."""
    answer, standing = up.answers[task.key], up.standing(task)
    if standing in OPEN and answer.due_on and answer.due_on < up.today:
        days = (up.today - answer.due_on).days
        return "late", ngettext("Late by %(num)d day", "Late by %(num)d days", days)
    if standing in OPEN and answer.owner_id == actor.person_id:
        near = answer.due_on is not None and answer.due_on - up.today <= SOON
        if standing is not Standing.NOT_STARTED or near:
            return "you", _("Waits for you")
    return KINDS[standing], word(standing)


def hint_of(up: CheckUp, task: Task) -> str:
    """Why a task is where it is, in a sentence; empty when there is nothing to add."""
    answer = up.answers[task.key]
    if up.standing(task) is Standing.LOCKED:
        names = ", ".join(_("“%(title)s”", title=text(t.words.title)) for t in up.waiting_for(task))
        return _("Can't be started yet: waits for %(tasks)s", tasks=names)
    if answer.state is TaskState.REOPENED and answer.reopened_because:
        return word(answer.reopened_because)
    if answer.state is TaskState.IN_PROGRESS and answer.answer is AnswerChoice.PARTLY:
        return text(task.words.partly)
    if answer.state is TaskState.IN_PROGRESS and answer.edited_by and answer.edited_at:
        return _(
            "%(name)s wrote last on %(day)s",
            name=answer.edited_by.name,
            day=day(answer.edited_at),
        )
    if up.standing(task) is Standing.AWAITING_COORDINATOR:
        return _("The coordinator reads the reason together with the application")
    if task.key == "competent-body" and answer.state is TaskState.COMPLETED:
        return ", ".join(value for _label, value in details_of(task, answer))
    return ""


def row_of(up: CheckUp, task: Task, actor: Actor) -> Row:
    """A task as a line of the list."""
    answer = up.answers[task.key]
    kind, said = status_of(up, task, actor)
    is_open = up.standing(task) is not Standing.LOCKED
    done = up.standing(task) is Standing.COMPLETED
    return Row(
        key=task.key,
        title=text(task.words.title),
        href=url_for("onboarding.task", task=task.key) if is_open else "",
        hint=hint_of(up, task),
        who=answer.owner.name if answer.owner else "",
        due=day(answer.due_on) if answer.due_on and not done else "",
        kind=kind,
        word=said,
    )


def is_open(up: CheckUp, task: Task) -> bool:
    """Whether somebody still has to do something here."""
    return up.standing(task) in OPEN | {Standing.LOCKED}


def lead(up: CheckUp) -> str:
    """The whole situation in a breath."""
    progress = up.progress
    left = len(progress.open_to_sign)
    if not left:
        return _(
            "Every gate is met. Nothing here stands in the way of signing the joining agreement."
        )
    done = ngettext(
        "%(done)s of %(num)d gate is met.",
        "%(done)s of %(num)d gates are met.",
        progress.gates.of,
        done=progress.gates.done,
    )
    blocks = ngettext("%(num)d still blocks signing.", "%(num)d still block signing.", left)
    weakest = up.checklist.areas[progress.weakest] if progress.weakest else {}
    where = _("The weakest area is: %(area)s.", area=text(weakest).lower())
    return f"{done} {blocks} {where}"


@dataclass(frozen=True)
class NextStep:
    title: str
    why: str
    href: str
    due: str


def next_of(up: CheckUp, actor: Actor) -> NextStep | None:
    """What this person does best next: the own open task that is due first, else one nobody has."""
    candidates = [task for task in up.tasks if up.standing(task) in OPEN]
    mine = [task for task in candidates if up.answers[task.key].owner_id == actor.person_id]
    free = [task for task in candidates if up.answers[task.key].owner_id is None]
    chosen = min(mine or free, key=lambda task: _urgency(up, task), default=None)
    if chosen is None:
        return None
    answer = up.answers[chosen.key]
    missing = gaps(chosen, draft_of(answer), len(up.evidence[chosen.key]))
    why = hint_of(up, chosen)
    if answer.state is TaskState.IN_PROGRESS and missing and missing[0].field == "evidence":
        why = _("The answer is there; evidence is missing.")
    return NextStep(
        title=text(chosen.words.title),
        why=why or text(chosen.words.question),
        href=url_for("onboarding.task", task=chosen.key),
        due=weekday(answer.due_on) if answer.due_on else "",
    )


def _urgency(up: CheckUp, task: Task) -> tuple[bool, date, bool, int]:
    due = up.answers[task.key].due_on
    started = up.answers[task.key].state is not TaskState.NOT_STARTED
    return (not task.is_gate, due or date.max, not started, up.tasks.index(task))


def exemptions_of(up: CheckUp) -> list[tuple[str, str]]:
    """Tasks said not to concern the organisation, with the reasons the coordinator has to read."""
    return [
        (text(task.words.title), str((up.answers[task.key].details or {}).get(REASON, "")))
        for task in up.tasks
        if up.standing(task) is Standing.AWAITING_COORDINATOR
    ]


def plan_of(up: CheckUp) -> list[tuple[str, str]]:
    """The coming 90 days: open tasks by due date, those late first."""
    dated = [
        (up.answers[task.key].due_on, text(task.words.title))
        for task in up.tasks
        if is_open(up, task)
    ]
    coming = sorted((due, title) for due, title in dated if due and due <= up.today + PLAN)
    return [(title, day(due)) for due, title in coming[:PLAN_MOST]]


def details_of(task: Task, answer: Answer) -> list[tuple[str, str]]:
    """What was told with an answer: labels and values as a reader sees them."""
    details = answer.details or {}
    if answer.answer is AnswerChoice.NOT_APPLICABLE:
        return [(_("Reason"), str(details.get(REASON, "")))]
    if answer.answer is not AnswerChoice.YES:
        return []
    return [
        (text(task.words.fields[field.key].label), shown(task, field, details[field.key]))
        for field in task.fields
        if details.get(field.key) not in (None, "")
    ]


def shown(task: Task, field: Field, value: Any) -> str:
    """A kept value in the language of the request."""
    if field.kind == "choice" and value in field.options:
        return text(task.words.fields[field.key].options[value])
    if field.kind == "date" and (found := detail_day(value)):
        return day(found)
    if field.kind == "euros" and isinstance(value, int):
        return euros(value)
    return str(value)


def waited(up: CheckUp) -> int:
    """Whole days the application has been in its state."""
    return max(0, (up.today - day_of(up.application.state_since)).days)


@dataclass(frozen=True)
class Told:
    """One task as it was answered, for the print and for the coordinator."""

    key: str
    title: str
    question: str
    law: str
    needed_for: str
    kind: str
    word: str
    answer: str
    details: list[tuple[str, str]]
    note: str
    files: list[EvidenceFile]
    who: str


@dataclass(frozen=True)
class Section:
    """An area's tasks, or the planning items, under one heading."""

    name: str
    tasks: list[Told]


def sections_of(up: CheckUp, tasks: Iterable[Task]) -> list[Section]:
    """Answered tasks by area, gates first, planning last; areas without tasks are left out."""
    chosen = list(tasks)
    areas = [
        Section(text(name), [tell(up, task) for task in chosen if task.area == key])
        for key, name in up.checklist.areas.items()
    ]
    plans = Section(_("Planning"), [tell(up, task) for task in chosen if not task.is_gate])
    return [section for section in (*areas, plans) if section.tasks]


def worth_reading(up: CheckUp) -> list[Task]:
    """What the coordinator reads: every gate, and the planning that has been answered."""
    return [task for task in up.tasks if task.is_gate or up.answers[task.key].answer]


def unanswered_plans(up: CheckUp) -> list[str]:
    """Planning items without an answer, by title."""
    return [
        text(task.words.title)
        for task in up.tasks
        if not task.is_gate and not up.answers[task.key].answer
    ]


def tell(up: CheckUp, task: Task) -> Told:
    """One task in full."""
    answer, standing = up.answers[task.key], up.standing(task)
    return Told(
        key=task.key,
        title=text(task.words.title),
        question=text(task.words.question),
        law=text(task.words.law),
        needed_for=word(task.needed_for),
        kind=KINDS[standing],
        word=word(standing),
        answer=word(answer.answer) if answer.answer else _("Not answered"),
        details=details_of(task, answer),
        note=answer.note,
        files=up.evidence[task.key],
        who=answer.owner.name if answer.owner else "",
    )
