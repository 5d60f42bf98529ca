"""Top floor. An agreement's facts as rows of names and values, for its page's lists."""

from datetime import date, timedelta

from core.language import LANGUAGES, NATIVE_NAMES
from core.locale import day, euros, named, weekday, weekday_alone
from core.speech import _, ngettext
from core.web import settings
from core.words import word
from onboarding.deadlines import AppealRule, NoticeKind
from onboarding.models.decision import Decision
from onboarding.models.membership import AllianceMembership
from onboarding.states.agreement import AppealOutcome
from onboarding.views.agreement_look import ClockFace, Look
from onboarding.words.agreement import LAWS

Rows = list[tuple[str, str]]


def parties(look: Look, memberships: list[AllianceMembership]) -> Rows:
    """Who agrees with whom, from when, for how much."""
    agreement = look.agreement
    coordinator = named(look.coordinator) if look.coordinator else settings().coordinator_name
    rows = [(_("Member"), named(agreement.organisation)), (_("Coordinator"), coordinator)]
    if look.signatures:
        rows += [(word(row.party), f"{row.name}, {row.title}") for row in look.signatures]
    elif look.signatories:
        rows.append((_("Signatory"), ", ".join(person.name for person in look.signatories)))
    else:
        rows.append((_("Signatory"), _("Not named yet")))
    rows.append((_("Begins"), day(agreement.in_force_on or agreement.starts_on)))
    if agreement.estimate_cents is not None:
        rows.append((_("Estimate for a year"), euros(agreement.estimate_cents)))
    since = [row.starts_on for row in memberships]
    first = min(since, default=agreement.member_since)
    if first is not None:
        rows.append((_("Member since"), day(first)))
    return rows


def clock_facts(look: Look, clock: ClockFace) -> Rows:
    """How the appeal time was counted, step by step."""
    decision = look.decision
    if decision is None:
        return []
    rows = [
        (_("Decision"), _decided(decision)),
        (_noticed_word(decision.notice_kind), weekday_alone(decision.noticed_on)),
        (_("Taken as known"), _known(decision, clock)),
        (_("Last day to appeal"), _last_day(decision, clock)),
        (_("What can be done"), word(clock.rule.remedy)),
        (_("Rule"), _rule(clock.rule)),
    ]
    if decision.disqualified:
        rows.append((_("Stood aside as disqualified"), str(decision.disqualified)))
    for appeal in look.appeals:
        rows.append((_("Appeal"), _appeal(appeal.made_on, appeal.resolved_on, appeal.outcome)))
        if appeal.appealable_until:
            until = weekday(appeal.appealable_until)
            rows.append((_("The answer can be appealed until"), until))
    return rows


def _decided(decision: Decision) -> str:
    return f"{decision.body_name} {day(decision.decided_on)}, § {decision.section}"


def _noticed_word(kind: NoticeKind) -> str:
    match kind:
        case NoticeKind.MINUTES_ON_NET:
            return _("Minutes on the internet")
        case NoticeKind.LETTER:
            return _("Letter sent")
        case NoticeKind.ELECTRONIC:
            return _("Message sent")


def _known(decision: Decision, clock: ClockFace) -> str:
    return ngettext(
        "%(day)s, %(num)d day after that",
        "%(day)s, %(num)d days after that",
        clock.notice.days,
        day=weekday_alone(decision.known_on),
    )


def _last_day(decision: Decision, clock: ClockFace) -> str:
    told = ngettext(
        "%(day)s, %(num)d day; the day of notice is not counted",
        "%(day)s, %(num)d days; the day of notice is not counted",
        clock.rule.days,
        day=weekday_alone(decision.appeal_until),
    )
    if decision.appeal_until == decision.known_on + timedelta(days=clock.rule.days):
        return told
    moved = _("The last day moved to the next weekday (Act 150/1930, section 5).")
    return f"{told}. {moved}"


def _rule(rule: AppealRule) -> str:
    return _(
        "%(law)s %(number)s, sections %(sections)s",
        law=str(LAWS[rule.law]),
        number=rule.law,
        sections=", ".join(rule.sections.split()),
    )


def _appeal(made_on: date, resolved_on: date | None, outcome: AppealOutcome | None) -> str:
    made = _("Made on %(day)s", day=day(made_on))
    if resolved_on is None or outcome is None:
        return made
    return f"{made}. {day(resolved_on)}: {word(outcome)}"


def pdfs() -> list[tuple[str, str]]:
    """(language, link text) of the agreement's PDF in each language."""
    return [
        (code, _("The agreement as PDF: %(language)s", language=NATIVE_NAMES[code]))
        for code in LANGUAGES
    ]
