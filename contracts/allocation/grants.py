"""Ground floor. How grants reach the members.

`net_first` reduces the pool before it is shared. `separate` goes the way of the pool, on a line of
its own. `earmarked` has its own key and members, and may stop at each member's own cost: then what
one member does not need goes to the others who still have a cost to cover.
"""

from collections.abc import Iterable, Mapping

from contracts.allocation.inputs import Grant, GrantMode, Pool


def in_mode(pools: Iterable[Pool], mode: GrantMode) -> list[tuple[Pool, Grant]]:
    """The grants of a mode and which pools they follow, in the order of their ids."""
    chosen = [(one, one.grant) for one in pools if one.grant and one.grant.mode is mode]
    return sorted(chosen, key=lambda pair: pair[0].id)


def netted(pools: Iterable[Pool]) -> dict[str, list[Pool]]:
    """The grants that reduce a pool before it is shared, by the pool."""
    found: dict[str, list[Pool]] = {}
    for pool, grant in in_mode(pools, GrantMode.NET_FIRST):
        found.setdefault(grant.of, []).append(pool)
    return found


def net_amounts(pools: Iterable[Pool]) -> dict[str, int]:
    """The signed cents of each pool that follows no other, after the grants that reduce it."""
    pools = list(pools)
    taken = netted(pools)
    return {
        pool.id: pool.amount_cents + sum(grant.amount_cents for grant in taken.get(pool.id, ()))
        for pool in pools
        if pool.grant is None
    }


def own_costs(grant: Pool, costs: Mapping[str, int], granted: Mapping[str, int]) -> dict[str, int]:
    """What a capped grant may at most give each member: its own cost, less what earlier capped
    grants of the same pool gave it. All in cents without a sign; nobody without a cost gets any.
    """
    sign = 1 if grant.amount_cents < 0 else -1
    return {
        member: max(0, sign * (cents + granted.get(member, 0))) for member, cents in costs.items()
    }
