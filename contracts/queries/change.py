"""Second floor. How a share changed since the locked run before, from the stored inputs."""

import json
from dataclasses import dataclass
from functools import lru_cache

from contracts.allocation.casefile import read_case
from contracts.allocation.change import Change, change_of
from contracts.models.run import AllocationRun
from contracts.queries import runs


@dataclass(frozen=True)
class SinceLast:
    """The run before and what has changed since."""

    run: AllocationRun
    change: Change


def since_last(run: AllocationRun, business_id: str) -> SinceLast | None:
    """What changed for a member since the period before; None when nothing was locked then.

    Both runs are read as they were calculated, not as the records are now.
    """
    before = runs.last_locked_before(run)
    if before is None or before.inputs is None or run.inputs is None:
        return None
    return SinceLast(before, _change(before.inputs, run.inputs, business_id))


@lru_cache(maxsize=256)
def _change(before: str, after: str, member: str) -> Change:
    """Counted once per process: the same inputs never give anything else."""
    return change_of(member, read_case(json.loads(before)), read_case(json.loads(after)), _family)


def _family(key: str) -> str:
    """The key without its version's number: K/2 and K/3 are the same key at two times."""
    return key.rpartition("/")[0] or key
