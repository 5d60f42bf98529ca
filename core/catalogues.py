"""Top floor. Words for translators: what the source says, and what the catalogues lack.

English is the source. `translations/<language>/LC_MESSAGES/messages.po` holds Finnish and Swedish.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from core.config import ROOT

TRANSLATED = ("fi", "sv")
KEYWORDS = DEFAULT_KEYWORDS | {"_l": None, "N_": None, "lazy_gettext": None}
LEFT_OUT = {".venv", "var", "tests", "migrations", "translations", "node_modules", ".git"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def path_of(language: str) -> Path:
    """Where a language's catalogue stands."""
    return ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"


def extracted() -> Catalog:
    """Every message of the source, with the files it stands in (without line numbers)."""
    with (ROOT / "babel.cfg").open() as source:
        methods, options = parse_mapping_cfg(source)  # type: ignore[no-untyped-call]
    catalogue = Catalog(project="Kuntatori", charset="utf-8")
    for file, _line, message, comments, context in extract_from_dir(
        ROOT,
        method_map=methods,
        options_map=options,
        keywords=KEYWORDS,
        comment_tags=("L10N:",),
        directory_filter=lambda name: Path(name).name not in LEFT_OUT,
    ):
        catalogue.add(message, None, [(file, 0)], auto_comments=comments, context=context)
    return catalogue


def read(language: str) -> Catalog:
    """A language's catalogue; an empty one when there is none yet."""
    path = path_of(language)
    if not path.exists():
        return Catalog(locale=language, project="Kuntatori", charset="utf-8")
    return read_po(BytesIO(path.read_bytes()), locale=language)


def update(language: str) -> Catalog:
    """Bring a catalogue up to the source: new messages come in empty, vanished ones go."""
    catalogue = read(language)
    catalogue.update(extracted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as out:
        write_po(
            out,
            catalogue,
            width=0,
            sort_output=True,
            include_lineno=False,
            omit_header=False,
            ignore_obsolete=True,
        )
    return catalogue


def compile_all() -> None:
    """Write the files that gettext reads."""
    for language in TRANSLATED:
        target = path_of(language).with_suffix(".mo")
        with target.open("wb") as out:
            write_mo(out, read(language))


def problems(language: str) -> Iterator[str]:
    """What is missing, fuzzy, left over, or filled with other placeholders than the source."""
    catalogue, source = read(language), extracted()
    for message in source:
        if not message.id:
            continue
        name = message.id if isinstance(message.id, str) else message.id[0]
        known = catalogue.get(name, message.context)
        if known is None or not all(_forms(known.string)):
            yield f"not translated: {name!r}"
        elif known.fuzzy:
            yield f"fuzzy: {name!r}"
        elif any(_places(form) - _places(*_forms(message.id)) for form in _forms(known.string)):
            yield f"other placeholders: {name!r}"
        elif isinstance(message.id, str) and _places(name) != _places(*_forms(known.string)):
            yield f"placeholders lost: {name!r}"
    for known in catalogue:
        name = known.id if isinstance(known.id, str) else known.id[0]
        if name and source.get(name, known.context) is None:
            yield f"no longer in the source: {name!r}"


def _forms(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text or ("",))


def _places(*texts: str) -> set[str]:
    return {name for text in texts for name in PLACEHOLDER.findall(text)}
