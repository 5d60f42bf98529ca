"""Ground floor. The engine `lr-1`: who pays how many cents of each pool, exactly and once.

Pure: the same case gives the same bytes, whoever asks, on whatever machine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from contracts.allocation.canonical import fingerprint
from contracts.allocation.explanation import explain
from contracts.allocation.inputs import ALGORITHM, Case, Key, Pool
from contracts.allocation.rounding import Rounded, largest_remainder, tie_text
from contracts.allocation.weights import Weights, weigh


@dataclass(frozen=True, slots=True)
class Share:
    """What one member owes of one pool, in signed cents.

    Before rounding it was `numerator / denominator` cents, kept apart because reducing a fraction
    costs more than everything else.
    """

    pool: str
    member: str
    cents: int
    numerator: int
    denominator: int

    @property
    def exact(self) -> Fraction:
        """The exact share in cents, in lowest terms."""
        return Fraction(self.numerator, self.denominator)


@dataclass(frozen=True)
class _PoolResult:
    pool: Pool
    key: Key
    weights: Weights
    rounded: tuple[Rounded, ...]


@dataclass(frozen=True)
class Result:
    """Shares ordered by pool and member; each pool's shares sum to the pool exactly."""

    case: Case
    shares: tuple[Share, ...]
    pools: tuple[_PoolResult, ...]

    @property
    def totals(self) -> dict[str, int]:
        """Cents by member, over all pools."""
        totals = dict.fromkeys(sorted(self.case.members), 0)
        for share in self.shares:
            totals[share.member] += share.cents
        return totals

    def explanations(self) -> Iterator[dict[str, Any]]:
        """One explanation per share, in the order of the shares."""
        for done in self.pools:
            yield from explain(self.case, done.pool, done.key, done.weights, done.rounded)


def allocate(case: Case) -> Result:
    """Share every pool of the case. Raises CaseRefused when one cannot be shared.

    Negative pools are shared as their absolute amount and given back their sign, so that
    allocate(−C) = −allocate(C).
    """
    known: dict[tuple[str, frozenset[str] | None], Weights] = {}
    done = []
    for pool in sorted(case.pools, key=lambda pool: pool.id):
        key = case.keys[pool.key]
        if (pool.key, pool.eligible) not in known:
            known[pool.key, pool.eligible] = weigh(case, key, pool.eligible)
        done.append(_share(pool, key, known[pool.key, pool.eligible]))
    return Result(case, tuple(share for one in done for share in _rows(one)), tuple(done))


def _share(pool: Pool, key: Key, weights: Weights) -> _PoolResult:
    def tie_of(member: str) -> str:
        return tie_text(key.tie, pool.id, member)

    rounded = largest_remainder(abs(pool.amount_cents), weights, tie_of)
    return _PoolResult(pool, key, weights, rounded)


def _rows(done: _PoolResult) -> list[Share]:
    amount, weights = done.pool.amount_cents, done.weights
    sign = -1 if amount < 0 else 1
    cents = {row.member: row.floor + row.got_spare for row in done.rounded}
    return [
        Share(done.pool.id, member, sign * cents[member], amount * number, weights.denominator)
        for member, number in weights.numerators.items()
    ]


def as_json(result: Result, inputs_sha256: str, *, explained: bool = False) -> dict[str, Any]:
    """The result as the case file's answer. `output_sha256` is over all but itself and the
    explanations, so that asking for an explanation does not change it.
    """
    rows: list[dict[str, Any]] = [
        {"pool": s.pool, "member": s.member, "cents": s.cents, "exact": str(s.exact)}
        for s in result.shares
    ]
    answer: dict[str, Any] = {
        "alg": ALGORITHM,
        "inputs_sha256": inputs_sha256,
        "shares": rows,
        "totals": result.totals,
        "reserve_cents": 0,
    }
    answer["output_sha256"] = fingerprint(answer)
    if explained:
        hashes = {"inputs_sha256": inputs_sha256, "output_sha256": answer["output_sha256"]}
        answer["shares"] = [
            row | {"explanation": told | {"hashes": hashes}}
            for row, told in zip(rows, result.explanations(), strict=True)
        ]
    return answer
