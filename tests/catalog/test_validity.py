"""How long a certificate may last: never beyond its term, never beyond a gate's evidence."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.criteria import EvidenceGrade, Result, criteria_set
from catalog.validity import (
    Assessed,
    add_months,
    failed_gates,
    latest_end,
    unassessed,
    weakest_level,
)

RULES = criteria_set()
DAYS = st.dates(date(2020, 1, 1), date(2090, 1, 1))
FINDINGS = st.lists(
    st.builds(
        Assessed,
        key=st.sampled_from(RULES.keys),
        result=st.sampled_from(Result),
        grade=st.sampled_from(EvidenceGrade),
        expires=st.none() | DAYS,
    ),
    unique_by=lambda finding: finding.key,
)


def gate(finding):
    applies = finding.result is not Result.NOT_APPLICABLE
    return RULES.criterion(finding.key).is_gate and applies


@given(FINDINGS, DAYS)
def test_the_end_is_the_earliest_of_the_term_and_every_gates_evidence(findings, issued):
    end = latest_end(RULES, findings, issued)
    term = add_months(issued, RULES.term_months) - timedelta(days=1)
    bounds = [term, *(f.expires for f in findings if f.expires and gate(f))]
    assert all(end <= bound for bound in bounds)
    assert end in bounds


@given(FINDINGS, DAYS)
def test_more_evidence_never_lengthens_a_certificate(findings, issued):
    for kept in range(len(findings)):
        assert latest_end(RULES, findings, issued) <= latest_end(RULES, findings[:kept], issued)


@given(FINDINGS, DAYS)
def test_what_is_no_gate_does_not_shorten_a_certificate(findings, issued):
    gates = [finding for finding in findings if gate(finding)]
    assert latest_end(RULES, findings, issued) == latest_end(RULES, gates, issued)


@given(FINDINGS)
def test_what_passes_without_conditions_passes_with_them(findings):
    strict = {criterion.key for criterion in failed_gates(RULES, findings)}
    lenient = {criterion.key for criterion in failed_gates(RULES, findings, with_conditions=True)}
    assert lenient <= strict
    for finding in findings:
        if gate(finding) and finding.result is Result.NOT_MET:
            assert finding.key in lenient


@given(FINDINGS)
def test_the_weakest_level_is_one_of_the_gates_or_the_vendors_word(findings):
    level = weakest_level(RULES, findings)
    levels = [finding.grade.level for finding in findings if gate(finding)]
    assert level == (min(levels) if levels else 1)


@given(DAYS, st.integers(0, 60))
def test_months_keep_the_day_or_the_last_day_of_a_shorter_month(day, months):
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


def test_a_leap_day_has_a_successor():
    assert add_months(date(2028, 2, 29), 12) == date(2029, 2, 28)


def test_weak_evidence_does_not_carry_a_gate():
    declared = Assessed("accessibility", Result.MET, EvidenceGrade.DOCUMENT_SEEN)
    tested = Assessed("accessibility", Result.MET, EvidenceGrade.TESTED)
    assert [c.key for c in failed_gates(RULES, [declared])] == ["accessibility"]
    assert failed_gates(RULES, [tested]) == []


def test_every_criterion_must_be_answered():
    one = [Assessed("exit", Result.MET, EvidenceGrade.TESTED)]
    assert len(unassessed(RULES, one)) == len(RULES.criteria) - 1
    with pytest.raises(KeyError):
        latest_end(RULES, [Assessed("no such", Result.MET, EvidenceGrade.TESTED)], date(2026, 1, 1))
