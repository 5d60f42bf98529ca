"""Ground floor. The register of municipalities: read the file, doubt every line of it."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from accounts.identifiers import is_business_id
from accounts.regions import REGIONS

COLUMNS = [
    "code",
    "name_fi",
    "name_sv",
    "name_en",
    "region_code",
    "region_fi",
    "region_sv",
    "region_en",
    "language",
    "type",
    "business_id",
    "business_id_status",
    "population",
    "population_on",
    "population_source",
]


class LanguageStatus(StrEnum):
    """Which of the national languages a municipality works in, the majority's first."""

    FINNISH = "fi"
    SWEDISH = "sv"
    FINNISH_SWEDISH = "fi-sv"
    SWEDISH_FINNISH = "sv-fi"


class MunicipalityType(StrEnum):
    """Statistics Finland's statistical grouping of municipalities."""

    URBAN = "urban"
    SEMI_URBAN = "semi-urban"
    RURAL = "rural"


class Certainty(StrEnum):
    """How sure the Y-tunnus in the register is."""

    VERIFIED = "verified"
    ELIMINATION = "elimination"
    SINGLE_SOURCE = "single-source"
    MISSING = "missing"


@dataclass(frozen=True)
class Expected:
    """What the whole file must add up to."""

    count: int = 308  # municipal division of 2025 and 2026
    population: int = 5_563_970  # Statistics Finland, 31.12.2022


@dataclass(frozen=True)
class MunicipalityFacts:
    """One checked line."""

    code: str
    name_fi: str
    name_sv: str
    name_en: str
    region_code: str
    language: LanguageStatus
    type: MunicipalityType
    business_id: str | None
    business_id_status: Certainty
    population: int
    population_on: date
    population_source: str


@dataclass(frozen=True)
class Problem:
    """What is wrong, and on which line of the file (the header is line 1; 0 is the whole file)."""

    line: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}" if self.line else f"whole file: {self.reason}"


class BadRegister(ValueError):
    """The file cannot be trusted. Carries every problem found, in the order of the lines."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def read(text: str, expected: Expected = Expected()) -> list[MunicipalityFacts]:
    """All municipalities in the order of the file. Raises BadRegister naming every bad line."""
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    if list(reader.fieldnames or ()) != COLUMNS:
        raise BadRegister([Problem(1, f"the columns must be {', '.join(COLUMNS)}")])
    lines = [(reader.line_num, row) for row in reader]
    problems = [Problem(line, reason) for line, row in lines for reason in doubts(row)]
    problems += repeated(lines, "code") + repeated(lines, "business_id")
    problems += sums(lines, expected)
    if problems:
        raise BadRegister(sorted(problems, key=lambda problem: problem.line or 10**9))
    return [facts(row) for _, row in lines]


def doubts(row: Mapping[str, str]) -> Iterator[str]:
    """Every reason not to believe one line."""
    if None in row or None in row.values():
        yield f"must have {len(COLUMNS)} values"
        return
    for column in COLUMNS:
        if row[column] != row[column].strip() or len(row[column]) > 80:
            yield f"{column} has spaces around it or is too long"
    if not re.fullmatch(r"\d{3}", row["code"], re.ASCII):
        yield f"code {row['code']!r} is not three digits"
    for column in ("name_fi", "name_sv", "name_en", "population_source"):
        if not row[column].strip():
            yield f"{column} is empty"
    yield from doubts_about_region(row)
    for column, kind in (
        ("language", LanguageStatus),
        ("type", MunicipalityType),
        ("business_id_status", Certainty),
    ):
        if row[column] not in set(kind):
            yield f"{column} {row[column]!r} is not one of {', '.join(kind)}"
    yield from doubts_about_business_id(row)
    if not re.fullmatch(r"[1-9]\d{0,7}", row["population"], re.ASCII):
        yield f"population {row['population']!r} is not a whole positive number"
    try:
        date.fromisoformat(row["population_on"])
    except ValueError:
        yield f"population_on {row['population_on']!r} is not a day such as 2022-12-31"


def doubts_about_region(row: Mapping[str, str]) -> Iterator[str]:
    names = REGIONS.get(row["region_code"])
    if names is None:
        yield f"region_code {row['region_code']!r} is not a region"
        return
    for language, name in names.items():
        if row[f"region_{language}"] != name:
            yield f"region {row['region_code']} is called {name}, not {row[f'region_{language}']!r}"


def doubts_about_business_id(row: Mapping[str, str]) -> Iterator[str]:
    number, missing = row["business_id"], row["business_id_status"] == Certainty.MISSING
    if missing and number:
        yield f"business_id {number!r} is given but its status says it is missing"
    elif not missing and not number:
        yield "business_id is empty but its status does not say it is missing"
    elif number and not is_business_id(number):
        yield f"business_id {number!r} is not a valid Y-tunnus"


def repeated(lines: list[tuple[int, dict[str, str]]], column: str) -> list[Problem]:
    """Values that should stand once and stand more often, at every line but the first."""
    seen: dict[str, int] = {}
    found = []
    for line, row in lines:
        value = row.get(column) or ""
        if value in seen:
            found.append(Problem(line, f"{column} {value} already stands on line {seen[value]}"))
        elif value:
            seen[value] = line
    return found


def sums(lines: list[tuple[int, dict[str, str]]], expected: Expected) -> list[Problem]:
    """What only the whole file can tell."""
    found = []
    if len(lines) != expected.count:
        found.append(Problem(0, f"{len(lines)} municipalities, expected {expected.count}"))
    numbers = [row.get("population") or "" for _, row in lines]
    total = sum(int(number) for number in numbers if number.isascii() and number.isdigit())
    if total != expected.population:
        found.append(Problem(0, f"population adds up to {total}, expected {expected.population}"))
    days = Counter(row.get("population_on") for _, row in lines)
    if len(days) > 1:
        found.append(Problem(0, f"population is from {len(days)} different days"))
    return found


def facts(row: Mapping[str, str]) -> MunicipalityFacts:
    return MunicipalityFacts(
        code=row["code"],
        name_fi=row["name_fi"],
        name_sv=row["name_sv"],
        name_en=row["name_en"],
        region_code=row["region_code"],
        language=LanguageStatus(row["language"]),
        type=MunicipalityType(row["type"]),
        business_id=row["business_id"] or None,
        business_id_status=Certainty(row["business_id_status"]),
        population=int(row["population"]),
        population_on=date.fromisoformat(row["population_on"]),
        population_source=row["population_source"],
    )
