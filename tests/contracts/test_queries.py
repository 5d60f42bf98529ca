"""Lists ask a fixed number of questions, and queues tell who acts next."""

from datetime import UTC, date, datetime

import pytest

from accounts.roles import Role
from contracts.queries.waiting import list_waiting
from contracts.states.framework import FrameworkStep
from contracts.states.run import RunState
from contracts.workflow import frameworks
from core.waiting import WaitingKind
from tests.factories.accounts import a_municipality, a_person, actor_of, tiera
from tests.factories.contracts import (
    COUNTED,
    a_framework,
    a_key,
    a_number,
    a_pool,
    a_run,
    a_sharing_member,
    three_members,
)
from tests.factories.onboarding_agreements import a_member
from tests.queries import counted

TODAY = date(2026, 11, 21)

LISTS = ["/frameworks", "/pools", "/keys", "/drivers", "/runs", "/statements"]


@pytest.mark.parametrize("url", LISTS)
def test_a_list_asks_as_much_of_few_rows_as_of_many(browser, session, url):
    three_members()
    a_pool()
    a_run(RunState.LOCKED)
    client = browser(tiera(Role.CONTRACT_MANAGER, Role.TREASURER))
    client.get(url)
    with counted() as few:
        assert client.get(url).status_code == 200
    for n in range(4):
        a_sharing_member(f"Kunta {n}", 50 + n)
        a_pool(key=a_key())
        a_framework()
        a_run(RunState.LOCKED)
    with counted() as many:
        assert client.get(url).status_code == 200
    assert len(many) == len(few)


def test_a_runs_page_and_a_statement_ask_as_much_of_few_members_as_of_many(browser, session):
    members = three_members()
    a_pool()
    run = a_run(RunState.LOCKED)
    client = browser(tiera(Role.TREASURER))
    urls = [f"/runs/{run.id}", f"/statements/{run.id}/{members[0].organisation_id}"]
    sizes = []
    for url in urls:
        with counted() as few:
            client.get(url)
        sizes.append(len(few))
    for n in range(6):
        a_sharing_member(f"Kunta {n}", 50 + n)
    for _ in range(3):
        a_pool(key=a_key())
    run = a_run(RunState.LOCKED)
    member = members[0].organisation_id
    urls = [f"/runs/{run.id}", f"/statements/{run.id}/{member}"]
    for url, size in zip(urls, sizes, strict=True):
        with counted() as many:
            assert client.get(url).status_code == 200
        assert len(many) == size


def kinds(person):
    return [(one.kind, one.endpoint) for one in list_waiting(actor_of(person), TODAY)]


def test_a_run_waits_for_the_one_who_acts_next(session):
    three_members()
    a_pool()
    treasurer, approver = tiera(Role.TREASURER), tiera(Role.COORDINATOR)
    calculated = a_run(RunState.CALCULATED, treasurer=actor_of(treasurer))
    assert kinds(treasurer) == []
    assert kinds(approver) == [(WaitingKind.RUN, "contracts.run")]
    [waiting] = list_waiting(actor_of(approver), TODAY)
    assert waiting.values == {"code": calculated.code}
    assert kinds(tiera(Role.AUDITOR)) == []


def test_the_one_who_calculated_is_not_asked_to_approve(session):
    three_members()
    a_pool()
    both = tiera(Role.TREASURER, Role.COORDINATOR)
    a_run(RunState.CALCULATED, treasurer=actor_of(both))
    assert kinds(both) == []


def test_a_reported_number_waits_for_tiera_and_a_missing_one_for_the_member(session):
    town = a_municipality()
    a_member(town)
    finance = a_person(Role.FINANCE, organisation=town)
    a_pool()
    a_run()
    assert kinds(finance) == [(WaitingKind.LEARNERS, "contracts.new_driver")]
    a_number(town, 500, as_of=COUNTED, confirmed=False)
    assert kinds(finance) == []
    assert (WaitingKind.LEARNERS, "contracts.driver") in kinds(tiera(Role.TREASURER))


def test_a_draft_framework_waits_for_the_contract_manager(session):
    a_framework(in_force=False)
    assert kinds(tiera(Role.CONTRACT_MANAGER)) == [(WaitingKind.RUN, "contracts.framework")]


def test_a_framework_whose_last_day_has_passed_waits_to_be_marked_as_expired(session):
    manager = tiera(Role.CONTRACT_MANAGER)
    framework = a_framework(ends_on=date(2026, 11, 20))
    [waiting] = list_waiting(actor_of(manager), TODAY)
    assert "expired" in waiting.what
    at = datetime(2026, 11, 21, 9, tzinfo=UTC)
    frameworks.take(FrameworkStep.EXPIRE, framework, actor_of(manager), at)
    assert kinds(manager) == []
