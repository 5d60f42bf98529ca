"""What if: the page whose address is the scenario."""

import csv
import re
from urllib.parse import parse_qs, urlsplit

import pytest

from accounts.roles import Role
from contracts.states.run import RunState
from core.money import parse_euros
from tests.factories.accounts import a_municipality, a_person, tiera
from tests.factories.contracts import a_pool, a_run, three_members
from tests.queries import counted


@pytest.fixture
def members(session):
    return three_members()


@pytest.fixture
def run(members):
    a_pool(cents=12_000_00)
    return a_run(RunState.LOCKED)


@pytest.fixture
def finance(browser, members):
    return browser(a_person(Role.FINANCE, organisation=members[0].organisation))


def rows_of(client, address):
    text = client.get(address).text.removeprefix("\ufeff")
    return list(csv.DictReader(text.splitlines(), delimiter=";"))


def test_a_leaver_is_added_in_a_form_and_stands_in_the_address(finance, members, run):
    second = members[1].organisation
    given = {"leave-who": second.business_id, "leave-day": "1.1.2027"}
    answer = finance.submit(f"/scenarios/leave?base={run.id}", data=given)
    assert answer.status_code == 302
    query = parse_qs(urlsplit(answer.location).query)
    assert query["change"] == [f"leave:{second.business_id}:2027-01-01"]
    assert (query["years"], query["year"]) == (["2"], ["2"])  # the year in which it is felt
    page = finance.get(answer.location)
    assert f"{second.name_fi} leaves on 1.1.2027</h1>" in page.text
    assert "Aura pays" in page.text
    assert re.search(r"Aura pays [\d\xa0]+\xa0€ more \(", page.text)
    found = rows_of(finance, answer.location.replace("/scenarios?", "/scenarios.csv?"))
    assert {row["Period"] for row in found} == {"2026", "2027"}
    gone = [row for row in found if row["Period"] == "2027" and row["Member"] == "Evijärvi"]
    assert [row["Share after, euros"] for row in gone] == [""]
    for year in ("2026", "2027"):
        for column in ("Share before, euros", "Share after, euros"):
            cents = [parse_euros(row[column] or "0") for row in found if row["Period"] == year]
            assert sum(cents) == 12_000_00


def test_a_joiner_makes_it_cheaper_for_everybody(finance, run):
    town = a_municipality(name_fi="Utsjoki")
    given = {"join-who": town.business_id, "join-day": "1.1.2026", "join-learners": "150"}
    answer = finance.submit(f"/scenarios/join?base={run.id}", data=given)
    page = finance.get(answer.location)
    assert "Utsjoki joins on 1.1.2026 with 150 learners" in page.text
    assert "3 members pay less" in page.text


@pytest.mark.parametrize(
    ("kind", "given", "says"),
    [
        ("leave", {"leave-day": "31.2.2027"}, "Write the date like"),
        ("join", {"join-learners": "-5", "join-day": "1.1.2027"}, "Write a whole number"),
        ("amount", {"amount-amount": "NaN", "amount-day": "1.1.2027"}, "Write the amount"),
        ("mix", {"mix-equal": "101", "mix-day": "1.1.2027"}, "The number is too large"),
        ("number", {}, "This is needed"),
    ],
)
def test_what_cannot_be_read_is_told_beside_its_field_and_kept(finance, run, kind, given, says):
    answer = finance.submit(f"/scenarios/{kind}?base={run.id}", data=given)
    assert answer.status_code == 422
    assert says in answer.text
    for typed in given.values():
        assert f'value="{typed}"' in answer.text


def test_a_change_that_leaves_nobody_to_pay_is_refused_in_words(finance, members, run):
    changes = "&".join(
        f"change=leave:{one.organisation.business_id}:2026-01-01" for one in members[1:]
    )
    last = {"leave-who": members[0].organisation.business_id, "leave-day": "1.1.2026"}
    answer = finance.submit(f"/scenarios/leave?base={run.id}&{changes}", data=last)
    assert answer.status_code in (409, 422)
    assert "Nobody can carry the cost" in answer.text


@pytest.mark.parametrize(
    "change",
    ["nonsense", "leave:1:0001-01-01", "leave:9999999-9:2027-01-01", "amount:P:x:1"],
)
def test_an_address_with_nonsense_says_so_and_counts_the_rest(finance, run, change):
    page = finance.get("/scenarios", query_string={"base": run.id, "change": change})
    assert page.status_code == 200
    assert 'role="alert"' in page.text
    assert (
        finance.get("/scenarios.csv", query_string={"base": run.id, "change": change}).status_code
        == 404
    )


def test_members_count_from_locked_runs_only(browser, finance, members):
    a_pool()
    run = a_run(RunState.CALCULATED)
    assert "Nothing to count with yet" in finance.get("/scenarios").text
    assert finance.get(f"/scenarios?base={run.id}").status_code == 200
    assert browser(tiera(Role.TREASURER)).get(f"/scenarios?base={run.id}").status_code == 200


def test_the_changes_can_be_taken_away_one_by_one(finance, members, run):
    first = f"leave:{members[1].organisation.business_id}:2027-01-01"
    second = "amount:" + run.pools[0].pool.code + ":2027-01-01:2400000"
    page = finance.get(
        "/scenarios", query_string={"base": run.id, "years": 2, "change": [first, second]}
    ).text
    links = re.findall(r'<ul class="chips">.*?</ul>', page, re.S)[0]
    hrefs = re.findall(r'href="([^"]+)"', links)
    left = [parse_qs(urlsplit(href.replace("&amp;", "&")).query)["change"] for href in hrefs]
    assert left == [[second], [first]]


def test_the_number_of_questions_does_not_grow_with_the_members(app, browser, members):
    a_pool()
    run = a_run(RunState.LOCKED)
    client = browser(tiera(Role.TREASURER))
    client.get(f"/scenarios?base={run.id}")
    with counted() as few:
        client.get(f"/scenarios?base={run.id}&years=5")
    assert len(few) < 20
