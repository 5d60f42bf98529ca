"""Ground floor. How long a certificate may last, and whether the findings carry one at all."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from catalog.criteria import CriteriaSet, Criterion, EvidenceGrade, Result

EXPIRES_SOON_DAYS = 90


@dataclass(frozen=True)
class Assessed:
    """What a certifier found about one criterion; `expires` is the last day of the evidence."""

    key: str
    result: Result
    grade: EvidenceGrade
    expires: date | None = None


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def latest_end(rules: CriteriaSet, findings: Iterable[Assessed], issued: date) -> date:
    """The last day a certificate issued on `issued` may be valid.

    The maximum term of the set, or the earliest expiry among the evidence of its gate criteria,
    whichever comes first. A criterion that does not apply rests on no evidence.
    """
    ends = [add_months(issued, rules.term_months) - timedelta(days=1)]
    for finding in findings:
        counts = rules.criterion(finding.key).is_gate
        if counts and finding.expires and finding.result is not Result.NOT_APPLICABLE:
            ends.append(finding.expires)
    return min(ends)


def unassessed(rules: CriteriaSet, findings: Iterable[Assessed]) -> list[Criterion]:
    """The criteria nobody has answered yet."""
    done = {finding.key for finding in findings}
    return [criterion for criterion in rules.criteria if criterion.key not in done]


def failed_gates(
    rules: CriteriaSet, findings: Iterable[Assessed], *, with_conditions: bool = False
) -> list[Criterion]:
    """The gates that stand in the way of a certificate.

    A gate is passed when it is met on sure enough evidence, or does not apply. A certificate with
    conditions also lets through a gate that is partly met; one that is not met never passes.
    """
    enough = {Result.MET, Result.PARTLY} if with_conditions else {Result.MET}
    failed = []
    for finding in findings:
        criterion = rules.criterion(finding.key)
        if not criterion.is_gate or finding.result is Result.NOT_APPLICABLE:
            continue
        if finding.result not in enough or finding.grade.level < criterion.minimum.level:
            failed.append(criterion)
    return failed


def weakest_level(rules: CriteriaSet, findings: Iterable[Assessed]) -> int:
    """The weakest grade of evidence among the gates that apply, 1 to 5; 1 when there are none."""
    levels = [
        finding.grade.level
        for finding in findings
        if rules.criterion(finding.key).is_gate and finding.result is not Result.NOT_APPLICABLE
    ]
    return min(levels, default=1)
