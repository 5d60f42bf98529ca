"""Journeys over HTTP: from a framework to a member's statement."""

import csv
import json
from datetime import date
from fractions import Fraction

import pytest

from accounts.roles import Role
from contracts.allocation.explanation import recompute
from contracts.allocation.inputs import PoolKind
from contracts.models.driver import DriverValue
from contracts.models.framework import FrameworkContract
from contracts.models.key import AllocationKey
from contracts.models.pool import CostPool
from contracts.models.run import AllocationRun, Share
from contracts.states.driver import ValueStatus
from contracts.states.framework import FrameworkState
from contracts.states.run import RunState
from core.db import db
from core.outbox import OutboxMessage
from tests.factories.accounts import a_municipality, a_person, a_vendor, tiera
from tests.factories.contracts import a_framework, a_key, a_pool, a_run, three_members


@pytest.fixture
def members(session):
    return three_members()


def newest(model):
    return db.session.scalars(db.select(model).order_by(model.id.desc())).first()


def test_the_whole_way_from_a_framework_to_a_statement(browser, members):
    supplier = a_vendor()
    manager = browser(tiera(Role.CONTRACT_MANAGER))
    treasurer = browser(tiera(Role.TREASURER))
    coordinator = browser(tiera(Role.COORDINATOR))

    assert manager.get("/frameworks/new").status_code == 200
    answer = manager.submit(
        "/frameworks/new",
        code="PJ-2026-01",
        name_fi="Alusta",
        supplier_id=supplier.id,
        starts_on="1.1.2026",
        ends_on="31.12.2029",
        maximum="20 000,00",
    )
    assert answer.status_code == 302
    framework = newest(FrameworkContract)
    assert manager.submit(f"/frameworks/{framework.id}/begin").status_code == 302
    assert framework.state is FrameworkState.IN_FORCE

    answer = manager.submit(
        "/keys/new",
        code="K1",
        name_fi="Oppijat",
        learners="100",
        proration="day_by_day",
        decision_body="Ohjausryhmä",
        decision_on="8.9.2025",
        decision_section="§ 14",
    )
    assert answer.status_code == 302
    key = newest(AllocationKey)
    assert "by the number of learners" in manager.get(f"/keys/{key.id}").text

    answer = manager.submit(
        "/pools/new",
        code="P-2026-01",
        name_fi="Alusta ja ylläpito",
        kind="cost",
        amount="12 000",
        framework_id=framework.id,
        key_version_id=key.versions[0].id,
        period_start="1.1.2026",
        period_end="31.12.2026",
    )
    assert answer.status_code == 302, answer.text
    assert "60\xa0%" in manager.get(f"/frameworks/{framework.id}").text

    assert treasurer.get("/runs/new").status_code == 200
    answer = treasurer.submit(
        "/runs/new",
        period="2026-01-01/2026-12-31",
        name_fi="Jako 2026",
        drivers_as_of="20.9.2025",
    )
    assert answer.status_code == 302, answer.text
    run = newest(AllocationRun)
    url = f"/runs/{run.id}"
    assert treasurer.submit(f"{url}/calculate").status_code == 302
    page = coordinator.get(url)
    assert "2\xa0991,78\xa0€" in page.text
    assert coordinator.submit(f"{url}/approve").status_code == 302
    assert treasurer.submit(f"{url}/lock").status_code == 302
    assert run.state is RunState.LOCKED

    third = members[2].organisation
    finance = browser(a_person(Role.FINANCE, organisation=third))
    page = finance.get(f"/statements/{run.id}/{third.id}")
    assert page.status_code == 200
    assert "3\xa0024,66\xa0€" in page.text
    assert "184 of 365 days" in page.text
    assert "Ohjausryhmä" in page.text
    assert finance.get("/statements").text.count("3\xa0024,66") == 1


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_page_opens_in_every_language(browser, members, language):
    pool = a_pool()
    grant = a_pool(kind=PoolKind.GRANT, cents=1_000_00)
    run = a_run(RunState.LOCKED)
    member = members[0].organisation
    person = browser(tiera(*(r for r in Role if r in TIERA)), language=language)
    value = db.session.scalars(db.select(DriverValue)).first()
    for url in [
        "/frameworks",
        f"/frameworks/{pool.framework_id}",
        "/frameworks/new",
        f"/frameworks/{pool.framework_id}/edit",
        "/pools",
        f"/pools/{grant.id}",
        "/pools/new",
        f"/pools/{pool.id}/edit",
        "/keys",
        f"/keys/{pool.key_version.key_id}",
        f"/keys/{pool.key_version.key_id}/new",
        "/keys/new",
        "/drivers",
        f"/drivers/{value.id}",
        "/runs",
        f"/runs/{run.id}",
        "/runs/new",
        "/statements",
        f"/statements/{run.id}/{member.id}",
        f"/statements/{run.id}/{member.id}.csv",
        f"/statements/{run.id}/{member.id}.json",
        f"/statements/{run.id}/{member.id}.pdf",
    ]:
        assert person.get(url).status_code == 200, url


TIERA = {Role.CONTRACT_MANAGER, Role.TREASURER, Role.COORDINATOR}


def test_the_json_of_a_statement_recomputes_every_share(browser, members):
    a_pool(cents=777_77)
    a_pool(kind=PoolKind.CREDIT, cents=100_01)
    run = a_run(RunState.LOCKED)
    member = members[2].organisation
    finance = browser(a_person(Role.FINANCE, organisation=member))
    told = json.loads(finance.get(f"/statements/{run.id}/{member.id}.json").text)
    assert [recompute(one["explanation"]) for one in told["shares"]] == [
        one["cents"] for one in told["shares"]
    ]
    assert sum(one["cents"] for one in told["shares"]) == told["total_cents"]
    assert told["output_sha256"] == told["shares"][0]["explanation"]["hashes"]["output_sha256"]
    for one in told["shares"]:
        assert one["explanation"]["key"]["decision"]["section"] == "§ 14"
        assert one["explanation"]["key"]["version"] == 1
        assert one["explanation"]["drivers"]["learners"]["version"] == 1


def test_somebody_elses_statement_is_not_found(browser, members):
    a_pool()
    run = a_run(RunState.LOCKED)
    mine, theirs = members[0].organisation, members[1].organisation
    finance = browser(a_person(Role.FINANCE, organisation=mine))
    assert finance.get(f"/statements/{run.id}/{mine.id}").status_code == 200
    for ending in ("", ".csv", ".json", ".pdf"):
        assert finance.get(f"/statements/{run.id}/{theirs.id}{ending}").status_code == 404
    assert finance.get(f"/runs/{run.id}").status_code == 404
    assert finance.get("/runs").status_code == 404


def test_a_member_sees_its_share_only_when_it_is_locked(browser, members):
    a_pool()
    run = a_run(RunState.APPROVED)
    member = members[0].organisation
    url = f"/statements/{run.id}/{member.id}"
    assert browser(a_person(Role.FINANCE, organisation=member)).get(url).status_code == 404
    assert "Preliminary" in browser(tiera(Role.AUDITOR)).get(url).text


def test_the_one_who_calculated_does_not_approve(browser, members):
    a_pool()
    both = tiera(Role.TREASURER, Role.COORDINATOR)
    client = browser(both)
    run = a_run()
    assert client.submit(f"/runs/{run.id}/calculate").status_code == 302
    assert "somebody else approves" in client.get(f"/runs/{run.id}").text
    assert client.submit(f"/runs/{run.id}/approve").status_code == 403
    assert run.state is RunState.CALCULATED


def test_members_get_a_letter_when_their_statement_is_ready(session, members):
    a_pool()
    person = a_person(Role.FINANCE, organisation=members[0].organisation, language="en")
    a_run(RunState.LOCKED)
    query = db.select(OutboxMessage).where(OutboxMessage.recipient == person.email)
    [letter] = db.session.scalars(query)
    assert "€" in letter.text
    assert "/statements/" in letter.text
    assert "/statements/" in letter.html


def test_a_member_reports_and_tiera_confirms(browser, session):
    organisation = a_municipality()
    finance = browser(a_person(Role.FINANCE, organisation=organisation))
    assert finance.get("/drivers/new").status_code == 200
    answer = finance.submit(
        "/drivers/new", driver="learners", value="18 640", as_of="20.9.2025", source="Rekisteri"
    )
    assert answer.status_code == 302, answer.text
    value = newest(DriverValue)
    assert (value.value, value.status) == (18_640, ValueStatus.PRELIMINARY)
    assert finance.submit(f"/drivers/{value.id}/confirm").status_code == 404

    treasurer = browser(tiera(Role.TREASURER))
    assert "18\xa0640" in treasurer.get("/drivers").text
    answer = treasurer.submit(f"/drivers/{value.id}/return", reason="", version=value.version)
    assert answer.status_code == 422
    answer = treasurer.submit(
        f"/drivers/{value.id}/return", reason="Lukio puuttuu", version=value.version
    )
    assert answer.status_code == 302
    assert "Lukio puuttuu" in finance.get(f"/drivers/{value.id}").text

    finance.submit("/drivers/new", driver="learners", value="18700", as_of="20.9.2025", source="R")
    value = newest(DriverValue)
    assert value.edition == 2
    assert (
        treasurer.submit(f"/drivers/{value.id}/confirm", version=value.version).status_code == 302
    )
    assert value.status is ValueStatus.CONFIRMED
    assert treasurer.submit(f"/drivers/{value.id}/confirm", version="1").status_code == 409


def test_another_members_number_is_not_found(browser, members):
    value = db.session.scalars(db.select(DriverValue)).first()
    stranger = browser(a_person(Role.FINANCE))
    assert stranger.get(f"/drivers/{value.id}").status_code == 404
    assert str(value.value) not in stranger.get("/drivers").text


@pytest.mark.parametrize(
    "typed", ["-5", "1e5", "NaN", "0", "1.234,50", "99 999 999 999 999 999", "<b>1</b>", "12,345"]
)
def test_an_absurd_amount_is_refused_and_nothing_typed_is_lost(browser, session, typed):
    framework, key = a_framework(), a_key()
    manager = browser(tiera(Role.CONTRACT_MANAGER))
    answer = manager.submit(
        "/pools/new",
        code="P-X",
        name_fi="Nimi <script>",
        kind="cost",
        amount=typed,
        framework_id=framework.id,
        key_version_id=key.versions[0].id,
        period_start="1.1.2026",
        period_end="31.12.2026",
    )
    assert answer.status_code == 422
    assert "Nimi &lt;script&gt;" in answer.text
    assert 'id="error-sum-title"' in answer.text
    assert newest(CostPool) is None


def test_more_than_the_framework_has_left_is_refused_in_words(browser, session):
    framework, key = a_framework(maximum_cents=100_00), a_key()
    manager = browser(tiera(Role.CONTRACT_MANAGER))
    answer = manager.submit(
        "/pools/new",
        code="P-X",
        name_fi="Liikaa",
        kind="cost",
        amount="100,01",
        framework_id=framework.id,
        key_version_id=key.versions[0].id,
        period_start="1.1.2026",
        period_end="31.12.2026",
    )
    assert answer.status_code == 409
    assert "100,00\xa0€ left" in answer.text
    assert "100,01\xa0€" in answer.text


def test_a_strangers_costs_stay_shut(browser, session):
    pool = a_pool()
    vendor = browser(a_person(Role.ADMIN, organisation=a_vendor()))
    for url in ["/frameworks", f"/frameworks/{pool.framework_id}", "/pools", f"/pools/{pool.id}"]:
        assert vendor.get(url).status_code == 404
    for url in ["/keys", "/drivers", "/runs", "/statements"]:
        assert vendor.get(url).status_code == 404
    assert "/sign-in" in browser().get("/pools").location


def test_a_members_finance_person_reads_and_does_not_write(browser, members):
    pool = a_pool()
    finance = browser(a_person(Role.FINANCE, organisation=members[0].organisation))
    assert finance.get(f"/pools/{pool.id}").status_code == 200
    assert finance.get("/pools/new").status_code == 404
    assert finance.submit(f"/pools/{pool.id}/withdraw").status_code == 404
    assert newest(CostPool).state == "open"
    assert newest(Share) is None


def test_the_price_list_cannot_be_turned_into_a_formula(browser, members):
    a_pool(name_fi="=HYPERLINK(1)", name_en="=HYPERLINK(1)")
    run = a_run(RunState.LOCKED)
    member = members[0].organisation
    answer = browser(tiera(Role.TREASURER)).get(f"/statements/{run.id}/{member.id}.csv")
    assert "'=HYPERLINK(1)" in answer.text
    assert ";=" not in answer.text


@pytest.mark.parametrize("state", list(RunState))
def test_a_run_has_a_page_in_every_state(browser, members, state):
    a_pool()
    run = a_run(state)
    client = browser(tiera(Role.TREASURER))
    assert client.get(f"/runs/{run.id}").status_code == 200
    assert client.get("/runs").status_code == 200


def test_a_statement_tells_why_the_share_changed(browser, members):
    a_pool(cents=12_000_00)
    a_run(RunState.LOCKED)
    next_year = {"period_start": date(2027, 1, 1), "period_end": date(2027, 12, 31)}
    a_pool(cents=15_000_00, **next_year)
    run = a_run(RunState.LOCKED, **next_year)
    mine = members[0].organisation
    finance = browser(a_person(Role.FINANCE, organisation=mine))
    page = finance.get(f"/statements/{run.id}/{mine.id}")
    assert "Why the share changed" in page.text
    assert "What the shared services cost" in page.text
    assert "Who were members, and for how long" in page.text
    assert "The other members&#39; numbers" not in page.text
    told = json.loads(finance.get(f"/statements/{run.id}/{mine.id}.json").text)["change"]
    causes = {cause: Fraction(cents) for cause, cents in told["causes"].items()}
    assert set(causes) == {"price", "membership"}
    assert causes["price"] > 0 > causes["membership"]
    assert sum(causes.values()) == Fraction(told["after"]) - Fraction(told["before"])
    assert finance.get(f"/statements/{run.id}/{mine.id}.pdf").status_code == 200


def test_a_period_shared_in_several_runs_is_compared_with_nothing(browser, members):
    """What one of two runs cost is not what the year cost."""
    next_year = {"period_start": date(2027, 1, 1), "period_end": date(2027, 12, 31)}
    for years in ({}, {}, next_year):
        a_pool(cents=12_000_00, **years)
        last = a_run(RunState.LOCKED, **years)
    mine = members[0].organisation
    client = browser(a_person(Role.FINANCE, organisation=mine))
    assert "Why the share changed" not in client.get(f"/statements/{last.id}/{mine.id}").text
    year_after = {"period_start": date(2028, 1, 1), "period_end": date(2028, 12, 31)}
    for seen in (True, False):
        a_pool(cents=12_000_00, **year_after)
        last = a_run(RunState.LOCKED, **year_after)
        text = client.get(f"/statements/{last.id}/{mine.id}").text
        assert ("Why the share changed" in text) is seen


def test_the_first_statement_speaks_of_no_change(browser, members):
    a_pool()
    run = a_run(RunState.LOCKED)
    mine = members[0].organisation
    page = browser(a_person(Role.FINANCE, organisation=mine)).get(f"/statements/{run.id}/{mine.id}")
    assert "Why the share changed" not in page.text


def test_the_price_list_has_the_columns_of_cost_tools(browser, members):
    a_pool()
    run = a_run(RunState.LOCKED)
    mine = members[2].organisation
    answer = browser(tiera(Role.TREASURER)).get(f"/statements/{run.id}/{mine.id}.csv")
    header, row = csv.reader(answer.text.removeprefix("\ufeff").splitlines(), delimiter=";")
    cells = dict(zip(header, row, strict=True))
    assert cells["AllocatedMethodId"].startswith("lr-1:K-")
    elements = json.loads(cells["AllocatedMethodDetails"])["Elements"]
    ratio = sum(Fraction(one["x_ExactRatio"]) for one in elements)
    assert ratio * 12_000_00 == Fraction(cells["Exact share in cents"])
    assert [one["UsageQuantity"] for one in elements] == [1, 300]
