"""Ground floor. The details asked with an answer: what was typed, what it means, what is missing.

A draft keeps whatever was typed, also half a date. Stored values are typed where they can be: a day
as 2026-11-21, an amount as whole cents; what cannot be read stays as the person wrote it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.clock import parse_day
from core.language import N_
from core.money import parse_euros, type_euros
from onboarding.checklist.tasks import Field, Task
from onboarding.states.readiness import AnswerChoice

REASON = "reason"
"""The detail that says why a task does not concern the organisation."""

Value = str | int
Details = Mapping[str, Value]


@dataclass(frozen=True)
class Draft:
    """What a person has written on a task page, complete or not."""

    answer: AnswerChoice | None = None
    details: Mapping[str, Value] | None = None
    note: str = ""


@dataclass(frozen=True)
class Gap:
    """Something that keeps a task from being completed: a field and a message with its `label`."""

    field: str
    message: str


def stored(field: Field, typed: str) -> Value:
    """What was typed as it is kept: ISO day, cents, or the words themselves."""
    text = typed.strip()
    if field.kind == "date" and (found := parse_day(text)):
        return found.isoformat()
    if field.kind == "euros" and text:
        try:
            return parse_euros(text)
        except ValueError:
            return text
    if field.kind == "choice" and text not in field.options:
        return ""
    return text


def typed(field: Field, value: Value | None) -> str:
    """A kept value as a person would type it."""
    if value is None:
        return ""
    if field.kind == "date" and (found := day_of(value)):
        return f"{found.day}.{found.month}.{found.year}"
    if field.kind == "euros" and isinstance(value, int):
        return type_euros(value)
    return str(value)


def day_of(value: Value | None) -> date | None:
    """A kept value as a day, or None when it is not one."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def gaps(task: Task, draft: Draft, files: int) -> list[Gap]:
    """What is missing before the task can be completed; `files` counts its evidence."""
    match draft.answer:
        case None:
            return [Gap("answer", N_("Choose an answer"))]
        case AnswerChoice.NOT_APPLICABLE:
            return _exemption_gaps(task, draft)
        case AnswerChoice.PARTLY | AnswerChoice.NO if task.is_gate:
            return [
                Gap(
                    "answer",
                    N_(
                        "A gate is completed when the answer is yes. "
                        "Your draft is kept: come back to it when the matter is done."
                    ),
                )
            ]
        case AnswerChoice.PARTLY | AnswerChoice.NO:
            return []
    found = [
        gap for field in task.fields if (gap := _gap(field, (draft.details or {}).get(field.key)))
    ]
    if files == 0 and task.evidence:
        found.append(Gap("evidence", N_("Add a file as evidence")))
    elif files < task.evidence:
        found.append(Gap("evidence", N_("One more file is needed as evidence")))
    return found


def _exemption_gaps(task: Task, draft: Draft) -> list[Gap]:
    if not task.exemption:
        return [Gap("answer", N_("This concerns every organisation. Choose another answer."))]
    if not str((draft.details or {}).get(REASON, "")).strip():
        return [Gap(REASON, N_("Write why this does not concern you"))]
    return []


def _gap(field: Field, value: Value | None) -> Gap | None:
    if value is None or value == "":
        return Gap(field.key, N_("Fill in “%(label)s”")) if field.required else None
    if field.kind == "date" and day_of(value) is None:
        return Gap(field.key, N_("Write the date like 21.11.2026"))
    if field.kind == "euros" and not isinstance(value, int):
        return Gap(field.key, N_("Write the amount in euros, for example 1 234,50"))
    if field.kind == "euros" and isinstance(value, int) and value < 0:
        return Gap(field.key, N_("The amount can't be negative"))
    return None
