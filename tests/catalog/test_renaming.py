"""A vendor that gets another name is found by it at once, also services certified long ago."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from accounts.workflow.claims import rename
from catalog.counts import count
from catalog.facts import FacetKind
from catalog.models import Listing
from catalog.search import Wish, find_page
from core import clock
from core.db import db
from tests.factories.accounts import a_vendor
from tests.factories.catalog import FACTS, a_certified_service, acting

TODAY = clock.today()
END = TODAY + timedelta(days=300)


def renamed(house, **names):
    actor = acting(house, Role.ADMIN)
    rename(house.id, names, actor, clock.now())


def found(words):
    return [row.slug for row in find_page(Wish(words), TODAY, "fi", 1)[0].rows]


@pytest.mark.usefixtures("session")
class TestRenaming:
    def test_the_new_name_finds_and_the_old_one_does_not(self):
        house = a_vendor(name_fi="Vanhapaja Oy")
        made = [a_certified_service(house, at=clock.now(), valid_to=END, **FACTS) for _ in range(2)]
        another = a_certified_service(at=clock.now(), valid_to=END, **FACTS)
        slugs = {service.slug for service in made}
        assert set(found("vanhapaja")) == slugs
        assert found("uusipaja") == found("nyverkstad") == []
        renamed(house, fi="Uusipaja Oy", sv="Nyverkstad Ab")
        assert set(found("uusipaja")) == set(found("NYVERKSTAD ab")) == slugs
        assert found("vanhapaja") == []
        assert another.slug in found("sanapolku")
        assert db.session.get(Listing, another.id) is not None

    def test_counts_do_not_remember_the_old_name(self):
        house = a_vendor(name_fi="Vanhapaja Oy")
        a_certified_service(house, at=clock.now(), valid_to=END, **FACTS)
        before = count("uusipaja", {}, TODAY)
        assert (before.total, before.facets[FacetKind.LEVEL]) == (0, {})
        renamed(house, fi="Uusipaja Oy")
        after = count("uusipaja", {}, TODAY)
        assert (after.total, after.facets[FacetKind.LEVEL]) == (1, {"basic": 1})

    def test_a_service_certified_after_the_renaming_has_the_new_name(self):
        house = a_vendor(name_fi="Vanhapaja Oy")
        renamed(house, fi="Uusipaja Oy")
        service = a_certified_service(house, at=clock.now(), valid_to=END, **FACTS)
        assert found("uusipaja") == [service.slug]
