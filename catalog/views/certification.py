"""Top floor. The certifier's pages: the queue, one review, each criterion, the decision."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l

from accounts.roles import Actor
from catalog import policy
from catalog.criteria import EvidenceGrade, Result
from catalog.forms.review import CertifyForm, ConditionsForm, FindingForm, TextForm, VersionForm
from catalog.lookup import find_finding, find_standing_certificate, get_review
from catalog.models import ServiceRevision
from catalog.queries import list_assessed, list_conditional, list_under_review
from catalog.states import CertificateStep, ServiceState, ServiceStep
from catalog.validity import unassessed
from catalog.views.blueprint import blueprint
from catalog.views.public import page_of_revision
from catalog.views.review_pages import (
    certificate_page,
    criterion_of,
    criterion_page,
    decision_page,
    latest,
    review_page,
    rules_of,
)
from catalog.workflow import certificates
from catalog.workflow import review as workflow
from core import clock
from core.db import expect
from core.errors import NotAllowed, NotFound
from core.language import N_
from core.speech import _
from core.web import Access, one_of, open_to

DECISIONS = {
    ServiceStep.ASK: TextForm,
    ServiceStep.REJECT: TextForm,
    ServiceStep.CERTIFY: CertifyForm,
    ServiceStep.CERTIFY_WITH_CONDITIONS: ConditionsForm,
}
MOST = 100  # of a kind on one page; the oldest first, so that the rest come in their turn
WAIT_FOR_US = (ServiceState.SUBMITTED, ServiceState.IN_REVIEW)
DONE = {
    ServiceStep.ASK: _l("The question has been sent to the vendor."),
    ServiceStep.REJECT: _l("Returned to the vendor with the reasons."),
    ServiceStep.CERTIFY: _l("Certified. The service is in the catalogue."),
    ServiceStep.CERTIFY_WITH_CONDITIONS: _l("Certified with conditions. It is in the catalogue."),
}


def reader() -> Actor:
    """The actor, who may read how services are reviewed. Raises NotAllowed."""
    actor: Actor = g.actor
    if not policy.may_read_reviews(actor):
        raise NotAllowed(N_("Only the coordinator’s certifiers work here."))
    return actor


def read_review(revision_id: int) -> ServiceRevision:
    """A review to look at. Raises NotFound."""
    return get_review(reader(), revision_id)


def review_of(revision_id: int) -> ServiceRevision:
    """A review to act on. Raises NotFound, also for a service of the certifier's own house."""
    actor = reader()
    if not policy.may_certify(actor):
        raise NotAllowed(N_("Only the coordinator’s certifiers work here."))
    revision = get_review(actor, revision_id)
    if not policy.may_review(actor, revision.service):
        raise NotFound()
    return revision


def decision_of(step: str) -> ServiceStep:
    """A decision named in the address. Raises NotFound for a step that is none."""
    chosen = one_of(ServiceStep, step)
    if chosen not in DECISIONS:
        raise NotFound()
    return chosen


@blueprint.get("/certification")
@open_to(Access.SIGNED_IN)
def certification() -> ResponseReturnValue:
    actor, today = reader(), clock.today()
    own = None if policy.may_read_every_review(actor) else actor.organisation_id
    mine = list_under_review(*WAIT_FOR_US, but_of=own, most=MOST)
    others = list_under_review(ServiceState.INFO_REQUESTED, but_of=own, most=MOST)
    rows = [*mine.rows, *others.rows]
    waited = {row.id: (today - clock.day_of(row.state_since)).days for row in rows}
    return render_template(
        "catalog/certification.html",
        mine=mine,
        others=others,
        conditional=list_conditional(most=MOST),
        waited=waited,
        longest=max((waited[row.id] for row in mine.rows), default=0),
        today=today,
    )


@blueprint.get("/certification/<int:revision_id>")
@open_to(Access.SIGNED_IN)
def review(revision_id: int) -> ResponseReturnValue:
    return review_page(read_review(revision_id), VersionForm(formdata=None))


@blueprint.get("/certification/<int:revision_id>/description")
@open_to(Access.SIGNED_IN)
def reading(revision_id: int) -> ResponseReturnValue:
    revision = read_review(revision_id)
    return page_of_revision(revision.service, revision)


@blueprint.post("/certification/<int:revision_id>/take-up")
@open_to(Access.SIGNED_IN)
def take_up(revision_id: int) -> ResponseReturnValue:
    revision, form = review_of(revision_id), VersionForm()
    if form.attempt(lambda: workflow.take_up(revision, g.actor, clock.now())):
        flash(_("The review is yours to do. Assess each criterion."))
        return redirect(url_for("catalog.review", revision_id=revision_id))
    return review_page(review_of(revision_id), form), form.status


@blueprint.post("/certification/<int:revision_id>/confirm")
@open_to(Access.SIGNED_IN)
def confirm(revision_id: int) -> ResponseReturnValue:
    revision, form = review_of(revision_id), VersionForm()
    if form.attempt(lambda: workflow.confirm(revision, g.actor, clock.now())):
        flash(_("The certificate is now without conditions."))
        return redirect(url_for("catalog.review", revision_id=revision_id))
    return review_page(review_of(revision_id), form), form.status


@blueprint.get("/certification/<int:revision_id>/criteria/<key>")
@open_to(Access.SIGNED_IN)
def criterion(revision_id: int, key: str) -> ResponseReturnValue:
    revision = read_review(revision_id)
    criterion_of(revision, key)
    found = find_finding(revision.id, key)
    saved = (
        {
            "version": found.version,
            "result": found.result,
            "grade": found.grade,
            "note": found.note,
            "written_in": found.note_language,
            "expires": found.expires,
        }
        if found
        else {}
    )
    return criterion_page(revision, key, FindingForm(formdata=None, data=saved))


@blueprint.post("/certification/<int:revision_id>/criteria/<key>")
@open_to(Access.SIGNED_IN)
def assess(revision_id: int, key: str) -> ResponseReturnValue:
    revision, form = review_of(revision_id), FindingForm()
    criterion_of(revision, key)

    def deed() -> None:
        workflow.assess(
            revision,
            key,
            Result(form.result.data),
            EvidenceGrade(form.grade.data),
            form.note.data or "",
            form.expires.data,
            g.actor,
            clock.now(),
            form.version.data or 0,
            form.written_in.data,
        )

    if form.attempt(deed):
        flash(_("The finding has been saved. The vendor sees it when you decide."))
        left = unassessed(rules_of(revision), list_assessed(revision.id))
        if left:
            return redirect(url_for("catalog.criterion", revision_id=revision_id, key=left[0].key))
        return redirect(url_for("catalog.review", revision_id=revision_id))
    return criterion_page(revision, key, form), form.status


@blueprint.get("/certification/<int:revision_id>/decide/<step>")
@open_to(Access.SIGNED_IN)
def decide(revision_id: int, step: str) -> ResponseReturnValue:
    revision, chosen = review_of(revision_id), decision_of(step)
    saved = {"version": revision.version, "valid_to": latest(revision)}
    form = DECISIONS[chosen](formdata=None, data=saved)
    return decision_page(revision, chosen, form)


@blueprint.post("/certification/<int:revision_id>/decide/<step>")
@open_to(Access.SIGNED_IN)
def do_decide(revision_id: int, step: str) -> ResponseReturnValue:
    revision, chosen = review_of(revision_id), decision_of(step)
    form: Any = DECISIONS[chosen]()

    def deed() -> None:
        expect(revision, form.version.data)
        actor, at = g.actor, clock.now()
        match chosen:
            case ServiceStep.ASK:
                workflow.ask(revision, form.text.data, actor, at, form.written_in.data)
            case ServiceStep.REJECT:
                workflow.reject(revision, form.text.data, actor, at, form.written_in.data)
            case ServiceStep.CERTIFY:
                workflow.certify(revision, form.valid_to.data, actor, at)
            case _:
                end, text, due = form.valid_to.data, form.text.data, form.due.data
                written_in = form.written_in.data
                workflow.certify_with_conditions(revision, end, text, due, actor, at, written_in)

    if form.attempt(deed):
        flash(str(DONE[chosen]))
        return redirect(url_for("catalog.review", revision_id=revision_id))
    return decision_page(review_of(revision_id), chosen, form), form.status


@blueprint.get("/certification/<int:revision_id>/certificate/<step>")
@open_to(Access.SIGNED_IN)
def certificate(revision_id: int, step: str) -> ResponseReturnValue:
    revision, chosen = review_of(revision_id), one_of(CertificateStep, step)
    return certificate_page(revision, chosen, TextForm(formdata=None))


@blueprint.post("/certification/<int:revision_id>/certificate/<step>")
@open_to(Access.SIGNED_IN)
def take_certificate(revision_id: int, step: str) -> ResponseReturnValue:
    revision, chosen, form = review_of(revision_id), one_of(CertificateStep, step), TextForm()
    held = find_standing_certificate(revision.service_id)
    if held is None:
        raise NotFound()
    text, written_in = form.text.data or "", form.written_in.data
    if form.attempt(
        lambda: certificates.take(chosen, held, text, g.actor, clock.now(), written_in)
    ):
        flash(_("Done. The vendor has been told."))
        return redirect(url_for("catalog.review", revision_id=revision_id))
    return certificate_page(review_of(revision_id), chosen, form), form.status
