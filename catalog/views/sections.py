"""Top floor. One pair of views for every page of a service's description."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from catalog import policy, shown
from catalog.criteria import criteria_set
from catalog.facts import PRICED
from catalog.forms.sections import SectionForm, form_for
from catalog.models import ServiceRevision
from catalog.sections import LANGUAGE_OF, MAX_LENGTH, Section
from catalog.states import EDITABLE
from catalog.views.blueprint import blueprint
from catalog.views.vendor import current, managed
from catalog.workflow import vendor as workflow
from core import clock
from core.errors import RuleBroken
from core.language import N_
from core.speech import _
from core.web import Access, one_of, open_to


@blueprint.get("/services/<slug>/edit/<name>")
@open_to(Access.SIGNED_IN)
def section(slug: str, name: str) -> ResponseReturnValue:
    part, revision = one_of(Section, name), current(managed(slug))
    if revision.state not in EDITABLE:
        raise RuleBroken(
            N_("The description can’t be changed while its state is “%(state)s”."),
            state=revision.state,
        )
    form = form_for(revision, part).of(revision, part)
    return section_page(revision, part, form)


@blueprint.post("/services/<slug>/edit/<name>")
@open_to(Access.SIGNED_IN)
def save_section(slug: str, name: str) -> ResponseReturnValue:
    part, revision = one_of(Section, name), current(managed(slug))
    form = form_for(revision, part)()

    def deed() -> None:
        seen = form.version.data
        workflow.write_section(revision, part, form.facts(), g.actor, clock.now(), seen)

    if form.attempt(deed):
        flash(_("Saved. Nothing has been sent yet."))
        return redirect(_where_next(slug, part))
    return section_page(revision, part, form), form.status


def _where_next(slug: str, part: Section) -> str:
    """The same page again for more rows, the next page, or the list."""
    if request.form.get("then") == "more":
        return url_for("catalog.section", slug=slug, name=part.value)
    later = list(Section)[list(Section).index(part) + 1 :]
    if request.form.get("then") == "next" and later:
        return url_for("catalog.section", slug=slug, name=later[0].value)
    return url_for("catalog.edit", slug=slug)


def section_page(revision: ServiceRevision, part: Section, form: SectionForm) -> str:
    rules = criteria_set(revision.criteria_set)
    return render_template(
        f"catalog/sections/{'texts' if part in LANGUAGE_OF else part.value}.html",
        service=revision.service,
        revision=revision,
        part=part,
        number=list(Section).index(part) + 1,
        count=len(Section),
        last=part is list(Section)[-1],
        code=LANGUAGE_OF.get(part, "fi"),
        form=form,
        criteria=[(c, shown.criterion_words(c)) for c in rules.criteria],
        most=MAX_LENGTH,
        priced=[model.value for model in PRICED],
        may_edit=policy.may_edit(g.actor, revision),
    )
