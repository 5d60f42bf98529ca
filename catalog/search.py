"""Second floor. Searching the catalogue: one flat table, few and fixed queries, neutral order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from catalog.counts import Chosen, Counts, conditions, count
from catalog.facts import Sort
from catalog.models import Listing
from catalog.names import words_of
from core.db import db
from core.pages import PageOf

Row = TypeVar("Row", Listing, int)
PER_PAGE = 25
BATCH = 200


@dataclass(frozen=True)
class Wish:
    """What somebody looks for: words, chosen values by facet, an order."""

    words: str = ""
    chosen: Chosen = field(default_factory=dict)
    sort: Sort = Sort.GRADE


def find_page(
    wish: Wish, today: date, language: str, number: int
) -> tuple[PageOf[Listing], Counts]:
    """One page of what was found and what every facet would leave, in a fixed number of queries.

    One for the page and one for what has been counted already; when it has not, one for the words,
    one for how many, one for all facets nobody has chosen from, one for each that somebody has.
    """
    counted = count(wish.words, wish.chosen, today)
    found: PageOf[Listing] = PageOf([], 1, counted.total, PER_PAGE)
    number = min(max(1, number), found.last)
    # Numbers alone at first: what comes before the page is passed over in an index.
    numbers = select(Listing.service_id).where(
        *conditions(words_of(wish.words), wish.chosen, today, counted.among)
    )
    here = _ordered(numbers, wish.sort, language).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    page = select(Listing).where(Listing.service_id.in_(here.subquery().select()))
    rows = db.session.scalars(
        _ordered(page.options(joinedload(Listing.vendor)), wish.sort, language)
    )
    return PageOf(list(rows), number, found.total, PER_PAGE), counted.facets


def each(wish: Wish, today: date, language: str) -> Iterator[Listing]:
    """Every row of what was found, in order, a batch at a time: for exports."""
    yield from db.session.scalars(
        _listings(wish, today, language).execution_options(yield_per=BATCH)
    )


def _listings(wish: Wish, today: date, language: str) -> Select[Listing]:
    found = select(Listing).where(*conditions(words_of(wish.words), wish.chosen, today))
    return _ordered(found.options(joinedload(Listing.vendor)), wish.sort, language)


def _ordered(query: Select[Row], sort: Sort, language: str) -> Select[Row]:
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
