"""Ground floor. Service pools: pools whose cost goes on, in part, into other pools.

What passes through each pool solves the reciprocal equations total = own + Σ what others pass on
(the reciprocal method of service department costing: Williams and Griffin 1964, Kaplan 1973).
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from contracts.allocation.inputs import Pool
from contracts.allocation.linear import Row, solve_sparse
from contracts.allocation.refusals import CaseRefused, Refusal
from core.language import N_


def group_id(pools: Iterable[Pool]) -> str:
    """The name of connected pools that are rounded once: their ids, sorted, joined by “+”."""
    return "+".join(sorted(pool.id for pool in pools))


def connected(pools: Iterable[Pool]) -> list[tuple[Pool, ...]]:
    """The pools in groups joined by their splits, each in the order of ids; groups in any order.

    Raises CaseRefused: CLOSED_LOOP naming pools from which nothing ever reaches a member.
    """
    by_id = {pool.id: pool for pool in sorted(pools, key=lambda pool: pool.id)}
    neighbours: dict[str, set[str]] = {name: set() for name in by_id}
    feeders: dict[str, set[str]] = {name: set() for name in by_id}
    for pool in by_id.values():
        for name in feeds(pool):
            neighbours[pool.id].add(name)
            neighbours[name].add(pool.id)
            feeders[name].add(pool.id)
    exits = [p.id for p in by_id.values() if any(o.key and o.share for o in p.outlets)]
    if closed := sorted(set(by_id) - _reached(exits, feeders)):
        raise CaseRefused(
            Refusal.CLOSED_LOOP, N_("Nothing leads out of the pools %(pools)s."), pools=closed
        )
    groups, seen = [], set[str]()
    for name in by_id:
        if name not in seen:
            together = _reached([name], neighbours)
            seen |= together
            groups.append(tuple(by_id[one] for one in sorted(together)))
    return groups


def feeds(pool: Pool) -> list[str]:
    """The pools that a pool passes something on to."""
    return [outlet.pool for outlet in pool.outlets if outlet.pool and outlet.share]


def totals(group: Iterable[Pool], own: Mapping[str, int]) -> dict[str, Fraction]:
    """What passes through each pool of a group when `own` cents enter them: exact, in cents."""
    group = list(group)
    if len(group) == 1 and not feeds(group[0]):
        return {group[0].id: Fraction(own[group[0].id])}
    rows: dict[str, Row] = {pool.id: {pool.id: Fraction(1)} for pool in group}
    for pool in group:
        whole = sum(outlet.share for outlet in pool.outlets)
        for outlet in pool.outlets:
            if outlet.pool and outlet.share:
                row = rows[outlet.pool]
                row[pool.id] = row.get(pool.id, Fraction(0)) - Fraction(outlet.share, whole)
    return solve_sparse(rows, {pool.id: Fraction(own[pool.id]) for pool in group})


def _reached(starts: Iterable[str], edges: Mapping[str, set[str]]) -> set[str]:
    found, queue = set(starts), list(starts)
    while queue:
        new = edges[queue.pop()] - found
        found |= new
        queue += new
    return found
