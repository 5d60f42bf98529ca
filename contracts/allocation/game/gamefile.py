"""Ground floor. The game file: JSON values in, a validated cost game out."""

import re
from fractions import Fraction
from typing import Any

from contracts.allocation.game.table import Game
from contracts.allocation.reading import (
    fields_of,
    known,
    list_of,
    mapping_of,
    name_of,
    once,
    whole_of,
)
from contracts.allocation.refusals import CaseRefused, Refusal
from core.language import N_

MOST_PLAYERS = 12
DECIMAL = re.compile(r"-?[0-9]{1,60}(\.[0-9]{1,40})?")


def read_game(document: Any) -> Game:
    """A game by the cost of each coalition, or by cost elements with their users.

    Raises CaseRefused: TOO_MANY_PLAYERS, MISSING_COALITION naming coalitions, UNKNOWN_COALITION.
    """
    given = fields_of(document, "game", required={"players"}, optional={"costs", "elements"})
    if len({"costs", "elements"} & set(given)) != 1:
        raise CaseRefused(
            Refusal.MISSING_FIELD, N_("%(place)s lacks %(fields)s."), place="game", fields=["costs"]
        )
    players = tuple(_player(one) for one in list_of(given["players"], "players"))
    once(players)
    if not 1 <= len(players) <= MOST_PLAYERS:
        raise CaseRefused(
            Refusal.TOO_MANY_PLAYERS,
            N_("A game has from one to %(most)s players."),
            most=MOST_PLAYERS,
            players=len(players),
        )
    if "elements" in given:
        return _of_elements(players, read_elements(given["elements"], players))
    costs = {
        name: cost_of(value, f"costs.{name}")
        for name, value in mapping_of(given["costs"], "costs").items()
    }
    return _of_costs(players, costs)


def read_elements(value: Any, players: tuple[str, ...]) -> list[tuple[Fraction, frozenset[str]]]:
    """Cost elements, each with the players who use it. Raises CaseRefused."""
    elements = []
    for one in list_of(value, "elements"):
        row = fields_of(one, "elements", required={"cost", "users"})
        users = [
            name_of(user, "elements.users") for user in list_of(row["users"], "elements.users")
        ]
        once(users)
        known(Refusal.UNKNOWN_MEMBER, set(users), set(players), "elements")
        if not users:
            raise CaseRefused(
                Refusal.NO_WEIGHT, N_("A cost element has no users: nobody can carry it.")
            )
        elements.append((cost_of(row["cost"], "elements.cost"), frozenset(users)))
    return elements


def cost_of(value: Any, place: str) -> Fraction:
    """A whole number, or a decimal number as a text. Raises CaseRefused: BAD_VALUE."""
    if isinstance(value, str):
        if not DECIMAL.fullmatch(value):
            raise CaseRefused(
                Refusal.BAD_VALUE,
                N_("%(place)s must be %(wanted)s."),
                place=place,
                wanted="a whole number, or a decimal number as a text",
            )
        return Fraction(value)
    return Fraction(whole_of(value, place))


def _player(value: Any) -> str:
    name = name_of(value, "players")
    if "," in name:
        raise CaseRefused(
            Refusal.BAD_VALUE,
            N_("%(place)s must be %(wanted)s."),
            place="players",
            wanted="names without commas",
        )
    return name


def _of_costs(players: tuple[str, ...], costs: dict[str, Fraction]) -> Game:
    table, missing = [Fraction(0)], []
    for coalition in range(1, 1 << len(players)):
        there = sorted(player for place, player in enumerate(players) if coalition >> place & 1)
        name = ",".join(there)
        if name in costs:
            table.append(costs.pop(name))
        else:
            missing.append(name)
    if missing:
        raise CaseRefused(
            Refusal.MISSING_COALITION,
            N_("The cost of %(coalitions)s is missing."),
            coalitions=sorted(missing, key=lambda name: (name.count(","), name)),
        )
    if costs:
        raise CaseRefused(
            Refusal.UNKNOWN_COALITION,
            N_("There are no coalitions %(coalitions)s: sort the players and join them by commas."),
            coalitions=sorted(costs),
        )
    return Game(players, tuple(table))


def _of_elements(players: tuple[str, ...], elements: list[tuple[Fraction, frozenset[str]]]) -> Game:
    bits = {player: 1 << place for place, player in enumerate(players)}
    users = [(cost, sum(bits[user] for user in who)) for cost, who in elements]
    table = [
        sum((cost for cost, who in users if who & coalition), Fraction(0))
        for coalition in range(1 << len(players))
    ]
    return Game(players, tuple(table))
