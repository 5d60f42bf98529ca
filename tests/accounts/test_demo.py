"""The demonstration's people and organisations, loaded through the same deeds as the pages use."""

from sqlalchemy import func, select

from accounts import passwords
from accounts.identifiers import is_business_id
from accounts.models import Membership, MembershipRole, Municipality, Organisation, Person
from accounts.queries import list_waiting
from accounts.roles import OrganisationKind, Role
from core.audit import AuditEvent
from core.clock import now, today
from core.db import db
from demo import accounts as demo
from demo.world import World, personas


def loaded() -> World:
    world = World()
    demo.load(world)
    return world


def test_the_demonstration_has_everybody_the_story_needs(app, session):
    world = loaded()
    lines = personas()
    assert db.session.scalar(select(func.count()).select_from(Municipality)) == 308
    held = set(db.session.scalars(select(MembershipRole.role).distinct()))
    assert held == set(Role)
    assert world.actor("aino.virta").of_tiera(Role.COORDINATOR)
    toholampi = world.organisation("toholampi")
    assert toholampi.business_id == "0182779-8"
    assert world.actor("sanna.perala").acts_for(toholampi.id, Role.PREPARER)
    assert world.actor("petri.laine").acts_for(world.organisations["jyvaskyla"], Role.SIGNATORY)
    assert world.actor("petri.laine", "keuruu").acts_for(world.organisations["keuruu"], Role.VIEWER)
    assert any(line.startswith("sanna.perala@toholampi.example") for line in lines)
    assert passwords.DEMONSTRATION in lines[-1]


def test_everybody_invented_is_recognisable_and_can_be_tried(app, session):
    world = loaded()
    people = list(db.session.scalars(select(Person)))
    assert len(people) == len(world.people)
    for person in people:
        assert person.email.endswith(".example")
        assert set(person.demonstration_note) >= {"fi", "sv", "en", "order"}
        assert passwords.is_right(person.password_hash, passwords.DEMONSTRATION)
    orders = [person.demonstration_note["order"] for person in people]
    assert len(orders) == len(set(orders))


def test_every_organisation_has_a_valid_number_and_an_admin(app, session):
    loaded()
    for organisation in db.session.scalars(select(Organisation)):
        assert is_business_id(organisation.business_id), organisation.name_fi
        admin = (
            Role.ADMINISTRATOR if organisation.kind is OrganisationKind.COORDINATOR else Role.ADMIN
        )
        query = (
            select(func.count())
            .select_from(Membership)
            .join(MembershipRole)
            .where(Membership.organisation_id == organisation.id, MembershipRole.role == admin)
        )
        assert db.session.scalar(query) >= 1, organisation.name_fi


def test_something_waits_and_nothing_happens_in_the_future(app, session):
    world = loaded()
    waiting = list_waiting(world.actor("timo.rautio"), today())
    assert len(waiting) == 3
    assert db.session.scalar(select(func.max(AuditEvent.at))) <= now()
