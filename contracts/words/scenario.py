"""Top floor. A scenario in words: its changes, its answer, and the rows of its table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.allocation.inputs import EQUAL, Case, Presence
from contracts.allocation.scenario import Amount, Change, Join, Leave, Mix, Number, Year
from contracts.allocation.segments import clipped
from contracts.states.driver import Driver
from contracts.words.periods import share_percent
from core.locale import day, euros, number
from core.speech import _, ngettext
from core.words import word

Names = Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """A member's share without the changes and with them; None where it is no member."""

    member: str
    name: str
    before: int | None
    after: int | None

    @property
    def difference(self) -> int | None:
        """Cents more than without the changes; None for whoever comes or goes."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before

    @property
    def percent(self) -> str:
        """The same in per cent of the share without the changes."""
        if self.difference is None or not self.before:
            return "–"
        sign = "+" if self.difference > 0 else ""
        return sign + share_percent(self.difference, abs(self.before), 1)


def sentence(change: Change, names: Names, pools: Names) -> str:
    """One change: “Espoo leaves on 1.1.2028”."""
    match change:
        case Join():
            counted = dict(change.numbers)["learners"]
            return _(
                "%(name)s joins on %(day)s with %(number)s learners",
                name=names.get(change.member, change.member),
                day=day(change.day),
                number=number(counted),
            )
        case Leave():
            return _(
                "%(name)s leaves on %(day)s",
                name=names.get(change.member, change.member),
                day=day(change.day),
            )
        case Number():
            return _(
                "%(name)s from %(day)s: %(driver)s %(number)s",
                name=names.get(change.member, change.member),
                day=day(change.day),
                driver=word(Driver(change.driver)).lower(),
                number=number(change.value),
            )
        case Amount():
            return _(
                "%(name)s from %(day)s: %(amount)s",
                name=pools.get(change.pool, change.pool),
                day=day(change.day),
                amount=euros(change.cents),
            )
        case Mix():
            return _(
                "Key %(key)s from %(day)s: %(equal)s %% equally, the rest by %(driver)s",
                key=change.key,
                day=day(change.day),
                equal=change.equal,
                driver=word(Driver(change.driver)).lower(),
            )


def rows(year: Year, names: Names) -> list[Row]:
    """A row for everybody who is a member on some day of the year, by name."""
    before, after = year.before.totals, year.after.totals
    found = [
        Row(
            member,
            names.get(member, member),
            before[member] if _there(year, year.before.case.members, member) else None,
            after[member] if _there(year, year.after.case.members, member) else None,
        )
        for member in year.members
    ]
    return sorted(found, key=lambda row: row.name)


def _there(year: Year, members: Mapping[str, tuple[Presence, ...]], member: str) -> bool:
    return bool(clipped(members.get(member, ()), year.start, year.end))


def answer(table: Sequence[Row], own: str | None) -> str:
    """What the changes do, in a sentence or three: one's own share first."""
    told = []
    if mine := next((row for row in table if row.member == own), None):
        told += [sentence for sentence in [_own(mine)] if sentence]
    moved = [row.difference for row in table if row.difference]
    if not moved:
        return " ".join([*told, _("No other share changes.") if told else _("No share changes.")])
    more, less = [c for c in moved if c > 0], [c for c in moved if c < 0]
    if more:
        told.append(
            ngettext(
                "One member pays more: %(amount)s altogether.",
                "%(num)s members pay more: %(amount)s altogether.",
                len(more),
                amount=euros(sum(more), False),
            )
        )
    if less:
        told.append(
            ngettext(
                "One member pays less: %(amount)s altogether.",
                "%(num)s members pay less: %(amount)s altogether.",
                len(less),
                amount=euros(-sum(less), False),
            )
        )
    return " ".join(told)


def _own(row: Row) -> str:
    facts = {"name": row.name, "amount": euros(abs(row.difference or 0), False)}
    facts["percent"] = row.percent.lstrip("+").replace("\u2212", "")
    if row.difference is None or not row.difference:
        return _("For %(name)s nothing changes.", name=row.name) if row.after is not None else ""
    if not row.before:
        return _("%(name)s pays %(amount)s.", name=row.name, amount=euros(row.after or 0, False))
    if row.difference > 0:
        return _("%(name)s pays %(amount)s more (%(percent)s).", **facts)
    return _("%(name)s pays %(amount)s less (%(percent)s).", **facts)


def key_choices(case: Case) -> list[tuple[str, str]]:
    """Keys that can be mixed anew: those that share equally, by learners, or both."""
    keys = sorted(case.keys.items())
    known = {EQUAL, Driver.LEARNERS.value}
    return [(name, name) for name, key in keys if {part.driver for part in key.parts} <= known]
