"""Cost games: worked results from the literature, and properties that define each method."""

import json
from fractions import Fraction
from itertools import chain, combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.allocation.game.gamefile import read_game
from contracts.allocation.game.nucleolus import nucleolus
from contracts.allocation.game.shapley import shapley, shapley_by_elements
from contracts.allocation.game.simplex import Infeasible, Unbounded, minimise
from contracts.allocation.game.study import study
from contracts.allocation.game.table import sums
from contracts.allocation.refusals import CaseRefused, Refusal
from tests.contracts.test_allocation_commands import run  # noqa: F401

R = Refusal
YOUNG = {
    "players": ["a", "b", "c"],
    "costs": {"a": 15, "b": 20, "c": 55, "a,b": 35, "a,c": 61, "b,c": 65, "a,b,c": 78},
}


def named(players, costs):
    """A game file from a function of coalitions."""
    coalitions = [c for size in range(1, len(players) + 1) for c in combinations(players, size)]
    return {
        "players": list(players),
        "costs": {",".join(sorted(one)): costs(frozenset(one)) for one in coalitions},
    }


def test_young_1985():
    answer = study(YOUNG)
    assert answer["shapley"] == {"a": "77/6", "b": "52/3", "c": "287/6"}
    assert answer["nucleolus"] == {"a": "14", "b": "37/2", "c": "91/2"}
    assert answer["scrb"] == {"a": "231/17", "b": "304/17", "c": "791/17"}
    assert answer["moriarity"] == {"a": "13", "b": "52/3", "c": "143/3"}
    assert answer["core_empty"] is False
    assert answer["in_core"] == {
        "shapley": False,  # b and c would pay 65 together, and 65 1/6 by the Shapley value
        "nucleolus": True,
        "scrb": True,
        "moriarity": True,
    }
    assert answer["violations"]["shapley"] == [{"coalition": "b,c", "excess": "1/6"}]
    assert answer["violations"]["nucleolus"] == []


@pytest.mark.parametrize(
    ("estate", "expected"),
    [
        (100, ["100/3", "100/3", "100/3"]),
        (200, ["50", "75", "75"]),
        (300, ["50", "100", "150"]),
    ],
)
def test_the_nucleolus_divides_an_estate_as_the_talmud_does(estate, expected):
    """Aumann and Maschler 1985: claims of 100, 200 and 300 on an estate. Benefits are costs below 0."""
    claims = {"a": 100, "b": 200, "c": 300}
    game = named("abc", lambda s: -max(0, estate - sum(claims[p] for p in "abc" if p not in s)))
    found = study(game)["nucleolus"]
    assert [str(-Fraction(found[player])) for player in "abc"] == expected


def test_an_airport_is_paid_by_those_who_need_the_length():
    """Littlechild and Owen 1973: each stretch of the runway is shared equally by those who use it."""
    needs = {"a": 12, "b": 20, "c": 33}
    game = named("abc", lambda s: max(needs[player] for player in s))
    answer = study(game)
    assert answer["shapley"] == {"a": "4", "b": "8", "c": "21"}
    elements = {
        "players": ["a", "b", "c"],
        "elements": [
            {"cost": 12, "users": ["a", "b", "c"]},
            {"cost": "8.0", "users": ["b", "c"]},
            {"cost": 13, "users": ["c"]},
        ],
    }
    assert study(elements) == answer


def test_a_core_may_be_empty():
    """Three members, of whom any two buy as cheaply as all three."""
    answer = study(named("abc", lambda s: {1: 6, 2: 6, 3: 10}[len(s)]))
    assert answer["core_empty"] is True
    assert not any(answer["in_core"].values())
    assert answer["nucleolus"] == {"a": "10/3", "b": "10/3", "c": "10/3"}
    assert answer["violations"]["nucleolus"][0] == {"coalition": "a,b", "excess": "2/3"}


def test_games_without_an_imputation_have_a_prenucleolus():
    answer = study(named("ab", lambda s: {1: 1, 2: 4}[len(s)]))
    assert answer["nucleolus"] == {"a": "2", "b": "2"}
    assert answer["core_empty"] is True


def test_a_method_that_is_not_defined_is_null():
    answer = study({"players": ["a", "b"], "costs": {"a": 0, "b": 0, "a,b": 5}})
    assert answer["moriarity"] is None
    assert answer["in_core"]["moriarity"] is None
    assert study({"players": ["a"], "costs": {"a": "2.50"}})["scrb"] == {"a": "5/2"}


def test_coalitions_are_named_with_their_players_sorted_whatever_the_order_of_the_file():
    turned = YOUNG | {"players": ["c", "a", "b"]}
    answer = study(turned)
    assert answer["shapley"] == study(YOUNG)["shapley"]
    assert answer["violations"]["shapley"][0]["coalition"] == "b,c"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"costs": {"a": 15, "b": 20, "c": 55, "a,b": 35, "a,c": 61, "b,c": 65}}, R.MISSING_COALITION),
        ({"costs": YOUNG["costs"] | {"b,a": 35}}, R.UNKNOWN_COALITION),
        ({"costs": YOUNG["costs"] | {"z": 35}}, R.UNKNOWN_COALITION),
        ({"costs": YOUNG["costs"] | {"a": True}}, R.BAD_VALUE),
        ({"costs": YOUNG["costs"] | {"a": "1e5"}}, R.BAD_VALUE),
        ({"costs": YOUNG["costs"] | {"a": "NaN"}}, R.BAD_VALUE),
        ({"costs": YOUNG["costs"] | {"": 0}}, R.BAD_VALUE),
        ({"players": ["a", "b", "a"]}, R.DUPLICATE_ID),
        ({"players": ["a,b"]}, R.BAD_VALUE),
        ({"players": []}, R.TOO_MANY_PLAYERS),
        ({"players": list("abcdefghijklm")}, R.TOO_MANY_PLAYERS),
        ({"players": "abc"}, R.BAD_VALUE),
        ({"elements": []}, R.MISSING_FIELD),
        ({"colour": 1}, R.UNKNOWN_FIELD),
    ],
)  # fmt: skip
def test_a_bad_game_is_refused_with_its_code(change, code):
    with pytest.raises(CaseRefused) as refusal:
        study(YOUNG | change)
    assert refusal.value.code is code


def test_missing_coalitions_are_named():
    with pytest.raises(CaseRefused) as refusal:
        study({"players": ["a", "b"], "costs": {"a": 1}})
    assert refusal.value.facts["coalitions"] == ["b", "a,b"]


def test_a_game_is_studied_from_the_command_line(run):  # noqa: F811
    status, answer = run("game", YOUNG)
    assert (status, answer) == (0, json.loads(json.dumps(study(YOUNG))))
    status, answer = run("game", YOUNG | {"players": ["a", "b", "c", "d"]})
    assert (status, answer["error"]["code"]) == (2, "MISSING_COALITION")


@st.composite
def games(draw, most=4):
    players = "abcd"[: draw(st.integers(1, most))]
    return named(players, lambda _: draw(st.integers(-20, 200)))


@settings(max_examples=60, deadline=None)
@given(games())
def test_the_shapley_value_is_the_average_over_all_orders(document):
    game = read_game(document)
    places = range(len(game.players))
    totals = [Fraction(0)] * len(places)
    orders = list(permutations(places))
    for order in orders:
        there = 0
        for place in order:
            totals[place] += game.costs[there | 1 << place] - game.costs[there]
            there |= 1 << place
    assert shapley(game) == [total / len(orders) for total in totals]


def satisfactions(game, values):
    """Every proper coalition's saving, the least first: what the nucleolus makes largest."""
    paid, denominator = sums(values)
    return sorted(game.costs[one] - Fraction(paid[one], denominator) for one in game.proper())


@settings(max_examples=60, deadline=None)
@given(games(), st.lists(st.integers(-30, 30), min_size=4, max_size=4), st.integers(1, 200))
def test_no_other_allocation_pleases_the_least_pleased_more(document, moves, scale):
    game = read_game(document)
    found = nucleolus(game)
    assert sum(found.values) == game.total
    count = len(game.players)
    mean = Fraction(sum(moves[:count]), count)
    other = [
        value + (move - mean) / scale
        for value, move in zip(found.values, moves[:count], strict=True)
    ]
    singles = game.singles()
    imputations = sum(singles) >= game.total
    for values in (found.values, other):
        rational = all(value <= alone for value, alone in zip(values, singles, strict=True))
        assert rational or not imputations or values is other
        if rational or not imputations:
            assert satisfactions(game, found.values) >= satisfactions(game, values)


@settings(max_examples=60, deadline=None)
@given(games(3))
def test_the_core_is_empty_exactly_when_some_balanced_family_is_cheaper(document):
    """Bondareva and Shapley, for up to three players: the balanced families are known."""
    game = read_game(document)
    cost = game.costs
    families = [[], [cost[1] + cost[2]] if len(cost) > 2 else []]
    if len(cost) == 8:
        families = [
            [cost[1] + cost[2] + cost[4], (cost[3] + cost[5] + cost[6]) / 2],
            [cost[1] + cost[6], cost[2] + cost[5], cost[4] + cost[3]],
        ]
    cheaper = [family for family in chain(*families) if family < game.total]
    assert nucleolus(game).core_empty is bool(cheaper)


def test_cost_elements_give_the_shapley_value_of_any_number_of_players():
    players = [f"m{n}" for n in range(40)]
    elements = [(Fraction(n), frozenset(players[n:])) for n in range(1, 40)]
    values = shapley_by_elements(players, elements)
    assert sum(values.values()) == sum(range(1, 40))
    assert values["m0"] == 0


def test_a_linear_programme_is_solved_exactly():
    """Dantzig's classic: 3x + 5y with x ≤ 4, 2y ≤ 12, 3x + 2y ≤ 18; at most 36."""
    columns = [[1, 0, 3], [0, 2, 2], [1, 0, 0], [0, 1, 0], [0, 0, 1]]
    found = minimise(columns, [Fraction(n) for n in (-3, -5, 0, 0, 0)], [4, 12, 18])
    assert found.cost == -36
    assert (found.amounts[0], found.amounts[1]) == (2, 6)
    assert found.prices == [0, Fraction(-3, 2), -1]


def test_a_linear_programme_may_have_no_answer():
    with pytest.raises(Infeasible):
        minimise([[-1]], [Fraction(1)], [1])
    with pytest.raises(Unbounded):
        minimise([[1], [-1]], [Fraction(1), Fraction(-2)], [1])


def test_bland_gets_out_of_beales_circle():
    """Beale 1955: a programme on which the steepest price alone circles for ever."""
    rows = [
        [25, -6000, -4, 900, 100, 0, 0],
        [50, -9000, -2, 300, 0, 100, 0],
        [0, 0, 1, 0, 0, 0, 1],
    ]
    costs = [Fraction(-3, 4), Fraction(150), Fraction(-1, 50), Fraction(6), *[Fraction(0)] * 3]
    assert minimise(list(zip(*rows, strict=True)), costs, [0, 0, 1]).cost == Fraction(-1, 20)
