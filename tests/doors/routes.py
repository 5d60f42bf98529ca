"""The form of the role × route matrix. Each column fills in its part in tests/<column>/routes.py:

    def build(world): world.thing = a_thing(owner=world.town)      # objects the addresses need
    ROUTES = {"catalog.show": Route({"slug": lambda world: world.service.slug}, may=EVERYONE),
              "catalog.save": Route(…, may={"vendor.editor", "vendor.admin"}, otherwise=404)}

`may` names the visitors who get in: a GET answers 200 (or leads on), a POST is at least heard
(done, 409 or 422). Everybody else signed in gets `otherwise`: 404 where the thing belongs to
somebody, 403 where the visitor may see it but not do this; a dict gives some visitors another
answer. A stranger is led to the sign-in page unless "stranger" is in `may`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from accounts.roles import ROLES_OF, OrganisationKind

TOWN_ROLES = tuple(role.value for role in ROLES_OF[OrganisationKind.MUNICIPALITY])
VENDOR_ROLES = tuple(role.value for role in ROLES_OF[OrganisationKind.VENDOR])
TIERA_ROLES = tuple(role.value for role in ROLES_OF[OrganisationKind.COORDINATOR])

STRANGER = {"stranger"}
TOWN = {f"town.{role}" for role in TOWN_ROLES}  # the municipality the objects belong to
VENDOR = {f"vendor.{role}" for role in VENDOR_ROLES}  # the vendor the objects belong to
TIERA = {f"tiera.{role}" for role in TIERA_ROLES}
FOREIGN_TOWN = {"foreign_town.all"}  # one person with every role in another municipality
FOREIGN_VENDOR = {"foreign_vendor.all"}
RESEARCH = {"research.viewer"}
SIGNED_IN = TOWN | VENDOR | TIERA | FOREIGN_TOWN | FOREIGN_VENDOR | RESEARCH
EVERYONE = SIGNED_IN | STRANGER

World = SimpleNamespace
"""`world.town`, `world.vendor`, `world.tiera`, `world.foreign_town`, … are organisations;
`world.person["town.preparer"]` is a visitor; columns add their objects."""


@dataclass(frozen=True)
class Route:
    """Who gets in at one endpoint, and with which address."""

    args: Mapping[str, Any] = field(default_factory=dict)  # values, or functions of the world
    may: set[str] = field(default_factory=set)
    otherwise: int | Mapping[str, int] = 404
    query: Mapping[str, Any] = field(default_factory=dict)
    data: Mapping[str, Any] | Callable[[World], Mapping[str, Any]] = field(default_factory=dict)
    stranger: int = 302  # what a stranger gets when not in `may`

    def expected(self, visitor: str) -> int:
        if visitor == "stranger":
            return self.stranger
        if isinstance(self.otherwise, int):
            return self.otherwise
        return self.otherwise.get(visitor, 404)
