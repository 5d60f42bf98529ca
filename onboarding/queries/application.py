"""Second floor. Reading applications: the live one, the coordinator's list, what was sent."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, contains_eager, joinedload

from accounts.models import Organisation
from accounts.roles import Actor
from core.clock import day_of
from core.db import db
from core.language import N_
from core.pages import PageOf, page_of
from core.waiting import Waiting, WaitingKind
from onboarding.checklist.progress import Mark, Progress, progress
from onboarding.models.agreement import Agreement
from onboarding.models.application import Application, Remark, Review, Submission
from onboarding.models.readiness import Answer, EvidenceFile, ReadinessCheck
from onboarding.policy.application import LEADS, may_join, may_review
from onboarding.queries.readiness import (
    CheckUp,
    checklist_of,
    find_check_up,
    is_expired,
    marks_of,
    profile_of,
)
from onboarding.states.agreement import AgreementState
from onboarding.states.application import FINAL, ApplicationState
from onboarding.states.readiness import AnswerChoice, TaskState

ORDER = (
    ApplicationState.SUBMITTED,
    ApplicationState.INFO_REQUESTED,
    ApplicationState.OPEN,
    ApplicationState.INTEREST,
    ApplicationState.ACCEPTED,
    ApplicationState.DECLINED,
    ApplicationState.WITHDRAWN,
)
"""How the coordinator's list is ordered: first those that wait, last those that are settled."""

REVIEW_DAYS = 14
"""How long the coordinator means to take to read an application; a promise of ours, not a law."""


AS_IT_STANDS = frozenset(
    {ApplicationState.SUBMITTED, ApplicationState.ACCEPTED, ApplicationState.DECLINED}
)
"""In these the check stands still, or goes on only with what the signing waits for."""


def find_live(organisation_id: int) -> Application | None:
    """The organisation's application that has not been declined or withdrawn."""
    query = select(Application).where(
        Application.organisation_id == organisation_id, Application.state.not_in(FINAL)
    )
    return db.session.scalars(query.options(joinedload(Application.organisation))).first()


def find_latest(organisation_id: int) -> Application | None:
    """The live application, or else the last one that ended."""
    query = (
        select(Application)
        .where(Application.organisation_id == organisation_id)
        .options(joinedload(Application.organisation))
        .order_by(Application.id.desc())
    )
    return find_live(organisation_id) or db.session.scalars(query).first()


def find_accepted(organisation_id: int) -> Application | None:
    """The organisation's accepted application: what a joining agreement is drafted from."""
    found = find_live(organisation_id)
    return found if found and found.state is ApplicationState.ACCEPTED else None


def find_agreement_of(application: Application) -> Agreement | None:
    """The joining agreement that has come of it, or that a founder has, if there is one."""
    query = (
        select(Agreement)
        .where(
            or_(
                Agreement.application_id == application.id,
                Agreement.application_id.is_(None)
                & (Agreement.organisation_id == application.organisation_id),
            ),
            Agreement.state != AgreementState.WITHDRAWN,
        )
        .order_by(Agreement.id.desc())
    )
    return db.session.scalars(query.limit(1)).first()


def find_last_submission(application_id: int) -> Submission | None:
    """What the coordinator reads."""
    query = select(Submission).where(Submission.application_id == application_id)
    query = query.options(joinedload(Submission.by)).order_by(Submission.number.desc())
    return db.session.scalars(query.limit(1)).first()


def find_sent(application: Application, today: date) -> CheckUp | None:
    """The check as the coordinator may read it: what was sent, never what is being written."""
    submission = find_last_submission(application.id)
    up = find_check_up(application, today) if submission else None
    if up is None or submission is None or application.state in AS_IT_STANDS:
        return up
    content: dict[str, Any] = submission.content
    answers = {task.key: _answer_as_sent(task.key, content.get(task.key, {})) for task in up.tasks}
    ids = [file["id"] for row in content.values() for file in row["evidence"]]
    evidence: dict[str, list[EvidenceFile]] = {task: [] for task in answers}
    query = select(EvidenceFile).where(EvidenceFile.id.in_(ids)).order_by(EvidenceFile.id)
    query = query.options(joinedload(EvidenceFile.answer), joinedload(EvidenceFile.stored_file))
    for file in db.session.scalars(query):
        evidence[file.answer.task].append(file)
    return replace(up, answers=answers, evidence=evidence, marks=marks_of(answers, evidence, today))


def _answer_as_sent(task: str, row: dict[str, Any]) -> Answer:
    """An answer that is not a row: it only carries the words that were sent."""
    choice, state = row.get("answer"), TaskState(row.get("state", TaskState.NOT_STARTED))
    return Answer(
        task=task,
        answer=AnswerChoice(choice) if choice else None,
        details=row.get("details", {}),
        note=row.get("note", ""),
        state=state if state is not TaskState.REOPENED else TaskState.IN_PROGRESS,
    )


def list_reviews(application_id: int) -> list[Review]:
    """The coordinator's answers, newest first."""
    query = select(Review).where(Review.application_id == application_id)
    query = query.options(joinedload(Review.by))
    return list(db.session.scalars(query.order_by(Review.at.desc(), Review.id.desc())))


def list_unsent_remarks(application_id: int) -> list[Remark]:
    """Remarks the coordinator has written and not yet given, in the order of writing."""
    query = select(Remark).where(
        Remark.application_id == application_id, Remark.review_id.is_(None)
    )
    return list(db.session.scalars(query.order_by(Remark.id)))


@dataclass(frozen=True)
class Filters:
    """What the coordinator limits the list by."""

    state: ApplicationState | None = None
    text: str = ""


def page_of_applications(filters: Filters, number: int) -> PageOf[Application]:
    """Applications, those that wait for the coordinator first, then the longest in their state."""
    return page_of(_filtered(filters), number)


def _filtered(filters: Filters) -> Select[Application]:
    query = (
        select(Application)
        .join(Application.organisation)
        .options(contains_eager(Application.organisation))
        .order_by(
            case({state: rank for rank, state in enumerate(ORDER)}, value=Application.state),
            Application.state_since,
            Application.id,
        )
    )
    if filters.state:
        query = query.where(Application.state == filters.state)
    if filters.text:
        names = (Organisation.name_fi, Organisation.name_sv, Organisation.name_en)
        query = query.where(or_(*(_holds(name, filters.text) for name in names)))
    return query


def _holds(name: InstrumentedAttribute[str], text: str) -> ColumnElement[bool]:
    """The name has the text in it, whatever the case; SQLite's lower() knows only A to Z."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return or_(
        func.lower(name).like(f"%{escaped.lower()}%", escape="\\"),
        name.like(f"{escaped.capitalize()}%", escape="\\"),
    )


def count_by_state() -> dict[ApplicationState, int]:
    """How many applications there are in each state."""
    query = select(Application.state, func.count()).group_by(Application.state)
    return {row[0]: row[1] for row in db.session.execute(query)}


def progress_of(applications: Iterable[Application], today: date) -> Mapping[int, Progress]:
    """The progress of many checks by application id, in three queries however many there are."""
    by_id = {application.id: application for application in applications}
    checks = {
        check.id: check
        for check in db.session.scalars(
            select(ReadinessCheck).where(ReadinessCheck.application_id.in_(by_id))
        )
    }
    late = _expired_answers(checks, today)
    marks: dict[int, dict[str, Mark]] = {check: {} for check in checks}
    for answer in db.session.scalars(select(Answer).where(Answer.check_id.in_(checks))):
        marks[answer.check_id][answer.task] = Mark(
            answer.state,
            answer.answer,
            exempted=answer.exempted_at is not None,
            expired=answer.answer is AnswerChoice.YES and answer.id in late,
        )
    return {
        check.application_id: progress(
            checklist_of(check), profile_of(by_id[check.application_id]), marks[check.id]
        )
        for check in checks.values()
    }


def _expired_answers(checks: Mapping[int, ReadinessCheck], today: date) -> set[int]:
    query = (
        select(EvidenceFile)
        .join(EvidenceFile.answer)
        .where(Answer.check_id.in_(checks), EvidenceFile.removed_at.is_(None))
    )
    return {file.answer_id for file in db.session.scalars(query) if is_expired(file, today)}


def list_waiting(actor: Actor, today: date) -> list[Waiting]:
    """What waits for this person in readiness and applications, oldest first; three queries."""
    out = _for_coordinator() if may_review(actor) else []
    if may_join(actor) and (application := find_live(actor.organisation_id)):
        out += _for_applicant(actor, application)
    return sorted(out, key=lambda waiting: waiting.since)


def _for_coordinator() -> list[Waiting]:
    query = _filtered(Filters(ApplicationState.SUBMITTED))
    return [
        Waiting(
            WaitingKind.APPLICATION,
            N_("Read the application and answer it"),
            application.organisation,
            application.state_since,
            "onboarding.application",
            {"application_id": application.id},
            due=day_of(application.state_since) + timedelta(days=REVIEW_DAYS),
        )
        for application in db.session.scalars(query)
    ]


def _for_applicant(actor: Actor, application: Application) -> list[Waiting]:
    out = []
    who = application.organisation
    if application.state is ApplicationState.INFO_REQUESTED and actor.has(*LEADS):
        out.append(
            Waiting(
                WaitingKind.APPLICATION,
                N_("Complete the application: the coordinator asks for more information"),
                who,
                application.state_since,
                "onboarding.readiness",
                due=application.due_on,
            )
        )
    mine = select(Answer).join(Answer.check)
    mine = mine.where(
        ReadinessCheck.application_id == application.id,
        Answer.owner_id == actor.person_id,
        Answer.state != TaskState.COMPLETED,
    )
    rows = list(db.session.scalars(mine.order_by(Answer.state_since, Answer.id)))
    if rows and application.state is not ApplicationState.SUBMITTED:
        out.append(
            Waiting(
                WaitingKind.READINESS,
                N_("Go on with your tasks of the readiness check; open: %(count)s"),
                who,
                rows[0].state_since,
                "onboarding.readiness",
                {"view": "mine"},
                {"count": len(rows)},
                min((row.due_on for row in rows if row.due_on), default=None),
            )
        )
    return out
