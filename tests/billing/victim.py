"""A server of its own process, which dies in the middle of a webhook when it is told to.

Run as `python -m tests.billing.victim PORT [die]` with the settings in the environment.
"""

import os
import signal
import sys

from sqlalchemy import event
from werkzeug.serving import make_server

from app import create_app
from billing.models.payment import Payment
from core.db import db


def die_with_money_in_hand(session, *_: object) -> None:
    """The rows are written and not yet committed: the worst moment to go."""
    if any(isinstance(row, Payment) for row in session.new):
        os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    app = create_app()
    if "die" in sys.argv:
        event.listen(db.session, "after_flush", die_with_money_in_hand)
    make_server("127.0.0.1", int(sys.argv[1]), app, threaded=True).serve_forever()
