"""How fast the catalogue is with 10 000 services, beside a bare Flask page of the same size.

Run it with `python -m tests.bench.bench_catalogue`. It prints throughputs and their ratio, measured
by turns in the same run, so that the number means the same on any machine.
"""

import itertools
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from accounts.models import Organisation
from accounts.roles import OrganisationKind
from accounts.states import OrganisationState
from app import create_app
from core import clock
from core.config import Settings
from core.db import db
from tests.catalog.many import fill

HOW_MANY = 10_000
ROUNDS, SECONDS = 5, 1.0
ADDRESSES = {
    "first page": "/services",
    "by name, page 200": "/services?sort=name&page=200",
    "two facets": "/services?use=mathematics&level=basic",
    "words": "/services?q=palvelu+1234",
}


def the_application(folder: Path) -> Flask:
    """The product with an embedded database of 10 000 services."""
    secret = "measured, not kept, long enough anyway"
    settings = Settings(data_dir=folder, secret_key=secret, log_level="ERROR")
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        house = Organisation(
            kind=OrganisationKind.VENDOR,
            state=OrganisationState.ACTIVE,
            state_since=clock.now(),
            name_fi="Mittayritys Oy",
            business_id="9871001-8",
        )
        db.session.add(house)
        db.session.flush()
        fill(house, HOW_MANY, clock.today())
    return app


def a_bare_page(html: bytes) -> Flask:
    """Flask with one route that answers with these bytes."""
    app = Flask("bare")
    app.add_url_rule("/", "page", lambda: html)
    return app


def pages_a_second(get: Callable[[], object]) -> float:
    """How many times `get` can be called in SECONDS."""
    count, end = 0, time.perf_counter() + SECONDS
    while time.perf_counter() < end:
        get()
        count += 1
    return count / SECONDS


def compared(ours: Callable[[], object], bare: Callable[[], object]) -> str:
    """Pages a second of both and their ratio, measured by turns."""
    mine, other = [], []
    for _round in range(ROUNDS):
        mine.append(pages_a_second(ours))
        other.append(pages_a_second(bare))
    fast, bound = statistics.median(mine), statistics.median(other)
    return f"{fast:.1f} pages/s, a bare page {bound:.0f} pages/s, ratio {fast / bound:.4f}"


def a_new_search(client: FlaskClient) -> Callable[[], object]:
    """Each call asks for a name nobody has asked for: nothing has been counted before."""
    numbers = itertools.count(1)
    return lambda: client.get(f"/services?q=palvelu+{next(numbers)}")


def main() -> None:
    """Measure by turns and print."""
    with tempfile.TemporaryDirectory() as folder:
        client = the_application(Path(folder)).test_client()
        for name, address in ADDRESSES.items():
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
            bare = a_bare_page(answer.data).test_client()
            told = compared(
                lambda address=address: client.get(address), lambda bare=bare: bare.get("/")
            )
            print(f"{name}: {told}, {len(answer.data)} bytes")
        bare = a_bare_page(client.get("/services?q=palvelu+1").data).test_client()
        print(f"words never asked before: {compared(a_new_search(client), lambda: bare.get('/'))}")


if __name__ == "__main__":
    sys.exit(main())
