"""Top floor. What is typed on the pages of readiness. A task's form is made from its own fields."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import IntegerField, RadioField, SelectField
from wtforms.validators import Optional
from wtforms.widgets import HiddenInput

from core.forms import ChecksField, DateField, Form, LineField, LongTextField, Required, options
from core.locale import say, text
from core.speech import _
from core.words import word
from onboarding.checklist.details import REASON, Draft, Gap, Value, stored, typed
from onboarding.checklist.tasks import Checklist, Task
from onboarding.models.readiness import Answer
from onboarding.states.application import EducationLevel, Ict
from onboarding.states.readiness import AnswerChoice
from onboarding.words.application import TEACHING_LANGUAGES

DETAIL = "detail_"
ACCEPTS_DRAFTS = (Optional(),)


class ProfileForm(Form):
    """What the organisation is like: it decides which tasks concern it."""

    levels = ChecksField(_l("Which levels of education do you organise?"))
    languages = ChecksField(_l("In which languages do you teach?"))
    ict = RadioField(
        _l("Who looks after your devices, network and accounts?"), default=Ict.OWN.value
    )

    def offer(self) -> "ProfileForm":
        """Give the fields their choices in the language of the request."""
        self.levels.choices = options((level.value, word(level)) for level in EducationLevel)
        self.languages.choices = options(
            (code, str(name)) for code, name in TEACHING_LANGUAGES.items()
        )
        self.ict.choices = options((who.value, word(who)) for who in Ict)
        return self

    def facts(self) -> dict[str, Any]:
        """The arguments of the deeds that start and describe an application."""
        return {
            "levels": [EducationLevel(value) for value in self.levels.data or ()],
            "languages": list(self.languages.data or ()),
            "ict": Ict(self.ict.data),
        }


class CommentForm(Form):
    text = LongTextField(_l("Message to colleagues"), [Required(_l("Write a message"))], most=2000)


class OwnerForm(Form):
    owner = SelectField(_l("Person in charge"), choices=[])
    due_on = DateField(_l("Due date"), [Optional()])


class TaskForm(Form):
    """The part that every task has. `edits` is the count of edits the page was opened with."""

    answer = RadioField(_l("Answer"), choices=[], validators=ACCEPTS_DRAFTS)
    note = LongTextField(_l("Notes to the reader"), most=5000)
    detail_reason = LongTextField(_l("Why does this not concern you?"), most=2000)
    evidence = FileField(_l("Evidence"))
    valid_until = DateField(_l("The file is valid until"), [Optional()])
    edits = IntegerField("", [Optional()], widget=HiddenInput())

    task: Task

    def listed_errors(self) -> list[tuple[str, str]]:
        """Every error in the order of the page: the answer and its details first."""
        page = ["", "answer", *(DETAIL + field.key for field in self.task.fields)]
        return sorted(
            super().listed_errors(),
            key=lambda error: page.index(error[0]) if error[0] in page else len(page),
        )

    def draft(self) -> Draft:
        """What has been typed, complete or not."""
        details: dict[str, Value] = {
            field.key: stored(field, str(self[DETAIL + field.key].data or ""))
            for field in self.task.fields
        }
        if self.task.exemption:
            details[REASON] = self.detail_reason.data or ""
        choice = AnswerChoice(self.answer.data) if self.answer.data else None
        note = self.note.data or ""
        return Draft(choice, {key: value for key, value in details.items() if value != ""}, note)

    def fill(self, answer: Answer) -> None:
        """Show an answer as it stands."""
        details = answer.details or {}
        self.answer.data = answer.answer and answer.answer.value
        self.note.data = answer.note
        self.detail_reason.data = str(details.get(REASON, ""))
        for field in self.task.fields:
            self[DETAIL + field.key].data = typed(field, details.get(field.key))
        self.meet(answer)

    def meet(self, answer: Answer) -> None:
        """The next press builds on the answer as it is now, not as the page was opened."""
        self.edits.raw_data, self.edits.data = None, answer.edits

    def point_out(self, gaps: list[Gap]) -> None:
        """Put what is missing beside its field."""
        for gap in gaps:
            name = gap.field if gap.field in ("answer", "evidence") else DETAIL + gap.field
            field = self[name]
            message = say(gap.message, {"label": field.label.text})
            field.errors = [*field.errors, message]
        if gaps:
            self.status = 422


def task_form(task: Task, checklist: Checklist) -> type[TaskForm]:
    """A form class with the task's own fields, labelled in the language of the request."""
    offered = [c for c in AnswerChoice if c is not AnswerChoice.NOT_APPLICABLE or task.exemption]
    own: dict[str, Any] = {
        "task": task,
        "answer": RadioField(
            _("Answer"),
            choices=options((one.value, text(checklist.answers[one.value])) for one in offered),
            validators=ACCEPTS_DRAFTS,
        ),
    }
    for field in task.fields:
        words = task.words.fields[field.key]
        label = text(words.label)
        own[DETAIL + field.key] = (
            RadioField(
                label,
                choices=options((key, text(option)) for key, option in words.options.items()),
                validators=ACCEPTS_DRAFTS,
            )
            if field.kind == "choice"
            else LineField(label, [] if field.required else [Optional()])
        )
    return type("OneTaskForm", (TaskForm,), own)
