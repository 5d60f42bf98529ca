"""Two people press the same step at the same moment: one succeeds, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from accounts.roles import Role
from app import create_app
from catalog.lookup import find_open_revision
from catalog.models import Service, ServiceRevision
from catalog.sections import Section
from catalog.states import ServiceState
from catalog.workflow import review, vendor
from core.config import Settings
from core.db import db, transaction
from core.errors import RuleBroken
from tests.factories.accounts import a_vendor
from tests.factories.catalog import AT, a_certifier, a_submission, acting


@pytest.fixture
def house(tmp_path):
    """An application of its own with an embedded database in a file."""
    app = create_app(Settings(data_dir=tmp_path, secret_key="for this test alone, long enough"))
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def at_once(app, deeds):
    """Each deed in a thread and a transaction of its own; what each ended with."""
    gate = Barrier(len(deeds))

    def run(deed):
        with app.app_context():
            gate.wait()
            try:
                with transaction():
                    deed()
            except RuleBroken as refusal:
                return refusal
            finally:
                db.session.remove()
            return None

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_one_of_two_certifiers_takes_up_the_review(house):
    with house.app_context():
        revision = a_submission()
        number, actors = revision.id, [a_certifier(), a_certifier()]
        db.session.remove()

    def take_up(actor):
        return lambda: review.take_up(db.session.get_one(ServiceRevision, number), actor, AT)

    outcomes = at_once(house, [take_up(actor) for actor in actors])
    assert [outcome is None for outcome in outcomes].count(True) == 1
    with house.app_context():
        assert db.session.get_one(ServiceRevision, number).state is ServiceState.IN_REVIEW
        db.session.remove()


def test_one_of_two_colleagues_saves_the_page(house):
    with house.app_context():
        organisation = a_vendor()
        actor = acting(organisation, Role.EDITOR)
        service = vendor.create("Sanapolku", actor, AT)
        db.session.commit()
        revision = find_open_revision(service.id)
        number, seen = revision.id, revision.version
        db.session.remove()

    def save(text):
        facts = {"ai_use": None, "ai_note": {"fi": text}}
        return lambda: vendor.write_section(
            db.session.get_one(ServiceRevision, number), Section.AI, facts, actor, AT, seen
        )

    outcomes = at_once(house, [save("Toinen"), save("Toinen myös")])
    assert [outcome is None for outcome in outcomes].count(True) == 1


def test_two_services_of_one_name_get_an_address_each(house):
    with house.app_context():
        actors = [acting(a_vendor(), Role.EDITOR) for _ in range(2)]
        db.session.remove()

    def create(actor):
        return lambda: vendor.create("Sanapolku", actor, AT)

    assert at_once(house, [create(actor) for actor in actors]) == [None, None]
    with house.app_context():
        slugs = set(db.session.scalars(db.select(Service.slug)))
        db.session.remove()
    assert slugs == {"sanapolku", "sanapolku-2"}
