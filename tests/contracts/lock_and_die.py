"""A program that begins to lock a run and is killed at a chosen flush; see test_killed.py.

`python -m tests.contracts.lock_and_die DATA_DIR N`: the N-th write never comes back.
"""

import os
import signal
import sys
from pathlib import Path

from sqlalchemy import Engine, event

from app import create_app
from contracts.models.run import AllocationRun
from contracts.workflow import runs
from core.config import Settings
from core.db import db, get, transaction
from tests.factories.contracts import AT, the_treasurer


def main(folder: str, nth: int) -> None:
    app = create_app(Settings(data_dir=Path(folder)))
    with app.app_context():
        actor = the_treasurer()
        db.session.commit()
        writes = 0

        def count(_connection, _cursor, statement, *_rest) -> None:
            nonlocal writes
            writes += statement.startswith(("UPDATE", "INSERT", "DELETE"))
            if writes == nth:
                os.kill(os.getpid(), signal.SIGKILL)

        event.listen(Engine, "after_cursor_execute", count)
        with transaction():
            runs.lock_run(get(AllocationRun, 1), actor, AT)
        sys.stdout.write(f"locked after {writes} writes\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
