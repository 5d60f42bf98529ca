"""Ground floor. The criteria a service is certified against: a versioned set in three languages."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from core.content import document
from core.language import LANGUAGES

SHELF = "catalog/criteria"
CURRENT = "service-v1"


class Area(StrEnum):
    """The areas of certification, in the order they are shown."""

    DATA_PROTECTION = "data_protection"
    SECURITY = "security"
    ACCESSIBILITY = "accessibility"
    INTEROPERABILITY = "interoperability"
    PORTABILITY = "portability"
    PEDAGOGY = "pedagogy"
    SUPPORT = "support"
    AI = "ai"


class Weight(StrEnum):
    GATE = "gate"  # a service that does not meet it is not certified
    SCORE = "score"  # shown to those who choose, blocks nothing


class EvidenceGrade(StrEnum):
    """How sure a finding is. Grade 1 is the vendor's own word; Tiera has checked nothing."""

    DECLARED = "declared"
    DOCUMENT_SEEN = "document_seen"
    TESTED = "tested"
    PEER_REVIEWED = "peer_reviewed"
    EXTERNALLY_AUDITED = "externally_audited"

    @property
    def level(self) -> int:
        """1 to 5, the higher the surer."""
        return list(EvidenceGrade).index(self) + 1


class Result(StrEnum):
    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"
    NOT_APPLICABLE = "not_applicable"


@dataclass(frozen=True)
class Words:
    """One criterion in one language."""

    title: str
    asks: str
    why: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Criterion:
    """`minimum` is the least grade of evidence that a gate accepts."""

    key: str
    area: Area
    weight: Weight
    minimum: EvidenceGrade
    references: tuple[str, ...]
    words: dict[str, Words]

    @property
    def is_gate(self) -> bool:
        return self.weight is Weight.GATE

    def said(self, language: str) -> Words:
        """The criterion's words in this language."""
        return self.words.get(language, self.words["fi"])


@dataclass(frozen=True)
class CriteriaSet:
    """`term_months` is the longest a certificate may last; `fingerprint` is of all the texts."""

    slug: str
    version: str
    term_months: int
    criteria: tuple[Criterion, ...]
    titles: dict[str, str]
    intros: dict[str, str]
    fingerprint: str

    def criterion(self, key: str) -> Criterion:
        """Raises KeyError for a key this set does not have."""
        for criterion in self.criteria:
            if criterion.key == key:
                return criterion
        raise KeyError(key)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(criterion.key for criterion in self.criteria)


@cache
def criteria_set(slug: str = CURRENT) -> CriteriaSet:
    """Read and check one set. Raises ValueError naming what a language lacks, KeyError: no set."""
    found = document(SHELF, slug)
    for language in LANGUAGES:
        check_words(slug, language, found.index, found.pages[language].meta)
    return CriteriaSet(
        slug=slug,
        version=found.index["version"],
        term_months=found.index["term_months"],
        criteria=tuple(
            Criterion(
                key=row["key"],
                area=Area(row["area"]),
                weight=Weight(row["weight"]),
                minimum=EvidenceGrade(row["minimum"]),
                references=tuple(row["references"]),
                words={
                    language: _words(found.pages[language].meta["criteria"][row["key"]])
                    for language in LANGUAGES
                },
            )
            for row in found.index["criteria"]
        ),
        titles={language: found.pages[language].meta["title"] for language in LANGUAGES},
        intros={language: found.pages[language].body for language in LANGUAGES},
        fingerprint=found.fingerprint,
    )


def check_words(slug: str, language: str, index: dict[str, Any], meta: dict[str, Any]) -> None:
    """Raise ValueError unless the language has exactly the keys of the index and no empty text."""
    keys = [row["key"] for row in index["criteria"]]
    texts = meta.get("criteria", {})
    if len(set(keys)) != len(keys) or set(texts) != set(keys):
        raise ValueError(f"{slug}: {language} must have exactly the criteria of the index, once")
    for key, words in texts.items():
        values = [words.get("title"), words.get("asks"), words.get("why"), *words["evidence"]]
        if not words["evidence"] or not all(isinstance(v, str) and v.strip() for v in values):
            raise ValueError(f"{slug}: {language} leaves something of {key} empty")


def _words(row: dict[str, Any]) -> Words:
    return Words(row["title"], row["asks"], row["why"], tuple(row["evidence"]))
