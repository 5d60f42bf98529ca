"""Ground floor. Two-way controlled rounding of a whole invoicing run.

Rounding pool by pool keeps every pool exact, and lets a member's total drift by a cent per pool.
Here every pool still sums to its amount, every share is still the floor or the ceiling of its exact
share, and each member's total is within a cent of its exact total too. That such a rounding always
exists is the integrality of flows (Bacharach 1966, Cox 1987); it is found by moving single cents
along augmenting paths, beginning with the engine's own result.

Shares of locked runs are the engine's; this is for those who agree to round their invoices so.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import ceil, floor

from contracts.allocation.engine import Result, Share
from contracts.allocation.inputs import Tie
from contracts.allocation.lines import Line
from contracts.allocation.refusals import CaseRefused, Refusal
from contracts.allocation.rounding import tie_text
from core.language import N_


def controlled(result: Result) -> tuple[Share, ...]:
    """The result's shares in their order, with cents moved until members' totals are right too.

    Raises CaseRefused: BAD_POOL where no such rounding need exist, that is for a pool whose exact
    shares do not sum to whole cents, or of which Webster's method has left one a cent off.
    """
    if off := sorted({line.id for line in result.lines if _off(line)}):
        raise CaseRefused(
            Refusal.BAD_POOL,
            N_("The pools %(pools)s cannot be rounded in both directions."),
            pools=off,
        )
    table = _Table(result)
    table.settle()
    return tuple(
        share._replace(cents=table.cents[share.pool, share.member]) for share in result.shares
    )


def _off(line: Line) -> bool:
    below = [n - line.denominator * c for n, c in zip(line.numerators, line.cents, strict=True)]
    return sum(below) != 0 or any(abs(number) >= line.denominator for number in below)


@dataclass
class _Member:
    """A member's total, and between which whole cents it belongs."""

    total: int
    least: int
    most: int


class _Table:
    """Cents by pool and member, and which cells may still go up or down by one."""

    def __init__(self, result: Result) -> None:
        self.cents = {(share.pool, share.member): share.cents for share in result.shares}
        self.above: dict[str, dict[str, None]] = {}  # pools whose cell was rounded up, by member
        self.below: dict[str, dict[str, None]] = {}
        self.rows: dict[str, list[str]] = {}
        exact: dict[str, Fraction] = {}
        total: dict[str, int] = {}
        for share in result.shares:
            total[share.member] = total.get(share.member, 0) + share.cents
            exact[share.member] = exact.get(share.member, Fraction(0)) + share.exact
            rest = share.cents - share.exact
            if rest:
                side = self.above if rest > 0 else self.below
                side.setdefault(share.member, {})[share.pool] = None
                self.rows.setdefault(share.pool, []).append(share.member)
        for pool, members in self.rows.items():
            members.sort(key=partial(tie_text, Tie.HASH, pool))
        self.members = {
            name: _Member(total[name], floor(exact[name]), ceil(exact[name])) for name in exact
        }

    def settle(self) -> None:
        """Move single cents until every total is where it belongs."""
        for name, member in sorted(self.members.items()):
            while member.total > member.most:
                self.move(name, self.above, self.below, lambda one: one.total < one.most, -1)
            while member.total < member.least:
                self.move(name, self.below, self.above, lambda one: one.total > one.least, 1)

    def move(
        self,
        start: str,
        mine: dict[str, dict[str, None]],
        theirs: dict[str, dict[str, None]],
        welcome: Callable[[_Member], bool],
        step: int,
    ) -> None:
        """Give `start` a cent more (step 1) or less along the shortest path to somebody for whom
        the opposite is welcome. Between two members a cent moves within one pool.
        """
        came: dict[str, tuple[str, str] | None] = {start: None}
        queue, used = deque([start]), set[str]()
        while queue:
            name = queue.popleft()
            if name != start and welcome(self.members[name]):
                self.shift(name, came, mine, theirs, step)
                return
            for pool in mine.get(name, {}):
                if pool in used:
                    continue
                used.add(pool)
                for other in self.rows[pool]:
                    if other not in came and pool in theirs.get(other, {}):
                        came[other] = (name, pool)
                        queue.append(other)
        raise AssertionError("a controlled rounding always exists")

    def shift(
        self,
        end: str,
        came: dict[str, tuple[str, str] | None],
        mine: dict[str, dict[str, None]],
        theirs: dict[str, dict[str, None]],
        step: int,
    ) -> None:
        """Exchange the roundings along a path, from its end to its start."""
        self.members[end].total -= step
        name = end
        while (way := came[name]) is not None:
            before, pool = way
            self.cents[pool, before] += step
            self.cents[pool, name] -= step
            del mine[before][pool], theirs[name][pool]
            theirs.setdefault(before, {})[pool] = None
            mine.setdefault(name, {})[pool] = None
            name = before
        self.members[name].total += step
