"""Plain functions that make valid organisations and people. Say what matters; the rest has defaults."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from accounts import passwords
from accounts.entry import SEEN, TOKEN
from accounts.models import Membership, MembershipRole, Municipality, Organisation, Person
from accounts.register import Certainty
from accounts.roles import ROLES_OF, Actor, OrganisationKind, Role
from accounts.states import OrganisationState
from accounts.workflow import sessions
from accounts.workflow.sessions import Visit
from core.clock import now
from core.db import db, transaction

AT = datetime(2026, 1, 15, 10, 0, tzinfo=UTC)
NUMBERS = count(1)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2)
PASSWORD = "kolme valkoista joutsenta"
PASSWORD_HASH = passwords.hashed(PASSWORD)


def saved(*rows: Any) -> Any:
    """Rows as another request would find them."""
    db.session.add_all(rows)
    db.session.commit()
    return rows[0]


def a_business_id() -> str:
    """The next Y-tunnus that passes its check digit."""
    while True:
        digits = f"{next(NUMBERS) + 9_000_000:07d}"
        rest = sum(int(d) * w for d, w in zip(digits, WEIGHTS, strict=True)) % 11
        if rest != 1:
            return f"{digits}-{11 - rest if rest else 0}"


def a_register_entry(**given: Any) -> Municipality:
    """A municipality in the register, without an organisation."""
    n = next(NUMBERS)
    code = given.get("code", f"{n % 1000:03d}")
    defaults = {
        "code": code,
        "name_fi": f"Kunta {n}",
        "name_sv": f"Kommun {n}",
        "name_en": f"Municipality {n}",
        "region_code": "16",
        "language": "fi",
        "type": "rural",
        "business_id": a_business_id(),
        "business_id_status": Certainty.VERIFIED,
        "population": 2903,
        "population_on": date(2022, 12, 31),
        "population_source": "Statistics Finland",
    }
    return saved(Municipality(**defaults | given))


def an_organisation(kind: OrganisationKind = OrganisationKind.VENDOR, **given: Any) -> Organisation:
    n = next(NUMBERS)
    defaults = {
        "kind": kind,
        "state": OrganisationState.ACTIVE,
        "state_since": AT,
        "name_fi": f"Organisaatio {n}",
        "business_id": a_business_id(),
        "street": f"Esimerkkikatu {n}",
        "postcode": "42700",
        "place": "Keuruu",
    }
    return saved(Organisation(**defaults | given))


def a_municipality(**given: Any) -> Organisation:
    """A municipality's organisation with its own register entry.

    `population` and `region_code` go to the register entry; the rest to the organisation.
    """
    register = {
        key: given.pop(key) for key in ("population", "region_code", "language") if key in given
    }
    if "municipality" not in given:
        name = given.get("name_fi", "")
        names = {f"name_{code}": name for code in ("fi", "sv", "en")} if "name_fi" in given else {}
        given["municipality"] = a_register_entry(**names, **register)
    entry = given["municipality"]
    names = {"name_fi": entry.name_fi, "name_sv": entry.name_sv, "name_en": entry.name_en}
    if entry.business_id:
        given.setdefault("business_id", entry.business_id)
    return an_organisation(OrganisationKind.MUNICIPALITY, **names | given)


def a_vendor(**given: Any) -> Organisation:
    return an_organisation(OrganisationKind.VENDOR, **given)


def a_person(
    *roles: Role,
    organisation: Organisation | None = None,
    kind: OrganisationKind = OrganisationKind.MUNICIPALITY,
    **given: Any,
) -> Person:
    """Somebody who holds these roles in an organisation (a new one of `kind` unless given)."""
    n = next(NUMBERS)
    if organisation is None:
        municipal = kind is OrganisationKind.MUNICIPALITY
        organisation = a_municipality() if municipal else an_organisation(kind)
    strange = set(roles) - set(ROLES_OF[organisation.kind])
    assert not strange, f"{organisation.kind} has no role {strange}"
    person = Person(
        **{"email": f"henkilo{n}@kunta.example", "name": f"Henkilö {n}", "language": "fi"} | given
    )
    saved(person)
    join(person, organisation, *roles)
    return person


def a_loner(**given: Any) -> Person:
    """Somebody who belongs to no organisation."""
    n = next(NUMBERS)
    return saved(Person(**{"email": f"yksin{n}@kunta.example", "name": f"Yksin {n}"} | given))


def join(person: Person, organisation: Organisation, *roles: Role, **given: Any) -> Membership:
    """One more organisation the person belongs to."""
    rows = [MembershipRole(role=role) for role in roles]
    return saved(
        Membership(person=person, organisation=organisation, joined_at=AT, roles=rows, **given)
    )


def the_coordinator() -> Organisation:
    """Tiera; the same organisation all through one test."""
    query = db.select(Organisation).where(Organisation.kind == OrganisationKind.COORDINATOR)
    found = db.session.scalars(query.order_by(Organisation.id)).first()
    return found or an_organisation(OrganisationKind.COORDINATOR, name_fi="Tiera")


def tiera(*roles: Role, **given: Any) -> Person:
    """Somebody at the coordinator with these roles."""
    return a_person(*roles, organisation=the_coordinator(), **given)


def actor_of(person: Person, organisation: Organisation | None = None) -> Actor:
    """The person as deeds know them, acting for their first organisation unless another is named."""
    query = db.select(Membership).where(Membership.person_id == person.id).order_by(Membership.id)
    if organisation is not None:
        query = query.where(Membership.organisation_id == organisation.id)
    membership = db.session.scalars(query).first()
    assert membership is not None, f"{person.name} belongs to no organisation"
    return Actor(
        person_id=person.id,
        name=person.name,
        organisation_id=membership.organisation_id,
        kind=membership.organisation.kind,
        roles=frozenset(row.role for row in membership.roles),
    )


def organisation_of(person: Person) -> Organisation:
    """The person's first organisation."""
    return db.session.get_one(Organisation, actor_of(person).organisation_id)


def sign_in(client: Any, person: Person, organisation: Organisation | None = None) -> None:
    """Give a test browser the cookie of somebody signed in, without the slow password."""
    named = organisation.id if organisation is not None else None
    with transaction():
        _, token = sessions.start(
            person, Visit("a test's browser", timedelta(hours=12)), now(), named
        )
    with client.session_transaction() as cookie:
        cookie[TOKEN], cookie[SEEN] = token, int(now().timestamp())
