"""People of an organisation: roles, invitations, letting out, and the last admin."""

import re
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from accounts import passwords
from accounts.models import Invitation, Membership, Person
from accounts.queries import find_membership, find_person
from accounts.roles import Role
from accounts.states import MembershipState, PersonState
from accounts.tokens import fingerprint
from core import audit
from core.clock import now
from core.db import db
from core.outbox import OutboxMessage
from tests.factories.accounts import (
    PASSWORD,
    PASSWORD_HASH,
    a_loner,
    a_municipality,
    a_person,
    a_vendor,
    join,
    organisation_of,
    saved,
    tiera,
)

NEW = "neljä harmaata kurkea"


@pytest.fixture
def town(session):
    return a_municipality(name_fi="Toholampi")


@pytest.fixture
def admin(town):
    return a_person(Role.ADMIN, organisation=town, name="Juha Nieminen")


def invite(client, town, email="uusi@kunta.example", roles=("preparer",), **more):
    data = {"email": email, "roles": list(roles), "language": "fi"} | more
    return client.submit(f"/organisations/{town.id}/invite", data)


def link_to(email: str) -> str:
    query = select(OutboxMessage).where(OutboxMessage.recipient == email)
    message = db.session.scalars(query.order_by(OutboxMessage.id.desc())).first()
    return re.search(r"http://localhost(/invitations/\S+)", message.text).group(1)


def membership(person, organisation) -> Membership:
    return find_membership(person.id, organisation.id)


def roles_of(person, organisation) -> set[Role]:
    return {row.role for row in membership(person, organisation).roles}


def test_a_colleague_is_invited_and_makes_an_account(browser, town, admin):
    answer = invite(browser(admin), town, roles=["preparer", "finance"])
    assert answer.location == "/people"
    assert "uusi@kunta.example" in browser(admin).get("/people").text
    link, client = link_to("uusi@kunta.example"), browser()
    page = client.get(link)
    assert "Toholampi" in page.text
    assert "Finance, Preparer" in page.text
    done = client.submit(link, name="Uusi Tulija", language="fi", password=NEW)
    assert done.location == "/account"
    assert "Uusi Tulija" in client.get("/account").text  # signed in at once
    person = find_person("uusi@kunta.example")
    assert roles_of(person, town) == {Role.PREPARER, Role.FINANCE}
    assert passwords.is_right(person.password_hash, NEW)
    verbs = [event.verb for event in audit.history(town)]
    assert verbs == ["invitation.sent", "invitation.accepted"]


def test_the_link_is_kept_only_as_a_fingerprint(browser, town, admin):
    invite(browser(admin), town)
    [row] = db.session.scalars(select(Invitation))
    assert row.token_hash == fingerprint(link_to(row.email).rsplit("/", 1)[1])


def test_a_used_link_is_gone(browser, town, admin):
    invite(browser(admin), town)
    link = link_to("uusi@kunta.example")
    browser().submit(link, name="Uusi Tulija", language="fi", password=NEW)
    assert browser().get(link).status_code == 410
    again = browser().submit(link, name="Toinen Tulija", language="fi", password=NEW)
    assert again.status_code == 410


def test_an_expired_link_is_gone(browser, town, admin):
    with time_machine.travel(now(), tick=False) as clock:
        invite(browser(admin), town)
        link = link_to("uusi@kunta.example")
        clock.shift(timedelta(days=6, hours=23))
        assert browser().get(link).status_code == 200
        clock.shift(timedelta(hours=1))
        answer = browser().get(link)
        assert answer.status_code == 410
        assert "expired" in answer.text


def test_a_revoked_link_is_gone(browser, town, admin):
    invite(browser(admin), town)
    [row] = db.session.scalars(select(Invitation))
    assert browser(admin).submit(f"/invitations/{row.id}/revoke").location == "/people"
    assert "taken back" in browser().get(link_to("uusi@kunta.example")).text
    assert browser(admin).submit(f"/invitations/{row.id}/revoke").status_code == 410


def test_inviting_again_replaces_the_older_link(browser, town, admin):
    invite(browser(admin), town)
    old = link_to("uusi@kunta.example")
    invite(browser(admin), town, roles=["viewer"])
    new = link_to("uusi@kunta.example")
    assert old != new
    assert browser().get(old).status_code == 410
    assert browser().get(new).status_code == 200


@pytest.mark.parametrize("token", ["x", "x" * 5000, "1"])
def test_a_forged_link_leads_nowhere(browser, town, token):
    assert browser().get(f"/invitations/{token}").status_code == 404


def test_an_easy_password_keeps_the_name_and_the_link(browser, town, admin):
    invite(browser(admin), town)
    link = link_to("uusi@kunta.example")
    answer = browser().submit(link, name="Uusi Tulija", language="sv", password="lyhyt")
    assert answer.status_code == 422
    assert "Uusi Tulija" in answer.text
    assert (
        browser().submit(link, name="Uusi Tulija", language="sv", password=NEW).status_code == 302
    )


def test_somebody_with_an_account_signs_in_and_joins(browser, town, admin):
    person = a_person(Role.EDITOR, organisation=a_vendor(), password_hash=PASSWORD_HASH)
    invite(browser(admin), town, email=person.email, roles=["viewer"])
    link, client = link_to(person.email), browser()
    assert "already have an account" in client.get(link).text
    refused = client.submit(link, name="Varas", language="fi", password=NEW)
    assert refused.status_code == 422  # the link alone does not set another password
    back = client.submit("/sign-in", email=person.email, password=PASSWORD, next=link)
    assert back.location == link
    assert client.submit(f"{link}/join").location == "/account"
    assert "You act for Toholampi" in client.get("/account").text
    assert roles_of(person, town) == {Role.VIEWER}


def test_nobody_takes_an_invitation_sent_to_somebody_else(browser, town, admin):
    invite(browser(admin), town)
    client = browser(a_person(Role.VIEWER))
    link = link_to("uusi@kunta.example")
    assert "sent to another address" in client.get(link).text
    assert client.submit(f"{link}/join").status_code == 403
    assert client.get(link).status_code == 200  # still open for whom it is meant


@pytest.mark.parametrize(
    "change",
    [
        {"email": ""},
        {"email": "not an address"},
        {"email": "a@b.fi,c@d.fi"},
        {"roles": []},
        {"roles": ["administrator"]},
        {"roles": ["king"]},
        {"language": "se"},
        {"email": "x" * 300 + "@b.fi"},
    ],
)
def test_a_bad_invitation_is_refused_and_kept(browser, town, admin, change):
    data = {"email": "uusi@kunta.example", "roles": ["preparer"], "language": "fi"} | change
    answer = browser(admin).submit(f"/organisations/{town.id}/invite", data)
    assert answer.status_code == 422
    assert 'href="#' in answer.text
    assert not list(db.session.scalars(select(Invitation)))


def test_somebody_who_belongs_already_is_not_invited(browser, town, admin):
    member = a_person(Role.VIEWER, organisation=town)
    answer = invite(browser(admin), town, email=member.email.upper())
    assert answer.status_code == 422
    assert "already belongs" in answer.text


def test_only_admins_manage_and_strangers_learn_nothing(browser, town, admin):
    colleague = a_person(Role.PREPARER, organisation=town)
    foreign = a_person(Role.ADMIN)
    row = membership(colleague, town)
    for client, expected in ((browser(colleague), 403), (browser(foreign), 404)):
        assert client.get(f"/organisations/{town.id}/invite").status_code == expected
        assert invite(client, town).status_code == expected
        assert client.get(f"/people/{row.id}").status_code == expected
        assert client.submit(f"/people/{row.id}", roles="viewer").status_code == expected
        for deed in ("deactivate", "reactivate", "remove"):
            assert client.submit(f"/people/{row.id}/{deed}").status_code == expected
    assert browser(foreign).get(f"/organisations/{town.id}").status_code == 404
    assert browser(colleague).get("/people").status_code == 200
    assert roles_of(colleague, town) == {Role.PREPARER}


def test_changed_roles_count_from_the_next_page(browser, town, admin):
    colleague = a_person(Role.VIEWER, organisation=town)
    row, client = membership(colleague, town), browser(colleague)
    assert client.get(f"/organisations/{town.id}/invite").status_code == 403
    data = {"roles": ["admin", "viewer"], "version": row.version}
    assert browser(admin).submit(f"/people/{row.id}", data).location == "/people"
    assert client.get(f"/organisations/{town.id}/invite").status_code == 200
    [event] = audit.history(town)
    assert event.verb == "roles.changed"
    assert event.facts["before"] == ["viewer"]
    assert event.facts["after"] == ["admin", "viewer"]


def test_two_admins_who_change_the_same_person_do_not_overwrite_each_other(browser, town, admin):
    row = membership(a_person(Role.VIEWER, organisation=town), town)
    seen = row.version
    client = browser(admin)
    assert client.submit(f"/people/{row.id}", roles="finance", version=seen).status_code == 302
    answer = client.submit(f"/people/{row.id}", roles="preparer", version=seen)
    assert answer.status_code == 409
    assert "Somebody else changed this" in answer.text
    assert re.search(r'value="preparer" checked', answer.text)  # what was chosen is kept


@pytest.mark.parametrize("deed", ["deactivate", "remove"])
def test_the_last_admin_is_not_let_out(browser, town, admin, deed):
    row = membership(admin, town)
    answer = browser(admin).submit(f"/people/{row.id}/{deed}")
    assert answer.status_code == 409
    assert "only admin" in answer.text
    assert membership(admin, town).state is MembershipState.ACTIVE


def test_the_last_admin_does_not_lose_the_role_or_leave(browser, town, admin):
    row, client = membership(admin, town), browser(admin)
    assert client.submit(f"/people/{row.id}", roles="viewer").status_code == 409
    assert client.submit(f"/account/leave/{row.id}").status_code == 409
    a_person(Role.ADMIN, organisation=town)
    assert client.submit(f"/account/leave/{row.id}").status_code == 302


@pytest.mark.parametrize("given", [{"state": PersonState.DEACTIVATED}, {"member": "deactivated"}])
def test_an_admin_who_is_switched_off_does_not_count(browser, town, admin, given):
    other = a_person(Role.ADMIN, organisation=town)
    if "member" in given:
        membership(other, town).state = MembershipState.DEACTIVATED
    else:
        other.state = given["state"]
    saved(other)
    row = membership(admin, town)
    assert browser(admin).submit(f"/people/{row.id}/remove").status_code == 409


def test_somebody_switched_off_cannot_act_until_switched_on(browser, town, admin):
    colleague = a_person(Role.PREPARER, organisation=town)
    row, client = membership(colleague, town), browser(colleague)
    assert browser(admin).submit(f"/people/{row.id}/deactivate").location == "/people"
    assert client.get("/people").status_code == 404
    assert client.get("/account").status_code == 200
    invited = invite(browser(admin), town, email=colleague.email)
    assert "Switch it on" in invited.text
    assert browser(admin).submit(f"/people/{row.id}/reactivate").location == "/people"
    assert client.get("/people").status_code == 200
    assert roles_of(colleague, town) == {Role.PREPARER}


def test_somebody_taken_out_comes_back_only_by_an_invitation(browser, town, admin):
    colleague = a_person(Role.PREPARER, organisation=town)
    row = membership(colleague, town)
    assert browser(admin).submit(f"/people/{row.id}/remove").location == "/people"
    assert colleague.name not in browser(admin).get("/people").text
    assert browser(admin).get(f"/people/{row.id}").status_code == 404
    invite(browser(admin), town, email=colleague.email, roles=["viewer"])
    client = browser(colleague)
    assert client.submit(f"{link_to(colleague.email)}/join").status_code == 302
    assert roles_of(colleague, town) == {Role.VIEWER}


def test_nobody_acts_silently_for_another_organisation_after_being_taken_out(browser, town, admin):
    """Whoever loses one organisation must choose the next one, so that no form lands elsewhere."""
    colleague = a_person(Role.PREPARER, organisation=town)
    join(colleague, a_vendor(), Role.EDITOR)
    client = browser(colleague, organisation=town)
    browser(admin).submit(f"/people/{membership(colleague, town).id}/remove")
    assert client.get("/people").status_code == 404
    assert "Choose one below" in client.get("/account").text


def test_nobody_leaves_for_somebody_else(browser, town, admin):
    row = membership(a_person(Role.VIEWER, organisation=town), town)
    assert browser(admin).get(f"/account/leave/{row.id}").status_code == 404
    assert browser(admin).submit(f"/account/leave/{row.id}").status_code == 404


def test_the_coordinators_administrator_helps_where_no_admin_is_left(browser, town):
    assert invite(browser(tiera(Role.ADMINISTRATOR)), town, roles=["admin"]).status_code == 302
    assert browser().get(link_to("uusi@kunta.example")).status_code == 200
    assert invite(browser(tiera(Role.COORDINATOR)), town).status_code == 404


def test_names_with_scripts_are_shown_as_text(browser, town, admin):
    a_person(Role.VIEWER, organisation=town, name="<script>alert(1)</script>")
    assert "<script>alert" not in browser(admin).get("/people").text


def test_ones_own_name_and_language_are_changed(browser, town, admin):
    client = browser(admin)
    data = {"name": " Juha  Uusi\x00 ", "language": "sv", "version": admin.version}
    assert client.submit("/account/edit", data).location == "/account"
    person = db.session.get(Person, admin.id)
    assert person.language == "sv"
    assert "\x00" not in person.name
    assert person.name.startswith("Juha")
    assert client.submit("/account/edit", data | {"name": "Vanha"}).status_code == 409
    assert client.submit("/account/edit", data | {"name": "", "version": ""}).status_code == 422


def test_a_loner_belongs_nowhere(session):
    person = a_loner()
    assert (
        db.session.scalars(select(Membership).where(Membership.person_id == person.id)).all() == []
    )


def test_the_list_of_people_takes_as_many_queries_for_fifty_as_for_two(browser, town, admin):
    from sqlalchemy import event

    def count() -> int:
        seen = []
        event.listen(db.engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
        browser_ = browser(admin)
        seen.clear()
        browser_.get("/people")
        return len([s for s in seen if s.startswith("SELECT")])

    a_person(Role.VIEWER, organisation=town)
    few = count()
    for _ in range(48):
        a_person(Role.VIEWER, Role.FINANCE, organisation=town)
    assert organisation_of(admin).id == town.id
    assert count() == few


def test_a_whole_account_is_switched_off_and_on_by_the_coordinators_administrator(browser, town):
    person = a_person(Role.PREPARER, organisation=town, password_hash=PASSWORD_HASH)
    path, client = f"/people/{membership(person, town).id}", browser(person)
    desk = browser(tiera(Role.ADMINISTRATOR))
    assert desk.submit(f"{path}/close_account").status_code == 302
    assert client.get("/account").status_code == 302
    assert browser().submit("/sign-in", email=person.email, password=PASSWORD).status_code == 403
    assert "whole account is switched off" in desk.get(path).text
    assert desk.submit(f"{path}/open_account").status_code == 302
    assert browser().submit("/sign-in", email=person.email, password=PASSWORD).status_code == 302


def test_no_admin_switches_whole_accounts_and_nobody_their_own(browser, town, admin):
    colleague = a_person(Role.PREPARER, organisation=town)
    path = f"/people/{membership(colleague, town).id}/close_account"
    assert browser(admin).submit(path).status_code == 403
    one = tiera(Role.ADMINISTRATOR)
    own = membership(one, organisation_of(one))
    assert browser(one).submit(f"/people/{own.id}/close_account").status_code == 409
    last = membership(admin, town)
    assert browser(one).submit(f"/people/{last.id}/close_account").status_code == 409


def test_signing_in_over_a_session_ends_the_older_one(browser, town):
    first = a_person(Role.PREPARER, organisation=town, password_hash=PASSWORD_HASH)
    second = a_person(Role.VIEWER, organisation=town, password_hash=PASSWORD_HASH)
    client = browser(first)
    with client.session_transaction() as cookie:
        old = cookie["sign_in"], cookie["seen"]
    assert client.submit("/sign-in", email=second.email, password=PASSWORD).status_code == 302
    assert second.email.split("@")[0] in client.get("/account").text
    with client.session_transaction() as cookie:
        cookie["sign_in"], cookie["seen"] = old
    assert client.get("/account").status_code == 302
