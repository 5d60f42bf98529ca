"""Ground floor. Tables for spreadsheets: CSV that no spreadsheet takes for a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO

BOM = "\ufeff"
AMOUNT = re.compile(r"-?\d+,\d\d", re.ASCII)
TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_cell(value: object) -> str:
    """A value as text that a spreadsheet shows and never runs (OWASP: CSV injection).

    Numbers keep their sign, as do amounts in euros as they are typed (-12,50); other text that
    begins with a formula character gets an apostrophe.
    """
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    text = str(value)
    if AMOUNT.fullmatch(text):
        return text
    return f"'{text}" if text.lstrip().startswith(TRIGGERS) or text.startswith(TRIGGERS) else text


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Lines of a file as Excel in Finland reads it: semicolons, UTF-8 with a byte-order mark."""
    buffer = StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([safe_cell(cell) for cell in header])
    yield BOM + buffer.getvalue()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([safe_cell(cell) for cell in row])
        yield buffer.getvalue()
