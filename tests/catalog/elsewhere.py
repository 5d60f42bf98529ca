"""A program that changes the catalogue while another process shows it; see test_counts.py.

`python -m tests.catalog.elsewhere DATA_DIR certify|withdraw REVISION PERSON ORGANISATION`
"""

import sys
from datetime import timedelta
from pathlib import Path

from accounts.models import Organisation, Person
from accounts.roles import Role
from app import create_app
from catalog.models import ServiceRevision
from catalog.workflow import review, vendor
from core import clock
from core.config import Settings
from core.db import get, transaction
from tests.factories.catalog import acting


def main(folder: str, deed: str, revision_id: str, person_id: str, organisation_id: str) -> None:
    app = create_app(Settings(data_dir=Path(folder)))
    with app.app_context(), transaction():
        revision = get(ServiceRevision, int(revision_id))
        person, at = get(Person, int(person_id)), clock.now()
        role = Role.CERTIFIER if deed == "certify" else Role.EDITOR
        actor = acting(get(Organisation, int(organisation_id)), role, person=person)
        if deed == "certify":
            review.certify(revision, clock.today() + timedelta(days=300), actor, at)
        else:
            vendor.withdraw(revision, actor, at)


if __name__ == "__main__":
    main(*sys.argv[1:])
