"""Ground floor. The words of an agreement: read, filled with typed values, bound by a fingerprint.

A text lives in `content/onboarding/agreements/<slug>/`. `index.toml` declares which values it
takes and of what kind, and which versions of the annexes in `content/onboarding/annexes/` belong to
it; each language's front matter freezes its text by the SHA-256 of its body. The annexes are filled
and fingerprinted with the text they belong to, as one.
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from accounts.identifiers import is_business_id
from core.content import Document, document, shelf
from core.language import LANGUAGES, pick
from core.money import MAX_CENTS, format_euros

SHELF = "onboarding/agreements"
ANNEXES = "onboarding/annexes"
TOKEN = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")
SPECIAL = re.compile(r"[\\`*_{}\[\]()#!]")
UNSEEN = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029\u202a-\u202e\u2066-\u2069]")
MAIN_HEADING = re.compile(r"^(?=# )", re.MULTILINE)
MOST = 200  # characters in one value
MOST_LINES = 100


class Kind(StrEnum):
    """What a variable holds, and how it is written."""

    TEXT = "text"
    NAMES = "names"  # a name in each language
    DATE = "date"
    CENTS = "cents"
    BUSINESS_ID = "business_id"
    LINES = "lines"  # a list, each line in each language


class BadText(ValueError):
    """A text or a value that cannot become an agreement; names the text and the variable."""


@dataclass(frozen=True)
class Template:
    """One version of an agreement and its annexes before it is filled."""

    slug: str
    version: str
    effective: date
    variables: Mapping[str, Kind]
    titles: Mapping[str, str]
    bodies: Mapping[str, str]


@dataclass(frozen=True)
class Filled:
    """A finished agreement. `variables` is what was filled in, as plain JSON values."""

    texts: dict[str, str]  # Markdown by language
    variables: dict[str, Any]
    fingerprint: str


def read(slug: str) -> Template:
    """One version by its slug, such as `joining-v1`.

    Raises KeyError when there is none, BadText when its words are not the ones that were frozen
    or when a language uses other variables than the declared ones.
    """
    found = document(SHELF, slug)
    whole = [found, *(document(ANNEXES, annex) for annex in found.index.get("annexes", ()))]
    variables: dict[str, Kind] = {}
    for one in whole:
        for name, kind in _declared(one).items():
            if variables.setdefault(name, kind) is not kind:
                raise BadText(f"{one.slug}: {name} is of another kind elsewhere")
    return Template(
        slug=slug,
        version=found.index["version"],
        effective=found.index["effective"],
        variables=variables,
        titles={code: page.meta["title"] for code, page in found.pages.items()},
        bodies={code: "\n\n".join(one.pages[code].body for one in whole) for code in LANGUAGES},
    )


def _declared(found: Document) -> dict[str, Kind]:
    """The values a text takes, once its words have been checked. Raises BadText."""
    variables = {row["name"]: Kind(row["kind"]) for row in found.index["variables"]}
    for code, page in found.pages.items():
        where = f"{found.slug}/{code}"
        if page.meta["frozen"] != page.fingerprint:
            raise BadText(f"{where}: the published text has been changed; make a new version")
        if (used := set(TOKEN.findall(page.body))) != set(variables):
            raise BadText(f"{where}: undeclared or unused {sorted(used ^ set(variables))}")
    return variables


def parts(text: str) -> list[tuple[str, str]]:
    """A finished text as the agreement and its annexes: each one's heading and its whole text."""
    found = [part.strip() for part in MAIN_HEADING.split(text) if part.strip()]
    return [(part.partition("\n")[0].removeprefix("# "), part) for part in found]


def current(kind: str, on: date) -> Template:
    """The newest version of a kind in effect on a day. Raises KeyError when there is none."""
    slugs = [found.slug for found in shelf(SHELF) if found.index["kind"] == kind]
    effective = [row for row in map(read, slugs) if row.effective <= on]
    if not effective:
        raise KeyError(f"no {kind} agreement is in effect on {on}")
    return max(effective, key=lambda row: row.effective)


def fill(template: Template, values: Mapping[str, Any]) -> Filled:
    """The finished texts. Raises BadText for a missing, unknown or ill-typed value."""
    if wrong := set(values) ^ set(template.variables):
        raise BadText(f"{template.slug}: missing or unknown {sorted(wrong)}")
    plain = {name: _plain(name, kind, values[name]) for name, kind in template.variables.items()}
    texts = {
        code: _fill_one(body, template.variables, plain, code)
        for code, body in template.bodies.items()
    }
    return Filled(texts, plain, fingerprint(template.slug, template.version, texts, plain))


def fingerprint(
    slug: str, version: str, texts: Mapping[str, str], variables: Mapping[str, Any]
) -> str:
    """SHA-256 of the texts in every language and what was filled in, as canonical JSON.

    Canonical: sorted keys, no spaces, UTF-8. Anybody can recompute it from the PDF's source.
    """
    whole = {
        "slug": slug,
        "version": version,
        "texts": dict(texts),
        "variables": dict(variables),
    }
    text = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def escape(text: str) -> str:
    """A value as Markdown that means only itself, in the middle of a line."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return SPECIAL.sub(r"\\\g<0>", safe)


def _fill_one(
    body: str, variables: Mapping[str, Kind], plain: Mapping[str, Any], language: str
) -> str:
    def written(token: re.Match[str]) -> str:
        name = token[1]
        kind, value = variables[name], plain[name]
        if kind is Kind.LINES:
            return "\n".join(f"- {escape(pick(line, language))}" for line in value)
        return escape(_shown(kind, value, language))

    return TOKEN.sub(written, body)


def _shown(kind: Kind, value: Any, language: str) -> str:
    match kind:
        case Kind.NAMES:
            return pick(value, language)
        case Kind.DATE:
            day = date.fromisoformat(value)
            return f"{day.day}.{day.month}.{day.year}"
        case Kind.CENTS:
            return format_euros(value)
        case Kind.TEXT | Kind.BUSINESS_ID | Kind.LINES:
            return str(value)


def _plain(name: str, kind: Kind, value: Any) -> Any:
    """The value as it goes into the fingerprint. Raises BadText."""
    match kind:
        case Kind.NAMES if isinstance(value, Mapping):
            return _names(name, value)
        case Kind.LINES if isinstance(value, Sequence) and 0 < len(value) <= MOST_LINES:
            if all(isinstance(line, Mapping) for line in value):
                return [_names(name, line) for line in value]
        case Kind.DATE if type(value) is date:
            return value.isoformat()
        case Kind.CENTS if type(value) is int and 0 <= value <= MAX_CENTS:
            return value
        case Kind.BUSINESS_ID if isinstance(value, str) and is_business_id(value):
            return value
        case Kind.TEXT if isinstance(value, str) and value.strip():
            return _line(name, value)
    raise BadText(f"{name}: {value!r} is not {kind.value}")


def _names(name: str, value: Mapping[str, Any]) -> dict[str, str]:
    names = {code: _line(name, value.get(code) or "") for code in LANGUAGES}
    if not any(names.values()):
        raise BadText(f"{name}: words are needed in some language")
    return names


def _line(name: str, text: Any) -> str:
    if not isinstance(text, str) or UNSEEN.search(text) or len(text) > MOST:
        raise BadText(f"{name}: one line of at most {MOST} visible characters")
    return text.strip()
