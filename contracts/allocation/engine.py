"""Ground floor. The engine `lr-1`: who pays how many cents of each pool, exactly and once.

Pure: the same case gives the same bytes, whoever asks, on whatever machine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from itertools import chain, repeat
from typing import Any, NamedTuple

from contracts.allocation.canonical import fingerprint
from contracts.allocation.exact import fraction_text
from contracts.allocation.inputs import ALGORITHM, Case
from contracts.allocation.lines import Line
from contracts.allocation.sharing import share_all
from contracts.allocation.telling import Memory, explain


class Share(NamedTuple):
    """What one member owes of one pool, in signed cents.

    Before rounding it was `numerator / denominator` cents, kept apart because reducing a fraction
    costs more than everything else. Connected service pools are named by their group.
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
class Result:
    """Shares ordered by pool and member; each pool's shares and reserve sum to the pool exactly."""

    case: Case
    lines: tuple[Line, ...]

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        """Everybody's share of every line."""
        rows = (
            zip(repeat(one.id), one.members, one.cents, one.numerators, repeat(one.denominator))
            for one in self.lines
        )
        return tuple(map(Share._make, chain.from_iterable(rows)))

    @cached_property
    def totals(self) -> dict[str, int]:
        """Cents by member, over all pools."""
        totals = dict.fromkeys(sorted(self.case.members), 0)
        for line in self.lines:
            for member, cents in zip(line.members, line.cents, strict=True):
                totals[member] += cents
        return totals

    @property
    def reserve_cents(self) -> int:
        """What nobody carries because caps fell short, in signed cents."""
        return sum(line.reserve_cents for line in self.lines)

    def explanations(self) -> Iterator[dict[str, Any]]:
        """One explanation per share, in the order of the shares."""
        memory: Memory = {}
        for line in self.lines:
            yield from explain(self.case, line, memory)


def allocate(case: Case) -> Result:
    """Share every pool of the case. Raises CaseRefused when one cannot be shared.

    Negative pools are shared as their absolute amount and given back their sign, so that
    allocate(−C) = −allocate(C).
    """
    return Result(case, tuple(sorted(share_all(case), key=lambda line: line.id)))


def as_json(result: Result, inputs_sha256: str, *, explained: bool = False) -> dict[str, Any]:
    """The result as the case file's answer. `output_sha256` is over all but itself and the
    explanations, so that asking for an explanation does not change it.
    """
    exact_text = cache(fraction_text)  # equal members have equal shares
    rows: list[dict[str, Any]] = [
        {
            "pool": share.pool,
            "member": share.member,
            "cents": share.cents,
            "exact": exact_text(share.numerator, share.denominator),
        }
        for share in result.shares
    ]
    answer: dict[str, Any] = {
        "alg": ALGORITHM,
        "inputs_sha256": inputs_sha256,
        "shares": rows,
        "totals": result.totals,
        "reserve_cents": result.reserve_cents,
    }
    answer["output_sha256"] = fingerprint(answer)
    if explained:
        hashes = {"inputs_sha256": inputs_sha256, "output_sha256": answer["output_sha256"]}
        answer["shares"] = [
            row | {"explanation": told | {"hashes": hashes}}
            for row, told in zip(rows, result.explanations(), strict=True)
        ]
    return answer
