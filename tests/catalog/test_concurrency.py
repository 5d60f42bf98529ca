"""Two people press the same step at the same moment: one succeeds, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from accounts.roles import Role
from app import create_app
from catalog.facts import FacetKind, Sort
from catalog.lookup import find_open_revision
from catalog.models import Service, ServiceRevision
from catalog.search import Wish, each, find_page
from catalog.sections import Section
from catalog.states import ServiceState
from catalog.workflow import review, vendor
from core.config import Settings
from core.db import db, transaction
from core.errors import RuleBroken
from tests.factories.accounts import a_vendor
from tests.factories.catalog import (
    AT,
    a_certified_service,
    a_certifier,
    a_submission,
    acting,
    certificate_of,
)

END = date(2027, 6, 30)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def house(request, tmp_path):
    """An application with a database of its own: embedded in a file, or a real server's."""
    if request.param == "postgresql":
        yield request.getfixturevalue("postgres_app")
        return
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


def test_the_catalogue_is_searched_alike_on_both_databases(house):
    with house.app_context():
        made = [a_certified_service(valid_to=END) for _ in range(3)]
        wish = Wish("sanapolku lukutaito", {FacetKind.USE: ("reading_writing",)}, Sort.NAME)
        page, counts = find_page(wish, AT.date(), "fi", 1)
        assert sorted(row.service_id for row in page.rows) == [service.id for service in made]
        assert counts[FacetKind.LANGUAGE] == {"fi": 3, "sv": 3}
        assert find_page(Wish("100%_"), AT.date(), "fi", 1)[0].total == 0
        assert len(list(each(Wish(), AT.date(), "sv"))) == 3
        vendor.withdraw(certificate_of(made[0]).revision, acting(made[0].vendor, Role.EDITOR), AT)
        db.session.commit()
        assert find_page(Wish(), AT.date(), "fi", 1)[0].total == 2
        db.session.remove()
