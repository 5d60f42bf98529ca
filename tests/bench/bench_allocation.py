"""How fast costs are shared, as ratios to naive decimal arithmetic in the same run.

`python -m tests.bench.bench_allocation` prints; nothing is asserted, because clocks differ.
"""

from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from time import perf_counter

from contracts.allocation.engine import allocate
from contracts.allocation.explanation import recompute
from contracts.allocation.inputs import Case, Key, Part, Pool, PoolKind, Presence

MEMBERS, POOLS, MONTHS = 300, 100, 12
START, END = date(2026, 1, 1), date(2026, 12, 31)


def a_case(members: int, pools: int, joiners: int = 0) -> Case:
    """20 % equally and 80 % by learners; every so many-th member joins in the middle."""
    names = [f"m{n:05d}" for n in range(members)]
    late = Presence(date(2026, 7, 1), None)
    presence = {
        name: (late,) if joiners and n % joiners == 1 else (Presence(None, None),)
        for n, name in enumerate(names)
    }
    learners = {name: 100 + 7919 * n % 40_000 for n, name in enumerate(names)}
    key = Key("K", (Part(20, "equal"), Part(80, "learners")))
    rows = tuple(Pool(f"P{n:04d}", PoolKind.COST, 1_000_000_00 + 7 * n, "K") for n in range(pools))
    return Case(START, END, presence, {"learners": learners}, {"K": key}, rows)


def naive(case: Case) -> int:
    """What a spreadsheet does: each part in decimals, rounded apart. How many cents it loses."""
    learners = case.drivers["learners"]
    total, cent, lost = Decimal(sum(learners.values())), Decimal(1), 0
    for pool in case.pools:
        shared = Decimal(0)
        for name in case.members:
            equal = Decimal(pool.amount_cents) * Decimal("0.2") / len(learners)
            by_learners = Decimal(pool.amount_cents) * Decimal("0.8") * learners[name] / total
            shared += equal.quantize(cent, ROUND_HALF_UP)
            shared += by_learners.quantize(cent, ROUND_HALF_UP)
        lost += abs(int(shared) - pool.amount_cents)
    return lost


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The fastest of a few runs."""
    best = float("inf")
    for _ in range(times):
        began = perf_counter()
        work()
        best = min(best, perf_counter() - began)
    return best


def main() -> None:
    case = a_case(MEMBERS, POOLS)
    exact, plain = seconds(lambda: allocate(case)), seconds(lambda: naive(case))
    print(f"{MEMBERS} members × {POOLS} pools: {exact / plain:.2f} of the time of naive decimals")
    print(f"naive decimals misplace {naive(case)} cents, the engine none")
    year = exact * MONTHS
    print(f"{MEMBERS * POOLS * MONTHS} shares in about {year:.2f} s on this machine")
    joining = seconds(lambda: allocate(a_case(MEMBERS, POOLS, joiners=10)))
    print(f"with a tenth joining in the middle: {joining / exact:.2f} of that time")
    result = allocate(case)
    told = seconds(lambda: list(result.explanations()), times=1)
    print(f"explaining takes {told / exact:.1f} times as long as sharing")
    checked = seconds(lambda: [recompute(one) for one in result.explanations()], times=1)
    print(f"explaining and recomputing from the explanations takes {checked / exact:.1f} times")
    small = seconds(lambda: allocate(a_case(10, 10)))
    for members in (100, 1_000, 10_000):
        grown = seconds(lambda members=members: allocate(a_case(members, 10)), times=1)
        print(
            f"{members} members take {grown / small / (members / 10):.2f} of linear growth from 10"
        )


if __name__ == "__main__":
    main()
