"""Top floor. What the treasurer may type about money."""

from flask_babel import lazy_gettext as _l

from billing.workflow.treasury import Transfer
from core.forms import DateField, EuroField, Form, LineField, Required, VersionField


class TransferForm(Form):
    amount = EuroField(_l("Amount that came"), [Required()])
    paid_on = DateField(_l("Day of payment"), [Required()])
    archive_id = LineField(_l("Archive id of the transfer"), [Required()], most=60)
    version = VersionField()

    def facts(self) -> Transfer:
        """What was typed, once the form has been validated."""
        assert self.amount.data is not None  # noqa: S101 (validated: Required)
        assert self.paid_on.data is not None  # noqa: S101
        archive_id = "".join((self.archive_id.data or "").split()).upper()
        return Transfer(self.amount.data, self.paid_on.data, archive_id)


class CountForm(Form):
    number = LineField(_l("Number or reference number of the invoice"), [Required()], most=40)
    version = VersionField()


class PressForm(Form):
    """A button, and the version of what it was pressed on."""

    version = VersionField()
