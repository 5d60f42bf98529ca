"""Ground floor. From a case to its lines: who shares what with whom, in which order.

Pools first, connected ones together; then the grants that go the way of a pool; then earmarked
grants, which may look at what the pools cost each member.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction

from contracts.allocation import grants, services
from contracts.allocation.bounds import share_within
from contracts.allocation.inputs import Case, GrantMode, Key, Pool
from contracts.allocation.lines import Line, Piece, combined, round_once, sign_of
from contracts.allocation.refusals import CaseRefused, Refusal
from contracts.allocation.weights import Weights, weigh
from core.language import N_


def share_all(case: Case) -> list[Line]:
    """Every line of the case. Raises CaseRefused when one cannot be shared."""
    sharing = _Sharing(case)
    sharing.share_pools()
    sharing.share_separate_grants()
    sharing.share_earmarked_grants()
    names = Counter(line.id for line in sharing.lines)
    if repeated := sorted(name for name, times in names.items() if times > 1):
        raise CaseRefused(
            Refusal.DUPLICATE_ID, N_("The same name is given twice: %(names)s."), names=repeated
        )
    return sharing.lines


class _Sharing:
    """One calculation; it remembers weights, because many pools share them."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.lines: list[Line] = []
        self.costs: dict[str, Line] = {}
        self.known: dict[tuple[str, frozenset[str] | None], Weights] = {}

    def share_pools(self) -> None:
        """The pools that follow no other, after the grants that reduce them."""
        pools = self.case.pools
        net, netted = grants.net_amounts(pools), grants.netted(pools)
        for group in services.connected(pool for pool in pools if pool.grant is None):
            taken = tuple(grant for pool in group for grant in netted.get(pool.id, ()))
            line = self.line(group, services.group_id(group), net, taken)
            self.lines.append(line)
            self.costs |= {pool.id: line for pool in group}

    def share_separate_grants(self) -> None:
        """The grants that enter at their pool and go on as its cost does."""
        for pool, grant in grants.in_mode(self.case.pools, GrantMode.SEPARATE):
            group = self.costs[grant.of].pools
            own = {one.id: pool.amount_cents if one.id == grant.of else 0 for one in group}
            self.lines.append(self.line(group, pool.id, own, grant=pool))

    def share_earmarked_grants(self) -> None:
        """The grants with keys of their own; capped ones of a pool look at those before them."""
        granted: dict[str, Counter[str]] = {}
        for pool, grant in grants.in_mode(self.case.pools, GrantMode.EARMARKED):
            limits, before = None, granted.setdefault(grant.of, Counter())
            if grant.capped:
                cost = self.costs[grant.of]
                costs = dict(zip(cost.members, cost.cents, strict=True))
                limits = grants.own_costs(pool, costs, before)
            own = {pool.id: pool.amount_cents}
            line = self.line((pool,), pool.id, own, grant=pool, limits=limits)
            self.lines.append(line)
            if grant.capped:
                before.update(dict(zip(line.members, line.cents, strict=True)))

    def line(
        self,
        group: Sequence[Pool],
        name: str,
        own: Mapping[str, int],
        netted: tuple[Pool, ...] = (),
        *,
        grant: Pool | None = None,
        limits: dict[str, int] | None = None,
    ) -> Line:
        """Share what enters the pools of a group, and round it once."""
        flows = services.totals(group, own)
        pieces = self.pieces(group, flows, grant, limits)
        _demand_agreement(name, pieces)
        members, numerators, denominator = combined(pieces)
        amount = sum(own[pool.id] for pool in group)
        sign = sign_of(amount, numerators)
        unsigned = [-number for number in numerators] if sign < 0 else numerators
        carried = sign * amount
        if any(piece.bounded and piece.bounded.reserve for piece in pieces):
            carried = sum(unsigned) // denominator
        rounded = round_once(name, carried, pieces, members, unsigned, denominator)
        return Line(
            id=name,
            pools=tuple(group),
            amount_cents=amount,
            pieces=pieces,
            members=members,
            numerators=numerators,
            denominator=denominator,
            sign=sign,
            rounded=rounded,
            reserve_cents=amount - sign * carried,
            flows=flows,
            own={pool.id: own[pool.id] for pool in group},
            netted=netted,
            grant=grant,
            own_costs=limits,
        )

    def pieces(
        self,
        group: Sequence[Pool],
        flows: Mapping[str, Fraction],
        grant: Pool | None,
        limits: dict[str, int] | None,
    ) -> tuple[Piece, ...]:
        """What leaves each pool of a group by a key; a grant's pools are those that it reaches."""
        found = []
        for pool in group:
            if grant and grant.amount_cents and not flows[pool.id]:
                continue
            whole = sum(outlet.share for outlet in pool.outlets)
            eligible = grant.eligible if grant and grant.eligible is not None else pool.eligible
            for outlet in pool.outlets:
                if outlet.key and outlet.share:
                    amount = flows[pool.id] * outlet.share / whole
                    key = self.case.keys[outlet.key]
                    found.append(self.piece(pool, key, amount, eligible, limits))
        return tuple(found)

    def piece(
        self,
        pool: Pool,
        key: Key,
        amount: Fraction,
        eligible: frozenset[str] | None,
        limits: dict[str, int] | None,
    ) -> Piece:
        """An amount shared by one key, within its bounds if it has any."""
        place = key.id, eligible
        if place not in self.known:
            self.known[place] = weigh(self.case, key, eligible)
        weights, bounded = self.known[place], None
        if key.fixed or key.floors or key.caps or limits is not None:
            bounded = share_within(pool.id, abs(amount), key, weights, limits)
        return Piece(pool, key, amount, weights, bounded)


def _demand_agreement(name: str, pieces: Sequence[Piece]) -> None:
    """A line is rounded once, so its keys must say the same about rounding."""
    if len({(piece.key.tie, piece.key.rounding) for piece in pieces}) > 1:
        raise CaseRefused(
            Refusal.BAD_POOL,
            N_("The keys of the connected pools %(pool)s must round in the same way."),
            pool=name,
        )
