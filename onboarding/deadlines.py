"""Ground floor. The appeal clock: when a decision becomes known and when its appeal time ends.

Rules are rows with a law and a first day, so that an old decision is always counted by the rule
of its own time. A change of law adds rows and never edits one.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from math import ceil

import holidays

from core.errors import RuleBroken
from core.language import N_


class AppealPath(StrEnum):
    """Which law's remedies the decision carries."""

    MUNICIPAL = "municipal"
    PROCUREMENT = "procurement"


class BodyKind(StrEnum):
    """Who decided; the council's decisions go straight to the administrative court."""

    COUNCIL = "council"
    BOARD = "board"
    COMMITTEE = "committee"
    OFFICER = "officer"


class NoticeKind(StrEnum):
    """How the decision reached those who may appeal."""

    MINUTES_ON_NET = "minutes_on_net"
    LETTER = "letter"
    ELECTRONIC = "electronic"


class Remedy(StrEnum):
    """What a dissatisfied person may do while the clock runs."""

    CORRECTION_CLAIM = "correction_claim"  # oikaisuvaatimus
    ADMINISTRATIVE_APPEAL = "administrative_appeal"  # kunnallisvalitus
    PROCUREMENT_APPEAL = "procurement_appeal"  # hankintaoikaisu ja valitus markkinaoikeuteen


@dataclass(frozen=True)
class AppealRule:
    """How long an appeal may be made, against whose decisions, by which law."""

    path: AppealPath
    bodies: frozenset[BodyKind]
    remedy: Remedy
    days: int
    law: str  # number in the Statute Book of Finland
    sections: str
    valid_from: date

    @property
    def key(self) -> str:
        """Stored with a decision so that anybody can recount it: 410/2015:134@2017-06-01."""
        return f"{self.law}:{self.sections.split()[0]}@{self.valid_from.isoformat()}"


@dataclass(frozen=True)
class NoticeRule:
    """How many days after being sent or published a decision is taken as known."""

    kind: NoticeKind
    days: int
    law: str
    sections: str
    valid_from: date


ELECTED_OR_OFFICER = frozenset({BodyKind.BOARD, BodyKind.COMMITTEE, BodyKind.OFFICER})
LOCAL_GOVERNMENT_ACT = "410/2015"
PROCUREMENT_ACT = "1397/2016"
MUNICIPAL_TERM = date(2017, 6, 1)  # 140 § has been applied from the council term that began then
PROCUREMENT_START = date(2017, 1, 1)

APPEAL_RULES = (
    AppealRule(
        path=AppealPath.MUNICIPAL,
        bodies=ELECTED_OR_OFFICER,
        remedy=Remedy.CORRECTION_CLAIM,
        days=14,
        law=LOCAL_GOVERNMENT_ACT,
        sections="134 139 140",
        valid_from=MUNICIPAL_TERM,
    ),
    AppealRule(
        path=AppealPath.MUNICIPAL,
        bodies=frozenset({BodyKind.COUNCIL}),
        remedy=Remedy.ADMINISTRATIVE_APPEAL,
        days=30,
        law=LOCAL_GOVERNMENT_ACT,
        sections="135 139 140",
        valid_from=MUNICIPAL_TERM,
    ),
    AppealRule(
        path=AppealPath.PROCUREMENT,
        bodies=frozenset(BodyKind),
        remedy=Remedy.PROCUREMENT_APPEAL,
        days=14,
        law=PROCUREMENT_ACT,
        sections="133 147",
        valid_from=PROCUREMENT_START,
    ),
)

FURTHER_RULES = (
    # the answer to a claim or an appeal may be appealed to a court in its turn
    AppealRule(
        path=AppealPath.MUNICIPAL,
        bodies=frozenset(BodyKind),
        remedy=Remedy.ADMINISTRATIVE_APPEAL,
        days=30,
        law="808/2019",
        sections="13",
        valid_from=date(2020, 1, 1),
    ),
)

NOTICE_RULES = (
    NoticeRule(NoticeKind.MINUTES_ON_NET, 7, LOCAL_GOVERNMENT_ACT, "140", MUNICIPAL_TERM),
    NoticeRule(NoticeKind.LETTER, 7, "434/2003", "59", PROCUREMENT_START),
    # Procurement notices sent electronically may count as received at once; three days is the
    # later end and keeps nobody's right short.
    NoticeRule(NoticeKind.ELECTRONIC, 3, "13/2003", "19", PROCUREMENT_START),
)


@dataclass(frozen=True)
class AppealClock:
    """The dates of one decision; every date is a Finnish calendar day."""

    noticed_on: date  # published, posted or sent
    known_on: date  # taken as known; not counted into the appeal time
    last_day: date  # an appeal made on this day is still in time
    rule: AppealRule
    notice: NoticeRule

    @property
    def moved(self) -> bool:
        """True when the last day moved to a weekday (150/1930 5 §)."""
        return self.last_day != self.known_on + timedelta(days=self.rule.days)

    def passed(self, today: date) -> bool:
        """True from the day after the last day."""
        return today > self.last_day


@cache
def _public_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("FI", years=year))


def is_moving_day(day: date) -> bool:
    """A day on which a time limit does not end (Act 150/1930 on the calculation of time, 5 §).

    Saturday, Sunday, church holiday, Independence Day, 1 May, Christmas Eve or Midsummer Eve.
    The eves are written out here because they are not public holidays by any other law.
    """
    christmas_eve = (day.month, day.day) == (12, 24)
    midsummer_eve = day.month == 6 and 19 <= day.day <= 25 and day.weekday() == 4
    return day.weekday() >= 5 or christmas_eve or midsummer_eve or day in _public_holidays(day.year)


def next_weekday(day: date) -> date:
    """`day` itself, or the first weekday after it when it is a moving day."""
    while is_moving_day(day):
        day += timedelta(days=1)
    return day


def _in_force(
    rules: tuple[AppealRule, ...], path: AppealPath, body: BodyKind, on: date
) -> AppealRule:
    """The newest rule in force on `on`. Raises RuleBroken when there was none yet."""
    fitting = [r for r in rules if r.path is path and body in r.bodies and r.valid_from <= on]
    if not fitting:
        raise RuleBroken(N_("There is no rule for counting the appeal time of %(day)s."), day=on)
    return max(fitting, key=lambda rule: rule.valid_from)


def appeal_rule(path: AppealPath, body: BodyKind, on: date) -> AppealRule:
    """The newest rule on decisions in force on `on`. Raises RuleBroken when there was none yet."""
    return _in_force(APPEAL_RULES, path, body, on)


def notice_rule(kind: NoticeKind, on: date) -> NoticeRule:
    """The newest rule in force on `on`. Raises RuleBroken when there was none yet."""
    fitting = [rule for rule in NOTICE_RULES if rule.kind is kind and rule.valid_from <= on]
    if not fitting:
        raise RuleBroken(N_("There is no rule for counting the appeal time of %(day)s."), day=on)
    return max(fitting, key=lambda rule: rule.valid_from)


def appeal_clock(
    path: AppealPath, body: BodyKind, notice: NoticeKind, noticed_on: date
) -> AppealClock:
    """Count the appeal time of a decision published, posted or sent on `noticed_on`.

    Local Government Act 410/2015 134–140 §, Procurement Act 1397/2016 133 and 147 §, and for the
    day that is not counted and the last day that moves, Act 150/1930 2 and 5 §.
    Raises RuleBroken for a day older than the rules.
    """
    return _clock(appeal_rule(path, body, noticed_on), notice, noticed_on)


def further_clock(notice: NoticeKind, noticed_on: date) -> AppealClock:
    """Count the time for appealing against the answer to a claim or an appeal.

    30 days from notice: Administrative Judicial Procedure Act 808/2019 13 §, Local Government Act
    410/2015 135 §. Raises RuleBroken for a day older than the rules.
    """
    rule = _in_force(FURTHER_RULES, AppealPath.MUNICIPAL, BodyKind.BOARD, noticed_on)
    return _clock(rule, notice, noticed_on)


def _clock(rule: AppealRule, notice: NoticeKind, noticed_on: date) -> AppealClock:
    known = notice_rule(notice, noticed_on)
    known_on = noticed_on + timedelta(days=known.days)
    return AppealClock(
        noticed_on=noticed_on,
        known_on=known_on,
        last_day=next_weekday(known_on + timedelta(days=rule.days)),
        rule=rule,
        notice=known,
    )


def rule_of(key: str) -> AppealRule:
    """The rule a decision was counted by, from the key stored with it. Raises KeyError."""
    return {rule.key: rule for rule in (*APPEAL_RULES, *FURTHER_RULES)}[key]


@dataclass(frozen=True)
class DayTiles:
    """An appeal clock as a row of days: becoming known, passed, left; today among them or not."""

    known: int
    gone: int
    left: int
    today: int | None  # place of today's tile counted from 0, None before or after the row

    @property
    def weeks(self) -> int:
        """How many rows of seven days the picture fills."""
        return ceil((self.known + self.gone + self.left) / 7)


def day_tiles(noticed_on: date, known_on: date, last_day: date, today: date) -> DayTiles:
    """The days after `noticed_on` up to and including `last_day`, as seen on `today`."""
    known, whole = (known_on - noticed_on).days, (last_day - noticed_on).days
    passed = min(max((today - known_on).days, 0), (last_day - known_on).days)
    place = (today - noticed_on).days - 1
    return DayTiles(
        known=known,
        gone=passed,
        left=whole - known - passed,
        today=place if 0 <= place < whole else None,
    )
