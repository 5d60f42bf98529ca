"""Several people at once against a real database file or server, each on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from accounts.models import Organisation
from app import create_app
from core.config import Settings
from core.db import db, expect, lock, transaction
from tests.factories.accounts import an_organisation


def _fresh(settings: Settings):
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        row = an_organisation()
        key = row.id
        db.session.remove()
    return app, key


def increments(settings: Settings, people: int, times: int) -> int:
    """Everybody adds to the same row; what the row holds at the end (it begins with 1)."""
    app, key = _fresh(settings)

    def add(_: int) -> None:
        for _ in range(times):
            with app.app_context(), transaction():
                row = lock(Organisation, key)
                row.name_en = str(int(row.name_en or "1") + 1)

    with ThreadPoolExecutor(people) as pool:
        list(pool.map(add, range(people)))
    with app.app_context():
        result = int(db.session.get(Organisation, key).name_en)
        db.session.remove()
        db.engine.dispose()
    return result


def two_at_once(settings: Settings) -> list[str]:
    """Two people open the same form, then both save it: what each is told."""
    app, key = _fresh(settings)
    opened = Barrier(2)

    def save(name: str) -> str:
        with app.app_context():
            seen = db.session.get(Organisation, key).version
            db.session.rollback()
            opened.wait()
            try:
                with transaction():
                    row = lock(Organisation, key)
                    expect(row, seen)
                    row.name_fi = name
            except Exception as error:
                return type(error).__name__
            return "done"

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(save, ["Yksi", "Kaksi"]))
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return results
