"""Top floor. The rows of the data sheet: one item of personal data, one sub-processor."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form as PlainForm
from wtforms.validators import ValidationError

from catalog.facts import DataElement, Place, ProcessorTask, Purpose, RetainedFrom
from catalog.forms.fields import WholeNumberField, one_of_many, several
from core.forms import LineField
from core.speech import _


class ElementForm(PlainForm):
    """One row of the data sheet; a row without a chosen element is left out."""

    element = one_of_many(_l("Data"), DataElement)
    detail = LineField(_l("More exactly"), most=120)
    purposes = several(_l("What it is used for"), Purpose)
    place = one_of_many(_l("Where it is processed"), Place)
    country = LineField(_l("Country or town"), most=60)
    months = WholeNumberField(_l("Kept for, in months"), 0, 600)
    counted_from = one_of_many(_l("Counted from"), RetainedFrom)

    def validate_element(self, field: Any) -> None:
        if not field.data:
            return
        whole = self.purposes.data and self.place.data and self.counted_from.data
        if not whole or self.months.data is None:
            raise ValidationError(_("Tell the purpose, the place and how long this data is kept"))


class ProcessorForm(PlainForm):
    """One sub-processor; a row without a name is left out."""

    name = LineField(_l("Name of the company"), most=120)
    task = one_of_many(_l("What it does"), ProcessorTask)
    place = one_of_many(_l("Where it processes data"), Place)
    country = LineField(_l("Country or town"), most=60)

    def validate_name(self, field: Any) -> None:
        if field.data and not (self.task.data and self.place.data):
            raise ValidationError(_("Tell what the sub-processor does and where"))
