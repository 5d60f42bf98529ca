"""What joining would cost."""

from datetime import date

import pytest
import time_machine

from accounts.roles import Role
from contracts.allocation.inputs import PoolKind
from contracts.queries.estimate import (
    estimate_for,
    estimated_learners,
    price_for,
    prices_for,
)
from contracts.queries.runs import share_table
from contracts.states.run import RunState
from onboarding.states.agreement import AgreementState
from tests.factories.accounts import a_municipality, a_register_entry, tiera
from tests.factories.contracts import (
    a_key,
    a_number,
    a_pool,
    a_run,
    a_sharing_member,
    three_members,
)
from tests.factories.onboarding_agreements import a_cast, an_agreement
from tests.queries import counted

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture(autouse=True)
def in_2026():
    with time_machine.travel("2026-11-21T09:00:00+00:00", tick=False):
        yield


def test_without_pools_there_is_no_price():
    assert price_for(a_register_entry()) is None


def test_the_price_of_a_newcomer_is_its_share_with_it_among_the_members():
    for name, learners in (("Aura", 100), ("Evijärvi", 200)):
        a_sharing_member(name, learners)
    a_pool(key=a_key((20, "equal"), (80, "learners")), cents=900_00)
    price = price_for(a_register_entry(), learners=300)
    # 20 % by three, 80 % by 300 of 600 learners
    assert price.total_cents == 900_00 // 5 // 3 + 900_00 * 4 // 5 // 2
    assert (price.learners, price.learners_estimated, price.members) == (300, False, 3)
    assert price.per_learner_cents == price.total_cents // 300


def test_without_a_number_learners_are_estimated_from_the_population_and_said_so():
    three_members()
    a_pool()
    price = price_for(a_register_entry(population=2903))
    assert (price.learners, price.learners_estimated) == (343, True)
    assert estimated_learners(2903) == 343


def test_a_confirmed_number_beats_the_estimate():
    three_members()
    a_pool()
    joiner = a_municipality()
    a_number(joiner, 77)
    assert price_for(joiner.municipality).learners == 77
    assert not price_for(joiner.municipality).learners_estimated


def test_a_members_price_is_its_own_share():
    member = three_members()[0].organisation
    a_pool()
    table = share_table(a_run(RunState.CALCULATED).id)
    price = price_for(member.municipality)
    assert price.already_member
    assert price.total_cents == table.by_organisation[member.id]


def test_grants_are_relief_and_optional_services_are_left_out():
    member = three_members()[0].organisation
    a_pool()
    a_pool(kind=PoolKind.GRANT, cents=1_000_00)
    a_pool(participants=(member.id,))
    price = price_for(a_register_entry(), learners=300)
    assert len(price.parts) == 2
    assert price.relief_cents > 0
    assert price.total_cents == sum(part.cents for part in price.costs) - price.relief_cents


def test_joining_in_the_middle_costs_a_part():
    three_members()
    a_pool(cents=365_00)
    joiner = a_municipality()
    estimate = estimate_for(joiner, date(2026, 7, 2), learners=100)
    assert 0 < estimate.from_cents < estimate.total_cents
    assert estimate.basis()["starts_on"] == "2026-07-02"


def test_the_price_asks_a_fixed_number_of_questions():
    three_members()
    a_pool()
    entry = a_register_entry()
    with counted() as few:
        price_for(entry)
    for n in range(6):
        a_sharing_member(f"Kunta {n}", 50 + n)
        a_pool(key=a_key())
    with counted() as many:
        price_for(entry)
    assert len(few) == len(many) <= 10


def test_several_prices_are_each_ones_own_and_take_as_many_questions_as_two():
    three_members()
    a_pool()
    known = a_municipality()
    a_number(known, 77)
    rows = [a_register_entry(population=5000 + 100 * n) for n in range(5)] + [known.municipality]
    assert all(row.population for row in rows)  # they are fresh: none is read again below
    with counted() as few:
        prices_for(rows[:2])
    with counted() as many:
        prices = prices_for(rows)
    assert len(few) == len(many) <= 10
    assert prices == [(row, price_for(row)) for row in rows]
    assert len({price.total_cents for _row, price in prices}) == 6


def test_without_pools_nobody_has_a_price():
    assert prices_for([a_register_entry()]) == []


def test_prices_follow_a_new_pool_and_a_new_member_at_once():
    three_members()
    a_pool()
    rows = [a_register_entry(), a_register_entry(population=9000)]

    def told():
        return [price.total_cents for _row, price in prices_for(rows)]

    first = told()
    a_pool(key=a_key())
    second = told()
    a_sharing_member("Uusi", 5000)
    third = told()
    assert all(now > before for now, before in zip(second, first, strict=True))
    assert all(now < before for now, before in zip(third, second, strict=True))


def test_the_coordinator_attaches_the_estimate_to_the_agreement(browser):
    three_members()
    a_pool()
    agreement = an_agreement(
        AgreementState.DRAFT, a_cast(a_municipality()), date(2026, 12, 1), estimate=False
    )
    client = browser(tiera(Role.COORDINATOR))
    url = f"/agreements/{agreement.id}/estimate"
    assert "Attach this estimate" in client.get(url).text
    assert "Counted with 500 learners" in client.get(f"{url}?learners=500").text
    answer = client.submit(url, learners="500")
    assert answer.status_code == 302
    assert agreement.estimate_cents > 0
    assert agreement.estimate_basis["learners"] == 500
    assert set(agreement.estimate_basis["key_name"]) == {"fi", "sv", "en"}
    assert client.submit(url, learners="-1").status_code == 422
    stranger = browser(agreement.cast.preparer)
    assert stranger.get(url).status_code == 200
    assert stranger.submit(url, learners="1").status_code == 403
