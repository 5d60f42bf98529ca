"""Top floor. What people may type about themselves and their organisations."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, RadioField, SelectField
from wtforms.validators import Length, ValidationError

from accounts.addresses import (
    BadAddress,
    EInvoiceAddress,
    PostalAddress,
    einvoice_address,
    einvoice_operator,
    postcode,
)
from accounts.identifiers import BadBusinessId, business_id
from accounts.password_rules import LONGEST
from accounts.roles import ROLES_OF, OrganisationKind
from accounts.workflow.claims import CLAIMABLE, ClaimFacts
from core.forms import (
    ChecksField,
    Form,
    LineField,
    LongTextField,
    Required,
    VersionField,
    clean,
    options,
)
from core.language import LANGUAGES, NATIVE_NAMES
from core.locale import language, say
from core.speech import _
from core.words import word

EMAIL_MOST = 254
NAME_MOST = 100
LANGUAGE_CHOICES = options((code, NATIVE_NAMES[code]) for code in LANGUAGES)


class EmailField(LineField):
    """An e-mail address in lower case."""

    def __init__(self, label: Any = None, validators: Any = (), **kw: Any) -> None:
        super().__init__(label, validators, most=EMAIL_MOST, **kw)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if validation_stopped or not self.data:
            return
        try:
            found = validate_email(
                self.data, check_deliverability=False, test_environment=True, strict=True
            )
        except EmailNotValidError:
            raise ValidationError(_("Write the e-mail address like name@municipality.fi")) from None
        if not found.normalized.isascii():
            raise ValidationError(_("Write the e-mail address without letters like ä or ö"))
        self.data = found.normalized.lower()


class SecretField(PasswordField):
    """A password as it was typed: spaces count, control characters do not."""

    def __init__(self, label: Any = None, **kw: Any) -> None:
        super().__init__(label, [Required(), Length(max=LONGEST)], **kw)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].replace("\x00", "") if valuelist else ""


class BusinessIdField(LineField):
    """A Y-tunnus; `data` is its canonical form once it has been checked."""

    def __init__(self, label: Any = None, validators: Any = (), **kw: Any) -> None:
        super().__init__(label, validators, most=40, **kw)

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if validation_stopped or not self.data:
            return
        try:
            self.data = business_id(self.data)
        except BadBusinessId as error:
            raise ValidationError(say(str(error))) from None


class AddressPartField(LineField):
    """A part of an address; `data` is its canonical form once it has been checked."""

    def __init__(self, label: Any, check: Callable[[str], str], *validators: Any, **kw: Any):
        super().__init__(label, validators, most=40, **kw)
        self.check = check

    def post_validate(self, form: Any, validation_stopped: bool) -> None:
        if validation_stopped or not self.data:
            return
        try:
            self.data = self.check(self.data)
        except BadAddress as error:
            raise ValidationError(say(str(error))) from None


class SignInForm(Form):
    email = LineField(_l("E-mail"), [Required()], most=EMAIL_MOST)
    password = SecretField(_l("Password"))
    next = HiddenField()


class ForgotForm(Form):
    email = EmailField(_l("E-mail"), [Required()])


class NewPasswordForm(Form):
    new_password = SecretField(_l("New password"))


class ChangePasswordForm(Form):
    old_password = SecretField(_l("Present password"))
    new_password = SecretField(_l("New password"))


class ProfileForm(Form):
    name = LineField(_l("Name"), [Required()], most=NAME_MOST)
    language = RadioField(_l("Language"), choices=LANGUAGE_CHOICES)
    version = VersionField()


class AcceptForm(Form):
    name = LineField(_l("Your name"), [Required()], most=NAME_MOST)
    language = RadioField(_l("Language"), choices=LANGUAGE_CHOICES)
    password = SecretField(_l("Password"))


class RolesForm(Form):
    roles = ChecksField(_l("Roles"))
    version = VersionField()

    def offer(self, kind: OrganisationKind) -> "RolesForm":
        """Let the form choose among the roles of this kind of organisation."""
        self.roles.choices = options((role.value, word(role)) for role in ROLES_OF[kind])
        return self


class InviteForm(RolesForm):
    email = EmailField(_l("E-mail"), [Required()])
    language = RadioField(_l("Language of the invitation"), choices=LANGUAGE_CHOICES)


class ReasonForm(Form):
    reason = LongTextField(_l("Reason"), [Required()], most=2000)


class NamesForm(Form):
    name_fi = LineField(_l("Name in Finnish"), [Required()], most=NAME_MOST)
    name_sv = LineField(_l("Name in Swedish"), most=NAME_MOST)
    name_en = LineField(_l("Name in English"), most=NAME_MOST)

    def names(self) -> dict[str, str]:
        return {
            "fi": self.name_fi.data or "",
            "sv": self.name_sv.data or "",
            "en": self.name_en.data or "",
        }


class PostalForm(Form):
    """A postal address in Finland."""

    street = LineField(_l("Street address or PO box"), [Required()], most=NAME_MOST)
    postcode = AddressPartField(_l("Postcode"), postcode, Required())
    place = LineField(_l("Place"), [Required()], most=NAME_MOST)

    def postal(self) -> PostalAddress:
        return PostalAddress(
            self.street.data or "", self.postcode.data or "", (self.place.data or "").strip()
        )


class AddressesForm(PostalForm):
    einvoice_address = AddressPartField(_l("E-invoice address"), einvoice_address)
    einvoice_operator = AddressPartField(_l("E-invoice operator"), einvoice_operator)
    version = VersionField()

    def einvoice(self) -> EInvoiceAddress:
        return EInvoiceAddress(self.einvoice_address.data or "", self.einvoice_operator.data or "")


class ClaimerForm(Form):
    """Who registers the organisation."""

    claimer_name = LineField(_l("Your name"), [Required()], most=NAME_MOST)
    claimer_position = LineField(_l("Your position"), [Required()], most=NAME_MOST)
    claimer_email = EmailField(_l("Your e-mail at work"), [Required()])


class MunicipalityClaimForm(ClaimerForm, PostalForm):
    """The register knows the municipality's names, but not where it gets its invoices."""


class UnsureMunicipalityClaimForm(MunicipalityClaimForm):
    """For a municipality whose business ID two sources do not agree on."""

    business_id = BusinessIdField(_l("The municipality's business ID (Y-tunnus)"), [Required()])


class OrganisationClaimForm(ClaimerForm, PostalForm):
    kind = SelectField(_l("What kind of organisation is it?"), [Required()])
    name_fi = LineField(_l("Name of the organisation"), [Required()], most=NAME_MOST)
    name_sv = LineField(_l("Name in Swedish, if it has one"), most=NAME_MOST)
    name_en = LineField(_l("Name in English, if it has one"), most=NAME_MOST)
    business_id = BusinessIdField(_l("Business ID (Y-tunnus)"), [Required()])

    def __init__(self, **kw: Any) -> None:
        super().__init__(**kw)
        kinds = [kind for kind in CLAIMABLE if kind is not OrganisationKind.MUNICIPALITY]
        kinds.sort(key=lambda kind: kind is not OrganisationKind.VENDOR)
        self.kind.choices = options((kind.value, word(kind)) for kind in kinds)

    def facts(self) -> ClaimFacts:
        return ClaimFacts(
            kind=OrganisationKind(self.kind.data),
            business_id=self.business_id.data or "",
            name_fi=self.name_fi.data or "",
            name_sv=self.name_sv.data or "",
            name_en=self.name_en.data or "",
            **asdict(self.postal()),
            **claimer(self),
        )


def claimer(form: ClaimerForm) -> dict[str, str]:
    """The claimer's part of the facts, in the language they read now."""
    return {
        "claimer_name": form.claimer_name.data or "",
        "claimer_email": form.claimer_email.data or "",
        "claimer_position": form.claimer_position.data or "",
        "claimer_language": language(),
    }


def typed_address(text: str | None) -> str:
    """An address as it was typed at sign-in, in the form the database keeps."""
    return clean(text).lower()
