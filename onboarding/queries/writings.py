"""Second floor. What a person has signed and written on the way in, for that person to see."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from accounts.writings import Writing
from core.db import db
from core.language import N_
from onboarding.models.application import Remark
from onboarding.models.readiness import EvidenceFile, TaskComment
from onboarding.models.signature import Signature


def list_signatures_by(person_id: int) -> list[Writing]:
    """Signatures with the name and position as signed."""
    query = select(Signature).where(Signature.person_id == person_id)
    rows = db.session.scalars(query.order_by(Signature.at.desc(), Signature.id))
    return [
        Writing(row.at, N_("Signature of an agreement"), f"{row.name}, {row.title}") for row in rows
    ]


def list_comments_by(person_id: int) -> list[Writing]:
    """Messages to colleagues about tasks of a readiness check."""
    query = select(TaskComment).where(TaskComment.by_id == person_id)
    rows = db.session.scalars(query.order_by(TaskComment.at.desc(), TaskComment.id))
    return [Writing(row.at, N_("Message to colleagues"), row.text) for row in rows]


def list_remarks_by(person_id: int) -> list[Writing]:
    """A coordinator's remarks to applicants."""
    query = select(Remark).where(Remark.by_id == person_id)
    rows = db.session.scalars(query.order_by(Remark.at.desc(), Remark.id))
    return [Writing(row.at, N_("Remark to an applicant"), row.text) for row in rows]


def list_files_by(person_id: int) -> list[Writing]:
    """Names of the files the person added as evidence."""
    query = (
        select(EvidenceFile)
        .where(EvidenceFile.added_by_id == person_id)
        .options(joinedload(EvidenceFile.stored_file))
    )
    rows = db.session.scalars(query.order_by(EvidenceFile.added_at.desc(), EvidenceFile.id))
    return [
        Writing(row.added_at, N_("File added as evidence"), row.stored_file.name) for row in rows
    ]
