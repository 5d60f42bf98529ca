"""Top floor. What the certifier's pages show, gathered from rules, findings and policy."""

from datetime import date
from typing import Any

from flask import g, render_template, url_for
from markupsafe import Markup

from catalog import policy, shown, story
from catalog.criteria import Area, CriteriaSet, Criterion, EvidenceGrade, Result, criteria_set
from catalog.forms.review import CertifyForm, ConditionsForm, FindingForm, TextForm, VersionForm
from catalog.lookup import find_certificate, find_finding
from catalog.models import Finding, ServiceRevision
from catalog.queries import list_assessed, list_findings, list_messages
from catalog.states import (
    CERTIFICATE_TABLE,
    TABLE,
    WAITS_FOR,
    CertificateStep,
    ServiceState,
    ServiceStep,
)
from catalog.validity import latest_end
from catalog.workflow.review import why_not
from core import audit, clock
from core.errors import NotFound
from core.locale import day, say, written
from core.speech import _
from core.states import steps_from
from core.typed_text import plain
from core.words import word

RESULT_KINDS = {
    Result.MET: "done",
    Result.PARTLY: "progress",
    Result.NOT_MET: "problem",
    Result.NOT_APPLICABLE: "na",
}
ASKING = (
    ServiceStep.ASK,
    ServiceStep.CERTIFY,
    ServiceStep.CERTIFY_WITH_CONDITIONS,
    ServiceStep.REJECT,
)
"""Steps that lead to a page of their own, because they ask for something."""

TELLING = (CertificateStep.SUSPEND, CertificateStep.REINSTATE, CertificateStep.REVOKE)


def rules_of(revision: ServiceRevision) -> CriteriaSet:
    return criteria_set(revision.criteria_set)


def criterion_of(revision: ServiceRevision, key: str) -> Criterion:
    """Raises NotFound for a key the revision's criteria do not have."""
    try:
        return rules_of(revision).criterion(key)
    except KeyError:
        raise NotFound() from None


def latest(revision: ServiceRevision) -> date:
    """The last day a certificate given today may be valid."""
    return latest_end(rules_of(revision), list_assessed(revision.id), clock.today())


def review_page(revision: ServiceRevision, form: VersionForm) -> str:
    """One review: what has been assessed, what may be done next and what stands in its way."""
    rules, findings = rules_of(revision), list_findings(revision.id)
    events = audit.history(revision.service)
    may_act = policy.may_review(g.actor, revision.service)
    held = find_certificate(revision.service_id)
    held = held if held and held.revision_id == revision.id else None
    return render_template(
        "catalog/review.html",
        revision=revision,
        service=revision.service,
        form=form,
        rules=rules,
        areas=_tasks_by_area(rules, findings, revision),
        assessed=len(findings),
        steps=[
            _step(step, revision, rules)
            for step in steps_from(TABLE, revision.state)
            if step in ASKING and policy.may_take(g.actor, revision.service, step)
        ],
        may_take_up=may_act and revision.state is ServiceState.SUBMITTED,
        may_confirm=may_act
        and held is not None
        and ServiceStep.CONFIRM in steps_from(TABLE, revision.state),
        certificate_steps=[
            step for step in steps_from(CERTIFICATE_TABLE, held.state) if step in TELLING
        ]
        if held and may_act
        else [],
        held=held,
        standing=shown.certificate_standing(held, clock.today()) if held else None,
        messages=list_messages(revision.id),
        plain=plain,
        waits_for=WAITS_FOR[revision.state],
        changed=story.changed_since_asked(events),
        history=story.history(events, public=False),
    )


def criterion_page(revision: ServiceRevision, key: str, form: FindingForm) -> str:
    """One criterion: what is asked and why, the vendor's own word, the finding."""
    rules, criterion = rules_of(revision), criterion_of(revision, key)
    return render_template(
        "catalog/criterion.html",
        revision=revision,
        service=revision.service,
        form=form,
        criterion=criterion,
        said=shown.criterion_words(criterion),
        number=rules.keys.index(key) + 1,
        count=len(rules.keys),
        answer=plain(revision.answers.get(key, "")),
        finding=find_finding(revision.id, key),
        open=revision.state is ServiceState.IN_REVIEW
        and policy.may_review(g.actor, revision.service),
        minimum=word(criterion.minimum),
    )


def decision_page(
    revision: ServiceRevision, step: ServiceStep, form: TextForm | CertifyForm | ConditionsForm
) -> str:
    """The page of a decision that asks for a text or dates."""
    rules = rules_of(revision)
    conditional = step is ServiceStep.CERTIFY_WITH_CONDITIONS
    certifies = conditional or step is ServiceStep.CERTIFY
    refusal = why_not(rules, revision, with_conditions=conditional) if certifies else None
    return render_template(
        "catalog/decide.html",
        revision=revision,
        service=revision.service,
        step=step,
        steps=ServiceStep,
        form=form,
        latest=latest(revision),
        term=rules.term_months,
        refusal=say(refusal.message, refusal.values) if refusal else "",
        certifies=certifies,
        open=step in steps_from(TABLE, revision.state),
        messages=list_messages(revision.id),
        plain=plain,
    )


def certificate_page(revision: ServiceRevision, step: CertificateStep, form: TextForm) -> str:
    """The page that suspends, reinstates or revokes a certificate."""
    held = find_certificate(revision.service_id)
    if held is None or held.revision_id != revision.id or step not in TELLING:
        raise NotFound()
    return render_template(
        "catalog/certificate.html",
        revision=revision,
        service=revision.service,
        step=step,
        steps=CertificateStep,
        form=form,
        held=held,
        open=step in steps_from(CERTIFICATE_TABLE, held.state),
    )


def _step(step: ServiceStep, revision: ServiceRevision, rules: CriteriaSet) -> dict[str, Any]:
    """A step of the review: where it leads, or what it waits for."""
    refusal = None
    if step in (ServiceStep.CERTIFY, ServiceStep.CERTIFY_WITH_CONDITIONS):
        conditional = step is ServiceStep.CERTIFY_WITH_CONDITIONS
        refusal = why_not(rules, revision, with_conditions=conditional)
    href = url_for("catalog.decide", revision_id=revision.id, step=step.value)
    return {
        "word": word(step),
        "href": "" if refusal else href,
        "hint": say(refusal.message, refusal.values) if refusal else "",
        "kind": "primary" if step is ServiceStep.CERTIFY else "second",
        "id": f"step-{step.value}",
    }


def _tasks_by_area(
    rules: CriteriaSet, findings: list[Finding], revision: ServiceRevision
) -> list[tuple[Area, list[dict[str, Any]]]]:
    """Each area with its criteria as a task list."""
    found = {finding.criterion: finding for finding in findings}
    return [
        (area, [_task(c, found.get(c.key), revision) for c in rules.criteria if c.area is area])
        for area in Area
    ]


def _task(
    criterion: Criterion, finding: Finding | None, revision: ServiceRevision
) -> dict[str, Any]:
    weight = "" if criterion.is_gate else _("Not a gate")
    if finding is None:
        kind, text, hint = "todo", _("Not assessed"), weight
    else:
        kind, text = RESULT_KINDS[finding.result], word(finding.result)
        grade = word(EvidenceGrade(finding.grade))
        hint = Markup("{}. {}").format(grade, written(finding.note, finding.note_language))
        hint = hint if finding.note else grade
    return {
        "title": shown.criterion_words(criterion)["title"],
        "href": url_for("catalog.criterion", revision_id=revision.id, key=criterion.key),
        "kind": kind,
        "word": text,
        "hint": hint,
        "who": weight if finding else "",
        "due": day(finding.expires) if finding else "",
    }
