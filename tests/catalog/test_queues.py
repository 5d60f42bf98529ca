"""Queues name the first of many and count the rest; how long they take does not grow with them."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from accounts.roles import Actor, OrganisationKind, Role
from catalog.models import Certificate, Listing, ServiceRevision
from catalog.queries import (
    QUEUE_MOST,
    list_conditional,
    list_expiring,
    list_under_review,
    list_waiting,
)
from catalog.states import ServiceState
from core import clock
from core.db import db
from tests.catalog.many import fill
from tests.factories.accounts import a_vendor, tiera
from tests.factories.catalog import a_certifier, acting
from tests.queries import counted

TODAY = clock.today()
MANY = QUEUE_MOST + 70


@pytest.fixture
def house(session):
    found = a_vendor()
    fill(found, MANY, TODAY)
    return found


def end_on(day, house):
    ours = Listing.vendor_id == house.id
    db.session.execute(update(Listing).where(ours).values(valid_to=day))
    db.session.execute(update(Certificate).values(valid_to=day))


def conditional(house, **more):
    due = TODAY + timedelta(days=5)
    told = {"conditions": "Korjaa.", "conditions_due": due}
    db.session.execute(update(Certificate).values(**told, **more))
    db.session.execute(update(Listing).values(conditions_due=due))


def an_editor_of(house):
    actor = acting(house, Role.EDITOR)
    return Actor(
        actor.person_id, actor.name, house.id, OrganisationKind.VENDOR, frozenset({Role.EDITOR})
    )


def test_what_ends_soon_is_named_up_to_a_bound_and_the_rest_counted(house):
    end_on(TODAY + timedelta(days=10), house)
    found = list_expiring(house.id, TODAY)
    assert (len(found.rows), found.more, found.count) == (QUEUE_MOST, 70, MANY)
    end_on(TODAY + timedelta(days=91), house)
    assert list_expiring(house.id, TODAY).count == 0
    end_on(TODAY - timedelta(days=1), house)
    assert list_expiring(house.id, TODAY).count == 0


def test_a_vendors_queue_is_bounded_and_counts_everything(house):
    end_on(TODAY + timedelta(days=10), house)
    editor = an_editor_of(house)
    with counted() as asked:
        rows = list_waiting(editor, TODAY)
    assert len(rows) == QUEUE_MOST + 1
    assert sum(row.many for row in rows) == MANY
    assert len(asked) <= 6
    more = max(rows, key=lambda row: row.many)
    assert (more.many, more.endpoint, more.values) == (70, "catalog.mine", {"count": 70})


def test_a_certifiers_queue_is_bounded_and_counts_everything(house):
    db.session.execute(update(ServiceRevision).values(state=ServiceState.IN_REVIEW))
    conditional(house, conditions_reported_on=TODAY)
    rows = list_waiting(a_certifier(), TODAY)
    assert len(rows) == 2 * (QUEUE_MOST + 1)
    assert sum(row.many for row in rows) == 2 * MANY


def test_nobody_reviews_the_services_of_their_own_house(house):
    db.session.execute(update(ServiceRevision).values(state=ServiceState.SUBMITTED))
    assert list_under_review(ServiceState.SUBMITTED).count == MANY
    assert list_under_review(ServiceState.SUBMITTED, but_of=house.id).count == 0


def test_conditions_are_told_or_due(house):
    conditional(house)
    assert list_conditional(house.id, reported=False).count == MANY
    assert list_conditional(to_check_on=TODAY).count == 0
    assert list_conditional(to_check_on=TODAY + timedelta(days=5)).count == MANY
    conditional(house, conditions_reported_on=TODAY)
    assert list_conditional(house.id, reported=False).count == 0
    assert list_conditional(to_check_on=TODAY).count == MANY


def test_the_certifiers_page_says_how_many_more_there_are(browser):
    fill(a_vendor(), 130, TODAY)
    db.session.execute(update(ServiceRevision).values(state=ServiceState.SUBMITTED))
    db.session.commit()
    page = browser(tiera(Role.CERTIFIER)).get("/certification?lang=en").text
    assert "130 services wait for a certifier." in page
    assert "30 more come after these." in page


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda house: list_expiring(house.id, TODAY), "ix_listing_of_vendor"),
        (lambda house: list_conditional(house.id, reported=False), "ix_listing_of_vendor"),
        (lambda house: list_conditional(to_check_on=TODAY), "ix_listing_conditional"),
        (
            lambda house: list_under_review(ServiceState.SUBMITTED),
            "ix_service_revision_state_state_since",
        ),
    ],
)
def test_queues_go_by_their_index(house, ask, index):
    if db.engine.dialect.name != "sqlite":
        pytest.skip("plans are read as SQLite tells them")
    _ = house.id
    with counted() as asked:
        ask(house)
    connection = db.session.connection()
    question = next(one for one in asked if "service_revision" in one)
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {question}", (1,) * question.count("?"))
    steps = [row[3] for row in plan]
    assert any(index in step for step in steps), steps
    assert not any(step.startswith("SCAN") and index not in step for step in steps), steps
