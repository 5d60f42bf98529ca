"""Second floor. Reading the numbers that members report."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from accounts.models import Municipality, Organisation
from accounts.roles import OrganisationKind
from contracts.models.driver import DriverValue
from contracts.number_table import folded
from contracts.states.driver import Driver, ValueStatus
from core.db import db


def values(organisation_id: int | None = None) -> Select[DriverValue]:
    """Reported numbers of one organisation or of all: latest day first, then by name."""
    query = select(DriverValue).join(DriverValue.organisation)
    if organisation_id is not None:
        query = query.where(DriverValue.organisation_id == organisation_id)
    return query.options(joinedload(DriverValue.organisation)).order_by(
        DriverValue.as_of.desc(),
        Organisation.name_fi,
        DriverValue.driver,
        DriverValue.edition.desc(),
    )


def list_to_check() -> list[DriverValue]:
    """Numbers that wait for confirmation, oldest report first."""
    query = select(DriverValue).where(DriverValue.status == ValueStatus.PRELIMINARY)
    query = query.options(joinedload(DriverValue.organisation))
    return list(db.session.scalars(query.order_by(DriverValue.reported_at, DriverValue.id)))


def list_editions(driver: Driver, organisation_id: int, as_of: date) -> list[DriverValue]:
    """Every edition of one number, oldest first."""
    query = select(DriverValue).where(
        DriverValue.driver == driver,
        DriverValue.organisation_id == organisation_id,
        DriverValue.as_of == as_of,
    )
    return list(db.session.scalars(query.order_by(DriverValue.edition)))


def list_all_editions(driver: Driver, as_of: date) -> dict[int, list[DriverValue]]:
    """By organisation id: every edition of everybody's number on that day, oldest first."""
    query = (
        select(DriverValue)
        .where(DriverValue.driver == driver, DriverValue.as_of == as_of)
        .options(joinedload(DriverValue.organisation))
        .order_by(DriverValue.edition)
    )
    found: dict[int, list[DriverValue]] = {}
    for row in db.session.scalars(query):
        found.setdefault(row.organisation_id, []).append(row)
    return found


def known_names(kinds: Iterable[OrganisationKind]) -> dict[str, int]:
    """Organisation ids by all that a table may call them: code, business id, names; folded."""
    query = (
        select(Organisation, Municipality.code)
        .outerjoin(Municipality, Municipality.code == Organisation.municipality_code)
        .where(Organisation.kind.in_(list(kinds)))
    )
    names: dict[str, int] = {}
    for one, code in db.session.execute(query):
        for name in (one.name_fi, one.name_sv, one.name_en, one.business_id, code):
            if name:
                names[folded(name)] = one.id
    return names


def names_of(organisation_ids: Iterable[int]) -> dict[int, Organisation]:
    """Organisations by id, for showing their names; one query."""
    query = select(Organisation).where(Organisation.id.in_(list(organisation_ids)))
    return {one.id: one for one in db.session.scalars(query)}


def confirmed(driver: Driver, as_of: date) -> dict[int, DriverValue]:
    """By organisation id: the newest confirmed edition of the number counted on that day."""
    query = select(DriverValue).where(
        DriverValue.driver == driver,
        DriverValue.as_of == as_of,
        DriverValue.status == ValueStatus.CONFIRMED,
    )
    rows = db.session.scalars(query.order_by(DriverValue.edition))
    return {row.organisation_id: row for row in rows}


def newest_confirmed(driver: Driver) -> dict[int, DriverValue]:
    """By organisation id: the newest confirmed number, whatever the day it was counted on."""
    query = select(DriverValue).where(
        DriverValue.driver == driver, DriverValue.status == ValueStatus.CONFIRMED
    )
    rows = db.session.scalars(query.order_by(DriverValue.as_of, DriverValue.edition))
    return {row.organisation_id: row for row in rows}


def register_rows(organisation_ids: Iterable[int]) -> dict[int, Municipality]:
    """By organisation id: the municipality behind it in the official register."""
    query = (
        select(Organisation.id, Municipality)
        .join(Municipality, Municipality.code == Organisation.municipality_code)
        .where(Organisation.id.in_(list(organisation_ids)))
    )
    return dict(db.session.execute(query).all())


def newest_by_business_id(driver: Driver) -> dict[str, int]:
    """By business id: the newest confirmed number, whatever the day it was counted on."""
    query = (
        select(Organisation.business_id, DriverValue.value)
        .join(DriverValue.organisation)
        .where(DriverValue.driver == driver, DriverValue.status == ValueStatus.CONFIRMED)
        .order_by(DriverValue.as_of, DriverValue.edition)
    )
    return dict(db.session.execute(query).all())
