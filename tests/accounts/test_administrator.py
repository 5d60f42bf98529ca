"""A new installation gets its first administrator from whoever runs it."""

from sqlalchemy import select

from accounts.models import Membership, MembershipRole, Person
from accounts.queries import find_coordinator
from accounts.roles import Role
from core.db import db
from tests.factories.accounts import PASSWORD, the_coordinator


def run(app, *words: str, password: str = PASSWORD):
    return app.test_cli_runner().invoke(
        args=["administrator", "Aino@Tiera.example", "Aino Virta", "--password", password, *words]
    )


def test_the_first_administrator_of_an_empty_installation_can_sign_in(app, session, browser):
    assert find_coordinator() is None
    assert run(app).exit_code == 0
    assert find_coordinator().named("sv") == app.config["SETTINGS"].coordinator_name
    answer = browser().submit("/sign-in", {"email": "aino@tiera.example", "password": PASSWORD})
    assert answer.status_code == 302
    [membership] = db.session.scalars(select(Membership))
    assert [row.role for row in membership.roles] == [Role.ADMINISTRATOR]


def test_somebody_known_becomes_administrator_of_the_coordinator_there_is(app, session):
    coordinator = the_coordinator()
    run(app)
    answer = run(app)
    assert answer.exit_code == 0
    assert db.session.scalars(select(Person)).one().email == "aino@tiera.example"
    assert db.session.scalars(select(Membership)).one().organisation_id == coordinator.id


def test_the_other_roles_of_somebody_known_stay(app, session):
    run(app)
    membership = db.session.scalars(select(Membership)).one()
    membership.roles.append(MembershipRole(role=Role.TREASURER))
    db.session.commit()
    run(app)
    roles = {row.role for row in db.session.scalars(select(Membership)).one().roles}
    assert roles == {Role.ADMINISTRATOR, Role.TREASURER}


def test_an_easy_password_is_refused_and_nothing_is_set_up(app, session):
    answer = run(app, password="kissa")
    assert answer.exit_code == 1
    assert "at least 12" in answer.output
    assert find_coordinator() is None
