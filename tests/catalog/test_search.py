"""The catalogue finds what it should, in a neutral order, with a fixed number of queries."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event

from catalog.criteria import EvidenceGrade
from catalog.facts import FacetKind, Sort
from catalog.names import tie_break
from catalog.search import Wish, each, find_page
from core import clock
from core.db import db
from tests.catalog.many import FIRST, fill
from tests.factories.accounts import a_vendor
from tests.factories.catalog import FACTS, a_certified_service

TODAY = clock.today()


@contextmanager
def counted():
    """The statements that reach the database."""
    seen = []

    def note(_connection, _cursor, statement, *_more):
        if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def certified(name, **given):
    texts = {"fi": {"name": name, "summary": given.pop("summary", "Jotakin."), "description": "x"}}
    end = TODAY + timedelta(days=300)
    return a_certified_service(
        at=clock.now(), valid_to=given.pop("valid_to", end), **(FACTS | {"texts": texts} | given)
    )


def names(wish, language="fi"):
    return [row.names["fi"] for row in find_page(wish, TODAY, language, 1)[0].rows]


@pytest.mark.usefixtures("session")
class TestFinding:
    def test_by_name_summary_vendor_and_use(self):
        house = a_vendor(name_fi="Käpytikka Oy")
        certified("Sanapuro", summary="Runoja KOULUUN", vendor_organisation=house)
        certified("Muu", categories=["library"])
        for words in ("sanapuro", "runoja koul", "käpytikka", "KÄPYTIKKA runoja", "lukutaito"):
            assert names(Wish(words)) == ["Sanapuro"], words
        assert names(Wish("sanapuro puuttuva")) == []

    @pytest.mark.parametrize("words", ["%", "_", "\\", "100%", "'", '"', "a%b", "; drop table x"])
    def test_signs_of_the_query_language_are_only_signs(self, words):
        certified("Tavallinen")
        assert names(Wish(words)) == []

    def test_a_percent_sign_is_found_where_it_is(self):
        certified("Sata % mukana")
        certified("Sata ja yksi")
        assert names(Wish("100%")) == []
        assert names(Wish("%")) == ["Sata % mukana"]

    def test_expired_services_are_not_there(self):
        certified("Eilinen", valid_to=TODAY + timedelta(days=5))
        later = TODAY + timedelta(days=6)
        page, counts = find_page(Wish(), later, "fi", 1)
        assert page.total == 0
        assert not any(counts.values())

    def test_values_of_one_facet_widen_and_of_two_narrow(self):
        certified("Luku", categories=["reading_writing"], languages=["fi"])
        certified("Lasku", categories=["mathematics"], languages=["sv"])
        use = FacetKind.USE
        assert len(names(Wish(chosen={use: ("reading_writing", "mathematics")}))) == 2
        both = {use: ("reading_writing",), FacetKind.LANGUAGE: ("sv",)}
        assert names(Wish(chosen=both)) == []
        counts = find_page(Wish(chosen={use: ("reading_writing",)}), TODAY, "fi", 1)[1]
        assert counts[use] == {"reading_writing": 1, "mathematics": 1}
        assert counts[FacetKind.LANGUAGE] == {"fi": 1}

    def test_grades_are_counted_as_at_least(self):
        certified("Testattu", grade=EvidenceGrade.TESTED)
        certified("Auditoitu", grade=EvidenceGrade.EXTERNALLY_AUDITED)
        counts = find_page(Wish(), TODAY, "fi", 1)[1][FacetKind.GRADE]
        assert counts == {
            "document_seen": 2,
            "tested": 2,
            "peer_reviewed": 1,
            "externally_audited": 1,
        }

    def test_equals_stand_in_the_order_of_the_hash_of_their_number(self):
        made = [certified(f"Nimi {n}") for n in range(6)]
        expected = sorted(made, key=lambda service: tie_break(service.id), reverse=True)
        rows = find_page(Wish(sort=Sort.GRADE), TODAY, "fi", 1)[0].rows
        assert [row.service_id for row in rows] == [service.id for service in expected]

    def test_names_stand_in_finnish_order(self):
        for name in ("Öljy", "Aapa", "Åkeri", "Zoo", "Äänne"):
            certified(name)
        assert names(Wish(sort=Sort.NAME)) == ["Aapa", "Zoo", "Åkeri", "Äänne", "Öljy"]


@pytest.mark.parametrize(
    "address",
    ["/services", "/services?q=palvelu&sort=name", "/services?page=3&use=mathematics&level=basic"],
)
def test_the_list_takes_the_same_number_of_queries_at_10_and_at_1000(browser, address):
    house, client = a_vendor(), browser()
    fill(house, 10, TODAY)
    with counted() as few:
        assert client.get(address).status_code == 200
    fill(house, 990, TODAY, first=FIRST + 10)
    with counted() as many:
        assert client.get(address).status_code == 200
    assert len(many) == len(few) <= 8


@pytest.mark.usefixtures("session")
def test_exports_hold_every_row_and_pages_hold_each_once():
    fill(a_vendor(), 130, TODAY)
    everything = [row.service_id for row in each(Wish(), TODAY, "fi")]
    paged = []
    for number in range(1, 7):
        paged += [row.service_id for row in find_page(Wish(), TODAY, "fi", number)[0].rows]
    assert everything == paged
    assert len(set(paged)) == 130
    assert find_page(Wish(), TODAY, "fi", 999)[0].number == 6
