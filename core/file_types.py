"""Ground floor. What a sent file really is: its name made safe, its type read from its own bytes.

Only documents and pictures are taken, and each has to be what its name says. Nothing is unpacked:
of an office document only the table of contents and a few small parts are read.
"""

import re
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from core.errors import BadInput
from core.language import N_

NAME_MOST = 120
PARTS_MOST = 2_000
UNPACKED_MOST = 200 * 1024 * 1024  # bytes an office document may unfold to
RATIO_MOST = 200  # and how many times its own size; real documents stay below 40
SMALL_PART = 1024 * 1024
BIDI = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
MACRO_PARTS = re.compile(
    r"(^|/)(vbaproject|vbadata|basic|scripts|activex|oleobject)", re.IGNORECASE
)
RESERVED = re.compile(r"^(con|prn|aux|nul|com[1-9]|lpt[1-9])(\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class FileType:
    extensions: tuple[str, ...]
    media_type: str
    fits: Callable[[bytes], bool]


def safe_name(typed: str) -> str:
    """A name fit for showing and for saving: no folders, control characters or reversed reading.

    Keeps the extension when it shortens. "" becomes "file".
    """
    text = unicodedata.normalize("NFC", typed).replace("\\", "/").rsplit("/", 1)[-1]
    text = BIDI.sub("", text)
    text = "".join(c for c in text if unicodedata.category(c)[0] != "C" or c == "\u00ad")
    text = text.replace("\u00ad", "")
    text = re.sub(r'[<>:"|?*]', "_", text)
    text = re.sub(r"\s+", " ", text).strip(" .")
    stem, dot, extension = text.rpartition(".")
    if dot and stem and len(extension) <= 8:
        text = f"{stem.rstrip(' .')[: NAME_MOST - len(extension) - 1]}.{extension}"
    text = text[:NAME_MOST]
    return f"_{text}" if RESERVED.match(text) else text or "file"


def extension_of(name: str) -> str:
    """The part after the last dot, in lower case, without the dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def check(name: str, body: bytes, field: str = "file") -> str:
    """The media type of a file whose name and content agree.

    Raises BadInput on `field`, in words for the person who sent it.
    """
    if not body:
        raise BadInput(
            field, N_("The file is empty. Check it opens on your computer and send it again.")
        )
    kind = next((one for one in TYPES if extension_of(name) in one.extensions), None)
    if kind is None:
        raise BadInput(
            field,
            N_("Send the file as PDF, ODT, DOCX, PNG or JPEG. “%(name)s” is none of them."),
            name=name,
        )
    if not kind.fits(body):
        raise BadInput(
            field,
            N_(
                "“%(name)s” is not what its name says, or it contains macros. "
                "Save it again as a PDF and send that."
            ),
            name=name,
        )
    return kind.media_type


def _pdf(body: bytes) -> bool:
    return body.startswith((b"%PDF-1.", b"%PDF-2.")) and b"%%EOF" in body[-2048:]


def _png(body: bytes) -> bool:
    return (
        body.startswith(b"\x89PNG\r\n\x1a\n")
        and body[12:16] == b"IHDR"
        and b"IEND\xaeB`\x82" in body[-64:]
    )


def _jpeg(body: bytes) -> bool:
    return body.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in body[-64:]


def _odt(body: bytes) -> bool:
    return _is_package(
        body,
        needed={"mimetype", "content.xml", "META-INF/manifest.xml"},
        part="mimetype",
        says=lambda text: text == b"application/vnd.oasis.opendocument.text",
    )


def _docx(body: bytes) -> bool:
    return _is_package(
        body,
        needed={"[Content_Types].xml", "word/document.xml"},
        part="[Content_Types].xml",
        says=lambda text: (
            b"wordprocessingml.document.main+xml" in text and b"macroenabled" not in text.lower()
        ),
    )


def _is_package(body: bytes, needed: set[str], part: str, says: Callable[[bytes], bool]) -> bool:
    """A whole, honest zip with these parts, without macros, that does not unfold into a bomb."""
    if not body.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(body)) as package:
            entries = package.infolist()
            names = [entry.filename for entry in entries]
            if len(entries) > PARTS_MOST or len(set(names)) != len(names) or needed - set(names):
                return False
            if any(entry.flag_bits & 0x1 or _strays(entry.filename) for entry in entries):
                return False
            unpacked = sum(entry.file_size for entry in entries)
            if unpacked > min(UNPACKED_MOST, RATIO_MOST * len(body)):
                return False
            if any(MACRO_PARTS.search(name) for name in names):
                return False
            with package.open(part) as stream:
                return says(stream.read(SMALL_PART).strip())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, EOFError, RuntimeError):
        return False


def _strays(name: str) -> bool:
    """A part that would be unpacked outside its folder."""
    return name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name


TYPES = (
    FileType(("pdf",), "application/pdf", _pdf),
    FileType(("odt",), "application/vnd.oasis.opendocument.text", _odt),
    FileType(
        ("docx",), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", _docx
    ),
    FileType(("png",), "image/png", _png),
    FileType(("jpg", "jpeg"), "image/jpeg", _jpeg),
)
ACCEPT = ",".join(f".{extension}" for kind in TYPES for extension in kind.extensions)
"""For the `accept` attribute of a file field."""
