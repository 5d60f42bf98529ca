"""Top floor. What a person may change in a scenario: one small form for each kind of change."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from accounts.models import Municipality
from contracts.allocation.scenario import Amount, Change, Join, Leave, Mix, Number
from contracts.forms.fields import WholeField, given
from contracts.states.driver import MOST, Driver
from core.forms import DateField, EuroField, Form, Required, options
from core.locale import named


class ChangeForm(Form):
    """A change and the day from which it holds."""

    day = DateField(_l("From"), [Required()])

    def change(self) -> Change:
        """What was typed, after validation."""
        raise NotImplementedError


class LeaveForm(ChangeForm):
    who = SelectField(_l("Who leaves"), [Required()])

    def change(self) -> Leave:
        return Leave(self.who.data, given(self.day.data))


class JoinForm(ChangeForm):
    who = SelectField(_l("Who joins"), [Required()])
    learners = WholeField(_l("Learners"), [Required()], most=MOST)

    def offer(self, newcomers: Sequence[Municipality]) -> None:
        """Fill the municipalities that are not members."""
        self.populations = {one.business_id: one.population for one in newcomers}
        self.who.choices = options((one.business_id, named(one)) for one in newcomers)

    def change(self) -> Join:
        count = given(self.learners.data)
        population = self.populations[self.who.data]
        numbers = ((Driver.LEARNERS, count), (Driver.ACTIVE_USERS, count))
        told = tuple((driver.value, value) for driver, value in numbers)
        return Join(
            self.who.data, given(self.day.data), (*told, (Driver.POPULATION.value, population))
        )


class NumberForm(ChangeForm):
    who = SelectField(_l("Whose number"), [Required()])
    value = WholeField(_l("Learners"), [Required()], most=MOST)

    def change(self) -> Number:
        return Number(
            Driver.LEARNERS.value, self.who.data, given(self.day.data), given(self.value.data)
        )


class AmountForm(ChangeForm):
    pool = SelectField(_l("Cost or grant"), [Required()])
    amount = EuroField(_l("Amount for the period"), [Required()], least=None)

    def change(self) -> Amount:
        return Amount(self.pool.data, given(self.day.data), given(self.amount.data))


class MixForm(ChangeForm):
    key = SelectField(_l("Key"), [Required()])
    equal = WholeField(_l("Shared equally, per cent"), [Required()], most=100)

    def change(self) -> Mix:
        return Mix(
            self.key.data, given(self.day.data), given(self.equal.data), Driver.LEARNERS.value
        )


FORMS: dict[str, type[ChangeForm]] = {
    "leave": LeaveForm,
    "join": JoinForm,
    "number": NumberForm,
    "amount": AmountForm,
    "mix": MixForm,
}


def make_form(
    kind: str,
    typed: bool,
    day: date,
    members: Iterable[tuple[str, str]],
    newcomers: Sequence[Municipality],
    pools: Iterable[tuple[str, str]],
    keys: Iterable[tuple[str, str]],
) -> ChangeForm:
    """A form of one kind with its choices; with what was typed, or empty from `day` on."""
    empty: dict[str, Any] = {} if typed else {"formdata": None}
    form = FORMS[kind](prefix=f"{kind}-", **empty)
    if not typed:
        form.day.data = day
    if isinstance(form, JoinForm):
        form.offer(newcomers)
    if isinstance(form, LeaveForm | NumberForm):
        form.who.choices = options(members)
    if isinstance(form, AmountForm):
        form.pool.choices = options(pools)
    if isinstance(form, MixForm):
        form.key.choices = options(keys)
    return form
