"""Top floor. What is typed about agreements: their start, decisions, appeals, signatures."""

from datetime import date
from enum import StrEnum
from typing import Any, TypeVar, cast

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional

from core.forms import DateField, Form, LineField, LongTextField, Required, VersionField
from core.words import word
from onboarding.deadlines import AppealPath, BodyKind, NoticeKind
from onboarding.states.agreement import AppealOutcome, DecisionOutcome
from onboarding.workflow.decision import DecisionFacts

Chosen = TypeVar("Chosen", bound=StrEnum)
NEEDED = _l("Choose one")


def _words(kind: type[Chosen]) -> Any:
    return lambda: [(member.value, word(member)) for member in kind]


class DraftForm(Form):
    starts_on = DateField(_l("First day of this agreement"), [Required()])


class FounderForm(DraftForm):
    member_since = DateField(_l("Member since, by an older agreement"), [Required()])


class StepForm(Form):
    """A step taken by one press."""

    version = VersionField()


class MeetingForm(Form):
    version = VersionField()
    body_kind = RadioField(
        _l("Who decides"),
        [InputRequired(NEEDED)],
        choices=_words(BodyKind),
        coerce=BodyKind,
        default=BodyKind.BOARD,
    )
    body_name = LineField(_l("Name of the body or officer"), [Required()])
    meets_on = DateField(_l("Day of the meeting"), [Optional()])


class DecisionForm(Form):
    REMEMBERED = (
        *("outcome", "body_kind", "body_name", "decided_on", "section", "path", "notice_kind"),
        *("noticed_on", "disqualified", "execution_section", "execution_reason"),
    )
    """What a correction begins with."""

    version = VersionField()
    outcome = RadioField(
        _l("What was decided"),
        [InputRequired(NEEDED)],
        choices=_words(DecisionOutcome),
        coerce=DecisionOutcome,
        default=DecisionOutcome.APPROVED,
    )
    body_kind = RadioField(
        _l("Who decided"), [InputRequired(NEEDED)], choices=_words(BodyKind), coerce=BodyKind
    )
    body_name = LineField(_l("Name of the body or officer"), [Required()])
    decided_on = DateField(_l("Day of the decision"), [Required()])
    section = LineField(_l("Section (§)"), [Required()], most=10)
    path = RadioField(
        _l("How the decision can be appealed"),
        [InputRequired(NEEDED)],
        choices=_words(AppealPath),
        coerce=AppealPath,
        default=AppealPath.MUNICIPAL,
    )
    notice_kind = SelectField(
        _l("How it became public"),
        [InputRequired(NEEDED)],
        choices=_words(NoticeKind),
        coerce=NoticeKind,
    )
    noticed_on = DateField(_l("Day it was published or sent"), [Required()])
    disqualified = IntegerField(
        _l("How many stood aside as disqualified"),
        [InputRequired(_l("Write a number, 0 or more")), NumberRange(0, 200)],
        default=0,
    )
    execution_section = LineField(
        _l("Section of law for immediate execution"), [Optional()], most=80
    )
    execution_reason = LongTextField(_l("Why it may be executed at once"), [Optional()], most=1000)
    extract = FileField(_l("Extract of the minutes"))

    def facts(self) -> DecisionFacts:
        """What was typed, as the deed wants it."""
        return DecisionFacts(
            outcome=self.outcome.data,
            body_name=self.body_name.data or "",
            body_kind=self.body_kind.data,
            decided_on=cast(date, self.decided_on.data),
            section=self.section.data or "",
            path=self.path.data,
            notice_kind=self.notice_kind.data,
            noticed_on=cast(date, self.noticed_on.data),
            disqualified=self.disqualified.data or 0,
            execution_section=self.execution_section.data or "",
            execution_reason=self.execution_reason.data or "",
        )


class AppealForm(Form):
    version = VersionField()
    made_on = DateField(_l("Day the appeal was made"), [Required()])


class AppealOutcomeForm(Form):
    version = VersionField()
    outcome = RadioField(
        _l("How it ended"),
        [InputRequired(NEEDED)],
        choices=_words(AppealOutcome),
        coerce=AppealOutcome,
    )
    resolved_on = DateField(_l("Day of the answer"), [Required()])
    notice_kind = SelectField(
        _l("How the answer became known"),
        [InputRequired(NEEDED)],
        choices=_words(NoticeKind),
        coerce=NoticeKind,
    )
    noticed_on = DateField(_l("Day the answer was published or sent"), [Optional()])


class SignForm(Form):
    fingerprint = HiddenField(validators=[DataRequired()])
    name = LineField(_l("Your name"), [Required()])
    title = LineField(_l("Your position"), [Required()], most=120)
    confirmed = BooleanField(
        _l("I have read the agreement and have the right to sign it"),
        [DataRequired(_l("Confirm that you have read it and may sign it"))],
    )


class WithdrawForm(Form):
    version = VersionField()
    reason = LongTextField(_l("Reason"), [Required()], most=2000)
