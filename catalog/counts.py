"""Second floor. How many services a search finds and each facet would leave; worked out once.

Counting reads a row per service and value, so an answer is kept for as long as the catalogue stays
as it is. What tells that is read from the database each time: no process shows an old count.

Words are looked for in every listing, once a search: when they leave few services, everything else
starts from those. Measured in docs/decisions/0010-words-without-an-index.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, Connection, Engine, Select, func, select

from accounts.models import Organisation
from accounts.roles import OrganisationKind
from catalog.facts import FacetKind
from catalog.models import Certificate, Facet, Listing
from catalog.names import words_of
from core.db import db

Chosen = Mapping[FacetKind, tuple[str, ...]]
Counts = Mapping[FacetKind, Mapping[str, int]]
Stamp = tuple[int, datetime | None, int]
KEPT = 512
"""How many searches are remembered; one takes a few kilobytes, at most some forty."""
FEW = 1_000
"""Up to so many services, a search is counted by going through them and not the catalogue."""


@dataclass(frozen=True)
class Found:
    """How many services were found in all, and how many each value of each facet would leave.

    `among` has the services that hold the words, when they are few; None when they are many.
    """

    total: int
    facets: Counts
    among: tuple[int, ...] | None


def stamp() -> Stamp:
    """What changes whenever the catalogue does, also when another process changes it.

    Nothing is listed, unlisted or listed otherwise without a new certificate or a new version of
    one, and neither is ever taken back; by its vendor's name it is found otherwise only after a new
    version of the vendor. So the sums of versions grow with each change, in whatever order
    simultaneous transactions end. The moment tells a restored database apart from the old.
    """
    changes = select(func.sum(Certificate.version)).scalar_subquery()
    latest = select(func.max(Certificate.state_since)).scalar_subquery()
    vendors = select(func.sum(Organisation.version))
    vendors = vendors.where(Organisation.kind == OrganisationKind.VENDOR)
    row = db.session.execute(select(changes, latest, vendors.scalar_subquery())).one()
    return row[0] or 0, row[1], row[2] or 0


def count(words: str, chosen: Chosen, today: date) -> Found:
    """What a search finds today. One query when the answer is known, a fixed number when not."""
    wish = (tuple(words_of(words)), tuple(sorted(chosen.items())))
    return _counted(db.engine, stamp(), *wish, today)


@lru_cache(maxsize=KEPT)
def _counted(
    _database: Engine | Connection,
    _stamp: Stamp,
    words: tuple[str, ...],
    chosen: tuple[tuple[FacetKind, tuple[str, ...]], ...],
    today: date,
) -> Found:
    limits = dict(chosen)
    among = _few(words, today) if words else None
    found = select(func.count()).select_from(Listing)
    found = found.where(*conditions(words, limits, today, among))
    return Found(db.session.scalar(found) or 0, _facets(words, limits, today, among), among)


def _few(words: Iterable[str], today: date) -> tuple[int, ...] | None:
    """The services that hold every word, unless they are more than FEW."""
    query = select(Listing.service_id).where(*conditions(words, {}, today))
    found = tuple(db.session.scalars(query.order_by(Listing.service_id).limit(FEW + 1)))
    return found if len(found) <= FEW else None


def _facets(
    words: Iterable[str], chosen: Chosen, today: date, among: tuple[int, ...] | None
) -> Counts:
    """How many services each value would leave.

    Values of one facet widen the search and values of different facets narrow it, so a facet is
    counted as if nothing had been chosen from it. Grades are stored as "at least".
    """
    counts: dict[FacetKind, dict[str, int]] = {kind: {} for kind in FacetKind}
    free = [kind for kind in FacetKind if kind not in chosen]
    for row in db.session.execute(_grouped(words, chosen, today, free, among)):
        if row.kind in free:
            counts[row.kind][row.value] = row.many
    for kind in chosen:
        others = {other: values for other, values in chosen.items() if other is not kind}
        for row in db.session.execute(_grouped(words, others, today, [kind], among)):
            if row.kind is kind:
                counts[row.kind][row.value] = row.many
    return counts


def _grouped(
    words: Iterable[str],
    chosen: Chosen,
    today: date,
    kinds: list[FacetKind],
    among: tuple[int, ...] | None,
) -> Select[FacetKind, str, int]:
    query = select(Facet.kind, Facet.value, func.count().label("many"))
    if among is None:  # few services are quicker to count with all their values than by kinds
        query = query.where(Facet.kind.in_(kinds), Facet.valid_to >= today)
    if words or chosen:
        found = select(Listing.service_id).where(*conditions(words, chosen, today, among))
        query = query.where(Facet.service_id.in_(found))
    return query.group_by(Facet.kind, Facet.value)


def conditions(
    words: Iterable[str], chosen: Chosen, today: date, among: tuple[int, ...] | None = None
) -> list[ColumnElement[bool]]:
    """What a listing has to fulfil to be found. `words` are folded as `words_of` does.

    `among` are the services known to hold the words, which then need not be looked for again.
    """
    clauses = [Listing.valid_to >= today]
    if among is None:
        clauses += [Listing.search_text.contains(word, autoescape=True) for word in words]
    else:
        clauses.append(Listing.service_id.in_(among))
    for kind, values in chosen.items():
        having = select(Facet.service_id).where(Facet.kind == kind, Facet.value.in_(values))
        clauses.append(Listing.service_id.in_(having))
    return clauses
