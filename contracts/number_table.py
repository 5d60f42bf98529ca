"""Ground floor. A table of numbers as people have it: pasted from a spreadsheet, or a CSV file.

It reads what spreadsheets make of simple things: semicolons or tabs, decimal commas, spaces
between thousands, Latin-1, and codes such as 005 that have become 5. It guesses nothing that
could be wrong.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from core.language import N_

MOST_ROWS = 2_000
NAMES = {"kunta", "kuntakoodi", "koodi", "tunnus", "y-tunnus", "nimi", "jäsen", "kuntanumero"}
NAMES |= {"kommun", "kommunkod", "kommunnummer", "kod", "fo-nummer", "namn", "medlem"}
NAMES |= {"municipality", "code", "business id", "name", "member"}
VALUES = {
    "oppijat",
    "oppijoita",
    "oppilaat",
    "oppilaita",
    "määrä",
    "luku",
    "lukumäärä",
    "käyttäjät",
}
VALUES |= {"elever", "antal", "elevantal", "tal", "användare"}
VALUES |= {"learners", "number", "value", "count", "users"}


@dataclass(frozen=True)
class Line:
    """A row of the table: whom it names, its number, and what is wrong with it, if anything."""

    place: int  # the row's number in what was given, from 1
    name: str
    typed: str
    key: int | None
    value: int | None
    problem: str = ""  # marked with N_

    @property
    def good(self) -> bool:
        return not self.problem


def decoded(data: bytes) -> str:
    """A file's text: UTF-8 with or without a mark, else what Windows calls ANSI in Finland."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read_table(text: str, known: Mapping[str, int]) -> list[Line]:
    """The rows of a table; `known` gives the key of everybody by `folded` code, id and names.

    A first row of headings is left out; without one, the first column names and the last counts.
    """
    rows = list(_rows(text.lstrip("\ufeff")))[: MOST_ROWS + 1]
    if not rows:
        return []
    named, counted = 0, -1
    headings = [cell.strip().casefold() for cell in rows[0][1]]
    if any(cell in NAMES | VALUES for cell in headings):
        named = next((n for n, cell in enumerate(headings) if cell in NAMES), 0)
        counted = next((n for n, cell in enumerate(headings) if cell in VALUES), len(headings) - 1)
        rows = rows[1:]
    lines: list[Line] = []
    seen: set[int] = set()
    for place, cells in rows:
        line = _line(place, cells, named, counted, known)
        if line.good and line.key in seen:
            line = _bad(line, N_("This organisation is in the table twice."))
        if line.key is not None:
            seen.add(line.key)
        lines.append(line)
    return lines


def folded(name: str) -> str:
    """A name, code or business id as it is looked up: 5 and 005 are the same municipality."""
    plain = " ".join(name.split()).casefold()
    return plain.zfill(3) if plain.isascii() and plain.isdigit() else plain


def whole(typed: str) -> int | None:
    """1 234 and 1234,0 are 1234. None for what is no whole number, or could be two."""
    plain = re.sub(r"[\s\u00a0\u202f']", "", typed)
    if not re.fullmatch(r"\d{1,9}([.,]0{1,2})?", plain, re.ASCII):
        return None
    return int(re.split(r"[.,]", plain)[0])


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    delimiter = max("\t;,", key=first.count)
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for place, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                yield place, [cell.strip() for cell in cells]
    except csv.Error:  # a cell longer than any number or name, as in a file of another kind
        yield reader.line_num, [""]


def _line(place: int, cells: list[str], named: int, counted: int, known: Mapping[str, int]) -> Line:
    if len(cells) <= max(named, counted, 1):
        return Line(place, cells[0], "", None, None, N_("The row has too few columns."))
    name, typed = cells[named], cells[counted]
    line = Line(place, name, typed, known.get(folded(name)), whole(typed))
    if line.key is None:
        return _bad(line, N_("There is no such organisation in the service."))
    if line.value is None:
        return _bad(line, N_("This is not a whole number."))
    return line


def _bad(line: Line, problem: str) -> Line:
    return Line(line.place, line.name, line.typed, line.key, line.value, problem)
