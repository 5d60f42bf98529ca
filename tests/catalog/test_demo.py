"""The demonstration's services: invented, at every stage, and never a real product."""

import pytest

from catalog.models import Listing, Service, ServiceRevision
from catalog.search import Wish, find_page
from catalog.states import ServiceState
from core import clock
from core.audit import AuditEvent
from core.db import db
from core.language import LANGUAGES
from demo import accounts, catalog
from demo.world import World

REAL = {
    *("wilma", "primus", "kurre", "helmi", "eepos", "studenta", "peppi", "hellewi", "digione"),
    *("hailer", "untis", "edustore", "daisy", "päikky", "abilita", "evaka", "sanoma", "otava"),
    *("tabletkoulu", "studeo", "edita", "digioppikirja", "opiq", "maol", "lukulumo", "lukutähti"),
    *("examina", "ville", "bingel", "google", "microsoft", "moodle", "itslearning"),
}
"""Products and companies known in Finnish schools: nobody has certified them here."""


@pytest.fixture(scope="module")
def book():
    return catalog.BOOK["services"]


def test_twelve_or_more_services_at_every_stage(book):
    assert len(book) >= 12
    stages = [row["stage"] for row in book]
    assert {"certified", "conditions", "submitted", "in_review", "info_requested", "draft"} == set(
        stages
    )
    assert stages.count("certified") >= 7


def test_what_is_certified_is_written_in_three_languages(book):
    for row in book:
        if row["stage"] != "draft":
            for part in ("names", "summaries", "descriptions"):
                assert all(row[part][code].strip() for code in LANGUAGES), row["names"]


def test_no_real_product_is_shown(book):
    for row in book:
        for name in row["names"].values():
            assert not REAL & set(name.casefold().split()), name


def test_the_story_is_told_through_the_deeds_and_lies_in_the_past(session):
    world = World()
    accounts.load(world)
    catalog.load(world)
    db.session.commit()
    states = {row.state for row in db.session.query(ServiceRevision)}
    assert {
        ServiceState.DRAFT,
        ServiceState.SUBMITTED,
        ServiceState.IN_REVIEW,
        ServiceState.INFO_REQUESTED,
        ServiceState.CERTIFIED,
        ServiceState.CERTIFIED_WITH_CONDITIONS,
    } == states
    assert db.session.query(Service).count() == len(catalog.BOOK["services"])
    newest = db.session.query(db.func.max(AuditEvent.at)).scalar()
    assert newest <= clock.now()
    page, counts = find_page(Wish(), clock.today(), "fi", 1)
    assert page.total == db.session.query(Listing).count() >= 9
    assert all(any(values.values()) for values in counts.values())
