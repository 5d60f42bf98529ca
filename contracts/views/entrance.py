"""Top floor. What every page of this column begins with: who looks, and what has happened."""

from flask import g

from accounts.roles import Actor
from accounts.timeline import Line, lines
from contracts.policy.costs import may_keep_contracts, may_read_costs
from core import audit
from core.db import Base
from core.errors import NotFound
from core.locale import euros, number, percent


def reader() -> Actor:
    """The one who looks, when shared costs are theirs to see; the 404 page for others."""
    found: Actor = g.actor
    if not may_read_costs(found):
        raise NotFound()
    return found


def keeper() -> Actor:
    """The contract manager; the 404 page for others."""
    found: Actor = g.actor
    if not may_keep_contracts(found):
        raise NotFound()
    return found


def history_of(*subjects: Base) -> list[Line]:
    """What happened, newest first, as the timeline macro takes it."""
    return lines(audit.history(*subjects), _details)


def _details(event: audit.AuditEvent) -> str:
    """The figures of an event: which pool, how much, which warning level."""
    facts = event.facts
    told = [str(facts["pool"])] if "pool" in facts else []
    for name in ("cents", "maximum_cents"):
        if name in facts:
            told.append(euros(facts[name]))
    if "percent" in facts:
        told.append(percent(facts["percent"], 0))
    if "value" in facts:
        told.append(number(facts["value"]))
    return ", ".join(told)
