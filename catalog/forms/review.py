"""Top floor. What a certifier may type about a service, and a vendor in answer."""

from flask_babel import lazy_gettext as _l

from catalog.criteria import EvidenceGrade, Result
from catalog.forms.fields import one_of_few
from catalog.sections import MAX_LENGTH
from core.forms import DateField, Form, LongTextField, Required, VersionField, WrittenInField


class FindingForm(Form):
    version = VersionField()
    result = one_of_few(_l("Result"), Result, [Required(_l("Choose the result"))])
    grade = one_of_few(
        _l("Grade of evidence"), EvidenceGrade, [Required(_l("Choose how sure the evidence is"))]
    )
    note = LongTextField(_l("What was found"), most=MAX_LENGTH["note"])
    written_in = WrittenInField()
    expires = DateField(_l("The last day the evidence is valid"))


class TextForm(Form):
    """One text to the other party: a question, an answer, reasons."""

    version = VersionField()
    text = LongTextField(_l("Message"), [Required()], most=MAX_LENGTH["answer"])
    written_in = WrittenInField()


class CertifyForm(Form):
    version = VersionField()
    valid_to = DateField(_l("The last day the certificate is valid"), [Required()])


class ConditionsForm(CertifyForm):
    text = LongTextField(_l("What must be put right"), [Required()], most=MAX_LENGTH["answer"])
    written_in = WrittenInField()
    due = DateField(_l("The last day to put it right"), [Required()])


class VersionForm(Form):
    """A step that asks for nothing but remembers what the visitor saw."""

    version = VersionField()
