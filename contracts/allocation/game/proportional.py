"""Ground floor. Older ways of sharing a joint cost: SCRB (ACA) and Moriarity's."""

from fractions import Fraction

from contracts.allocation.game.table import Game


def scrb(game: Game) -> list[Fraction] | None:
    """Separable costs, remaining benefits: each pays what it adds to the others' cost, and the rest
    in proportion to what it would still save (Ransmeier 1942; as the alternate cost avoided method
    in Straffin and Heaney 1981). None when nobody saves anything and a rest remains.
    """
    own = game.marginals()
    savings = [alone - added for alone, added in zip(game.singles(), own, strict=True)]
    rest, saved = game.total - sum(own), sum(savings, Fraction(0))
    if not saved:
        return None if rest else own
    return [added + rest * saving / saved for added, saving in zip(own, savings, strict=True)]


def moriarity(game: Game) -> list[Fraction] | None:
    """In proportion to what each would pay alone (Moriarity 1975). None when nobody would pay."""
    singles = game.singles()
    together = sum(singles, Fraction(0))
    if not together:
        return None if game.total else singles
    return [game.total * alone / together for alone in singles]
