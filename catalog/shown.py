"""Top floor. Services and certificates in the words and shapes that pages show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from catalog.criteria import Area, CriteriaSet, Criterion, EvidenceGrade, Result
from catalog.facts import (
    DataElement,
    EducationLevel,
    Interface,
    Place,
    PriceModel,
    ProcessorTask,
    Purpose,
    RetainedFrom,
    ServiceLanguage,
)
from catalog.models import Certificate, Finding, Listing, ServiceRevision
from catalog.states import PUBLIC, CertificateState, ServiceState
from core.locale import day, euros, language
from core.speech import _, ngettext
from core.words import word


def grade_words() -> list[str]:
    """What the five grades of evidence are called, the weakest first."""
    return [word(grade) for grade in EvidenceGrade]


def price(model: PriceModel | None, cents: int | None) -> str:
    """A price as one phrase: 2,10 € per learner and year."""
    amount = euros(cents or 0, decimals=bool((cents or 0) % 100))
    match model:
        case PriceModel.PER_LEARNER:
            return _("%(amount)s per learner and year", amount=amount)
        case PriceModel.PER_SCHOOL:
            return _("%(amount)s per school and year", amount=amount)
        case PriceModel.PER_MUNICIPALITY:
            return _("%(amount)s per municipality and year", amount=amount)
        case None:
            return _("Not told yet")
        case _:
            return word(model)


def levels(thing: Listing | ServiceRevision) -> str:
    """Education levels as one phrase, with the school years of basic education."""
    words = []
    for value in thing.levels:
        text = word(EducationLevel(value))
        if value == EducationLevel.BASIC and thing.year_from is not None:
            text = _(
                "%(level)s %(first)s–%(last)s",
                level=text,
                first=thing.year_from,
                last=thing.year_to,
            )
        words.append(text)
    return _listed(words)


def languages(values: Iterable[str]) -> str:
    return _listed(word(ServiceLanguage(value)) for value in values)


def interfaces(values: Iterable[str]) -> str:
    return _listed(word(Interface(value)) for value in values)


def _listed(words: Iterable[str]) -> str:
    """Words in a row; a dash when there are none."""
    return ", ".join(words) or "–"


def standing(listing: Listing) -> tuple[str, str]:
    """The kind of status and its words for a listed service."""
    if listing.conditions_due:
        return "progress", _(
            "Certified with conditions, to be met by %(day)s", day=day(listing.conditions_due)
        )
    return "done", _("Certified until %(day)s", day=day(listing.valid_to))


def certificate_standing(held: Certificate, today: date) -> tuple[str, str]:
    """The kind of status and its words for a certificate, also one that no longer counts."""
    match held.state:
        case CertificateState.SUSPENDED:
            return "paused", _("The certificate is suspended")
        case CertificateState.REVOKED:
            return "problem", _("The certificate has been revoked")
        case CertificateState.WITHDRAWN:
            return "na", _("The vendor has withdrawn the service")
        case _ if held.valid_to < today:
            return "late", _("The certificate expired on %(day)s", day=day(held.valid_to))
        case _ if held.conditions_due and not held.conditions_met_on:
            return "progress", _(
                "Certified with conditions, to be met by %(day)s", day=day(held.conditions_due)
            )
        case _:
            return "done", _("Certified until %(day)s", day=day(held.valid_to))


@dataclass(frozen=True)
class AreaShown:
    """What was found in one area: every finding, how many of each result, the weakest grade."""

    area: Area
    rows: list[tuple[Criterion, Finding]]
    kind: str
    words: str
    grade: int
    note: str
    note_language: str


def by_area(rules: CriteriaSet, findings: Sequence[Finding]) -> list[AreaShown]:
    """The findings gathered by area, in the order of the areas."""
    found = {finding.criterion: finding for finding in findings}
    shown = []
    for area in Area:
        rows = [(c, found[c.key]) for c in rules.criteria if c.area is area and c.key in found]
        if not rows:
            continue
        results = [finding.result for _criterion, finding in rows]
        applies = [f for _criterion, f in rows if f.result is not Result.NOT_APPLICABLE]
        met, partly = results.count(Result.MET), results.count(Result.PARTLY)
        missed = results.count(Result.NOT_MET)
        if not applies:
            kind, words = "na", word(Result.NOT_APPLICABLE)
        elif missed:
            kind = "problem"
            words = _(
                "%(met)s/%(all)s met, %(missed)s not met",
                met=met,
                all=len(applies),
                missed=missed,
            )
        elif partly:
            kind = "progress"
            words = _(
                "%(met)s/%(all)s met, %(partly)s partly",
                met=met,
                all=len(applies),
                partly=partly,
            )
        else:
            kind, words = "done", _("%(met)s/%(all)s met", met=met, all=len(applies))
        grade = min((f.grade.level for f in applies), default=0)
        noted = [f for f in [*applies, *(f for _c, f in rows)] if f.note]
        note, written_in = (noted[0].note, noted[0].note_language) if noted else ("", "")
        shown.append(AreaShown(area, rows, kind, words, grade, note, written_in))
    return shown


def what_ends(held: Certificate, rules: CriteriaSet, findings: Sequence[Finding]) -> str:
    """Which criterion's evidence ends the certificate; empty when it is the longest term."""
    for finding in findings:
        if finding.expires == held.valid_to and rules.criterion(finding.criterion).is_gate:
            return rules.criterion(finding.criterion).said(language()).title
    return ""


def findings_sentence(findings: Sequence[Finding]) -> str:
    """How the findings stand, as one sentence."""
    results = [finding.result for finding in findings]
    met, partly = results.count(Result.MET), results.count(Result.PARTLY)
    applies = len(results) - results.count(Result.NOT_APPLICABLE)
    if met == applies:
        return _("All %(all)s criteria that apply are met.", all=applies)
    return ngettext(
        "%(met)s of the %(all)s criteria that apply are met and %(num)d is met in part.",
        "%(met)s of the %(all)s criteria that apply are met and %(num)d are met in part.",
        partly,
        met=met,
        all=applies,
    )


def data_sheet(revision: ServiceRevision) -> list[list[str]]:
    """Rows of the data sheet: data, purposes, place, how long."""
    rows = []
    for row in revision.data_elements:
        what = word(DataElement(row["element"]))
        detail = row.get("detail", "")
        rows.append(
            [
                f"{what}: {detail}" if detail else what,
                _listed(word(Purpose(p)) for p in row["purposes"]),
                _place(row),
                retention(row["months"], RetainedFrom(row["counted_from"])),
            ]
        )
    return rows


def sub_processors(revision: ServiceRevision) -> list[list[str]]:
    """Rows of sub-processors: who, what they do, where."""
    return [
        [row["name"], word(ProcessorTask(row["task"])), _place(row)]
        for row in revision.sub_processors
    ]


def _place(row: dict[str, Any]) -> str:
    place, country = word(Place(row["place"])), row.get("country", "")
    return f"{place} ({country})" if country else place


def retention(months: int, counted_from: RetainedFrom) -> str:
    """How long data is kept: 24 months from the end of the contract."""
    if months == 0:
        return _("Deleted at once, %(counted)s", counted=word(counted_from))
    return ngettext(
        "%(num)d month %(counted)s",
        "%(num)d months %(counted)s",
        months,
        counted=word(counted_from),
    )


def in_the_catalogue(state: ServiceState, held: Certificate | None, today: date) -> bool:
    """True while a certified revision's certificate is in force."""
    if state not in PUBLIC or held is None:
        return False
    return held.state is CertificateState.ACTIVE and held.valid_to >= today


def criterion_words(criterion: Criterion) -> dict[str, Any]:
    """A criterion in the language of the request, for a template."""
    said = criterion.said(language())
    return {
        "title": said.title,
        "asks": said.asks,
        "why": said.why,
        "evidence": said.evidence,
        "references": criterion.references,
    }
