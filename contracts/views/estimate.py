"""Top floor. What joining would cost an organisation, attached to its agreement."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.forms.runs import EstimateForm
from contracts.queries.estimate import Estimate, estimate_for
from contracts.views.blueprint import blueprint
from contracts.words.periods import key_in_words
from core.clock import now
from core.db import get
from core.errors import BadInput, NotFound, RuleBroken
from core.language import LANGUAGES, N_
from core.locale import in_language
from core.speech import _
from core.web import Access, open_to
from onboarding.models.agreement import Agreement
from onboarding.policy.agreement import may_estimate, may_view
from onboarding.workflow.agreement import attach_estimate

MOST_LEARNERS = 1_000_000


@blueprint.get("/agreements/<int:agreement_id>/estimate")
@open_to(Access.SIGNED_IN)
def estimate(agreement_id: int) -> ResponseReturnValue:
    agreement = _visible(agreement_id)
    typed = "".join(request.args.get("learners", "").split())
    learners = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 8 else None
    found = estimate_for(agreement.organisation, agreement.starts_on, learners)
    form = EstimateForm()
    form.learners.data = found.learners if found else learners
    return _page(agreement, found, form)


@blueprint.post("/agreements/<int:agreement_id>/estimate")
@open_to(Access.SIGNED_IN)
def attach(agreement_id: int) -> ResponseReturnValue:
    agreement = _visible(agreement_id)
    form = EstimateForm()

    def deed() -> None:
        learners = form.learners.data
        if learners is not None and learners > MOST_LEARNERS:
            raise BadInput("learners", N_("The number is too large"))
        found = estimate_for(agreement.organisation, agreement.starts_on, learners)
        if found is None:
            raise RuleBroken(N_("There is nothing to count with yet: open the cost pools first."))
        basis = found.basis() | {"key_name": key_names(found)}
        attach_estimate(agreement, found.total_cents, basis, g.actor, now())

    if form.attempt(deed):
        flash(_("The estimate is attached to the agreement."))
        return redirect(url_for("onboarding.agreement", agreement_id=agreement_id))
    agreement = _visible(agreement_id)
    found = estimate_for(agreement.organisation, agreement.starts_on, form.learners.data)
    return _page(agreement, found, form)


def key_names(found: Estimate) -> dict[str, str]:
    """The key of the largest cost in each language, for the agreement's text."""
    largest = max(found.parts, key=lambda part: part.pool.amount_cents)
    names = {}
    for code in LANGUAGES:
        with in_language(code):
            names[code] = key_in_words(largest.pool.key_version.parts)
    return names


def _visible(agreement_id: int) -> Agreement:
    agreement = get(Agreement, agreement_id)
    if not may_view(g.actor, agreement):
        raise NotFound()
    return agreement


def _page(agreement: Agreement, found: Estimate | None, form: EstimateForm) -> ResponseReturnValue:
    page = render_template(
        "contracts/estimate.html",
        agreement=agreement,
        estimate=found,
        form=form,
        may_attach=may_estimate(g.actor, agreement),
    )
    return page, form.status
