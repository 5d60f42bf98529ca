"""Third floor. Loading the register of municipalities: all of it or nothing."""

from collections.abc import Sequence
from dataclasses import asdict

from accounts.models import Municipality
from accounts.queries import list_municipalities
from accounts.register import MunicipalityFacts
from core.db import db


def load(facts: Sequence[MunicipalityFacts]) -> tuple[int, int]:
    """Add what is new, write over what changed; answers (added, changed).

    What left the register stays: an agreement may point at it. Loading twice changes nothing.
    """
    known = {row.code: row for row in list_municipalities()}
    # A business ID may move from one row to another; unique columns want the old one gone first.
    for fact in facts:
        row = known.get(fact.code)
        if row is not None and row.business_id != fact.business_id:
            row.business_id = None
    db.session.flush()
    added = changed = 0
    for fact in facts:
        row = known.get(fact.code)
        if row is None:
            db.session.add(Municipality(**asdict(fact)))
            added += 1
        else:
            changed += _write_over(row, fact)
    db.session.flush()
    return added, changed


def _write_over(row: Municipality, fact: MunicipalityFacts) -> bool:
    new = {name: value for name, value in asdict(fact).items() if getattr(row, name) != value}
    for name, value in new.items():
        setattr(row, name, value)
    return bool(new)
