"""Top floor. The history of a service in sentences, for the public and for those concerned."""

from collections.abc import Iterable, Sequence

from accounts.models import Organisation
from accounts.queries import names_of
from catalog.sections import Section
from catalog.states import CatalogEvent
from core.audit import AuditEvent
from core.db import db
from core.locale import day, moment, named
from core.speech import _
from core.words import sentence

PUBLIC_VERBS = {
    CatalogEvent.SUBMITTED.value,
    CatalogEvent.CERTIFIED.value,
    CatalogEvent.CERTIFIED_WITH_CONDITIONS.value,
    CatalogEvent.CONFIRMED.value,
    CatalogEvent.WITHDRAWN.value,
    CatalogEvent.SUSPENDED.value,
    CatalogEvent.REINSTATED.value,
    CatalogEvent.REVOKED.value,
}
QUIET_VERBS = {CatalogEvent.EDITED.value, CatalogEvent.ASSESSED.value}


def changed_since_asked(events: Sequence[AuditEvent]) -> list[Section]:
    """The pages of the description that the vendor changed after the certifier's last question."""
    asked = [n for n, e in enumerate(events) if e.verb == CatalogEvent.INFO_REQUESTED.value]
    later = events[asked[-1] :] if asked else []
    found = {e.facts["section"] for e in later if e.verb == CatalogEvent.EDITED.value}
    return [section for section in Section if section.value in found]


def history(events: Iterable[AuditEvent], *, public: bool) -> list[tuple[str, str, str, bool]]:
    """A timeline, newest first. The public reads of organisations, those concerned of people."""
    chosen = [
        event
        for event in events
        if (event.verb in PUBLIC_VERBS if public else event.verb not in QUIET_VERBS)
    ]
    organisations = {
        row.id: named(row)
        for row in db.session.scalars(
            db.select(Organisation)
            .where(Organisation.id.in_({event.organisation_id for event in chosen}))
            .order_by(Organisation.id)
        )
    }
    people = {} if public else names_of(event.actor_id for event in chosen)
    when = day if public else moment
    lines = []
    for event in reversed(chosen):
        whom = organisations.get(event.organisation_id or 0, "")
        person = people.get(event.actor_id or 0, "")
        actor = f"{person} ({whom})" if person and whom else person or whom or _("The system")
        text = sentence(event.verb, actor=actor, revision=event.facts.get("revision", ""))
        lines.append((when(event.at), text, "", False))
    return lines
