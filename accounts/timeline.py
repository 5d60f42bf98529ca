"""Top floor. What has happened to a record, as lines of a timeline: told alike in every column."""

from collections.abc import Callable, Mapping, Sequence

from accounts.queries import names_of
from accounts.roles import Role
from core.audit import AuditEvent
from core.locale import moment
from core.speech import _
from core.words import sentence, word

Line = tuple[str, str, str, bool]
"""(when, sentence, details, still to come): what the timeline macro draws."""


def lines(
    events: Sequence[AuditEvent],
    more: Callable[[AuditEvent], str] = lambda _event: "",
    values: Callable[[AuditEvent], Mapping[str, str]] = lambda _event: {},
    nobody: str = "",
) -> list[Line]:
    """The events, newest first.

    `more` gives an event's details, `values` what its sentence wants besides the name of whoever
    did it; `nobody` is who did what no person did: a machine, a date or the law.
    """
    names = names_of(event.actor_id for event in events)
    other = nobody or _("The system")
    return [
        (
            moment(event.at),
            sentence(event.verb, actor=names.get(event.actor_id or 0) or other, **values(event)),
            more(event),
            False,
        )
        for event in reversed(events)
    ]


def lines_with_people(events: Sequence[AuditEvent]) -> list[Line]:
    """The events of an organisation or a claim, with the person concerned and the roles given."""
    names = names_of(event.facts.get("person") for event in events)

    def more(event: AuditEvent) -> str:
        person = event.facts.get("person")
        whom = "" if person == event.actor_id else names.get(person or 0, "")
        roles = event.facts.get("after") or event.facts.get("roles") or []
        words = ", ".join(str(word(Role(role))) for role in roles if role in set(Role))
        return ": ".join(part for part in (whom, words) if part)

    return lines(events, more)
