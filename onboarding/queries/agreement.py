"""Second floor. Reading agreements: lists with a fixed number of queries, and what waits."""

from datetime import date

from sqlalchemy import Select, case, func, or_, select
from sqlalchemy.orm import joinedload

from accounts.models import Organisation
from accounts.roles import JOINER_KINDS, Actor, Role
from accounts.states import OrganisationState
from core.db import db
from core.language import N_
from core.pages import PageOf, page_of
from core.waiting import Waiting, WaitingKind
from onboarding.checklist.tasks import Task
from onboarding.models.agreement import Agreement
from onboarding.models.application import Application
from onboarding.models.membership import AllianceMembership
from onboarding.policy import agreement as policy
from onboarding.queries.decision import list_appeal_times
from onboarding.queries.readiness import find_check_up
from onboarding.states.agreement import CLOSED, AgreementState
from onboarding.states.application import ApplicationState

S = AgreementState
VIEWS: dict[str, frozenset[AgreementState]] = {
    "open": frozenset(S) - CLOSED - {S.IN_FORCE},
    "in_force": frozenset({S.IN_FORCE}),
    "closed": CLOSED,
}
"""Ways to look at the list, by the word in the address."""


def visible_to(actor: Actor) -> Select[Agreement]:
    """Agreements the actor may view, in no order yet."""
    query = select(Agreement).options(joinedload(Agreement.organisation))
    if not actor.of_tiera():
        query = query.where(Agreement.organisation_id == actor.organisation_id)
    return query


def page_for(
    actor: Actor,
    view: str = "",
    state: AgreementState | None = None,
    words: str = "",
    page: int = 1,
) -> PageOf[Agreement]:
    """One page of the list: those on their way first, each part by how long it has stood."""
    query = visible_to(actor)
    if view in VIEWS:
        query = query.where(Agreement.state.in_(VIEWS[view]))
    if state is not None:
        query = query.where(Agreement.state == state)
    if words:
        query = query.join(Agreement.organisation).where(
            or_(
                Agreement.number.icontains(words, autoescape=True),
                Organisation.name_fi.icontains(words, autoescape=True),
                Organisation.name_sv.icontains(words, autoescape=True),
                Organisation.name_en.icontains(words, autoescape=True),
            )
        )
    part = case(
        (Agreement.state.in_(VIEWS["open"]), 0), (Agreement.state == S.IN_FORCE, 1), else_=2
    )
    return page_of(query.order_by(part, Agreement.state_since, Agreement.id), page)


def count_by_view(actor: Actor) -> dict[str, int]:
    """How many agreements each way of looking at the list would show; the whole under ''."""
    query = visible_to(actor).with_only_columns(Agreement.state, func.count(Agreement.id))
    query = query.options().group_by(Agreement.state)
    found = {row[0]: row[1] for row in db.session.execute(query)}
    counts = {view: sum(found.get(s, 0) for s in states) for view, states in VIEWS.items()}
    return {"": sum(found.values()), **counts}


def find_live(organisation_id: int) -> Agreement | None:
    """The organisation's agreement that is neither rejected nor withdrawn."""
    query = select(Agreement).where(
        Agreement.organisation_id == organisation_id, Agreement.state.not_in(CLOSED)
    )
    return db.session.scalars(query).first()


def last_serial(year: int) -> int:
    """The highest running number used in the year, 0 when none."""
    query = select(func.max(Agreement.serial)).where(Agreement.serial_year == year)
    return db.session.scalar(query) or 0


def list_to_start(today: date) -> list[Agreement]:
    """Signed by both, and their first day has come."""
    query = select(Agreement).where(
        Agreement.state == S.COUNTERSIGNED, Agreement.in_force_on <= today
    )
    return list(db.session.scalars(query.order_by(Agreement.in_force_on, Agreement.id)))


def _has_live_agreement() -> Select[int]:
    return select(Agreement.organisation_id).where(Agreement.state.not_in(CLOSED))


def list_accepted_without_agreement() -> list[Application]:
    """Accepted applications for which nothing has been drafted, the oldest acceptance first."""
    query = (
        select(Application)
        .where(
            Application.state == ApplicationState.ACCEPTED,
            Application.organisation_id.not_in(_has_live_agreement()),
        )
        .options(joinedload(Application.organisation))
        .order_by(Application.state_since, Application.id)
    )
    return list(db.session.scalars(query))


def find_accepted(organisation_id: int) -> int | None:
    """The id of the organisation's accepted application."""
    query = select(Application.id).where(
        Application.organisation_id == organisation_id,
        Application.state == ApplicationState.ACCEPTED,
    )
    return db.session.scalars(query).first()


def list_possible_founders() -> list[Organisation]:
    """Active organisations that could join and have no agreement, application or membership."""
    live = select(Application.organisation_id).where(
        Application.state.not_in({ApplicationState.DECLINED, ApplicationState.WITHDRAWN})
    )
    query = select(Organisation).where(
        Organisation.kind.in_(JOINER_KINDS),
        Organisation.state == OrganisationState.ACTIVE,
        Organisation.id.not_in(_has_live_agreement()),
        Organisation.id.not_in(live),
        Organisation.id.not_in(select(AllianceMembership.organisation_id)),
    )
    return list(db.session.scalars(query.order_by(Organisation.name_fi, Organisation.id)))


DECISION_GATE = "decision-final"
"""The gate that the agreement's own appeal clock answers for, day by day."""


def list_gates_in_the_way(agreement: Agreement, today: date) -> tuple[Task, ...]:
    """Readiness gates that block signing. A founder without an application passed them earlier."""
    if agreement.application is None:
        return ()
    check_up = find_check_up(agreement.application, today)
    if check_up is None:
        return ()
    return tuple(task for task in check_up.progress.open_to_sign if task.key != DECISION_GATE)


def list_waiting(actor: Actor, today: date) -> list[Waiting]:
    """Agreements that wait for this person, the oldest first."""
    rows = _waiting_at_tiera() if actor.of_tiera(*policy.OFFERERS) else _waiting_at(actor, today)
    return sorted(rows, key=lambda row: (row.since, row.endpoint, str(row.args)))


def _row(agreement: Agreement, what: str, due: date | None = None) -> Waiting:
    return Waiting(
        kind=WaitingKind.AGREEMENT,
        what=what,
        who=agreement.organisation,
        since=agreement.state_since,
        endpoint="onboarding.agreement",
        args={"agreement_id": agreement.id},
        due=due,
    )


def _waiting_at_tiera() -> list[Waiting]:
    query = select(Agreement).where(Agreement.state.in_({S.DRAFT, S.SIGNED_BY_MEMBER}))
    rows = []
    for agreement in db.session.scalars(query.options(joinedload(Agreement.organisation))):
        if agreement.state is S.SIGNED_BY_MEMBER:
            rows.append(_row(agreement, N_("Countersign the joining agreement")))
        elif agreement.estimate_cents is None:
            rows.append(_row(agreement, N_("Attach the cost estimate to the joining agreement")))
        else:
            rows.append(_row(agreement, N_("Offer the joining agreement")))
    drafts = [
        Waiting(
            kind=WaitingKind.AGREEMENT,
            what=N_("Draft the joining agreement"),
            who=application.organisation,
            since=application.state_since,
            endpoint="onboarding.draft_agreement",
            args={"organisation_id": application.organisation_id},
        )
        for application in list_accepted_without_agreement()
    ]
    return rows + drafts


def _waiting_at(actor: Actor, today: date) -> list[Waiting]:
    agreement = find_live(actor.organisation_id)
    if agreement is None:
        return []
    if agreement.state is S.OFFERED and actor.has(*policy.PREPARERS):
        return [_row(agreement, N_("Take the joining agreement to the competent body"))]
    if agreement.state is S.IN_DECISION and actor.has(*policy.PREPARERS):
        what = N_("Record the decision on the joining agreement")
        return [_row(agreement, what, agreement.deciding_on)]
    if not actor.has(Role.SIGNATORY):
        return []
    over = any(row.ends_on < today for row in list_appeal_times(actor.organisation_id))
    if agreement.state is S.READY_TO_SIGN or over:
        return [_row(agreement, N_("Sign the joining agreement"))]
    return []
