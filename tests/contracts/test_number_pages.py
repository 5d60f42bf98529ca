"""Many members' numbers at once: looked at, brought in by one and confirmed by another."""

import re
from io import BytesIO

import pytest

from accounts.roles import Role
from contracts.models.driver import DriverValue
from contracts.states.driver import ValueStatus
from core import audit
from core.db import db
from tests.factories.accounts import a_municipality, tiera
from tests.factories.contracts import COUNTED, a_number

DAY = f"{COUNTED.day}.{COUNTED.month}.{COUNTED.year}"


@pytest.fixture
def towns(session):
    return [a_municipality(name_fi="Aura"), a_municipality(name_fi="Ii")]


@pytest.fixture
def treasurer(browser, towns):
    return browser(tiera(Role.TREASURER))


def given(table, **more):
    return {"driver": "learners", "as_of": DAY, "source": "Tilasto", "table": table} | more


def agreed(page):
    return re.search(r'name="agreed" value="(\w*)"', page.text).group(1)


def brought_in(client, table):
    seen = agreed(client.submit("/drivers/table", data=given(table)))
    return client.submit("/drivers/table", data=given(table, agreed=seen))


def values():
    rows = db.session.scalars(db.select(DriverValue).order_by(DriverValue.id))
    return [(row.organisation.name_fi, row.value, row.status) for row in rows]


def test_a_table_is_seen_before_it_is_brought_in(treasurer):
    table = "Aura;100\r\nIi;1 200"
    page = treasurer.submit("/drivers/table", data=given(table))
    assert page.status_code == 200
    assert "All of them are right." in page.text
    assert "Bring in 2 numbers" in page.text
    assert values() == []
    answer = treasurer.submit("/drivers/table", data=given(table, agreed=agreed(page)))
    assert answer.status_code == 302
    waiting = ValueStatus.PRELIMINARY
    assert values() == [("Aura", 100, waiting), ("Ii", 1200, waiting)]
    row = db.session.scalars(db.select(DriverValue)).first()
    assert [event.verb for event in audit.history(row)] == ["driver_value.imported"]


def test_what_was_changed_after_looking_is_looked_at_again(treasurer):
    seen = agreed(treasurer.submit("/drivers/table", data=given("Aura;100")))
    page = treasurer.submit("/drivers/table", data=given("Aura;900", agreed=seen))
    assert page.status_code == 200
    assert "Bring in one number" in page.text
    assert values() == []


def test_a_bad_row_is_shown_and_stops_everything(treasurer):
    table = "Aura;100\nNarnia;5\nIi;1,5"
    page = treasurer.submit("/drivers/table", data=given(table))
    assert "There is no such organisation in the service." in page.text
    assert "This is not a whole number." in page.text
    assert "2 of them have to be put right." in page.text
    assert agreed(page) == ""
    forced = brought_in(treasurer, table)
    assert forced.status_code == 200
    assert "Narnia;5" in forced.text
    assert values() == []


def test_a_file_from_an_old_spreadsheet_is_read_and_kept_on_the_page(treasurer, towns):
    code = towns[0].municipality_code.lstrip("0")
    data = f"Kuntakoodi;Kunta;Määrä\r\n{code};Äura;100,0\r\n".encode("cp1252")
    page = treasurer.submit("/drivers/table", data=given("", file=(BytesIO(data), "luvut.csv")))
    assert page.status_code == 200
    assert "Äura;100,0" in page.text
    assert "All of them are right." in page.text


@pytest.mark.parametrize("change", [{"table": ""}, {"as_of": "31.2.2026"}, {"source": " "}])
def test_what_is_missing_is_told_and_the_rest_is_kept(treasurer, change):
    page = treasurer.submit("/drivers/table", data=given("Aura;100") | change)
    assert page.status_code == 422
    assert 'class="error-text"' in page.text
    assert ("Aura;100" in page.text) == ("table" not in change)


def test_a_members_own_waiting_report_is_not_written_over(treasurer, towns):
    a_number(towns[0], 77, confirmed=False)
    page = brought_in(treasurer, "Aura;100\nIi;5")
    assert page.status_code == 409
    assert "A number waits for confirmation already: Aura." in page.text
    assert values() == [("Aura", 77, ValueStatus.PRELIMINARY)]


def test_what_is_confirmed_with_the_same_number_is_left_alone(treasurer, towns):
    a_number(towns[0], 100)
    assert brought_in(treasurer, "Aura;100\nIi;5").status_code == 302
    assert values() == [
        ("Aura", 100, ValueStatus.CONFIRMED),
        ("Ii", 5, ValueStatus.PRELIMINARY),
    ]


def test_somebody_else_confirms_all_at_once(browser, treasurer):
    brought_in(treasurer, "Aura;100\nIi;5")
    assert "Confirm all" not in treasurer.get("/drivers").text
    colleague = browser(tiera(Role.COORDINATOR))
    page = colleague.get("/drivers")
    assert "Confirm all 2 numbers" in page.text
    asked = re.findall(r'name="value" value="(\d+:\d+)"', page.text)
    answer = colleague.submit("/drivers/confirm", data={"value": asked})
    assert answer.status_code == 302
    assert {status for _name, _value, status in values()} == {ValueStatus.CONFIRMED}
    late = colleague.submit("/drivers/confirm", data={"value": asked})
    assert late.status_code == 302
    assert "Somebody was first" in colleague.get("/drivers").text


def test_nobody_confirms_what_they_brought_in_themselves(treasurer):
    brought_in(treasurer, "Aura;100")
    row = db.session.scalars(db.select(DriverValue)).one()
    answer = treasurer.submit("/drivers/confirm", data={"value": [f"{row.id}:{row.version}"]})
    assert answer.status_code == 403
    assert values()[0][2] is ValueStatus.PRELIMINARY


@pytest.mark.parametrize("value", ["x:1", "1:", "1", ":", "1:x", "999999:1"])
def test_confirming_nonsense_finds_nothing(treasurer, value):
    assert treasurer.submit("/drivers/confirm", data={"value": [value]}).status_code == 404
