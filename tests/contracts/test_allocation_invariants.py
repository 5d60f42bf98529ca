"""The invariants of lr-1, each tried on made-up cases that use every feature at once."""

from copy import deepcopy
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from contracts.allocation.casefile import read_case, solve
from contracts.allocation.engine import allocate
from contracts.allocation.explanation import exact_share, recompute
from contracts.allocation.refusals import CaseRefused, Refusal
from contracts.allocation.revision import adjustments
from contracts.allocation.verification import verify

START, END = date(2026, 1, 1), date(2026, 12, 31)
MANY = settings(max_examples=35, deadline=None)
DRIVERS = ("learners", "users")
cents = st.integers(0, 15_000)
small_or_large = st.integers(0, 30_000) | st.integers(0, 10**8)


def some(draw, values, names, most=2):
    """Values for a few of the names."""
    chosen = draw(st.lists(st.sampled_from(names), max_size=most, unique=True))
    return {name: draw(values) for name in chosen}


def a_key(draw, names, fallback, bounds, rounding):
    parts = draw(
        st.lists(st.sampled_from(["equal", *DRIVERS]), min_size=1, max_size=3, unique=True)
    )
    key = {
        "parts": [{"share": draw(st.integers(1, 100)), "driver": driver} for driver in parts],
        "tie": draw(st.sampled_from(["hash", "id"])),
        "rounding": draw(st.sampled_from(rounding)),
        "proration": draw(st.sampled_from(["day_by_day", "member_days", "none"])),
        "on_zero_weight": fallback,
    }
    if bounds and draw(st.booleans()):
        floors = some(draw, cents, names)
        caps = {
            name: floors.get(name, 0) + number + 1000
            for name, number in some(draw, small_or_large, names, 5).items()
        }
        fixed = {
            name: min(number, caps.get(name, number))
            for name, number in some(draw, cents, names).items()
        }
        key |= {"floors": floors, "caps": caps, "fixed_amounts": fixed}
        key["on_infeasible"] = draw(st.sampled_from(["scale_floors", "relax_caps", "reserve"]))
    return key


@st.composite
def cases(
    draw,
    bounds=True,
    joining=True,
    grants=True,
    services=True,
    webster=True,
    least=60_000,
    signed=True,
):
    """Plain pools, service pools and grants, under keys with bounds, fallbacks and both roundings."""
    names = draw(
        st.lists(st.text("abåÖ1", min_size=1, max_size=4), min_size=2, max_size=5, unique=True)
    )
    members = {names[0]: [None, None]}
    for name in names[1:]:
        first, last = sorted(draw(st.tuples(st.integers(0, 364), st.integers(0, 364))))
        stretch = [str(START + timedelta(first)), str(START + timedelta(last))]
        members[name] = draw(st.sampled_from([[None, None], stretch])) if joining else [None, None]
    number = draw(st.sampled_from([st.integers(0, 5000), st.integers(0, 1)]))
    drivers = {driver: {name: draw(number) for name in names} for driver in DRIVERS}
    rounding = ["largest_remainder", "webster"] if webster else ["largest_remainder"]
    keys = {name: a_key(draw, names, "E", bounds, rounding) for name in "KL"}
    keys["E"] = {"parts": [{"share": 1, "driver": "equal"}]}
    amount = st.integers(least, 3 * least) | st.integers(least, 10**8)
    sign = st.sampled_from([1, -1] if signed else [1])
    pools = [
        {
            "id": f"P{n}",
            "amount_cents": draw(sign) * draw(amount),
            "key": draw(st.sampled_from("KL")),
        }
        for n in range(draw(st.integers(1, 2)))
    ]
    if services and draw(st.booleans()):
        key = draw(st.sampled_from("KL"))
        share = st.integers(1, 9)
        ways = [{"share": draw(share), "key": key}, {"share": draw(share), "pool": "S2"}]
        back = [{"share": draw(share), "key": key}, {"share": draw(share), "pool": "S1"}]
        pools.append({"id": "S1", "amount_cents": draw(amount), "split": ways})
        pools.append({"id": "S2", "amount_cents": draw(amount), "split": back})
    if grants and draw(st.booleans()):
        grant = {"of": "P0", "mode": draw(st.sampled_from(["net_first", "separate", "earmarked"]))}
        row = {
            "id": "G",
            "kind": "grant",
            "amount_cents": -draw(st.integers(0, least)),
            "grant": grant,
        }
        if grant["mode"] == "earmarked":
            row["key"] = "E"
            grant["cap_at_own_cost"] = draw(st.booleans())
        pools.append(row)
    case = {
        "alg": "lr-1",
        "period": [str(START), str(END)],
        "members": members,
        "drivers": drivers,
        "keys": keys,
        "pools": pools,
    }  # fmt: skip
    if not solvable(case):
        reject()
    return case


UNMET = {Refusal.FLOORS_EXCEED_POOL, Refusal.FIXED_EXCEED_POOL, Refusal.CAPS_BELOW_POOL}
"""What a made-up case may be refused for; any other refusal fails the test."""


def solvable(case):
    try:
        solve(case)
    except CaseRefused as refusal:
        if refusal.code not in UNMET:
            raise
        return False
    return True


def result_of(case):
    return allocate(read_case(case))


def by_place(case):
    return {(share.pool, share.member): share for share in result_of(case).shares}


def rounded_by(case, line):
    """How a line is rounded; all its keys agree."""
    return line.pieces[0].key.rounding.value


@MANY
@given(cases())
def test_i1_shares_and_reserve_sum_to_the_pools_exactly(case):
    for line in result_of(case).lines:
        assert sum(line.cents) + line.reserve_cents == line.amount_cents
    answer = solve(case)
    everything = sum(pool["amount_cents"] for pool in case["pools"])
    assert sum(answer["totals"].values()) + answer["reserve_cents"] == everything


@MANY
@given(cases())
def test_i2_i3_i4_i8_shares_keep_to_their_exact_shares_in_size_sign_and_order(case):
    for line in result_of(case).lines:
        exact = [Fraction(number, line.denominator) for number in line.numerators]
        for share, whole in zip(exact, line.cents, strict=True):
            assert whole * share >= 0
            assert share or not whole
            if rounded_by(case, line) == "largest_remainder":
                assert abs(whole - share) < 1
        if rounded_by(case, line) == "largest_remainder":
            order = sorted(zip(exact, line.cents, strict=True))
            for (less, few), (more, many) in pairwise(order):
                assert few <= many or less == more


@MANY
@given(cases(), st.randoms())
def test_i5_the_order_of_the_inputs_does_not_matter(case, random):
    turned = deepcopy(case)
    for field in ("members", "drivers", "keys"):
        rows = list(turned[field].items())
        random.shuffle(rows)
        turned[field] = dict(rows)
    random.shuffle(turned["pools"])
    for pool in turned["pools"]:
        random.shuffle(pool.get("split", []))
    assert solve(turned)["shares"] == solve(case)["shares"]


@MANY
@given(cases(), st.integers(2, 1000))
def test_i5_scaling_a_driver_does_not_matter(case, factor):
    scaled = deepcopy(case)
    for name in scaled["drivers"]["learners"]:
        scaled["drivers"]["learners"][name] *= factor
    assert solve(scaled)["shares"] == solve(case)["shares"]


@MANY
@given(cases())
def test_i5_renaming_does_not_change_exact_shares(case):
    new = {
        name: f"{number}-{name}"
        for number, name in enumerate(sorted(case["members"], reverse=True))
    }
    renamed = deepcopy(case)
    renamed["members"] = {new[name]: rows for name, rows in case["members"].items()}
    for values in renamed["drivers"].values():
        for name in list(values):
            values[new[name]] = values.pop(name)
    for key in renamed["keys"].values():
        for field in ("floors", "caps", "fixed_amounts"):
            if field in key:
                key[field] = {new[name]: number for name, number in key[field].items()}
    assume(not any(pool.get("grant", {}).get("cap_at_own_cost") for pool in case["pools"]))
    before, after = by_place(case), by_place(renamed)
    assert {(p, new[m]): s.exact for (p, m), s in before.items()} == {
        place: share.exact for place, share in after.items()
    }


@MANY
@given(cases())
def test_i6_everything_negated_is_the_mirror(case):
    mirrored = deepcopy(case)
    for pool in mirrored["pools"]:
        pool["amount_cents"] *= -1
    here, there = result_of(case), result_of(mirrored)
    assert [share.cents for share in here.shares] == [-share.cents for share in there.shares]
    assert here.reserve_cents == -there.reserve_cents


@MANY
@given(cases(joining=False))
def test_i7_equals_differ_by_a_cent_at_most(case):
    one, other, *_ = case["members"]
    for driver in case["drivers"].values():
        driver[other] = driver[one]
    for key in case["keys"].values():
        for field in ("floors", "caps", "fixed_amounts"):
            for name in (one, other):
                key.get(field, {}).pop(name, None)
    assume(solvable(case))
    found = by_place(case)
    capped = any(pool.get("grant", {}).get("cap_at_own_cost") for pool in case["pools"])
    for pool in {pool for pool, _ in found}:
        assert abs(found[pool, one].cents - found[pool, other].cents) <= 1
        if pool != "G" or not capped:
            assert found[pool, one].exact == found[pool, other].exact


@MANY
@given(cases(grants=False))
def test_i9_shares_are_within_bounds_unless_a_remedy_had_to_be_found(case):
    for line in result_of(case).lines:
        if len(line.pieces) > 1 or (bounded := line.pieces[0].bounded) is None:
            continue
        key = line.key
        for member, whole in zip(line.members, line.cents, strict=True):
            scaled = bounded.remedy.policy.value if bounded.remedy else ""
            if scaled != "scale_floors":
                assert abs(whole) >= max(key.floors.get(member, 0), key.fixed.get(member, 0))
            if scaled != "relax_caps" and member in key.caps:
                assert abs(whole) <= key.caps[member]


@MANY
@given(cases(signed=False, grants=False, services=False), st.integers(1, 10**6))
def test_i10_a_larger_total_lowers_no_exact_share(case, more):
    grown = deepcopy(case)
    for pool in grown["pools"]:
        pool["amount_cents"] += more
    assume(solvable(grown))
    before, after = by_place(case), by_place(grown)
    assert all(after[place].exact >= before[place].exact for place in before)


@MANY
@given(cases(signed=False, grants=False, services=False, joining=False), st.integers(1, 10**6))
def test_i10_a_larger_own_number_never_lowers_the_own_exact_share(case, more):
    name = next(iter(case["members"]))
    for values in case["drivers"].values():
        for member in values:
            values[member] += 1  # nobody's fallback is switched off by the change
    grown = deepcopy(case)
    for values in grown["drivers"].values():
        values[name] += more
    assume(solvable(case) and solvable(grown))
    before, after = by_place(case), by_place(grown)
    assert all(after[pool, name].exact >= before[pool, name].exact for pool, _ in before)


@MANY
@given(cases(signed=False, grants=False), st.integers(0, 364), st.integers(0, 10**6))
def test_i10_a_newcomer_without_bounds_raises_no_exact_share(case, day, number):
    assume("uusi" not in case["members"])
    for values in case["drivers"].values():
        for member in values:
            values[member] += 1
    joined = deepcopy(case)
    joined["members"]["uusi"] = [str(START + timedelta(day)), None]
    for values in joined["drivers"].values():
        values["uusi"] = number
    assume(solvable(case) and solvable(joined))
    before, after = by_place(case), by_place(joined)
    assert all(after[place].exact <= before[place].exact for place in before)


@MANY
@given(cases())
def test_i11_i14_the_same_inputs_give_the_same_bytes_and_stay_as_they_were(case):
    before = deepcopy(case)
    assert solve(case, explained=True) == solve(case, explained=True)
    assert case == before


@MANY
@given(
    cases(bounds=False, grants=False),
    st.lists(st.integers(1, 364), min_size=1, max_size=4, unique=True),
)
def test_i12_cutting_the_period_anywhere_gives_the_same_exact_shares(case, cuts):
    for key in case["keys"].values():
        key["proration"] = "day_by_day"
    for pool in case["pools"]:
        pool["amount_cents"] *= 365  # so that each stretch gets whole cents
    bounds = [START, *(START + timedelta(day) for day in sorted(cuts)), END + timedelta(1)]
    total: dict[tuple[str, str], Fraction] = {}
    for first, after in pairwise(bounds):
        piece = deepcopy(case)
        piece["period"] = [str(first), str(after - timedelta(1))]
        for pool in piece["pools"]:
            pool["amount_cents"] = pool["amount_cents"] // 365 * (after - first).days
        for place, share in by_place(piece).items():
            total[place] = total.get(place, Fraction(0)) + share.exact
    assert total == {place: share.exact for place, share in by_place(case).items()}


@MANY
@given(cases(grants=False, services=False), st.integers(0, 10**6), st.integers(0, 5000))
def test_i13_adjustments_sum_to_the_change_of_the_pool(case, more, number):
    revised = deepcopy(case)
    revised["pools"][0]["amount_cents"] += more
    revised["drivers"]["learners"][next(iter(case["members"]))] = number
    assume(solvable(revised))
    old, new = result_of(case), result_of(revised)
    rows = old.shares
    changes = adjustments(rows, new.shares)
    assert rows == result_of(case).shares
    for before, after in zip(old.lines, new.lines, strict=True):
        moved = sum(change for (pool, _), change in changes.items() if pool == before.id)
        reserves = after.reserve_cents - before.reserve_cents
        assert moved + reserves == after.amount_cents - before.amount_cents


@MANY
@given(cases())
def test_i15_the_explanation_alone_recomputes_the_share(case):
    answer = solve(case, explained=True)
    for share in answer["shares"]:
        told = share["explanation"]
        assert str(exact_share(told)) == share["exact"]
        assert recompute(told) == share["cents"]
    verdict = verify(answer)
    assert verdict["verified"], verdict


@MANY
@given(cases())
def test_i16_every_share_names_decision_key_version_and_driver_version(case):
    case["sources"] = {
        "keys": {key: {"version": 3, "decision": {"section": "§ 1"}} for key in case["keys"]},
        "drivers": {
            driver: {"as_of": "2025-09-20", "values": {m: {"version": 2} for m in rows}}
            for driver, rows in case["drivers"].items()
        },
    }
    for share in solve(case, explained=True)["shares"]:
        told = share["explanation"]
        for piece in told.get("pieces", [told]):
            assert (piece["key"]["version"], piece["key"]["decision"]) == (3, {"section": "§ 1"})
            assert all(one["version"] == 2 for one in piece["drivers"].values())
            fallbacks = {one["id"]: one["decision"] for one in piece.get("fallback_keys", [])}
            named = {row["fallback"] for row in piece["segments"] if "fallback" in row}
            assert named <= set(fallbacks)
            used = {part["driver"] for row in piece["segments"] for part in row["parts"]}
            assert used - {"equal"} <= set(piece["drivers"])
