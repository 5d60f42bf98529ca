"""Top floor. Why a share changed since the period before, in sentences and rows that sum."""

from collections.abc import Sequence
from dataclasses import dataclass

from contracts.allocation.change import Change
from contracts.models.run import AllocationRun
from contracts.queries.change import SinceLast
from contracts.words.periods import period, share_percent
from core.locale import euros
from core.speech import _
from core.words import word


@dataclass(frozen=True)
class Told:
    """The change for a reader: a sentence, and rows of cause and cents that sum to `cents`."""

    run: AllocationRun
    sentence: str
    rows: Sequence[tuple[str, int]]
    cents: int


def told(since: SinceLast, cents_now: int, cents_before: int) -> Told:
    """What the member owes now and owed before, in whole cents, and why it is not the same."""
    difference = cents_now - cents_before
    facts = {
        "period": period(since.run.period_start, since.run.period_end),
        "before": euros(cents_before),
        "difference": euros(abs(difference)),
    }
    if cents_before > 0 and difference:
        facts["percent"] = share_percent(abs(difference), cents_before, 1)
        if difference > 0:
            sentence = _(
                "For %(period)s the share was %(before)s. It is now %(difference)s, that is "
                "%(percent)s, more.",
                **facts,
            )
        else:
            sentence = _(
                "For %(period)s the share was %(before)s. It is now %(difference)s, that is "
                "%(percent)s, less.",
                **facts,
            )
    elif difference:
        sentence = _("For %(period)s the share was %(before)s.", **facts)
    else:
        sentence = _("For %(period)s the share was the same.", **facts)
    return Told(since.run, sentence, _rows(since.change, difference), difference)


def _rows(change: Change, difference: int) -> list[tuple[str, int]]:
    """Each cause in the nearest whole cents; what that leaves of the change is the rounding's."""
    if change.causes is None:
        return []
    rows = [(cause, round(cents)) for cause, cents in change.causes.items() if round(cents)]
    rest = difference - sum(cents for _cause, cents in rows)
    told_rows = [(word(cause), cents) for cause, cents in rows]
    return [*told_rows, (_("Rounding to whole cents"), rest)] if rest else told_rows
