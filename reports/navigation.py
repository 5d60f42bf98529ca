"""Ground floor. The main menu: which rooms of the house each visitor finds in it."""

from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase

from accounts.roles import JOINER_KINDS, Actor, OrganisationKind, Role
from core.language import N_

Visitor = Actor | None


@dataclass(frozen=True)
class Item:
    """A word of the menu, where it leads, and which pages count as being there."""

    label: str  # marked with N_
    endpoint: str
    pages: tuple[str, ...]  # addresses, each with all that begins with it; * is any word
    shown_to: Callable[[Visitor], bool]


def anybody(_: Visitor) -> bool:
    return True


def joiner(visitor: Visitor) -> bool:
    return visitor is not None and visitor.kind in JOINER_KINDS


def vendor(visitor: Visitor) -> bool:
    return visitor is not None and visitor.kind is OrganisationKind.VENDOR


def tiera(*roles: Role) -> Callable[[Visitor], bool]:
    return lambda visitor: visitor is not None and visitor.of_tiera(*roles)


R = Role

MENU = (
    Item(N_("Services"), "catalog.index", ("/services",), anybody),
    Item(N_("Members"), "reports.members", ("/members",), anybody),
    Item(
        N_("Our services"),
        "catalog.mine",
        (
            "/services/mine",
            "/services/new",
            "/services/*/edit",
            "/services/*/answer",
            "/services/*/conditions",
            "/services/*/preview",
            "/services/*/withdraw",
        ),
        vendor,
    ),
    Item(N_("Readiness"), "onboarding.readiness", ("/readiness", "/applications"), joiner),
    Item(
        N_("Certification"),
        "catalog.certification",
        ("/certification",),
        tiera(R.CERTIFIER, R.AUDITOR, R.ADMINISTRATOR),
    ),
    Item(N_("Applications"), "onboarding.applications", ("/applications",), tiera()),
    Item(
        N_("Agreements"),
        "onboarding.agreements",
        ("/agreements",),
        lambda visitor: joiner(visitor) or tiera()(visitor),
    ),
    Item(
        N_("Costs"),
        "contracts.statements",
        ("/statements", "/drivers", "/pools", "/keys", "/frameworks"),
        joiner,
    ),
    Item(
        N_("Costs"),
        "contracts.run_list",
        ("/runs", "/pools", "/frameworks", "/keys", "/drivers", "/statements"),
        tiera(),
    ),
    Item(
        N_("Scenarios"),
        "contracts.scenario",
        ("/scenarios",),
        lambda visitor: joiner(visitor) or tiera()(visitor),
    ),
    Item(
        N_("Invoices"),
        "billing.invoices",
        ("/invoices", "/payments"),
        lambda visitor: joiner(visitor) or tiera()(visitor),
    ),
    Item(
        N_("Organisations"),
        "accounts.list_organisations",
        ("/organisations", "/claims", "/removals"),
        tiera(R.COORDINATOR, R.ADMINISTRATOR),
    ),
    Item(
        N_("Jobs"),
        "core.jobs",
        ("/jobs", "/feedback/inbox", "/feedback/[0-9]*"),
        tiera(R.ADMINISTRATOR),
    ),
)


def menu_for(visitor: Visitor) -> list[Item]:
    """The items this visitor sees, in order."""
    return [item for item in MENU if item.shown_to(visitor)]


def is_here(item: Item, path: str, items: list[Item]) -> bool:
    """Whether a page belongs under an item: the item with the longest fitting address wins."""

    def fit(one: Item) -> int:
        found = [
            p for p in one.pages if any(fnmatchcase(path, p + end) for end in ("", "/*", ".*"))
        ]
        return max(map(len, found), default=0)

    best = max((fit(one) for one in items), default=0)
    return best > 0 and fit(item) == best
