"""What was once shared stays shared so: a fixed corpus of cases gives the bytes it has always given.

The two fingerprints were taken before the engine learned bounds, grants' modes and service pools.
They change only together with the name of the algorithm.
"""

from random import Random

from contracts.allocation.canonical import fingerprint
from contracts.allocation.casefile import solve

RESULTS = "7ea772ab57198463d10b2b84bdd1d49d508b53a6f247678190109fe058e601cf"
EXPLANATIONS = "b9bcc3fb7b6b9b7510731881980d727e31b1b4ff891454eca59bef53ad02ab6b"


def corpus():
    """A hundred cases of the first features: joiners, parts, prorations, ties, eligible members."""
    random = Random(20260101)
    for number in range(100):
        names = [f"m{n}" for n in range(random.randint(1, 12))]
        late = {name: [f"2026-{random.randint(2, 12):02d}-01", None] for name in names[1:]}
        back = [["2026-01-01", "2026-02-10"], ["2026-05-05", "2026-11-11"]]
        choices = {name: random.choice([[None, None], late[name], back]) for name in names[1:]}
        drivers = {
            driver: {name: random.randint(0, 40_000) for name in names} | {"m0": 7}
            for driver in ("learners", "users")
        }
        parts = [("equal", 20), ("learners", 80), ("users", 33)]
        yield {
            "alg": "lr-1",
            "period": ["2026-01-01", "2026-12-31"],
            "members": {"m0": [None, None]} | choices,
            "drivers": drivers,
            "keys": {
                f"{proration}-{tie}": {
                    "parts": [
                        {"share": share, "driver": driver}
                        for driver, share in random.sample(parts, random.randint(1, 3))
                    ],
                    "proration": proration,
                    "tie": tie,
                }
                for proration in ("day_by_day", "member_days", "none")
                for tie in ("hash", "id")
            },
            "pools": [
                {
                    "id": f"P{number}-{n}",
                    "kind": random.choice(["cost", "credit", "grant"]),
                    "amount_cents": random.randint(-(10**8), 10**9),
                    "key": random.choice(["day_by_day-hash", "member_days-id", "none-hash"]),
                }
                | ({"eligible": names[: random.randint(1, len(names))]} if n % 2 else {})
                for n in range(3)
            ],
            "sources": {"keys": {"none-hash": {"version": 3}}},
        }


def test_results_and_explanations_are_what_they_have_always_been():
    cases = list(corpus())
    assert fingerprint([solve(case) for case in cases]) == RESULTS
    assert fingerprint([solve(case, explained=True) for case in cases]) == EXPLANATIONS
