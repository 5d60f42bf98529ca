"""Top floor. What a person may type about frameworks, pools and keys."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField

from accounts.models import Organisation
from contracts.allocation.inputs import PoolKind, Proration
from contracts.facts import FrameworkFacts, KeyFacts, PoolFacts
from contracts.forms.fields import CodeField, WholeField, given, name_fields
from contracts.models.framework import FrameworkContract
from contracts.models.key import AllocationKey
from contracts.models.pool import CostPool
from contracts.states.driver import Driver
from core.forms import (
    ChecksField,
    DateField,
    EuroField,
    Form,
    LineField,
    LongTextField,
    Required,
    VersionField,
    options,
)
from core.locale import named
from core.words import word


class FrameworkForm(Form):
    """A framework contract; the supplier is chosen from vendors and the coordinator."""

    version = VersionField()
    code = CodeField(_l("Code"))
    name_fi, name_sv, name_en = name_fields()
    supplier_id = SelectField(_l("Supplier"), [Required()], coerce=int)
    starts_on = DateField(_l("First day"), [Required()])
    ends_on = DateField(_l("Last day"), [Required()])
    maximum = EuroField(_l("Maximum value"), [Required()], least=1)
    legal_notes = LongTextField(_l("Legal basis and notes"), most=5000)

    def offer(self, suppliers: Sequence[Organisation]) -> None:
        """Fill the list of suppliers."""
        self.supplier_id.choices = options((one.id, named(one)) for one in suppliers)

    def show(self, framework: FrameworkContract) -> None:
        """Fill the form from the record."""
        self.process(obj=framework)
        self.maximum.data = framework.maximum_cents  # type: ignore[assignment]

    def facts(self) -> FrameworkFacts:
        """What was typed, after validation."""
        return FrameworkFacts(
            self.code.data or "",
            self.name_fi.data or "",
            self.name_sv.data or "",
            self.name_en.data or "",
            self.supplier_id.data,
            given(self.starts_on.data),
            given(self.ends_on.data),
            given(self.maximum.data),
            self.legal_notes.data or "",
        )


class PoolForm(Form):
    """A cost pool. The amount is typed without a sign; the kind tells which way it goes."""

    version = VersionField()
    code = CodeField(_l("Code"))
    name_fi, name_sv, name_en = name_fields()
    kind = RadioField(_l("What the amount is"), [Required()], default=PoolKind.COST.value)
    framework_id = SelectField(_l("Framework contract"), coerce=int)
    key_version_id = SelectField(_l("Allocation key"), [Required()], coerce=int)
    period_start = DateField(_l("First day"), [Required()])
    period_end = DateField(_l("Last day"), [Required()])
    amount = EuroField(_l("Amount"), [Required()], least=1)
    participants = ChecksField(_l("Who takes part"), coerce=int)

    def offer(
        self,
        frameworks: Sequence[FrameworkContract],
        keys: Sequence[AllocationKey],
        members: Sequence[Organisation],
    ) -> None:
        """Fill the lists to choose from."""
        self.kind.choices = options((kind.value, word(kind)) for kind in PoolKind)
        none = (0, _l("None: the amount is a credit or a grant"))
        self.framework_id.choices = options(
            [*((one.id, f"{one.code} {named(one)}") for one in frameworks), none]
        )
        self.key_version_id.choices = options(
            (version.id, f"{key.code}/{version.number} {named(key)}")
            for key in keys
            for version in reversed(key.versions)
        )
        self.participants.choices = options((one.id, named(one)) for one in members)

    def show(self, pool: CostPool) -> None:
        """Fill the form from the record."""
        self.process(obj=pool)
        self.kind.data = pool.kind.value
        self.framework_id.data = pool.framework_id or 0
        self.amount.data = abs(pool.amount_cents)  # type: ignore[assignment]
        self.participants.data = [one.organisation_id for one in pool.participants]

    def facts(self) -> PoolFacts:
        """What was typed, after validation."""
        return PoolFacts(
            self.code.data or "",
            self.name_fi.data or "",
            self.name_sv.data or "",
            self.name_en.data or "",
            PoolKind(self.kind.data),
            self.framework_id.data or None,
            self.key_version_id.data,
            given(self.period_start.data),
            given(self.period_end.data),
            given(self.amount.data),
            tuple(self.participants.data or ()),
        )


class KeyVersionForm(Form):
    """A version of a key: how large a part follows each number, and who decided so."""

    equal = WholeField(_l("Part shared equally"), most=1_000_000)
    learners = WholeField(_l("Part shared by learners"), most=1_000_000)
    population = WholeField(_l("Part shared by population"), most=1_000_000)
    active_users = WholeField(_l("Part shared by active users"), most=1_000_000)
    proration = RadioField(_l("How days count"), [Required()], default=Proration.DAY_BY_DAY.value)
    decision_body = LineField(_l("Who decided"), [Required()])
    decision_on = DateField(_l("Date of the decision"), [Required()])
    decision_section = LineField(_l("Section"), [Required()], most=40)

    def offer(self) -> None:
        """Fill the choices."""
        self.proration.choices = options((one.value, word(one)) for one in Proration)

    def facts(self) -> KeyFacts:
        """What was typed, after validation."""
        typed = (
            (self.equal.data, Driver.EQUAL),
            (self.learners.data, Driver.LEARNERS),
            (self.population.data, Driver.POPULATION),
            (self.active_users.data, Driver.ACTIVE_USERS),
        )
        return KeyFacts(
            tuple((share, driver.value) for share, driver in typed if share),
            self.decision_body.data or "",
            given(self.decision_on.data),
            self.decision_section.data or "",
            Proration(self.proration.data),
        )


class KeyForm(KeyVersionForm):
    """A new key with its first version."""

    code = CodeField(_l("Code"))
    name_fi, name_sv, name_en = name_fields()

    def names(self) -> tuple[str, str, str]:
        return self.name_fi.data or "", self.name_sv.data or "", self.name_en.data or ""
