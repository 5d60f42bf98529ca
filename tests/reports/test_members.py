"""The roll of members: right, searchable, exported whole, and flat however long it grows."""

from datetime import date

import pytest

from accounts.roles import Role
from onboarding.states.application import ApplicationState
from reports.coverage import coverage
from tests.factories.accounts import a_municipality, a_register_entry
from tests.factories.contracts import a_number
from tests.factories.onboarding_agreements import a_member, an_accepted_application
from tests.factories.reports import many_members
from tests.queries import counted

TODAY = date(2026, 11, 21)


def test_a_stranger_sees_who_is_in(browser):
    a_member(a_municipality(name_fi="Keuruu"), starts_on=date(2026, 7, 1))
    page = browser(language="fi").get("/members").text
    assert "Keuruu" in page
    assert "1.7.2026" in page


def test_who_has_left_or_not_yet_come_is_not_in(browser):
    a_member(a_municipality(name_fi="Lähtenyt"), date(2025, 1, 1), date(2025, 12, 31))
    a_member(a_municipality(name_fi="Tuleva"), date(2100, 1, 1))
    page = browser(language="fi").get("/members").text
    assert "Lähtenyt" not in page
    assert "Tuleva" not in page


def test_a_member_is_found_by_a_part_of_its_name(browser):
    a_member(a_municipality(name_fi="Keuruu"))
    a_member(a_municipality(name_fi="Hanko"))
    page = browser(language="fi").get("/members?q=keur").text
    listed = page.partition("<aside")[0]  # the map beside the list names everybody
    assert "Keuruu" in listed
    assert "Hanko" not in listed
    assert "No member by that name" in browser().get("/members?q=100%25_").text


def test_the_export_has_every_member_and_no_formula(browser):
    many_members(60)
    a_member(a_municipality(name_fi="=HYPERLINK(1)"))
    lines = browser(language="fi").get("/members.csv").text.splitlines()
    assert len(lines) == 62
    assert any(line.startswith("'=HYPERLINK") for line in lines)


def test_a_thousand_members_cost_no_more_questions_than_ten(browser):
    client = browser()
    many_members(10)
    with counted() as few:
        assert client.get("/members").status_code == 200
    many_members(1000)
    with counted() as many:
        assert "1010 members" in client.get("/members?page=3").text
    assert len(many) == len(few) <= 9


def test_coverage_counts_learners_reported_and_estimated(session):
    espoo = a_municipality(name_fi="Espoo", population=300_000, region_code="01")
    a_member(espoo)
    hanko = a_municipality(name_fi="Hanko", population=8_000, region_code="01")
    an_accepted_application(hanko, state=ApplicationState.SUBMITTED, decided_at=None)
    state = coverage(TODAY)
    assert [one.name_fi for one in state.members] == ["Espoo"]
    assert [one.name_fi for one in state.joining] == ["Hanko"]
    assert state.learners_now == round(100 * 35_400 / 658_200, 1)
    assert state.municipalities_now == 50.0
    assert state.municipalities_soon == 50.0
    a_number(espoo, value=40_000)
    assert coverage(TODAY).learners_now == round(100 * 40_000 / 658_200, 1)


def test_a_region_shows_its_share_of_learners(session):
    a_register_entry(region_code="19", population=100_000)
    a_member(a_municipality(region_code="19", population=100_000))
    lapland = next(tile for tile in coverage(TODAY).tiles if tile.place.code == "19")
    assert lapland.percent == 50
    assert len(lapland.members) == 1


def test_who_is_a_member_is_no_longer_joining(session):
    town = a_municipality()
    an_accepted_application(town)
    a_member(town)
    assert coverage(TODAY).joining == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_map_fits_its_tiles_in_each_language(language):
    from reports.tiles import PLACES

    assert len({place.code for place in PLACES}) == len(PLACES) == 19
    for place in PLACES:
        lines = place.lines(language)
        assert len(lines) <= 3
        assert max(map(len, lines)) <= 11, lines


def test_the_front_page_tells_the_state_to_a_stranger(browser):
    a_member(a_municipality(name_fi="Oulu"))
    page = browser().get("/").text
    assert "1 member" in page
    assert "What would joining cost?" in page


def test_a_municipality_that_does_not_exist_gets_no_price(browser):
    assert "Choose a municipality" in browser().get("/?municipality=999999").text


def test_someone_without_tasks_is_up_to_date(browser):
    from tests.factories.accounts import a_person

    page = browser(a_person(Role.VIEWER)).get("/queue").text
    assert "Nothing waits for you" in page
    assert "You are up to date" in page
