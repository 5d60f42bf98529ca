"""Top floor. What every page's frame shows: menu, who acts for whom, how much waits."""

from functools import cached_property
from typing import Any

from flask import Flask, g, request, url_for

from accounts.models import Organisation
from core import clock
from core.chrome import language_links
from core.config import Settings
from core.db import db
from core.locale import named
from core.speech import _
from reports.navigation import Visitor, is_here, menu_for
from reports.queries import list_waiting


class Frame:
    """Each part is worked out when a template first asks: mails and documents ask for none."""

    def __init__(self, settings: Settings) -> None:
        self.demonstration = settings.demonstration
        self.coordinator = settings.coordinator_name

    @cached_property
    def actor(self) -> Visitor:
        return getattr(g, "actor", None)

    @cached_property
    def languages(self) -> list[tuple[str, str, str]]:
        return language_links()

    @cached_property
    def acting_for(self) -> str:
        return named(db.session.get(Organisation, self.actor.organisation_id)) if self.actor else ""

    @cached_property
    def navigation(self) -> list[dict[str, Any]]:
        items = menu_for(self.actor)
        return [
            {
                "label": _(item.label),
                "href": url_for(item.endpoint),
                "here": is_here(item, request.path, items),
            }
            for item in items
        ]

    @cached_property
    def waiting(self) -> int | None:
        """How many things wait for the visitor; None for somebody who is not signed in."""
        if self.actor is None:
            return None
        return sum(row.many for row in list_waiting(self.actor, clock.today()))


def install(app: Flask, settings: Settings) -> None:
    """Give every template `chrome`."""

    @app.context_processor
    def frame() -> dict[str, Frame]:
        return {"chrome": Frame(settings)}
