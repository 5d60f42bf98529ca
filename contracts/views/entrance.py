"""Top floor. What every page of this column begins with: who looks, and what has happened."""

from typing import Any

from flask import g

from accounts.queries import names_of
from accounts.roles import Actor
from contracts.policy.costs import may_keep_contracts, may_read_costs
from contracts.words.speech import _
from core import audit
from core.db import Base
from core.errors import NotFound
from core.language import N_
from core.locale import euros, moment, number, percent
from core.words import sentence


def actor() -> Actor:
    """The one who is signed in."""
    found: Actor = g.actor
    return found


def no_such_page() -> NotFound:
    """What a stranger is told."""
    return NotFound(N_("There is no such page."))


def reader() -> Actor:
    """The one who looks, when shared costs are theirs to see; the 404 page for others."""
    if not may_read_costs(actor()):
        raise no_such_page()
    return actor()


def keeper() -> Actor:
    """The contract manager; the 404 page for others."""
    if not may_keep_contracts(actor()):
        raise no_such_page()
    return actor()


def history_of(*subjects: Base) -> list[tuple[str, str, str, bool]]:
    """What happened, newest first, as the timeline macro takes it."""
    events = audit.history(*subjects)
    names = names_of(event.actor_id for event in events)
    return [
        (
            moment(event.at),
            sentence(event.verb, actor=_who(names, event)),
            _details(event.facts),
            False,
        )
        for event in reversed(events)
    ]


def _who(names: dict[int, str], event: audit.AuditEvent) -> str:
    return names.get(event.actor_id or 0) or _("The system")


def _details(facts: dict[str, Any]) -> str:
    """The figures of an event: which pool, how much, which warning level."""
    told = [str(facts["pool"])] if "pool" in facts else []
    for name in ("cents", "maximum_cents"):
        if name in facts:
            told.append(euros(facts[name]))
    if "percent" in facts:
        told.append(percent(facts["percent"], 0))
    if "value" in facts:
        told.append(number(facts["value"]))
    return ", ".join(told)
