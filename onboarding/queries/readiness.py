"""Second floor. Reading one readiness check whole, in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from core.db import db
from onboarding.checklist import shelf
from onboarding.checklist.details import Draft
from onboarding.checklist.progress import Mark, Progress, Standing, progress, standing, waiting_for
from onboarding.checklist.tasks import Checklist, Profile, Task
from onboarding.models.application import Application, Remark
from onboarding.models.readiness import Answer, EvidenceFile, ReadinessCheck, TaskComment
from onboarding.states.readiness import AnswerChoice


@dataclass(frozen=True)
class CheckUp:
    """One organisation's check with everything a page needs to show it."""

    application: Application
    check: ReadinessCheck
    checklist: Checklist
    profile: Profile
    tasks: tuple[Task, ...]  # those that concern the organisation
    answers: Mapping[str, Answer]
    evidence: Mapping[str, list[EvidenceFile]]
    today: date
    marks: Mapping[str, Mark] = field(default_factory=dict)

    @property
    def progress(self) -> Progress:
        return progress(self.checklist, self.profile, self.marks)

    def standing(self, task: Task) -> Standing:
        """Where one task stands today."""
        return standing(task, self.tasks, self.marks)

    def waiting_for(self, task: Task) -> tuple[Task, ...]:
        """The earlier tasks that this one waits for."""
        return waiting_for(task, self.tasks, self.marks)

    def find(self, key: str) -> Task | None:
        """The task with this key, when it concerns the organisation."""
        return next((task for task in self.tasks if task.key == key), None)


def profile_of(application: Application) -> Profile:
    """What the organisation said it is like when it started."""
    return Profile(
        frozenset(application.education_levels),
        frozenset(application.languages),
        application.ict.value,
    )


def checklist_of(check: ReadinessCheck) -> Checklist:
    """The very version that the check answers."""
    return shelf.checklist(check.checklist, check.checklist_version)


def draft_of(answer: Answer) -> Draft:
    """An answer as it stands."""
    return Draft(answer.answer, answer.details, answer.note)


def find_check(application_id: int) -> ReadinessCheck | None:
    """The application's check; None while there is only interest."""
    query = select(ReadinessCheck).where(ReadinessCheck.application_id == application_id)
    return db.session.scalars(query).first()


def find_check_up(application: Application, today: date) -> CheckUp | None:
    """The application's check with its answers and evidence; None while there is only interest."""
    check = find_check(application.id)
    return _look_at(application, check, today) if check else None


def _look_at(application: Application, check: ReadinessCheck, today: date) -> CheckUp:
    checklist = checklist_of(check)
    profile = profile_of(application)
    answers = {answer.task: answer for answer in list_answers(check.id)}
    names = {answer.id: task for task, answer in answers.items()}
    evidence: dict[str, list[EvidenceFile]] = {task: [] for task in answers}
    for file in list_evidence(check.id):
        evidence[names[file.answer_id]].append(file)
    return CheckUp(
        application=application,
        check=check,
        checklist=checklist,
        profile=profile,
        tasks=checklist.asked_of(profile),
        answers=answers,
        evidence=evidence,
        today=today,
        marks=marks_of(answers, evidence, today),
    )


def marks_of(
    answers: Mapping[str, Answer], evidence: Mapping[str, list[EvidenceFile]], today: date
) -> dict[str, Mark]:
    """What counts for progress: the state, the answer, and whether the evidence still proves it."""
    return {
        task: Mark(
            answer.state,
            answer.answer,
            exempted=answer.exempted_at is not None,
            expired=answer.answer is AnswerChoice.YES
            and any(is_expired(file, today) for file in evidence.get(task, ())),
        )
        for task, answer in answers.items()
    }


def is_expired(file: EvidenceFile, today: date) -> bool:
    """Past the last day it proves anything."""
    return file.valid_until is not None and file.valid_until < today


def list_answers(check_id: int) -> list[Answer]:
    """Every task's answer with who is in charge and who wrote last, in the order of their rows."""
    query = (
        select(Answer)
        .where(Answer.check_id == check_id)
        .options(joinedload(Answer.owner), joinedload(Answer.edited_by))
        .order_by(Answer.id)
    )
    return list(db.session.scalars(query))


def list_evidence(check_id: int) -> list[EvidenceFile]:
    """Files behind the answers of a check that have not been removed, oldest first."""
    query = (
        select(EvidenceFile)
        .join(EvidenceFile.answer)
        .where(Answer.check_id == check_id, EvidenceFile.removed_at.is_(None))
        .options(joinedload(EvidenceFile.stored_file), joinedload(EvidenceFile.added_by))
        .order_by(EvidenceFile.added_at, EvidenceFile.id)
    )
    return list(db.session.scalars(query))


def count_evidence(answer_id: int) -> int:
    """How many files stand behind one answer."""
    return len(list_evidence_of(answer_id))


def list_evidence_of(answer_id: int) -> list[EvidenceFile]:
    """The files behind one answer, oldest first."""
    query = select(EvidenceFile).where(
        EvidenceFile.answer_id == answer_id, EvidenceFile.removed_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(EvidenceFile.added_at, EvidenceFile.id)))


def list_comments(answer_id: int) -> list[TaskComment]:
    """Colleagues' notes on one task, oldest first."""
    query = (
        select(TaskComment)
        .where(TaskComment.answer_id == answer_id)
        .options(joinedload(TaskComment.by))
        .order_by(TaskComment.at, TaskComment.id)
    )
    return list(db.session.scalars(query))


def list_remarks(application_id: int, given: bool) -> list[Remark]:
    """The coordinator's remarks, newest first; `given` leaves out those not yet sent."""
    query = select(Remark).where(Remark.application_id == application_id)
    if given:
        query = query.where(Remark.review_id.is_not(None))
    query = query.options(joinedload(Remark.by), joinedload(Remark.review))
    return list(db.session.scalars(query.order_by(Remark.at.desc(), Remark.id.desc())))
