"""Second floor. Long lists a page at a time, with a fixed number of queries."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select

from core.db import db

Row = TypeVar("Row")
PER_PAGE = 25


@dataclass(frozen=True)
class PageOf(Generic[Row]):
    """One page of a list: its rows, its number counted from 1, how many rows there are in all."""

    rows: list[Row]
    number: int
    total: int
    per_page: int = PER_PAGE

    @property
    def last(self) -> int:
        """The number of the last page; 1 when there is nothing."""
        return max(1, -(-self.total // self.per_page))


def page_of(query: Select[Any], number: int, per_page: int = PER_PAGE) -> PageOf[Any]:
    """One page of an ordered query, in two queries. A page beyond the last one is the last one."""
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    total = db.session.scalar(counted) or 0
    last = max(1, -(-total // per_page))
    number = min(max(1, number), last)
    rows = db.session.scalars(query.limit(per_page).offset((number - 1) * per_page))
    return PageOf(list(rows), number, total, per_page)
