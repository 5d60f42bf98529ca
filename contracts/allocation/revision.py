"""Ground floor. What a new revision of a locked result changes: adjustments, share by share.

The old shares stay as they were; what is posted is the difference, into the open period.
"""

from collections.abc import Iterable

from contracts.allocation.engine import Share


def adjustments(old: Iterable[Share], new: Iterable[Share]) -> dict[tuple[str, str], int]:
    """New cents less old cents by pool and member, in that order; nobody's zeros are left out.

    A share that only one of the revisions has counts as zero in the other, so that the adjustments
    of a pool sum to the change of the pool.
    """
    before = {(share.pool, share.member): share.cents for share in old}
    after = {(share.pool, share.member): share.cents for share in new}
    places = sorted({*before, *after})
    return {place: after.get(place, 0) - before.get(place, 0) for place in places}
