"""Third floor. The files behind the answers of a readiness check. Never commits; callers do."""

from datetime import date, datetime
from typing import IO

from accounts.roles import Actor
from core import audit, files
from core.db import db, lock
from core.errors import NotFound
from onboarding.models.readiness import Answer, EvidenceFile
from onboarding.policy import readiness as policy
from onboarding.queries import readiness as queries
from onboarding.states.readiness import ReadinessEvent, ReopenReason, TaskState, TaskStep
from onboarding.workflow.readiness import check_not_locked, for_work, move, reopen


def add_evidence(
    answer: Answer,
    stream: IO[bytes],
    name: str,
    valid_until: date | None,
    actor: Actor,
    at: datetime,
) -> EvidenceFile:
    """Keep a file behind an answer. Raises what `core.files.store` does, on `evidence`."""
    answer, application, checklist, task = for_work(answer, actor)
    check_not_locked(task, application, checklist)
    owner = f"organisation:{application.organisation_id}"
    stored = files.store(stream, name, owner, at, field="evidence")
    evidence = EvidenceFile(
        answer=answer,
        stored_file=stored,
        valid_until=valid_until,
        added_at=at,
        added_by_id=actor.person_id,
    )
    db.session.add(evidence)
    if answer.state is TaskState.NOT_STARTED:
        move(answer, TaskStep.SAVE, at)
    db.session.flush()
    audit.record(
        ReadinessEvent.EVIDENCE_ADDED,
        answer,
        actor,
        at,
        task=task.key,
        evidence=evidence.id,
        fingerprint=stored.sha256,
    )
    return evidence


def remove_evidence(evidence: EvidenceFile, actor: Actor, at: datetime) -> None:
    """Take a file away from an answer; a completed task reopens and says why.

    What has been sent already stays with the coordinator; only unsent bytes are given up.
    """
    answer, application, checklist, task = for_work(evidence.answer, actor)
    if evidence.removed_at is not None:
        raise NotFound()
    evidence.removed_at, evidence.removed_by_id = at, actor.person_id
    if application.submitted_at is None or evidence.added_at > application.submitted_at:
        files.remove(evidence.stored_file, at)
    if answer.state is TaskState.COMPLETED:
        reopen(answer, checklist, ReopenReason.EVIDENCE_REMOVED, actor, at)
    audit.record(
        ReadinessEvent.EVIDENCE_REMOVED, answer, actor, at, task=task.key, evidence=evidence.id
    )


def reopen_expired(today: date, at: datetime) -> int:
    """Reopen completed tasks whose evidence is past its last day; answers how many."""
    query = (
        db.select(EvidenceFile)
        .join(EvidenceFile.answer)
        .where(
            Answer.state == TaskState.COMPLETED,
            EvidenceFile.removed_at.is_(None),
            EvidenceFile.valid_until < today,
        )
        .order_by(EvidenceFile.id)
    )
    count = 0
    for evidence in db.session.scalars(query):
        answer = lock(Answer, evidence.answer_id)
        task = queries.checklist_of(answer.check).task(answer.task)
        application = answer.check.application
        if answer.state is TaskState.COMPLETED and policy.is_open_for_work(application, task):
            reopen(
                answer, queries.checklist_of(answer.check), ReopenReason.EVIDENCE_EXPIRED, None, at
            )
            count += 1
    return count
