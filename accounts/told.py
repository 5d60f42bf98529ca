"""Top floor. The history of organisations and claims as lines of a timeline, newest first."""

from collections.abc import Sequence

from flask_babel import gettext as _

from accounts.queries import names_of
from accounts.roles import Role
from core.audit import AuditEvent
from core.locale import moment
from core.words import sentence, word

Line = tuple[str, str, str, bool]


def told(events: Sequence[AuditEvent]) -> list[Line]:
    """(when, sentence, details, still to come): what the timeline macro draws."""
    people = [event.facts.get("person") for event in events]
    names = names_of([*(event.actor_id for event in events), *people])
    return [_line(event, names) for event in reversed(events)]


def _line(event: AuditEvent, names: dict[int, str]) -> Line:
    actor = names.get(event.actor_id or 0) or _("The system")
    return moment(event.at), sentence(event.verb, actor=actor), _more(event, names), False


def _more(event: AuditEvent, names: dict[int, str]) -> str:
    person = event.facts.get("person")
    whom = "" if person == event.actor_id else names.get(person or 0, "")
    roles = event.facts.get("after") or event.facts.get("roles") or []
    words = ", ".join(str(word(Role(role))) for role in roles if role in set(Role))
    return ": ".join(part for part in (whom, words) if part)
