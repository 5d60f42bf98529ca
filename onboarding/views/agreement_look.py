"""Top floor. One agreement looked at whole: what its page and its documents are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from accounts.models import Organisation, Person
from accounts.queries import find_coordinator, list_people_with
from accounts.roles import Role
from accounts.timeline import Line, lines
from core import audit
from core.audit import AuditEvent
from core.clock import day_of
from core.locale import day, named, weekday
from core.speech import _, ngettext
from core.web import settings
from core.words import word
from onboarding.checklist.tasks import Task
from onboarding.deadlines import AppealRule, DayTiles, NoticeRule, day_tiles, notice_rule, rule_of
from onboarding.models.agreement import Agreement
from onboarding.models.decision import Appeal, Decision
from onboarding.models.signature import Signature
from onboarding.queries.agreement import list_gates_in_the_way
from onboarding.queries.decision import (
    appeal_ends,
    list_appeals,
    list_decisions,
    list_signatures,
)
from onboarding.states.agreement import (
    CLOSED,
    ROAD,
    AgreementEvent,
    AgreementState,
    AgreementStep,
)

S, X, E = AgreementState, AgreementStep, AgreementEvent
KINDS = {S.IN_FORCE: "done", S.ON_HOLD: "paused", S.REJECTED: "problem", S.WITHDRAWN: "na"}


@dataclass(frozen=True)
class Look:
    """An agreement with everything about it, on one day."""

    agreement: Agreement
    coordinator: Organisation | None
    decisions: Sequence[Decision]
    appeals: Sequence[Appeal]
    signatures: Sequence[Signature]
    signatories: Sequence[Person]
    gates: Sequence[Task]
    today: date

    @property
    def decision(self) -> Decision | None:
        """The decision that counts."""
        return self.decisions[0] if self.decisions else None

    @property
    def ends_on(self) -> date | None:
        """The last day to appeal."""
        decision = self.decision
        return appeal_ends(decision, list(self.appeals)) if decision else None

    @property
    def signable(self) -> bool:
        """Whether the law lets the member sign today; gates are another matter."""
        state, ends = self.agreement.state, self.ends_on
        over = state is S.WAITING_APPEAL and ends is not None and self.today > ends
        return state is S.READY_TO_SIGN or over

    @property
    def waited(self) -> int:
        """Whole days in this state."""
        return max(0, (self.today - day_of(self.agreement.state_since)).days)


def look_at(agreement: Agreement, today: date) -> Look:
    """Load what the page needs, in a fixed number of queries."""
    signing = agreement.state in {S.WAITING_APPEAL, S.READY_TO_SIGN}
    return Look(
        agreement=agreement,
        coordinator=find_coordinator(),
        decisions=list_decisions(agreement.id),
        appeals=list_appeals(agreement.id),
        signatures=list_signatures(agreement.id),
        signatories=list_people_with(agreement.organisation_id, Role.SIGNATORY),
        gates=list_gates_in_the_way(agreement, today) if signing else (),
        today=today,
    )


def _strong(template: str, **values: str) -> Markup:
    return Markup(template) % {  # noqa: S704 (our own words; the values are escaped)
        name: Markup("<strong>{}</strong>").format(value) for name, value in values.items()
    }


def who_acts(look: Look) -> Markup:
    """Who acts next, in a sentence."""
    agreement, tiera = look.agreement, settings().coordinator_name
    member = named(agreement.organisation)
    match agreement.state:
        case S.DRAFT if agreement.estimate_cents is None:
            return _strong(_("Next, %(who)s attaches the cost estimate."), who=tiera)
        case S.DRAFT:
            return _strong(_("Next, %(who)s offers the agreement."), who=tiera)
        case S.OFFERED:
            return _strong(_("Next, %(who)s takes the agreement to its deciding body."), who=member)
        case S.IN_DECISION:
            body = f"{member}, {agreement.deciding_body}"
            told = _strong(_("Next, %(who)s decides."), who=body)
            if agreement.deciding_on:
                told += " " + _("The meeting is on %(day)s.", day=weekday(agreement.deciding_on))
            return told
        case S.WAITING_APPEAL if look.ends_on and not look.signable:
            return _strong(
                _("The appeal time set by law runs until %(day)s. Then %(who)s signs."),
                day=weekday(look.ends_on),
                who=member,
            )
        case S.WAITING_APPEAL | S.READY_TO_SIGN:
            return _strong(_("Next, a signatory of %(who)s signs."), who=member)
        case S.ON_HOLD:
            return Markup(_("An appeal has been made. Signing waits until it has been answered."))  # noqa: S704
        case S.SIGNED_BY_MEMBER:
            return _strong(_("Next, %(who)s countersigns."), who=tiera)
        case S.COUNTERSIGNED if agreement.in_force_on:
            first = weekday(agreement.in_force_on)
            return _strong(
                _("Both have signed. The agreement is in force from %(day)s."), day=first
            )
        case S.IN_FORCE if agreement.in_force_on:
            return _strong(
                _("The agreement is in force since %(day)s and %(who)s is a member."),
                day=day(agreement.in_force_on),
                who=member,
            )
        case S.REJECTED:
            return _strong(_("%(who)s did not approve the agreement."), who=member)
    return Markup("")


def since(look: Look) -> str:
    """Since when it has stood where it stands."""
    agreement = look.agreement
    began = day(agreement.state_since)
    if agreement.state in CLOSED or agreement.state is S.IN_FORCE:
        return ""
    if not look.waited:
        return _("It came to this point today.")
    return ngettext(
        "It has waited since %(day)s, %(num)d day.",
        "It has waited since %(day)s, %(num)d days.",
        look.waited,
        day=began,
    )


def stages(agreement: Agreement) -> tuple[list[str], int] | None:
    """The road and where on it, counted from 1; nothing for one that has left it or arrived."""
    if agreement.state in CLOSED | {S.IN_FORCE}:
        return None
    state = S.WAITING_APPEAL if agreement.state is S.ON_HOLD else agreement.state
    return [word(stage).lower() for stage in ROAD], ROAD.index(state) + 1


def kind_of(look: Look, acts_now: bool) -> str:
    """Which tile the status wears: amber only for whoever is to act."""
    return KINDS.get(look.agreement.state) or ("you" if acts_now else "waiting")


@dataclass(frozen=True)
class ClockFace:
    """The appeal clock as a page shows it."""

    tiles: DayTiles
    last_day: date
    running: bool
    rule: AppealRule
    notice: NoticeRule


def clock_of(look: Look) -> ClockFace | None:
    """The clock of the decision that counts; with a later answer to an appeal, until that ends."""
    decision, last = look.decision, look.ends_on
    if decision is None or last is None:
        return None
    return ClockFace(
        tiles=day_tiles(decision.noticed_on, decision.known_on, decision.appeal_until, look.today),
        last_day=last,
        running=look.today <= last and look.agreement.state is S.WAITING_APPEAL,
        rule=rule_of(decision.rule),
        notice=notice_rule(decision.notice_kind, decision.noticed_on),
    )


def timeline(look: Look) -> list[Line]:
    """What has happened, the newest first, under what is still to come."""
    happened = lines(audit.history(look.agreement), lambda event: _more(look, event))
    return _to_come(look) + happened


def _to_come(look: Look) -> list[Line]:
    agreement = look.agreement
    if agreement.state is S.IN_DECISION and agreement.deciding_on:
        meeting = (day(agreement.deciding_on), agreement.deciding_body or "", _("The body meets"))
        return [(*meeting, True)]
    if agreement.state is S.WAITING_APPEAL and look.ends_on and not look.signable:
        return [(day(look.ends_on), _("The last day to appeal"), "", True)]
    if agreement.state is S.COUNTERSIGNED and agreement.in_force_on:
        return [(day(agreement.in_force_on), _("The agreement enters into force"), "", True)]
    return []


def _more(look: Look, event: AuditEvent) -> str:
    if event.verb in {E.APPROVED, E.REJECTED, E.DECISION_CORRECTED}:
        facts = event.facts
        return _(
            "Decided on %(day)s, § %(section)s",
            day=day(date.fromisoformat(facts["decided_on"])),
            section=facts["section"],
        )
    if event.verb == E.WITHDRAWN:
        return look.agreement.withdrawal_reason
    if event.verb in {E.SIGNED, E.COUNTERSIGNED}:
        party = "member" if event.verb == E.SIGNED else "coordinator"
        return next((f"{s.name}, {s.title}" for s in look.signatures if s.party == party), "")
    return ""
