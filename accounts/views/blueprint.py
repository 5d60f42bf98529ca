"""Top floor. The accounts column's place in the application; its pages stand beside."""

from datetime import datetime
from typing import TypeVar

from flask import Blueprint
from markupsafe import Markup

from accounts.queries import NO_ORGANISATION
from accounts.regions import REGIONS
from accounts.roles import Actor, Role
from accounts.states import AttemptKind
from accounts.words import ROLE_HINTS
from core.db import Base, get
from core.errors import NotFound
from core.language import N_, NATIVE_NAMES, pick
from core.locale import language, moment
from core.speech import _
from core.words import sentence, word

blueprint = Blueprint("accounts", __name__)

Row = TypeVar("Row", bound=Base)


def own_organisation_id(actor: Actor) -> int:
    """Whom the actor acts for; the 404 page for somebody without an organisation."""
    if actor.organisation_id == NO_ORGANISATION:
        raise NotFound(N_("You do not belong to any organisation yet."))
    return actor.organisation_id


def must(allowed: bool) -> None:
    """A stranger to a thing is told that there is no such page."""
    if not allowed:
        raise NotFound()


def fetch(model: type[Row], key: int) -> Row:
    """The row, or the 404 page; numbers no database can hold are no page either."""
    if not 0 < key < 2**31:
        raise NotFound()
    return get(model, key)


@blueprint.app_template_filter()
def region(code: str) -> str:
    """The name of a region in the language of the request."""
    return pick(REGIONS.get(code, {}), language())


@blueprint.app_template_filter()
def role_word(role: str) -> str:
    """The word for a role that was stored as text."""
    return word(Role(role))


@blueprint.app_template_filter()
def attempt_word(kind: str) -> str:
    return word(AttemptKind(kind))


@blueprint.app_template_filter()
def iso_moment(text: str | None) -> str:
    """A moment written as ISO 8601, as people read it."""
    return moment(datetime.fromisoformat(text)) if text else ""


@blueprint.app_template_filter()
def deed_sentence(verb: str, actor: str) -> str:
    """What somebody did; sentences that want more than a name are told by their verb alone."""
    try:
        return sentence(verb, actor=actor)
    except KeyError:
        return verb


@blueprint.app_template_filter()
def breakable(email: str) -> Markup:
    """An address that breaks after its @ sign when a line is too short."""
    return Markup("@<wbr>").join(email.split("@"))


BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@blueprint.app_template_filter()
def browser_name(agent: str) -> str:
    """Which browser on which system, from what the browser calls itself."""
    browser = next((name for sign, name in BROWSERS if sign in agent), "")
    system = next((name for sign, name in SYSTEMS if sign in agent), "")
    return ", ".join(part for part in (browser, system) if part) or _("Unknown browser")


@blueprint.app_context_processor
def names_for_templates() -> dict[str, object]:
    return {"language_names": NATIVE_NAMES, "role_hints": ROLE_HINTS}
