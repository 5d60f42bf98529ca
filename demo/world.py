"""Roof. What the parts of the demonstration share: who is who, and how long ago things happened."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from accounts.models import Membership, Organisation, Person
from accounts.passwords import DEMONSTRATION, hashed
from accounts.queries import actor_of, find_membership, list_memberships_of
from accounts.roles import Actor
from accounts.roll import list_personas
from core.clock import HELSINKI, now, today
from core.db import db
from core.words import word


@dataclass
class World:
    """The people and organisations of the demonstration by short names.

    Organisations: "toholampi", "jyvaskyla", "tiera", "havuoppi" …; people: what stands before
    the @ of their address, such as "sanna.perala".
    """

    organisations: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    today: date = field(default_factory=today)
    password_hash: str = field(default_factory=lambda: hashed(DEMONSTRATION))  # slow, hence once

    def organisation(self, key: str) -> Organisation:
        """The organisation with this short name. Raises KeyError."""
        return db.session.get_one(Organisation, self.organisations[key])

    def person(self, local_part: str) -> Person:
        """The person whose address begins so. Raises KeyError."""
        return db.session.get_one(Person, self.people[local_part])

    def actor(self, local_part: str, organisation: str = "") -> Actor:
        """The person as deeds know them, acting for their first organisation or the one named."""
        person = self.person(local_part)
        membership: Membership | None
        if organisation:
            membership = find_membership(person.id, self.organisations[organisation])
        else:
            membership = next(iter(list_memberships_of(person.id)), None)
        return actor_of(person, membership)

    def ago(self, days: int, hour: int = 9, minute: int = 0) -> datetime:
        """That many days before today, at an hour of the Finnish clock; never in the future."""
        day = self.today - timedelta(days=days)
        moment = datetime.combine(day, time(hour, minute), tzinfo=HELSINKI)
        return min(moment, now())


def personas() -> list[str]:
    """Who can be tried out, one line each: address, organisation and roles."""
    lines = []
    for membership in list_personas():
        roles = ", ".join(str(word(row.role)) for row in membership.roles)
        lines.append(f"{membership.person.email}  {membership.organisation.name_fi}: {roles}")
    return [*lines, f"password for everybody: {DEMONSTRATION}"] if lines else []


def is_empty() -> bool:
    """True while nobody is here."""
    return db.session.scalar(select(Person.id).limit(1)) is None
