"""Third floor. The history under seal: nobody can change, remove or slip in a row unnoticed.

A job seals rows in batches, so that writers never queue for the chain. Each seal is SHA-256 over
the seal before it and the digests of its rows. Whoever owns the database could forge the whole
chain; so `flask audit verify` prints the last hash to be kept elsewhere, and checks an old one.
"""

import hashlib
import json
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text

from core.audit import AuditEvent
from core.audit_seal import AuditSeal
from core.db import db

BATCH = 1000  # rows under one seal
START = "0" * 64  # what stands before the first seal
PATIENCE = 20.0  # seconds to wait for transactions that are still writing
INSTANT = 0.05  # seconds, many times what a transaction needs from its row id to its number
SEALER = 7_253_411  # the key of PostgreSQL's advisory lock for whoever seals


@dataclass(frozen=True)
class Verdict:
    """What a check of the chain found. `fault` is empty when everything is whole."""

    seals: int
    sealed: int  # rows under a seal
    unsealed: int  # rows that wait for the next seal
    head: str  # the hash of the last seal
    fault: str = ""


def digest(event: AuditEvent) -> str:
    """SHA-256 of a row, written the same way whatever the database."""
    row: list[Any] = [
        event.id,
        event.at.isoformat(),
        event.written_at.isoformat(),
        event.actor_id,
        event.organisation_id,
        event.verb,
        event.subject,
        event.facts,
    ]
    plain = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def chain(previous: str, digests: Iterable[Sequence[Any]]) -> str:
    """The hash of a seal from the hash before it and its [id, digest] pairs."""
    pairs = "".join(f"{key}:{value};" for key, value in digests)
    return hashlib.sha256(f"{previous};{pairs}".encode()).hexdigest()


def seal(at: datetime) -> int:
    """Put every finished row that is not yet sealed under a seal; how many rows that was.

    Never commits. Returns 0 when somebody else is sealing, or when transactions stay open so long
    that nothing can be said to be finished; the next run goes on from there.
    """
    horizon = finished_up_to()
    if horizon is None:
        return 0
    last = db.session.scalar(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1))
    previous, after, rows = (last.hash, last.to_id, 0) if last else (START, 0, 0)
    while True:
        query = select(AuditEvent).where(AuditEvent.id > after, AuditEvent.id <= horizon)
        events = list(db.session.scalars(query.order_by(AuditEvent.id).limit(BATCH)))
        if not events:
            return rows
        digests = [[event.id, digest(event)] for event in events]
        previous = chain(previous, digests)
        # The stretch begins right after the one before it: a row slipped into a gap of the
        # numbers later falls under this seal, and breaks it.
        db.session.add(
            AuditSeal(
                sealed_at=at,
                from_id=after + 1,
                to_id=events[-1].id,
                digests=digests,
                hash=previous,
            )
        )
        db.session.flush()
        after, rows = events[-1].id, rows + len(events)


def finished_up_to() -> int | None:
    """The highest row id below which no transaction can still add a row; None: nobody can say.

    SQLite has one writer at a time, and it is us. PostgreSQL hands out ids before it commits, so
    a row with a smaller id may appear later than one with a greater id. But whoever holds an id up
    to the present greatest one is a transaction that has its number by now. So take a number, which
    is greater than theirs, and wait until no running transaction has a smaller one; nobody waits
    for us meanwhile, and READ COMMITTED shows each statement what has been committed before it.
    (A transaction takes its row id an instant before its number; the wait below covers that.)
    The advisory lock keeps a second sealer away.
    """
    newest = select(func.max(AuditEvent.id))
    if db.session.get_bind().dialect.name != "postgresql":
        return db.session.scalar(newest)
    if not db.session.scalar(select(func.pg_try_advisory_xact_lock(SEALER))):
        return None
    horizon = db.session.scalar(newest)
    if horizon is None:
        return None
    time.sleep(INSTANT)
    own = text("SELECT pg_current_xact_id()::text::bigint")
    number = int(db.session.scalar(own) or 0)
    oldest = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
    deadline = time.monotonic() + PATIENCE
    while int(db.session.scalar(oldest) or 0) < number:
        if time.monotonic() > deadline:
            return None
        time.sleep(0.05)
    return horizon


def verify(expected: str = "") -> Verdict:
    """Recompute the whole chain and name the first thing that is wrong with it.

    `expected`: the hash of a seal that was written down earlier and must still be in the chain.
    """
    previous, after, sealed, seals, met = START, 0, 0, 0, not expected
    every = select(AuditSeal).order_by(AuditSeal.id).execution_options(yield_per=20)
    with closing(db.session.scalars(every)) as in_order:
        for found in in_order:
            seals += 1
            if fault := fault_of(found, previous, after):
                return Verdict(seals, sealed, 0, previous, fault)
            previous, after, sealed = found.hash, found.to_id, sealed + len(found.digests)
            met = met or found.hash == expected
    newer = select(func.count()).select_from(AuditEvent).where(AuditEvent.id > after)
    unsealed = db.session.scalar(newer) or 0
    fault = "" if met else "the seal that was written down earlier is not in the chain any more"
    return Verdict(seals, sealed, unsealed, previous, fault)


def fault_of(found: AuditSeal, previous: str, after: int) -> str:
    """What is wrong with one seal or its rows, in words; empty when nothing is."""
    if found.from_id != after + 1:
        return f"a seal is missing before row {found.from_id}"
    inside = select(AuditEvent).where(AuditEvent.id.between(found.from_id, found.to_id))
    rows = {event.id: event for event in db.session.scalars(inside)}
    known = {int(key): str(value) for key, value in found.digests}
    for key in sorted(rows.keys() | known.keys()):
        if key not in rows:
            return f"row {key} has been removed"
        if key not in known:
            return f"row {key} has been added after the seal"
        if digest(rows[key]) != known[key]:
            return f"row {key} has been changed"
    if chain(previous, found.digests) != found.hash:
        return f"the seal over rows {found.from_id} to {found.to_id} has been changed"
    return ""
