"""Everybody who may come to the door, with the objects that the addresses of all columns need."""

import importlib
from types import SimpleNamespace

from accounts.roles import OrganisationKind, Role
from tests.doors.routes import TIERA_ROLES, TOWN_ROLES, VENDOR_ROLES, Route
from tests.factories.accounts import a_municipality, a_person, a_vendor, an_organisation, tiera
from tests.house.plan import COLUMNS

PARTS = {name: importlib.import_module(f"tests.{name}.routes") for name in COLUMNS}
ROUTES: dict[str, Route] = {key: r for part in PARTS.values() for key, r in part.ROUTES.items()}


def make_world() -> SimpleNamespace:
    """One visitor of every role, two of them from elsewhere, and one of each thing."""
    all_town = [Role(role) for role in TOWN_ROLES]
    all_vendor = [Role(role) for role in VENDOR_ROLES]
    world = SimpleNamespace(person={})
    world.town, world.foreign_town = a_municipality(), a_municipality()
    world.vendor, world.foreign_vendor = a_vendor(), a_vendor()
    world.research = an_organisation(kind=OrganisationKind.RESEARCH)
    for role in TOWN_ROLES:
        world.person[f"town.{role}"] = a_person(Role(role), organisation=world.town)
    for role in VENDOR_ROLES:
        world.person[f"vendor.{role}"] = a_person(Role(role), organisation=world.vendor)
    for role in TIERA_ROLES:
        world.person[f"tiera.{role}"] = tiera(Role(role))
    world.person["foreign_town.all"] = a_person(*all_town, organisation=world.foreign_town)
    world.person["foreign_vendor.all"] = a_person(*all_vendor, organisation=world.foreign_vendor)
    world.person["research.viewer"] = a_person(Role.VIEWER, organisation=world.research)
    for part in PARTS.values():
        if hasattr(part, "build"):
            part.build(world)
    return world


def args_of(route: Route, world: SimpleNamespace) -> dict[str, object]:
    """The values in a route's address."""
    return {key: value(world) if callable(value) else value for key, value in route.args.items()}
