"""How fast costs are shared, as ratios to naive arithmetic in the same run.

`python -m tests.bench.bench_allocation` prints; nothing is asserted, because clocks differ.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from time import perf_counter

from contracts.allocation.controlled import controlled
from contracts.allocation.engine import allocate
from contracts.allocation.explanation import recompute
from contracts.allocation.game.nucleolus import nucleolus
from contracts.allocation.game.shapley import shapley
from contracts.allocation.game.table import Game
from contracts.allocation.inputs import Case, Key, Part, Pool, PoolKind, Presence, Rounding

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


def with_key(case: Case, **more: object) -> Case:
    """The case with another kind of key."""
    return replace(case, keys={"K": replace(case.keys["K"], **more)})


def bounded(case: Case) -> Case:
    """Every third member with a floor, every second with a cap, some of which bind."""
    fair = case.pools[0].amount_cents // len(case.members)
    names = list(case.members)
    floors, caps = dict.fromkeys(names[::3], fair // 2), dict.fromkeys(names[::2], 2 * fair)
    return with_key(case, floors=floors, caps=caps)


def naive_decimals(case: Case) -> int:
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


def naive_fractions(case: Case) -> list[int]:
    """What a careful person writes first: fractions all the way, largest remainder at the end."""
    learners = case.drivers["learners"]
    total, cents = sum(learners.values()), []
    for pool in case.pools:
        exact = [
            pool.amount_cents
            * (Fraction(1, 5) / len(learners) + Fraction(4, 5) * Fraction(learners[name], total))
            for name in case.members
        ]
        whole = [int(share) for share in exact]
        order = sorted(range(len(exact)), key=lambda n: whole[n] - exact[n])
        for n in order[: pool.amount_cents - sum(whole)]:
            whole[n] += 1
        cents += whole
    return cents


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """The fastest of a few runs."""
    best = float("inf")
    for _ in range(times):
        began = perf_counter()
        work()
        best = min(best, perf_counter() - began)
    return best


def shares(case: Case) -> object:
    """All shares, with their places: what a run writes down."""
    return allocate(case).shares


def main() -> None:
    case = a_case(MEMBERS, POOLS)
    exact = seconds(lambda: shares(case))
    decimals = seconds(lambda: naive_decimals(case))
    fractions = seconds(lambda: naive_fractions(case), times=1)
    print(f"{MEMBERS} members × {POOLS} pools: {exact / decimals:.2f} of naive decimals' time,")
    print(f"    {exact / fractions:.3f} of naive fractions' time, with the same cents as these:")
    same = [share.cents for share in allocate(case).shares] == naive_fractions(case)
    print(f"    {same}; naive decimals misplace {naive_decimals(case)} cents, the engine none")
    print(f"{MEMBERS * POOLS * MONTHS} shares in about {exact * MONTHS:.2f} s on this machine")

    print("compared with that sharing,")
    for words, other in [
        ("a tenth joining in the middle", a_case(MEMBERS, POOLS, joiners=10)),
        ("floors and caps", bounded(case)),
        ("Webster's method", with_key(case, rounding=Rounding.WEBSTER)),
    ]:
        ratio = seconds(lambda other=other: shares(other), times=1) / exact
        print(f"    {words} takes {ratio:.1f} times as long")
    result = allocate(case)
    told = seconds(lambda: list(result.explanations()), times=1)
    print(f"    explaining takes {told / exact:.0f} times as long")
    checked = seconds(lambda: [recompute(one) for one in result.explanations()], times=1)
    print(f"    explaining and recomputing from the explanations {checked / exact:.0f} times")
    both = seconds(lambda: controlled(result), times=1)
    print(f"    rounding the whole run both ways {both / exact:.1f} times")

    small = seconds(lambda: shares(a_case(10, 10)), times=20)
    for members in (100, 1_000, 10_000):
        grown = a_case(members, 10)
        ratio = seconds(lambda grown=grown: shares(grown), times=2) / small / (members / 10)
        print(f"{members} members take {ratio:.2f} of linear growth from 10")

    costs = [Fraction(1000 * n.bit_count() + 7919 * n % 301) for n in range(1 << 10)]
    game = Game(tuple("abcdefghij"), (Fraction(0), *costs[1:]))
    value = seconds(lambda: shapley(game), times=1)
    last = seconds(lambda: nucleolus(game), times=1)
    print(f"10 players: the nucleolus takes {last / value:.0f} times as long as the Shapley value")


if __name__ == "__main__":
    main()
