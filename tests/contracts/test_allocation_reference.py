"""The engine against the plainest possible reading of the rules: day by day, in fractions."""

from datetime import date, timedelta
from fractions import Fraction
from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.allocation.casefile import solve

START, DAYS = date(2027, 3, 1), 61


def here(stretches, day):
    """Whether somebody is a member on a day."""
    rows = stretches if isinstance(stretches[0], list) else [stretches]
    return any((a or "0") <= str(day) <= (b or "9") for a, b in rows)


def exact_shares(case, pool):
    """Each member's exact share, as the rules say it, without any cleverness."""
    key, names = case["keys"][pool["key"]], sorted(pool.get("eligible", case["members"]))
    days = [START + timedelta(n) for n in range(DAYS)]
    there = {name: [day for day in days if here(case["members"][name], day)] for name in names}
    whole = sum(part["share"] for part in key["parts"])

    def value(driver, name):
        return 1 if driver == "equal" else case["drivers"][driver][name]

    def weights(numbers):
        """Weights of those who are there, each counted so many times."""
        found = dict.fromkeys(names, Fraction(0))
        for part in key["parts"]:
            total = sum(value(part["driver"], name) * times for name, times in numbers.items())
            for name, times in numbers.items():
                mine = value(part["driver"], name) * times
                found[name] += Fraction(part["share"], whole) * Fraction(mine, total)
        return found

    amount = pool["amount_cents"]
    if key["proration"] == "none":
        return {n: amount * w for n, w in weights({n: 1 for n in names if there[n]}).items()}
    if key["proration"] == "member_days":
        counts = {name: len(there[name]) for name in names if there[name]}
        return {name: amount * weight for name, weight in weights(counts).items()}
    shares = dict.fromkeys(names, Fraction(0))
    for day in days:
        today = {name: 1 for name in names if here(case["members"][name], day)}
        for name, weight in weights(today).items():
            shares[name] += Fraction(amount, DAYS) * weight
    return shares


def whole_cents(pool, key, exact):
    """Floors of the absolute shares, and a cent more for the largest remainders."""
    sign = -1 if pool["amount_cents"] < 0 else 1
    floors = {name: abs(share) // 1 for name, share in exact.items()}

    def turn(name):
        digest = sha256(f"{pool['id']}\x1f{name}".encode()).hexdigest()
        return floors[name] - abs(exact[name]), name if key["tie"] == "id" else digest

    spare = abs(pool["amount_cents"]) - sum(floors.values())
    lucky = sorted(exact, key=turn)[:spare]
    return {name: sign * (floor + (name in lucky)) for name, floor in floors.items()}


@st.composite
def cases(draw):
    """Members who come, go and come back within two months; one is always there and counts."""
    names = draw(
        st.lists(st.text("aäZ9", min_size=1, max_size=3), min_size=1, max_size=5, unique=True)
    )
    members = {names[0]: [None, None]}
    for name in names[1:]:
        days = sorted(draw(st.lists(st.integers(-5, 70), min_size=4, max_size=4, unique=True)))
        a, b, c, d = (str(START + timedelta(day)) for day in days)
        members[name] = draw(st.sampled_from([[a, b], [[a, b], [c, d]], [c, None], [None, b]]))
    number = st.integers(0, 9)
    drivers = {
        driver: {name: draw(number) for name in names} | {names[0]: draw(st.integers(1, 9))}
        for driver in ("learners", "users")
    }
    part = st.tuples(st.integers(1, 9), st.sampled_from(["equal", "learners", "users"]))
    parts = [{"share": s, "driver": d} for s, d in draw(st.lists(part, min_size=1, max_size=3))]
    key = {
        "parts": parts,
        "tie": draw(st.sampled_from(["hash", "id"])),
        "proration": draw(st.sampled_from(["day_by_day", "member_days", "none"])),
    }
    pool = {"id": "P-1", "amount_cents": draw(st.integers(-999, 9999)), "key": "K"}
    if draw(st.booleans()):
        pool["eligible"] = [names[0], *draw(st.lists(st.sampled_from(names), unique=True))]
        pool["eligible"] = list(dict.fromkeys(pool["eligible"]))
    return {
        "alg": "lr-1",
        "period": [str(START), str(START + timedelta(DAYS - 1))],
        "members": members,
        "drivers": drivers,
        "keys": {"K": key},
        "pools": [pool],
    }


@settings(max_examples=60, deadline=None)
@given(cases())
def test_the_engine_says_what_the_plainest_reading_says(case):
    pool, key = case["pools"][0], case["keys"]["K"]
    exact = exact_shares(case, pool)
    shares = solve(case)["shares"]
    assert {share["member"]: Fraction(share["exact"]) for share in shares} == exact
    assert {share["member"]: share["cents"] for share in shares} == whole_cents(pool, key, exact)
