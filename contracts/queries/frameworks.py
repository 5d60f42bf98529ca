"""Second floor. Reading framework contracts and what is committed under them."""

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from accounts.models import Organisation
from accounts.roles import OrganisationKind
from accounts.states import OrganisationState
from contracts.models.framework import FrameworkContract
from contracts.models.pool import Commitment
from contracts.states.framework import FrameworkState
from core.db import db


def frameworks() -> Select[FrameworkContract]:
    """Every framework, the one that ends last first. For paging."""
    query = select(FrameworkContract).options(joinedload(FrameworkContract.supplier))
    return query.order_by(FrameworkContract.ends_on.desc(), FrameworkContract.id.desc())


def list_in_force() -> list[FrameworkContract]:
    """Frameworks that may carry a new pool, by code."""
    query = select(FrameworkContract).where(FrameworkContract.state == FrameworkState.IN_FORCE)
    return list(db.session.scalars(query.order_by(FrameworkContract.code)))


def list_commitments(framework_id: int) -> list[Commitment]:
    """What a framework's pools take of its maximum, oldest first, released ones included."""
    query = (
        select(Commitment)
        .where(Commitment.framework_id == framework_id)
        .options(joinedload(Commitment.pool))
    )
    return list(db.session.scalars(query.order_by(Commitment.committed_at, Commitment.id)))


def find_commitment(pool_id: int) -> Commitment | None:
    """What this pool takes of its framework."""
    return db.session.scalar(select(Commitment).where(Commitment.pool_id == pool_id))


def code_is_taken(model: type, code: str, but_not: int | None = None) -> bool:
    """True when another row of this model has the code."""
    found = db.session.scalar(select(model.id).where(model.code == code))  # type: ignore[attr-defined]
    return found is not None and found != but_not


def list_suppliers() -> list[Organisation]:
    """Who can be a framework's supplier, by name."""
    kinds = (OrganisationKind.VENDOR, OrganisationKind.COORDINATOR)
    query = select(Organisation).where(
        Organisation.kind.in_(kinds), Organisation.state == OrganisationState.ACTIVE
    )
    return list(db.session.scalars(query.order_by(Organisation.name_fi, Organisation.id)))
