"""Several people at the same moment against a real database: what each of them is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask

from accounts import passwords
from accounts.models import Invitation, Membership, Organisation, Person, SignInAttempt
from accounts.queries import count_other_admins, find_membership
from accounts.roles import ADMIN_OF, OrganisationKind, Role
from accounts.states import AttemptKind, MembershipState
from accounts.workflow import claims, doorstep, invitations, people
from accounts.workflow.claims import ClaimFacts
from accounts.workflow.doorstep import Keys
from core.clock import now
from core.db import db, transaction
from tests.factories.accounts import a_municipality, a_person, actor_of, tiera


def together(app: Flask, deeds: list[Callable[[], Any]]) -> list[str]:
    """Do the deeds at the same moment, each in a transaction of its own."""
    ready = Barrier(len(deeds))

    def do(deed: Callable[[], Any]) -> str:
        with app.app_context():
            ready.wait()
            try:
                with transaction():
                    deed()
            except Exception as error:
                return type(error).__name__
            finally:
                db.session.remove()
            return "done"

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def two_admins_remove_each_other(app: Flask) -> tuple[list[str], int]:
    """What each is told, and how many admins are left."""
    with app.app_context():
        town = a_municipality()
        one = a_person(Role.ADMIN, organisation=town)
        other = a_person(Role.ADMIN, organisation=town)
        actors = [actor_of(one), actor_of(other)]
        rows = [find_membership(person.id, town.id).id for person in (other, one)]
        town_id = town.id
        db.session.remove()
    told = together(
        app,
        [
            lambda: people.remove(rows[0], actors[0], now()),
            lambda: people.remove(rows[1], actors[1], now()),
        ],
    )
    with app.app_context():
        left = count_other_admins(db.session.get(Organisation, town_id), 0)
        db.session.remove()
    return told, left


def everybody_leaves(app: Flask, how_many: int) -> tuple[list[str], int]:
    """All admins leave at once; what each is told, and how many are left."""
    with app.app_context():
        town = a_municipality()
        admins = [a_person(Role.ADMIN, organisation=town) for _ in range(how_many)]
        work = [(find_membership(a.id, town.id).id, actor_of(a)) for a in admins]
        town_id = town.id
        db.session.remove()
    told = together(app, [lambda w=w: people.leave(w[0], w[1], now()) for w in work])
    with app.app_context():
        assert ADMIN_OF[db.session.get(Organisation, town_id).kind] is Role.ADMIN
        active = db.select(Membership).where(
            Membership.organisation_id == town_id, Membership.state == MembershipState.ACTIVE
        )
        left = len(list(db.session.scalars(active)))
        db.session.remove()
    return told, left


def one_link_twice(app: Flask) -> tuple[list[str], int]:
    """One invitation taken by two at once; what each is told, and how many accounts there are."""
    with app.app_context():
        town = a_municipality()
        admin = actor_of(a_person(Role.ADMIN, organisation=town))
        with transaction():
            row = invitations.invite(
                town.id, "uusi@kunta.example", [Role.VIEWER], "fi", admin, now()
            )
        key = row.id
        db.session.remove()

    def take(name: str) -> None:
        assert db.session.get(Invitation, key) is not None
        db.session.rollback()
        invitations.accept_as_new(key, name, "fi", None, now())

    told = together(app, [lambda: take("Yksi"), lambda: take("Kaksi")])
    with app.app_context():
        query = db.select(Person).where(Person.email == "uusi@kunta.example")
        made = len(list(db.session.scalars(query)))
        db.session.remove()
    return told, made


def guesses_at_once(app: Flask, how_many: int) -> tuple[list[str], int]:
    """Many guesses at one account in the same moment; how many of them were let through to try."""
    with app.app_context():
        person = a_person(Role.VIEWER, password_hash=passwords.DUMMY)
        email = person.email
        db.session.remove()
    told = together(
        app,
        [
            lambda: doorstep.knock(AttemptKind.PASSWORD, Keys("account", "address"), email, now())
            for _ in range(how_many)
        ],
    )
    with app.app_context():
        tried = len(list(db.session.scalars(db.select(SignInAttempt))))
        db.session.remove()
    return told, tried


def rivals_confirmed_at_once(app: Flask) -> tuple[list[str], int]:
    """Two claims of one organisation confirmed at once; what each is told, how many come in."""
    with app.app_context():
        actors = [actor_of(tiera(Role.COORDINATOR)) for _ in range(2)]
        with transaction():
            rows = [
                claims.send(
                    ClaimFacts(
                        kind=OrganisationKind.VENDOR,
                        business_id="9871001-8",
                        name_fi="Havuoppi Oy",
                        claimer_name=f"Ihminen {n}",
                        claimer_email=f"ihminen{n}@havuoppi.example",
                        claimer_position="johtaja",
                        claimer_language="fi",
                    ),
                    now(),
                )
                for n in range(2)
            ]
        keys = [row.id for row in rows]
        db.session.remove()
    told = together(
        app,
        [lambda n=n: claims.confirm(keys[n], actors[n], now()) for n in range(2)],
    )
    with app.app_context():
        query = db.select(Organisation).where(Organisation.business_id == "9871001-8")
        inside = len(list(db.session.scalars(query)))
        db.session.remove()
    return told, inside


def one_address_invited_twice(app: Flask) -> tuple[list[str], int]:
    """Two invitations to one address taken at once; what each is told, how many accounts come."""
    with app.app_context():
        keys = []
        for _ in range(2):
            town = a_municipality()
            admin = actor_of(a_person(Role.ADMIN, organisation=town))
            with transaction():
                row = invitations.invite(
                    town.id, "uusi@kunta.example", [Role.VIEWER], "fi", admin, now()
                )
            keys.append(row.id)
        db.session.remove()
    told = together(
        app,
        [lambda k=k: invitations.accept_as_new(k, "Uusi Tulija", "fi", None, now()) for k in keys],
    )
    with app.app_context():
        query = db.select(Person).where(Person.email == "uusi@kunta.example")
        made = len(list(db.session.scalars(query)))
        db.session.remove()
    return told, made
