"""Top floor. What a person may type about runs, members' numbers and estimates."""

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField

from contracts.facts import RunFacts
from contracts.forms.fields import WholeField, given, name_fields
from contracts.number_table import decoded
from contracts.states.driver import MOST, REPORTED, Driver
from contracts.words.periods import period
from core.forms import (
    DateField,
    Form,
    LineField,
    LongTextField,
    Required,
    VersionField,
    clean,
    options,
)
from core.speech import ngettext
from core.words import word


class RunForm(Form):
    """A new run: which period, and the day on which members' numbers are counted."""

    period = RadioField(_l("Period"), [Required()])
    name_fi, name_sv, name_en = name_fields()
    drivers_as_of = DateField(_l("Day on which learners are counted"), [Required()])

    def offer(self, periods: Sequence[tuple[date, date, int]]) -> None:
        """Fill the periods that wait for a run."""
        self.period.choices = options(
            (
                f"{start.isoformat()}/{end.isoformat()}",
                ngettext(
                    "%(period)s: %(num)s pool",
                    "%(period)s: %(num)s pools",
                    number,
                    period=period(start, end),
                ),
            )
            for start, end, number in periods
        )

    def facts(self) -> RunFacts:
        """What was typed, after validation."""
        start, _, end = self.period.data.partition("/")
        return RunFacts(
            self.name_fi.data or "",
            self.name_sv.data or "",
            self.name_en.data or "",
            date.fromisoformat(start),
            date.fromisoformat(end),
            given(self.drivers_as_of.data),
        )


class NumberForm(Form):
    """A member's own number on a day."""

    driver = RadioField(_l("What is counted"), [Required()], default=Driver.LEARNERS.value)
    value = WholeField(_l("Number"), [Required()], most=MOST)
    as_of = DateField(_l("Counted on"), [Required()])
    source = LineField(_l("Where the number comes from"), [Required()])

    def offer(self) -> None:
        """Fill the choices."""
        self.driver.choices = options((one.value, word(one)) for one in REPORTED)


class TableForm(Form):
    """Many members' numbers at once, pasted or as a file; `agreed` is what was seen."""

    driver = RadioField(_l("What is counted"), [Required()], default=Driver.LEARNERS.value)
    as_of = DateField(_l("Counted on"), [Required()])
    source = LineField(_l("Where the numbers come from"), [Required()])
    table = LongTextField(_l("Rows of the table"), most=200_000)
    file = FileField(_l("Or a CSV file"))
    agreed = HiddenField()

    def offer(self) -> None:
        """Fill the choices."""
        self.driver.choices = options((one.value, word(one)) for one in REPORTED)

    def take_file(self) -> None:
        """A file's text goes where a pasted table goes, so that it is not lost with the page."""
        if self.file.data:
            self.table.data = clean(decoded(self.file.data.read()))
            self.table.raw_data = [self.table.data]


class ReturnForm(Form):
    """Why a number is returned to the member."""

    version = VersionField()
    reason = LongTextField(_l("What should be corrected"), [Required()], most=1000)


class EstimateForm(Form):
    """What a joiner's estimate is counted with; the agreement gives the first day."""

    learners = WholeField(_l("Learners"), most=MOST)
    confirmed = HiddenField()
