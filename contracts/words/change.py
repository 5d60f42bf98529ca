"""Top floor. Why a share changed since the period before, in sentences and rows that sum."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from contracts.allocation.change import Change
from contracts.models.run import AllocationRun
from contracts.queries.change import SinceLast
from contracts.words.periods import period, share_percent
from core.locale import euros
from core.speech import _
from core.words import word

THOUSAND = 1000_00


@dataclass(frozen=True)
class Told:
    """The change for a reader: a sentence, and rows of cause and cents that sum to `cents`."""

    run: AllocationRun
    sentence: str
    rows: Sequence[tuple[str, int]]
    before: int
    cents: int

    @property
    def scale(self) -> tuple[int, int] | None:
        """Where the picture's axis begins and ends, in cents; None when a picture would mislead.

        It begins above zero, in whole thousands of euros, when all of it happens far from zero.
        """
        path = list(accumulate((cents for _cause, cents in self.rows), initial=self.before))
        low, high = min(path), max(path)
        if not self.rows or low <= 0:
            return None
        start = (low - (high - low)) // THOUSAND * THOUSAND
        return (start if start > high // 2 else 0), high


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
    return Told(since.run, sentence, _rows(since.change, difference), cents_before, difference)


def _rows(change: Change, difference: int) -> list[tuple[str, int]]:
    """Each cause in the nearest whole cents; what that leaves of the change is the rounding's."""
    if change.causes is None:
        return []
    rows = [(cause, round(cents)) for cause, cents in change.causes.items() if round(cents)]
    rest = difference - sum(cents for _cause, cents in rows)
    told_rows = [(word(cause), cents) for cause, cents in rows]
    return [*told_rows, (_("Rounding to whole cents"), rest)] if rest else told_rows
