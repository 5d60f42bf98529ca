"""Third floor. The one door to typst: data in, an accessible PDF out (PDF/UA-1).

A template in `templates/pdf/` gets its data as JSON through `sys.inputs`, so nothing that anybody
typed is ever read as markup. The same data, template and typst give the same bytes; they are kept
under the data directory by a hash of all three.
"""

import hashlib
import json
import logging
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import typst
from flask import current_app

from core.config import ROOT, Settings
from core.errors import FULL
from core.language import LANGUAGES

log = logging.getLogger(__name__)
TEMPLATES = ROOT / "templates" / "pdf"


class PdfFailed(RuntimeError):
    """The template could not be set. The message is typst's own, with the template's name."""


def render(template: str, data: Mapping[str, Any], language: str, title: str) -> bytes:
    """The PDF of `templates/pdf/<template>.typ`, tagged, titled and in `language`.

    `data` holds only what JSON can hold, in words as they are to be read. Raises ValueError for an
    unknown language or an empty title, both of which PDF/UA-1 needs; PdfFailed when typst refuses
    or warns, for instance of a font that is missing.
    """
    if language not in LANGUAGES or not title.strip():
        raise ValueError("a document needs a title and one of our languages")
    told = json.dumps(
        {**data, "language": language, "title": title}, ensure_ascii=False, sort_keys=True
    )
    kept = _shelf() / f"{_key(template, told)}.pdf"
    if kept.exists():
        return kept.read_bytes()
    pdf = _compile(template, told)
    _keep(kept, pdf)
    return pdf


def _compile(template: str, told: str) -> bytes:
    try:
        pdf, warnings = typst.compile_with_warnings(
            TEMPLATES / f"{template}.typ",
            root=TEMPLATES,
            format="pdf",
            ignore_system_fonts=True,  # the same letters on every machine
            sys_inputs={"data": told},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        raise PdfFailed(f"{template}: {error}") from error
    if warnings:
        raise PdfFailed(f"{template}: {'; '.join(str(warning) for warning in warnings)}")
    return bytes(pdf)


def _shelf() -> Path:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.data_dir / "pdf"


@cache
def _sources() -> bytes:
    """Everything besides the data that decides how a document looks."""
    digest = hashlib.sha256(version("typst").encode())
    for path in sorted(TEMPLATES.glob("*.typ")):
        digest.update(path.name.encode() + b"\x00" + path.read_bytes() + b"\x00")
    return digest.digest()


def _key(template: str, told: str) -> str:
    return hashlib.sha256(_sources() + template.encode() + b"\x00" + told.encode()).hexdigest()


def _keep(path: Path, pdf: bytes) -> None:
    """Write it whole or not at all: two may be setting the same document at once.

    A full disk is no reason to keep a finished document from its reader: it is set anew next time.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
            temporary = file.name
            file.write(pdf)
        Path(temporary).replace(path)
        temporary = ""
    except OSError as error:
        if error.errno not in FULL:
            raise
        log.warning("no room to keep a document")
    finally:
        if temporary:
            with suppress(OSError):
                Path(temporary).unlink()
