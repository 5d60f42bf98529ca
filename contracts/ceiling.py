"""Ground floor. The maximum value of a framework: how much is left, when to warn, when to refuse.

A framework ends when its stated maximum is reached (CJEU C-216/17, C-23/20; Act 1397/2016, 42 §).
Amounts are cents excluding VAT.
"""

from core.errors import RuleBroken
from core.language import N_
from core.money import Cents, format_euros

WARN_AT = (70, 85, 95)
"""Per cent of the maximum at which people are warned, each time louder."""


class AboveCeiling(RuleBroken):
    """More would be committed than the framework may ever carry."""


def remaining(maximum: int, committed: int) -> Cents:
    """What may still be committed, in cents; never below zero."""
    return Cents(max(0, maximum - committed))


def used_percent(maximum: int, committed: int) -> int:
    """Whole per cent of the maximum that is committed, rounded down: 95 means at least 95."""
    return 100 * committed // maximum


def warning(maximum: int, committed: int) -> int | None:
    """The highest warning level that has been reached, or None."""
    reached = [level for level in WARN_AT if used_percent(maximum, committed) >= level]
    return max(reached, default=None)


def crossed(maximum: int, before: int, after: int) -> int | None:
    """The warning level that going from `before` to `after` reached for the first time, or None."""
    level = warning(maximum, after)
    return level if level != warning(maximum, before) and after > before else None


def room_for(maximum: int, committed: int, more: int) -> Cents:
    """The new committed sum. Raises AboveCeiling when the maximum would be exceeded."""
    total = committed + more
    if total > maximum:
        raise AboveCeiling(
            N_("The framework has %(left)s left of its maximum value; this asks for %(asked)s."),
            left=format_euros(remaining(maximum, committed)),
            asked=format_euros(more),
        )
    return Cents(total)
