"""Second floor. Searching the catalogue: one flat table, few and fixed queries, neutral order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from catalog.facts import FacetKind, Sort
from catalog.models import Facet, Listing
from catalog.names import words_of
from core.db import db
from core.pages import PageOf

Counts = dict[FacetKind, dict[str, int]]
PER_PAGE = 25
BATCH = 200


@dataclass(frozen=True)
class Wish:
    """What somebody looks for: words, chosen values by facet, an order."""

    words: str = ""
    chosen: Mapping[FacetKind, tuple[str, ...]] = field(default_factory=dict)
    sort: Sort = Sort.GRADE

    @property
    def narrowed(self) -> bool:
        return bool(self.words.strip() or self.chosen)


def find_page(
    wish: Wish, today: date, language: str, number: int
) -> tuple[PageOf[Listing], Counts]:
    """One page of what was found and what every facet would leave, in a fixed number of queries.

    Two for the page, one for all facets nobody has chosen from, one for each that somebody has.
    """
    query = _ordered(select(Listing).where(*_where(wish, today)), wish.sort, language)
    total = db.session.scalar(select(func.count()).select_from(Listing).where(*_where(wish, today)))
    found: PageOf[Listing] = PageOf([], 1, total or 0, PER_PAGE)
    number = min(max(1, number), found.last)
    rows = db.session.scalars(
        query.options(joinedload(Listing.vendor)).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    )
    return PageOf(list(rows), number, found.total, PER_PAGE), count_facets(wish, today)


def each(wish: Wish, today: date, language: str) -> Iterator[Listing]:
    """Every row of what was found, in order, a batch at a time: for exports."""
    query = _ordered(select(Listing).where(*_where(wish, today)), wish.sort, language)
    query = query.options(joinedload(Listing.vendor)).execution_options(yield_per=BATCH)
    yield from db.session.scalars(query)


def count_facets(wish: Wish, today: date) -> Counts:
    """How many services each value would leave.

    Values of one facet widen the search and values of different facets narrow it, so a facet is
    counted as if nothing had been chosen from it. Grades are stored as "at least".
    """
    counts: Counts = {kind: {} for kind in FacetKind}
    free = [kind for kind in FacetKind if kind not in wish.chosen]
    for row in db.session.execute(_counted(wish, today, free)):
        counts[row.kind][row.value] = row.many
    for kind in wish.chosen:
        others = {other: values for other, values in wish.chosen.items() if other is not kind}
        without = Wish(wish.words, others, wish.sort)
        for row in db.session.execute(_counted(without, today, [kind])):
            counts[row.kind][row.value] = row.many
    return counts


def _counted(wish: Wish, today: date, kinds: list[FacetKind]) -> Select[FacetKind, str, int]:
    query = select(Facet.kind, Facet.value, func.count().label("many"))
    query = query.where(Facet.kind.in_(kinds), Facet.valid_to >= today)
    if wish.narrowed:
        query = query.where(
            Facet.service_id.in_(select(Listing.service_id).where(*_where(wish, today)))
        )
    return query.group_by(Facet.kind, Facet.value)


def _where(wish: Wish, today: date) -> list[ColumnElement[bool]]:
    clauses = [Listing.valid_to >= today]
    clauses += [
        Listing.search_text.contains(word, autoescape=True) for word in words_of(wish.words)
    ]
    for kind, values in wish.chosen.items():
        having = select(Facet.service_id).where(Facet.kind == kind, Facet.value.in_(values))
        clauses.append(Listing.service_id.in_(having))
    return clauses


def _ordered(query: Select[Listing], sort: Sort, language: str) -> Select[Listing]:
    """Equals are told apart by `tie_break`, never by name, size or payment.

    Both parts run the same way, so that one index serves the whole order.
    """
    by_name = {"fi": Listing.sort_fi, "sv": Listing.sort_sv, "en": Listing.sort_en}
    match sort:
        case Sort.GRADE:
            return query.order_by(Listing.grade.desc(), Listing.tie_break.desc())
        case Sort.NEWEST:
            return query.order_by(Listing.issued_on.desc(), Listing.tie_break.desc())
        case Sort.NAME:
            return query.order_by(by_name[language], Listing.tie_break)
