"""Second floor. The engine's case file for a period, put together from the records."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from accounts.models import Organisation
from contracts.allocation.inputs import ALGORITHM
from contracts.models.key import KeyVersion
from contracts.models.pool import CostPool
from contracts.queries import numbers
from contracts.states.driver import REPORTED, Driver
from onboarding.models.membership import AllianceMembership
from onboarding.queries.membership import list_memberships


def key_name(version: KeyVersion) -> str:
    """A key version's name in case files and statements: its code and number."""
    return f"{version.key.code}/{version.number}"


def document(start: date, end: date, as_of: date, pools: Iterable[CostPool]) -> dict[str, Any]:
    """The case of a run. Members without a confirmed number are left without: the engine says so.

    Members are named by their business id, which means the same in every installation.
    """
    members = list_memberships(start, end)
    pools = list(pools)
    organisations = {row.organisation_id: row.organisation for row in members}
    drivers, sources = {}, {}
    for driver in used_drivers(pools):
        told = _told(driver, as_of, organisations)
        drivers[driver.value] = {name: row["value"] for name, row in told.items()}
        facts = {
            name: {field: row[field] for field in row if field != "value"}
            for name, row in told.items()
        }
        sources[driver.value] = {"as_of": as_of.isoformat(), "values": facts}
    return {
        "alg": ALGORITHM,
        "period": [start.isoformat(), end.isoformat()],
        "members": presences(members),
        "drivers": drivers,
        "keys": {key_name(pool.key_version): key_row(pool) for pool in pools},
        "pools": [pool_row(pool, organisations) for pool in pools],
        "sources": {
            "drivers": sources,
            "keys": {key_name(pool.key_version): _decision(pool.key_version) for pool in pools},
        },
    }


def used_drivers(pools: Iterable[CostPool]) -> list[Driver]:
    """The drivers, other than equal, that the pools' keys follow; in a fixed order."""
    named = {part["driver"] for pool in pools for part in pool.key_version.parts}
    return [driver for driver in Driver if driver is not Driver.EQUAL and driver.value in named]


def presences(members: Iterable[AllianceMembership]) -> dict[str, Any]:
    """Stretches of membership by business id, as the case file writes them."""
    rows: dict[str, list[list[str | None]]] = {}
    for member in members:
        last = member.ends_on.isoformat() if member.ends_on else None
        stretch: list[str | None] = [member.starts_on.isoformat(), last]
        rows.setdefault(member.organisation.business_id, []).append(stretch)
    return {name: row[0] if len(row) == 1 else row for name, row in rows.items()}


def pool_row(pool: CostPool, organisations: Mapping[int, Organisation]) -> dict[str, Any]:
    """A pool as the case file writes it. Participants who are no members now are not eligible."""
    row: dict[str, Any] = {
        "id": pool.code,
        "kind": pool.kind.value,
        "amount_cents": pool.amount_cents,
        "key": key_name(pool.key_version),
    }
    if pool.participants:
        here = (organisations.get(one.organisation_id) for one in pool.participants)
        row["eligible"] = sorted(one.business_id for one in here if one)
    return row


def _told(
    driver: Driver, as_of: date, organisations: Mapping[int, Organisation]
) -> dict[str, dict[str, Any]]:
    if driver in REPORTED:
        confirmed = numbers.confirmed(driver, as_of)
        return {
            organisations[key].business_id: {
                "value": row.value,
                "version": row.edition,
                "source": row.source,
                "status": row.status.value,
            }
            for key, row in sorted(confirmed.items())
            if key in organisations
        }
    return {
        organisations[key].business_id: {
            "value": row.population,
            "version": row.population_on.isoformat(),
            "source": row.population_source,
            "status": "confirmed",
        }
        for key, row in sorted(numbers.register_rows(organisations).items())
    }


def key_row(pool: CostPool) -> dict[str, Any]:
    """The pool's key as the case file writes it."""
    version = pool.key_version
    return {
        "parts": [dict(part) for part in version.parts],
        "proration": version.proration.value,
        "tie": version.tie.value,
    }


def _decision(version: KeyVersion) -> dict[str, Any]:
    return {
        "code": version.key.code,
        "version": version.number,
        "decision": {
            "body": version.decision_body,
            "date": version.decision_on.isoformat(),
            "section": version.decision_section,
        },
    }
