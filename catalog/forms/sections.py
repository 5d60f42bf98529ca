"""Top floor. What a vendor may type about a service, one short page at a time."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FieldList, FormField, RadioField
from wtforms.validators import Optional

from catalog.criteria import criteria_set
from catalog.facts import (
    MAX_PRICE_CENTS,
    PRICED,
    AiUse,
    Audience,
    Conformance,
    EducationLevel,
    Interface,
    PriceModel,
    ServiceLanguage,
    UseCategory,
)
from catalog.forms.fields import (
    MailAddressField,
    PriceField,
    WebAddressField,
    WholeNumberField,
    one_of_few,
    several,
)
from catalog.forms.rows import ElementForm, ProcessorForm
from catalog.models import ServiceRevision
from catalog.sections import LANGUAGE_OF, MAX_LENGTH, Missing, Section
from core.forms import Form, LineField, LongTextField, Required, VersionField, options
from core.language import LANGUAGES
from core.speech import _

NOTE = MAX_LENGTH["note"]
SPARE_ROWS = 3
ROWS_MOST = 40
ANSWER = "answer_"
AI_NOTE = {
    "fi": _l("What it does, with what data and who decides, in Finnish"),
    "sv": _l("What it does, with what data and who decides, in Swedish"),
    "en": _l("What it does, with what data and who decides, in English"),
}
SUPPORT_NOTE = {
    "fi": _l("Support: hours, response times and languages, in Finnish"),
    "sv": _l("Support: hours, response times and languages, in Swedish"),
    "en": _l("Support: hours, response times and languages, in English"),
}


class SectionForm(Form):
    """One page of the description: how it is filled from a revision and what it hands over."""

    version = VersionField()

    @classmethod
    def of(cls, revision: ServiceRevision, section: Section) -> "SectionForm":
        """The form filled with what has been saved."""
        return cls(data={"version": revision.version, **cls.saved(revision, section)})

    @classmethod
    def saved(cls, revision: ServiceRevision, section: Section) -> dict[str, Any]:
        """What has been saved, by the names of the form's fields."""
        names = [name for name in cls.__dict__ if not name.startswith("_")]
        return {name: getattr(revision, name) for name in names if hasattr(revision, name)}

    def facts(self) -> dict[str, Any]:
        """What was typed, by the names of the revision's attributes."""
        return {name: value for name, value in self.data.items() if name not in OWN}


OWN = {"version", "csrf_token"}


class NewForm(Form):
    name = LineField(_l("Name of the service in Finnish"), [Required()], most=MAX_LENGTH["name"])


class TextsForm(SectionForm):
    name = LineField(_l("Name of the service"), most=MAX_LENGTH["name"])
    summary = LineField(_l("What it is, in one sentence"), most=MAX_LENGTH["summary"])
    description = LongTextField(_l("Description"), most=MAX_LENGTH["description"])

    @classmethod
    def saved(cls, revision: ServiceRevision, section: Section) -> dict[str, Any]:
        return dict(revision.texts.get(LANGUAGE_OF[section], {}))


class FinnishForm(TextsForm):
    name = LineField(_l("Name of the service"), [Required()], most=MAX_LENGTH["name"])


class UseForm(SectionForm):
    categories = several(_l("What it is used for"), UseCategory)
    audiences = several(_l("Who uses it"), Audience)
    levels = several(_l("Education levels"), EducationLevel)
    year_from = WholeNumberField(_l("First school year of basic education"), 1, 9)
    year_to = WholeNumberField(_l("Last school year of basic education"), 1, 9)
    languages = several(_l("Languages the service can be used in"), ServiceLanguage)

    def validate(self, extra_validators: Any = None) -> bool:
        good: bool = super().validate(extra_validators)
        first, last = self.year_from.data, self.year_to.data
        if (first is None) != (last is None):
            return self._refuse_years(_("Write both school years or neither"))
        if first is not None and last is not None and first > last:
            return self._refuse_years(_("The last school year comes after the first"))
        return good

    def _refuse_years(self, message: str) -> bool:
        self.year_to.errors = [*self.year_to.errors, message]
        return False


class NotesForm(SectionForm):
    """A page with a note in each language, kept as one text by language."""

    NOTE_NAME = ""

    @classmethod
    def saved(cls, revision: ServiceRevision, section: Section) -> dict[str, Any]:
        texts: Mapping[str, str] = getattr(revision, cls.NOTE_NAME)
        own = super().saved(revision, section)
        return own | {f"note_{code}": texts.get(code, "") for code in LANGUAGES}

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        texts = {code: facts.pop(f"note_{code}") for code in LANGUAGES}
        return facts | {self.NOTE_NAME: {code: text for code, text in texts.items() if text}}


class InterfacesForm(NotesForm):
    NOTE_NAME = "export_note"
    interfaces = several(_l("Open interfaces that work today"), Interface)
    api_url = WebAddressField(_l("Where the documentation of the interfaces can be read"))
    note_fi = LongTextField(_l("How the data comes out, in Finnish"), most=NOTE)
    note_sv = LongTextField(_l("How the data comes out, in Swedish"), most=NOTE)
    note_en = LongTextField(_l("How the data comes out, in English"), most=NOTE)
    exit_price_cents = PriceField(_l("What leaving costs"), MAX_PRICE_CENTS)
    exit_days = WholeNumberField(_l("How many days the data can be fetched after the end"), 0, 3650)


class PriceForm(NotesForm):
    NOTE_NAME = "price_note"
    price_model = one_of_few(_l("How the service is priced"), PriceModel)
    price_cents = PriceField(_l("Price a year"), MAX_PRICE_CENTS)
    note_fi = LongTextField(_l("What the price includes, in Finnish"), most=NOTE)
    note_sv = LongTextField(_l("What the price includes, in Swedish"), most=NOTE)
    note_en = LongTextField(_l("What the price includes, in English"), most=NOTE)

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        model = PriceModel(facts["price_model"]) if facts["price_model"] else None
        facts["price_model"] = model
        if model not in PRICED:
            facts["price_cents"] = None
        return facts


class PrivacyForm(SectionForm):
    personal_data = RadioField(
        _l("Does the service process personal data?"),
        [Optional()],
        choices=options([("yes", _l("Yes")), ("no", _l("No"))]),
    )
    data_elements = FieldList(FormField(ElementForm), max_entries=ROWS_MOST)
    sub_processors = FieldList(FormField(ProcessorForm), max_entries=ROWS_MOST)

    @classmethod
    def saved(cls, revision: ServiceRevision, section: Section) -> dict[str, Any]:
        known = {True: "yes", False: "no", None: None}
        return {
            "personal_data": known[revision.personal_data],
            "data_elements": [*revision.data_elements, *({} for _row in range(SPARE_ROWS))],
            "sub_processors": [*revision.sub_processors, *({} for _row in range(SPARE_ROWS))],
        }

    def facts(self) -> dict[str, Any]:
        answer = {"yes": True, "no": False}.get(self.personal_data.data or "")
        return {
            "personal_data": answer,
            "data_elements": [row for row in self.data_elements.data if row["element"]],
            "sub_processors": [row for row in self.sub_processors.data if row["name"]],
        }


class AiForm(NotesForm):
    NOTE_NAME = "ai_note"
    ai_use = one_of_few(_l("Does the service use artificial intelligence?"), AiUse)
    note_fi = LongTextField(AI_NOTE["fi"], most=NOTE)
    note_sv = LongTextField(AI_NOTE["sv"], most=NOTE)
    note_en = LongTextField(AI_NOTE["en"], most=NOTE)

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        return facts | {"ai_use": AiUse(facts["ai_use"]) if facts["ai_use"] else None}


class SupportForm(NotesForm):
    NOTE_NAME = "support_note"
    note_fi = LongTextField(SUPPORT_NOTE["fi"], most=NOTE)
    note_sv = LongTextField(SUPPORT_NOTE["sv"], most=NOTE)
    note_en = LongTextField(SUPPORT_NOTE["en"], most=NOTE)
    support_email = MailAddressField(_l("E-mail address of the support"))
    conformance = one_of_few(_l("Accessibility of the service"), Conformance)
    accessibility_url = WebAddressField(_l("Address of the accessibility statement"))

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        chosen = facts["conformance"]
        return facts | {"conformance": Conformance(chosen) if chosen else None}


class CriteriaForm(SectionForm):
    """The vendor's own word on each criterion; `criteria_form` adds a field for each."""

    @classmethod
    def saved(cls, revision: ServiceRevision, section: Section) -> dict[str, Any]:
        return {ANSWER + key: text for key, text in revision.answers.items()}

    def facts(self) -> dict[str, Any]:
        typed = super().facts()
        return {"answers": {name.removeprefix(ANSWER): text for name, text in typed.items()}}


@cache
def criteria_form(slug: str) -> type[SectionForm]:
    """The form for one criteria set."""
    fields = {
        ANSWER + key: LongTextField(key, most=MAX_LENGTH["answer"])
        for key in criteria_set(slug).keys
    }
    return type("CriteriaFormOfSet", (CriteriaForm,), fields)


def form_for(revision: ServiceRevision, section: Section) -> type[SectionForm]:
    """The form of a page of this revision."""
    if section is Section.CRITERIA:
        return criteria_form(revision.criteria_set)
    return FORMS[section]


def anchor(lacking: Missing) -> str:
    """The id of the field a missing answer belongs to."""
    if lacking.section is Section.CRITERIA:
        return ANSWER + lacking.field
    return "note_fi" if lacking.field.endswith("_note") else lacking.field


FORMS: dict[Section, type[SectionForm]] = {
    Section.TEXTS_FI: FinnishForm,
    Section.TEXTS_SV: TextsForm,
    Section.TEXTS_EN: TextsForm,
    Section.USE: UseForm,
    Section.INTERFACES: InterfacesForm,
    Section.PRICE: PriceForm,
    Section.PRIVACY: PrivacyForm,
    Section.AI: AiForm,
    Section.SUPPORT: SupportForm,
}
