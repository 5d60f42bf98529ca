"""Third floor. Files that people send, kept outside the web root under their own SHA-256.

The bytes are written and forced to the disk before the row is; a transaction that fails after that
leaves at most bytes nobody points at, never a row without its bytes.
"""

import hashlib
import os
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from flask import current_app
from sqlalchemy import func, select

from core.config import Settings
from core.db import db
from core.errors import FULL, NO_ROOM, BadInput, RuleBroken
from core.file_types import check, safe_name
from core.language import N_
from core.stored_file import StoredFile

MB = 1024 * 1024
CHUNK = 256 * 1024


def folder() -> Path:
    """Where the bytes lie: in the data directory, which no web address reaches."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.data_dir / "files"


def path_of(sha256: str) -> Path:
    """The place of the file with this fingerprint; only hexadecimal digits make a path."""
    if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
        raise ValueError("not a SHA-256 in hexadecimal")
    return folder() / sha256[:2] / sha256


def used_by(owner: str) -> int:
    """Bytes that count against the owner's quota; the same file sent twice counts twice."""
    query = select(func.coalesce(func.sum(StoredFile.size), 0))
    found = db.session.scalar(
        query.where(StoredFile.owner == owner, StoredFile.removed_at.is_(None))
    )
    return int(found or 0)


def store(
    stream: IO[bytes], name: str, owner: str, at: datetime, field: str = "file"
) -> StoredFile:
    """Check, keep and note down one file. Never commits.

    Raises BadInput on `field` when the file is empty, too large, of another type than its name
    says, or over the owner's quota; RuleBroken when the disk is full.
    """
    settings: Settings = current_app.config["SETTINGS"]
    body = _read(stream, settings.upload_limit_mb, field)
    shown = safe_name(name)
    media_type = check(shown, body, field)
    if used_by(owner) + len(body) > settings.upload_quota_mb * MB:
        raise BadInput(
            field,
            N_(
                "Your organisation's files already take up the %(most)s MB it has. "
                "Remove files you no longer need."
            ),
            most=settings.upload_quota_mb,
        )
    fingerprint = hashlib.sha256(body).hexdigest()
    _write(path_of(fingerprint), body)
    stored = StoredFile(
        owner=owner,
        name=shown,
        media_type=media_type,
        size=len(body),
        sha256=fingerprint,
        stored_at=at,
    )
    db.session.add(stored)
    db.session.flush()
    return stored


def remove(stored: StoredFile, at: datetime) -> None:
    """Take the file out of use; the row stays and says when. `sweep` erases the bytes later."""
    if stored.removed_at is None:
        stored.removed_at = at


def sweep() -> int:
    """Erase bytes that no row in use points at; answers how many files went. Never commits.

    A file younger than an hour is left alone: its row may not be committed yet.
    """
    in_use = set(
        db.session.scalars(select(StoredFile.sha256).where(StoredFile.removed_at.is_(None)))
    )
    gone = 0
    newest = datetime.now().timestamp() - 3600  # noqa: DTZ005 (compared with the disk's own clock)
    for path in sorted(folder().glob("??/*")):
        if path.name not in in_use and path.stat().st_mtime < newest:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _read(stream: IO[bytes], most_mb: int, field: str) -> bytes:
    """The whole stream, refused as soon as it is too long."""
    parts: list[bytes] = []
    size = 0
    while part := stream.read(CHUNK):
        size += len(part)
        if size > most_mb * MB:
            raise BadInput(
                field, N_("The file is larger than %(most)s MB. Make it smaller."), most=most_mb
            )
        parts.append(part)
    return b"".join(parts)


def _write(path: Path, body: bytes) -> None:
    """Whole or not at all: beside it first, forced to the disk, then renamed into its place."""
    if path.exists() and path.stat().st_size == len(body):
        os.utime(path)  # the sweeper sees that somebody needs it again
        return
    temporary: str | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
            temporary = file.name
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o600)
        Path(temporary).replace(path)
        temporary = None
    except OSError as error:
        if error.errno in FULL:
            raise RuleBroken(NO_ROOM) from error
        raise
    finally:
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink()
