"""Good files damaged at random: they are answered or refused, and nothing else ever happens."""

from copy import deepcopy
from random import Random

import pytest

from contracts.allocation.canonical import canonical
from contracts.allocation.casefile import solve
from contracts.allocation.game.study import study
from contracts.allocation.refusals import CaseRefused
from contracts.allocation.verification import verify
from tests.contracts.test_allocation_game import YOUNG
from tests.contracts.test_allocation_verification import a_result, a_statement

EVERYTHING = {
    "alg": "lr-1",
    "period": ["2026-01-01", "2026-12-31"],
    "members": {
        "a": [None, None],
        "b": ["2026-02-01", None],
        "c": [[None, "2026-03-01"], ["2026-06-01", None]],
    },
    "drivers": {"l": {"a": 1, "b": 2, "c": 3}, "u": {"a": 0, "b": 0, "c": 1}},
    "keys": {
        "K": {
            "parts": [{"share": 20, "driver": "equal"}, {"share": 80, "driver": "l"}],
            "floors": {"a": 5},
            "caps": {"c": 60000},
            "fixed_amounts": {"b": 7},
            "on_infeasible": "reserve",
            "on_zero_weight": "E",
        },
        "E": {"parts": [{"share": 1, "driver": "u"}], "proration": "member_days"},
    },
    "pools": [
        {"id": "P", "amount_cents": 100000, "key": "K"},
        {
            "id": "S",
            "amount_cents": 5000,
            "split": [{"share": 1, "pool": "P"}, {"share": 2, "key": "E"}, {"share": 1, "pool": "S"}],
        },
        {
            "id": "G",
            "kind": "grant",
            "amount_cents": -400,
            "key": "E",
            "eligible": ["a", "c"],
            "grant": {"of": "P", "mode": "earmarked", "cap_at_own_cost": True},
        },
        {"id": "N", "kind": "grant", "amount_cents": -10, "grant": {"of": "S", "mode": "net_first"}},
    ],
}  # fmt: skip
THINGS = [None, True, 0, -1, 1, 2**70, 10**99, "", "a", "K", "P", "equal", "2026-05-05", "\ud800"]
THINGS += [[], {}, [None], ["a"], {"a": 1}, {"share": 1}, [[None, None]], "error", "webster"]
THINGS += ["reserve", "separate", "net_first", "none", "member_days"]


def places(document, path=()):
    """The path to every value."""
    if path:
        yield path
    rows = document.items() if isinstance(document, dict) else enumerate(document)
    for name, value in rows:
        if isinstance(value, dict | list):
            yield from places(value, (*path, name))
        else:
            yield (*path, name)


def damaged(document, random):
    """A copy in which one to three values are exchanged, lost or added."""
    document = deepcopy(document)
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        if not document:
            return document
        *way, last = random.choice(list(places(document)))
        place = document
        for step in way:
            place = place[step]
        thing, chance = deepcopy(random.choice(THINGS)), random.random()
        if chance < 0.6:
            place[last] = thing
        elif chance < 0.8:
            del place[last]
        elif isinstance(place, dict):
            place[random.choice(["a", "z", "parts", "key", "split", "grant", "floors"])] = thing
        else:
            place.append(thing)
    return document


@pytest.mark.parametrize("seed", range(4))
def test_damaged_cases_and_games_are_answered_or_refused(seed):
    random, answered, codes = Random(seed), 0, set()
    for _ in range(150):
        case = damaged(EVERYTHING, random)
        try:
            answer = solve(case, explained=True)
        except CaseRefused as refusal:
            told = canonical(refusal.as_json())
            codes.add("unfilled words" if "%(" in told else refusal.code)
        else:
            assert verify(answer)["verified"] or not answer["shares"]
            answered += 1
        try:
            canonical(study(damaged(YOUNG, random)))
        except CaseRefused as refusal:
            codes.add(refusal.code)
    assert answered
    assert len(codes) > 10
    assert "unfilled words" not in codes


def test_damaged_statements_and_results_are_judged():
    random, documents = Random(5), [a_result(), a_statement()]
    for _ in range(150):
        canonical(verify(damaged(random.choice(documents), random)))
