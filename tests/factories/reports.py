"""Many rows at once, for lists that must stay flat."""

from datetime import date

from sqlalchemy import insert

from accounts.models import Organisation
from accounts.roles import OrganisationKind, Role
from accounts.states import OrganisationState
from core.db import db
from onboarding.models.agreement import Agreement
from onboarding.models.membership import AllianceMembership
from onboarding.states.agreement import AgreementState
from tests.factories.accounts import AT, a_business_id, a_municipality, a_person, a_register_entry

REGIONS = ("01", "06", "17", "19")
MUNICIPAL_EVERY = 20  # every 20th of the many is a municipality of the register


def many_members(number: int, since: date = date(2026, 1, 1)) -> None:
    """So many member organisations; their names run from Jäsen 0000."""
    by = a_person(Role.VIEWER, organisation=a_municipality()).id
    codes = [
        a_register_entry(region_code=REGIONS[n % 4]).code for n in range(0, number, MUNICIPAL_EVERY)
    ]
    organisations = [
        {
            "kind": OrganisationKind.EDUCATION_PROVIDER,
            "state": OrganisationState.ACTIVE,
            "state_since": AT,
            "name_fi": f"Jäsen {n:04d}",
            "name_sv": f"Medlem {n:04d}",
            "business_id": a_business_id(),
            "municipality_code": None,
        }
        for n in range(number)
    ]
    for row, code in zip(organisations[::MUNICIPAL_EVERY], codes, strict=True):
        row |= {"kind": OrganisationKind.MUNICIPALITY, "municipality_code": code}
    ids = db.session.scalars(insert(Organisation).returning(Organisation.id), organisations).all()
    agreements = [
        {
            "number": f"KT-2024-{one}",
            "serial_year": 2024,
            "serial": one,
            "organisation_id": one,
            "member_since": since,
            "state": AgreementState.IN_FORCE,
            "state_since": AT,
            "drafted_by_id": by,
            "content_slug": "joining-v1",
            "content_version": "1.0",
            "starts_on": since,
            "in_force_on": since,
            "estimate_cents": 1_000_000,
            "estimated_on": since,
            "offered_at": AT,
            "fingerprint": f"{one:064x}",
        }
        for one in ids
    ]
    made = db.session.scalars(insert(Agreement).returning(Agreement.id), agreements).all()
    memberships = [
        {"organisation_id": one, "agreement_id": agreement, "starts_on": since}
        for one, agreement in zip(ids, made, strict=True)
    ]
    db.session.execute(insert(AllianceMembership), memberships)
    db.session.commit()
