"""Top floor. What is typed about applications: remarks and the answer of the coordinator."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Optional

from core.forms import DateField, Form, LineField, LongTextField, Required


class RemarkForm(Form):
    task = SelectField(_l("Task"), choices=[])
    text = LongTextField(_l("Remark"), [Required(_l("Write the remark"))], most=5000)


class ReturnForm(Form):
    reasons = LongTextField(
        _l("What is missing, and what should the applicant do?"),
        [Required(_l("Write the reasons: the applicant reads them."))],
        most=5000,
    )
    due_on = DateField(_l("By which day do you need it?"), [Optional()])


class AcceptForm(Form):
    wave = LineField(_l("Round or wave of joining"), [Optional()], most=80)
    note = LongTextField(_l("Message to the applicant"), [Optional()], most=5000)


class DeclineForm(Form):
    reasons = LongTextField(
        _l("Why is the application declined?"),
        [Required(_l("Write the reasons: the applicant reads them."))],
        most=5000,
    )
