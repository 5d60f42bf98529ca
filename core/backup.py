"""Third floor. Everything that must not be lost, in one file; and back again.

One tar with `manifest.json` (sizes and SHA-256 of everything else), the database and the files.
The database is copied first and the files after it: a file is on the disk before a row tells of
it, so each file that the copied database knows is there, but for one that somebody removed and the
daily sweep erased in the minutes between.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from core import backup_databases as databases
from core.backup_databases import BackupError
from core.config import Settings

MANIFEST = "manifest.json"
VERSION = 1


@dataclass(frozen=True)
class Contents:
    """What a backup holds, for the person who made or restored it."""

    made_at: str
    kind: str
    revision: str  # of the migrations
    files: int
    size: int  # bytes


def files_folder(settings: Settings) -> Path:
    """Where people's files lie, by their fingerprints."""
    return settings.data_dir / "files"


def make(settings: Settings, target: Path, at: datetime) -> Contents:
    """Write a backup that is whole even while people work. Readable to its owner only.

    It takes its name when it is complete and on the disk, never before. Raises BackupError.
    """
    if not target.parent.is_dir():
        raise BackupError(f"There is no folder {target.parent}: make it, or choose another place.")
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as name:
        work = Path(name)
        kind, copy = databases.dump(settings, work)
        members = {copy.name: copy, **hold_files(files_folder(settings), work)}
        manifest = {
            "version": VERSION,
            "made_at": at.isoformat(),
            "kind": kind,
            "revision": databases.revision_of(settings),
            "members": {name: measure(path) for name, path in members.items()},
        }
        whole = work / "whole.tar"
        pack(whole, manifest, members)
        os.replace(whole, target)
        sync(target.parent)
    return contents_of(manifest, target.stat().st_size)


def hold_files(folder: Path, work: Path) -> dict[str, Path]:
    """Every file by its name in the backup, held so that erasing it meanwhile does not matter.

    A hard link costs nothing; where the backup is written to another disk, a copy has to do.
    """
    held = {}
    for number, path in enumerate(sorted(folder.rglob("*")) if folder.is_dir() else []):
        if not path.is_file():
            continue
        own = work / f"file-{number}"
        with suppress(FileNotFoundError):  # erased a moment ago
            try:
                os.link(path, own)
            except OSError as error:
                if isinstance(error, FileNotFoundError):
                    raise
                shutil.copyfile(path, own)
            held[f"files/{path.relative_to(folder).as_posix()}"] = own
    return held


def measure(path: Path) -> dict[str, Any]:
    """A file's size in bytes and its SHA-256."""
    with path.open("rb") as file:
        return {
            "size": path.stat().st_size,
            "sha256": hashlib.file_digest(file, "sha256").hexdigest(),
        }


def pack(whole: Path, manifest: dict[str, Any], members: dict[str, Path]) -> None:
    """Write the tar, the manifest first, and see it on the disk."""
    note = whole.with_name(MANIFEST)
    note.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    descriptor = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as out:
        with tarfile.open(fileobj=out, mode="w") as tar:
            for name, path in {MANIFEST: note, **members}.items():
                tar.add(path, arcname=name, recursive=False)
        out.flush()
        os.fsync(out.fileno())


def sync(folder: Path) -> None:
    """See a new name in a folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def restore(settings: Settings, source: Path, replace: bool, at: datetime) -> Contents:
    """Put a backup in the place of what is there. Everything is checked before anything is touched.

    What was there is kept beside it under a name with the time. Raises BackupError when the file
    is not a whole backup, when it is of the other kind of database, or when there is something to
    lose and `replace` is not given.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.data_dir, prefix=".restore-") as name:
        work = Path(name)
        manifest = unpack(source, work)
        kind = databases.kind_of(settings)
        if manifest["kind"] != kind:
            raise BackupError(
                f"This backup is of {manifest['kind']} and the database here is {kind}: "
                "restore it where DATABASE_URL names the same kind."
            )
        if not replace and not databases.is_empty(settings):
            raise BackupError(
                "There is data here already: add --replace to put the backup in its place."
            )
        stamp = at.strftime("%Y%m%d-%H%M%S")
        databases.load(settings, work, stamp)
        swap_files(files_folder(settings), work / "files", stamp)
    return contents_of(manifest, source.stat().st_size)


def unpack(source: Path, work: Path) -> dict[str, Any]:
    """Take the members out and compare each with the manifest, which is returned."""
    try:
        with tarfile.open(source) as tar:
            inside = {member.name: member for member in tar if member.isreg()}
            manifest: dict[str, Any] = json.loads(read_note(tar, inside[MANIFEST]))
            for name in manifest["members"]:
                check_name(name)
                take_out(tar, inside[name], work / name)
    except FileNotFoundError:
        raise BackupError(f"There is no file {source}.") from None
    except (OSError, EOFError, tarfile.TarError, KeyError, ValueError, TypeError) as error:
        raise BackupError(f"{source} is not a whole backup of Kuntatori.") from error
    if manifest.get("version") != VERSION:
        raise BackupError(f"{source} was made by another version of Kuntatori: use that one.")
    for name, expected in manifest["members"].items():
        if measure(work / name) != expected:
            raise BackupError(f"{source} is damaged: {name} is not what was packed.")
    return manifest


def read_note(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    """The manifest's bytes."""
    with tar.extractfile(member) or io.BytesIO() as note:
        return note.read()


def take_out(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    """One regular file to a place whose name has been checked."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tar.extractfile(member) or io.BytesIO() as inside, target.open("xb") as out:
        shutil.copyfileobj(inside, out)


def check_name(name: str) -> None:
    """Only a database or a file in its folder; a path trick raises ValueError."""
    parts = Path(name).parts
    if Path(name).is_absolute() or ".." in parts:
        raise ValueError("a name that leads out of the backup")
    if name not in databases.NAMES.values() and (parts[0] != "files" or len(parts) < 2):
        raise ValueError("a name that does not belong to a backup")


def swap_files(folder: Path, new: Path, stamp: str) -> None:
    """The restored files in the place of the present ones, which are kept beside them."""
    new.mkdir(exist_ok=True)
    if folder.exists() and any(folder.iterdir()):
        folder.rename(folder.with_name(f"{folder.name}.before-{stamp}"))
    elif folder.exists():
        folder.rmdir()
    new.rename(folder)


def contents_of(manifest: dict[str, Any], size: int) -> Contents:
    """What to tell about a backup."""
    files = sum(name.startswith("files/") for name in manifest["members"])
    return Contents(manifest["made_at"], manifest["kind"], manifest["revision"], files, size)
