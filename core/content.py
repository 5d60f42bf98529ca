"""Ground floor. Words that experts own: Markdown with TOML front matter, a file per language.

A document is a folder `content/<shelf>/<slug>/` with `fi.md`, `sv.md`, `en.md` and, where the
structure is the same in every language, an `index.toml`.
"""

import hashlib
import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from core.language import LANGUAGES

ROOT = Path(__file__).parent.parent / "content"


@dataclass(frozen=True)
class Page:
    """One language's file: its front matter and its Markdown body."""

    meta: dict[str, Any]
    body: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the body: change a comma and this changes."""
        return hashlib.sha256(self.body.encode()).hexdigest()


@dataclass(frozen=True)
class Document:
    """The same document in the three languages."""

    slug: str
    pages: dict[str, Page]
    index: dict[str, Any] = field(default_factory=dict)
    fingerprint: str = ""  # of every file together, in the order of their names


def read_page(path: Path) -> Page:
    """One file. Raises ValueError naming the file when it has no front matter."""
    parts = path.read_text(encoding="utf-8").split("+++\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise ValueError(f"{path.name} in {path.parent.name} must start with +++ front matter")
    return Page(meta=tomllib.loads(parts[1]), body=parts[2].strip())


@cache
def document(shelf: str, slug: str) -> Document:
    """One document by its place. Raises KeyError when a file is missing."""
    folder = ROOT / shelf / slug
    if not folder.is_dir():
        raise KeyError(f"no document {shelf}/{slug}")
    index = folder / "index.toml"
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        digest.update(path.name.encode() + b"\x00" + path.read_bytes() + b"\x00")
    return Document(
        slug=slug,
        pages={code: read_page(folder / f"{code}.md") for code in LANGUAGES},
        index=tomllib.loads(index.read_text(encoding="utf-8")) if index.exists() else {},
        fingerprint=digest.hexdigest(),
    )


def shelf(name: str) -> list[Document]:
    """Every document of a shelf, in the order of their slugs."""
    return [document(name, path.name) for path in sorted((ROOT / name).iterdir()) if path.is_dir()]
