"""Roof. The demonstration's register, organisations and people, through the deeds the pages use.

The register and the seven cities are real; every person, vendor and other registration is invented.
"""

import unicodedata

from accounts.addresses import EInvoiceAddress, PostalAddress
from accounts.cli import FILE
from accounts.models import Municipality, Organisation, Person
from accounts.queries import find_membership
from accounts.register import read
from accounts.roles import Actor, OrganisationKind, Role
from accounts.workflow import addresses, claims, invitations, people, privacy
from accounts.workflow import register as register_workflow
from accounts.workflow.claims import ClaimFacts
from core.config import Settings
from core.db import db
from demo.people import CAST, Cast
from demo.world import World

TIERA_NAMES = {"fi": "Tiera", "sv": "Tiera", "en": "Tiera"}
CITIES = {
    "vantaa": ("092", 900),
    "espoo": ("049", 899),
    "oulu": ("564", 898),
    "tampere": ("837", 897),
    "turku": ("853", 896),
    "lahti": ("398", 780),
    "jyvaskyla": ("179", 779),
}
TOWNS = {
    "hanko": ("078", 420),
    "keuruu": ("249", 310),
    "kittila": ("261", 240),
    "toholampi": ("849", 150),
    "puolanka": ("620", 60),
    "inari": ("148", 30),
}
VENDORS = {
    "havuoppi": ("Havuoppi Oy", "9871001-8", 520),
    "siltasana": ("Siltasana Oy", "9871002-6", 430),
    "aikataulu": ("Aikataulu Tunturi Oy", "9871003-4", 380),
    "kaarnakieli": ("Kaarnakieli Oy", "9871004-2", 300),
    "mittarivi": ("Mittarivi Oy", "9871005-0", 200),
}
"""Invented companies; numbers that begin with 98 have not been given to anybody."""

PLACES = {
    "tiera": ("00100", "Helsinki"),
    "vantaa": ("01300", "Vantaa"),
    "espoo": ("02770", "Espoo"),
    "oulu": ("90100", "Oulu"),
    "tampere": ("33100", "Tampere"),
    "turku": ("20100", "Turku"),
    "lahti": ("15110", "Lahti"),
    "jyvaskyla": ("40100", "Jyväskylä"),
    "hanko": ("10900", "Hanko"),
    "keuruu": ("42700", "Keuruu"),
    "kittila": ("99100", "Kittilä"),
    "toholampi": ("69300", "Toholampi"),
    "puolanka": ("89200", "Puolanka"),
    "inari": ("99870", "Inari"),
}
"""Where the invented streets are. Their name says that nobody gets a letter there."""

STREET = {"fi": "Keksittykatu", "sv": "Påhittade gatan"}
OPERATOR = "ESIMERKKI"
"""Not the code of any operator."""
E_INVOICED = ("vantaa", "espoo", "tampere", "jyvaskyla", "keuruu")
"""Who wants invoices electronically; the address is made of the business ID."""


def load(world: World) -> None:
    """The register, the coordinator, cities, towns, vendors, and what waits for an answer."""
    register_workflow.load(read(FILE.read_text(encoding="utf-8")))
    _coordinator(world)
    for key, (code, days) in (CITIES | TOWNS).items():
        _organisation(world, key, _municipality_facts(code, CAST[key][0]), days)
    _addresses(world)
    for key, (name, business_id, days) in VENDORS.items():
        _organisation(world, key, _vendor_facts(name, business_id, CAST[key][0]), days)
    _two_hats(world)
    _waiting(world)


def local_part(name: str) -> str:
    """Sanna Perälä as sanna.perala."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.lower().replace(" ", ".")


def _email(key: str, cast: Cast) -> str:
    return f"{local_part(cast.name)}@{key}.example"


def _coordinator(world: World) -> None:
    """Tiera is set up with the installation; its administrator invites the others."""
    at = world.ago(1000)
    tiera = claims.create(
        OrganisationKind.COORDINATOR, Settings().seller_business_id, TIERA_NAMES, None, at
    )
    world.organisations["tiera"] = tiera.id
    first, *others = CAST["tiera"]
    person = invitations.create_person(_email("tiera", first), first.name, first.language, None, at)
    invitations.add_member(person, tiera, first.roles, at)
    _introduce(world, person, first)
    for days, cast in enumerate(others):
        _colleague(world, tiera, "tiera", cast, world.actor("timo.rautio"), 990 - days)


def _organisation(world: World, key: str, facts: ClaimFacts, days: int) -> None:
    first, *others = CAST[key]
    claim = claims.send(facts, world.ago(days + 2, 10))
    organisation, invitation = claims.confirm(
        claim.id, world.actor("aino.virta"), world.ago(days + 1, 13)
    )
    world.organisations[key] = organisation.id
    person = invitations.accept_as_new(
        invitation.id, first.name, first.language, None, world.ago(days, 9)
    )
    admin = _introduce(world, person, first)
    if set(first.roles) != {Role.ADMIN}:
        _more_roles(world, key, admin, first, days)
    for nth, cast in enumerate(others):
        _colleague(world, organisation, key, cast, admin, days - 1 - nth)


def _addresses(world: World) -> None:
    """The coordinator's people and each member's admin write down where invoices go."""
    joined = {key: days for key, (_, days) in (CITIES | TOWNS).items()}
    for number, (key, (postcode, place)) in enumerate(PLACES.items(), start=1):
        organisation, first = world.organisation(key), CAST[key][0]
        street = f"{STREET['sv' if first.language == 'sv' else 'fi']} {number}"
        einvoice = EInvoiceAddress()
        if key in E_INVOICED:
            einvoice = EInvoiceAddress(f"0037{organisation.business_id.replace('-', '')}", OPERATOR)
        addresses.change(
            organisation.id,
            PostalAddress(street, postcode, place),
            einvoice,
            None,
            world.actor(local_part(first.name), key),
            world.ago(joined.get(key, 999) - 1, 12),
        )


def _more_roles(world: World, key: str, actor: Actor, cast: Cast, days: int) -> None:
    """The first admin gives themself the other roles they have."""
    membership = find_membership(actor.person_id, world.organisations[key])
    assert membership is not None  # noqa: S101 (they have just joined)
    people.change_roles(membership.id, cast.roles, None, actor, world.ago(days, 10))


def _colleague(
    world: World, organisation: Organisation, key: str, cast: Cast, admin: Actor, days: int
) -> None:
    invitation = invitations.invite(
        organisation.id,
        _email(key, cast),
        cast.roles,
        cast.language,
        admin,
        world.ago(max(days, 1), 11),
    )
    person = invitations.accept_as_new(
        invitation.id, cast.name, cast.language, None, world.ago(max(days, 1), 14)
    )
    _introduce(world, person, cast)


def _introduce(world: World, person: Person, cast: Cast) -> Actor:
    """Put somebody on the sign-in page of the demonstration, with everybody's password."""
    world.people[local_part(cast.name)] = person.id
    order = cast.first or 100 + len(world.people)
    person.demonstration_note = {"order": order, **cast.note}
    person.password_hash, person.password_set_at = world.password_hash, world.ago(30)
    db.session.flush()
    return world.actor(local_part(cast.name))


def _municipality_facts(code: str, cast: Cast) -> ClaimFacts:
    row = db.session.get_one(Municipality, code)
    key = local_part(row.name_fi)
    return ClaimFacts(
        kind=OrganisationKind.MUNICIPALITY,
        business_id=row.business_id or "",
        municipality_code=code,
        name_fi=row.name_fi,
        name_sv=row.name_sv,
        name_en=row.name_en,
        claimer_name=cast.name,
        claimer_email=_email(key, cast),
        claimer_position=cast.position,
        claimer_language=cast.language,
    )


def _vendor_facts(name: str, business_id: str, cast: Cast) -> ClaimFacts:
    return ClaimFacts(
        kind=OrganisationKind.VENDOR,
        business_id=business_id,
        name_fi=name,
        street=f"{STREET['fi']} {business_id[4:7].lstrip('0')}",
        postcode="00100",
        place="Helsinki",
        claimer_name=cast.name,
        claimer_email=_email(local_part(name).split(".")[0], cast),
        claimer_position=cast.position,
        claimer_language=cast.language,
    )


def _two_hats(world: World) -> None:
    """Somebody who acts for two organisations: Jyväskylä's man also follows Keuruu."""
    petri = world.person("petri.laine")
    invitation = invitations.invite(
        world.organisations["keuruu"],
        petri.email,
        [Role.VIEWER],
        petri.language,
        world.actor("jari.lampinen"),
        world.ago(80, 11),
    )
    invitations.accept_as(invitation.id, world.actor("petri.laine"), world.ago(79, 9))


def _waiting(world: World) -> None:
    """What waits for Tiera and for colleagues on the day the demonstration is loaded."""
    newcomer = Cast("Raili Turunen", "sivistysjohtaja")
    claims.send(_municipality_facts("146", newcomer), world.ago(3, 15))
    startup = Cast("Joel Grön", "grundare", language="sv")
    claims.send(_vendor_facts("Lumiraita Oy", "9871006-9", startup), world.ago(1, 12))
    doubtful = claims.send(
        _vendor_facts("Kaikkipalvelu Oy", "9871007-7", Cast("Nimi Puuttuu", "-")),
        world.ago(25, 22),
    )
    claims.reject(
        doubtful.id,
        "Y-tunnuksella ei löydy yritystä yritys- ja yhteisötietojärjestelmästä.",
        world.actor("aino.virta"),
        world.ago(24, 10),
    )
    invitations.invite(
        world.organisations["toholampi"],
        "virpi.lahde@toholampi.example",
        [Role.PREPARER],
        "fi",
        world.actor("juha.nieminen"),
        world.ago(2, 10),
    )
    privacy.request(world.actor("ulla.forsman"), world.ago(5, 16))
