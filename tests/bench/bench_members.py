"""How fast the members' pages are with 1 000 organisations, beside a bare Flask page of their size.

Run it with `python -m tests.bench.bench_members`. It also tells how long the number beside
“waiting” in the header takes, which every page of somebody signed in shows: with 1 000 members
and with 10 000 services.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from accounts.models import Organisation
from accounts.roles import ROLES_OF, Actor, OrganisationKind, Role
from app import create_app
from core import clock
from core.config import Settings
from core.db import db
from reports.queries import list_waiting
from tests.bench.bench_catalogue import a_bare_page, compared
from tests.catalog.many import fill
from tests.factories.accounts import a_person, a_vendor, tiera
from tests.factories.reports import many_members
from tests.queries import counted

MEMBERS, SERVICES = 1_000, 10_000
TIMES = 30
KINDS = (OrganisationKind.MUNICIPALITY, OrganisationKind.VENDOR, OrganisationKind.COORDINATOR)
ADDRESSES = {
    "front page": "/",
    "members": "/members",
    "members, page 40": "/members?page=40",
    "members by a word": "/members?q=12",
}


def the_application(folder: Path) -> Flask:
    """The product with an embedded database of 1 000 members and 10 000 services."""
    secret = "measured, not kept, long enough anyway"
    app = create_app(Settings(data_dir=folder, secret_key=secret, log_level="ERROR"))
    with app.app_context():
        db.create_all()
        tiera(Role.COORDINATOR)
        many_members(MEMBERS)
        fill(a_vendor(), SERVICES, clock.today())
    return app


def time_the_queue(app: Flask, kind: OrganisationKind) -> str:
    """Somebody with every role of this kind of organisation, who waits for more than anybody."""
    with app.app_context():
        house = db.session.scalars(select(Organisation).where(Organisation.kind == kind)).first()
        assert house is not None
        roles = ROLES_OF[kind]
        person = a_person(*roles, organisation=house)
        actor = Actor(person.id, person.name, house.id, house.kind, frozenset(roles))
        db.session.commit()
    taken = []
    for _time in range(TIMES):
        with app.app_context(), counted() as asked:
            begun = time.perf_counter()
            rows = list_waiting(actor, clock.today())
            taken.append(time.perf_counter() - begun)
    took = 1000 * statistics.median(taken)
    return f"waiting for a {kind.value}: {len(rows)} things, {len(asked)} queries, {took:.1f} ms"


def main() -> None:
    """Measure by turns and print."""
    with tempfile.TemporaryDirectory() as folder:
        app = the_application(Path(folder))
        client = app.test_client()
        for name, address in ADDRESSES.items():
            answer = client.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
            bare = a_bare_page(answer.data).test_client()
            told = compared(
                lambda address=address: client.get(address), lambda bare=bare: bare.get("/")
            )
            print(f"{name}: {told}, {len(answer.data)} bytes")
        for kind in KINDS:
            print(time_the_queue(app, kind))


if __name__ == "__main__":
    sys.exit(main())
