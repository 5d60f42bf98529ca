"""Ground floor. The study of a cost game: what each method says, and who would object.

A study advises; nothing is billed by it. Least of all by the nucleolus: it is not monotone, so a
member may pay more because something has become cheaper (Megiddo 1974).
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from contracts.allocation.exact import text_of
from contracts.allocation.game.core import violations
from contracts.allocation.game.gamefile import read_game
from contracts.allocation.game.nucleolus import nucleolus
from contracts.allocation.game.proportional import moriarity, scrb
from contracts.allocation.game.shapley import shapley
from contracts.allocation.game.table import Game


def study(document: Any) -> dict[str, Any]:
    """Every method's allocation of a game file, as exact fractions, and the test of the core.

    A method that is not defined for the game is null. Raises CaseRefused for a bad file.
    """
    game = read_game(document)
    last = nucleolus(game)
    methods: dict[str, Sequence[Fraction] | None] = {
        "shapley": shapley(game),
        "nucleolus": last.values,
        "scrb": scrb(game),
        "moriarity": moriarity(game),
    }
    objections = {
        name: None if values is None else violations(game, values)
        for name, values in methods.items()
    }
    told: dict[str, Any] = {name: _told(game, values) for name, values in methods.items()}
    return told | {
        "core_empty": last.core_empty,
        "in_core": {
            name: None if found is None else not found for name, found in objections.items()
        },
        "violations": {
            name: [
                {"coalition": game.name(one.coalition), "excess": text_of(one.excess)}
                for one in found or ()
            ]
            for name, found in objections.items()
        },
    }


def _told(game: Game, values: Sequence[Fraction] | None) -> dict[str, str] | None:
    if values is None:
        return None
    return {player: text_of(value) for player, value in zip(game.players, values, strict=True)}
