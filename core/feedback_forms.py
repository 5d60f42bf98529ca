"""Top floor. What is typed into the feedback form and into the answer to it."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import Email, Optional

from core.feedback_states import FeedbackCategory
from core.forms import Form, LineField, LongTextField, Required, VersionField, options
from core.words import word


class FeedbackForm(Form):
    """Anybody's. The e-mail address is only for the answer."""

    category = RadioField(
        _l("What is it about?"),
        choices=options((category.value, category.value) for category in FeedbackCategory),
        default=FeedbackCategory.OTHER.value,
    )
    text = LongTextField(_l("Your feedback"), [Required()], most=5000)
    page = LineField(_l("Page"))
    email = LineField(
        _l("E-mail address"), [Optional(), Email(_l("Write the address like name@example.fi"))]
    )

    def name_choices(self) -> None:
        """The categories in the language of the request."""
        self.category.choices = options((c.value, word(c)) for c in FeedbackCategory)

    def local_page(self) -> str:
        """The address inside this service; another site's, or none, is empty."""
        page = self.page.data or ""
        return page if page.startswith("/") and not page.startswith("//") else ""


class CloseForm(Form):
    """Settled without an answer."""

    version = VersionField()


class AnswerForm(Form):
    """The coordinator's answer."""

    answer = LongTextField(_l("Answer"), [Required()], most=5000)
    version = VersionField()
