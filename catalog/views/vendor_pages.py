"""Top floor. What a vendor's pages show: who acts next, what is missing, what was said."""

from typing import Any

from flask import g, render_template, url_for

from catalog import policy, shown, story
from catalog.criteria import criteria_set
from catalog.forms.review import TextForm
from catalog.forms.sections import anchor
from catalog.lookup import find_certificate, queue_position
from catalog.models import Service, ServiceRevision
from catalog.queries import list_findings, list_messages
from catalog.sections import TEXTS, Missing, Section, languages_done, missing
from catalog.states import PUBLIC, WAITS_FOR, ServiceState, ServiceStep
from catalog.workflow import vendor as workflow
from core import audit, clock
from core.speech import _, ngettext
from core.typed_text import plain
from core.words import word


def answer_page(service: Service, revision: ServiceRevision, form: TextForm) -> str:
    return render_template(
        "catalog/answer.html",
        service=service,
        revision=revision,
        form=form,
        messages=list_messages(revision.id),
        plain=plain,
        open=revision.state is ServiceState.INFO_REQUESTED,
    )


def conditions_page(service: Service, revision: ServiceRevision, form: TextForm) -> str:
    held = find_certificate(service.id)
    return render_template(
        "catalog/conditions.html",
        service=service,
        revision=revision,
        form=form,
        held=held,
        plain=plain,
        open=held is not None and held.conditions_due and not held.conditions_met_on,
    )


def status_page(service: Service, revision: ServiceRevision, form: Any) -> str:
    """Where a service stands: who acts next, what is missing, every page of the description."""
    rules = criteria_set(revision.criteria_set)
    lacking = missing(workflow.facts_of(revision), rules.keys)
    held = find_certificate(service.id)
    may_edit = policy.may_edit(g.actor, revision)
    may_manage = policy.may_manage(g.actor, service)
    return render_template(
        "catalog/edit.html",
        service=service,
        revision=revision,
        form=form,
        kind=kind_of(revision.state),
        tasks=[_task(section, revision, lacking, may_edit) for section in Section],
        lacking=lacking,
        links=_missing_links(lacking, revision),
        languages_done=languages_done(revision.texts),
        held=held,
        listed=shown.in_the_catalogue(revision.state, held, clock.today()),
        standing=shown.certificate_standing(held, clock.today()) if held else None,
        messages=list_messages(revision.id),
        plain=plain,
        position=queue_position(revision) if revision.state is ServiceState.SUBMITTED else 0,
        findings=len(list_findings(revision.id)),
        criteria=len(rules.criteria),
        waits_for=WAITS_FOR[revision.state],
        may_edit=may_edit,
        may_manage=may_manage,
        may_submit=may_manage and revision.state in (ServiceState.DRAFT, ServiceState.REJECTED),
        may_revise=may_manage and revision.state in (*PUBLIC, ServiceState.WITHDRAWN),
        step_words=ServiceStep,
        states=ServiceState,
        history=story.history(audit.history(service), public=False),
    )


def kind_of(state: ServiceState) -> str:
    """The tile that stands for a state."""
    return {
        ServiceState.DRAFT: "you",
        ServiceState.SUBMITTED: "waiting",
        ServiceState.IN_REVIEW: "waiting",
        ServiceState.INFO_REQUESTED: "you",
        ServiceState.CERTIFIED: "done",
        ServiceState.CERTIFIED_WITH_CONDITIONS: "progress",
        ServiceState.REJECTED: "problem",
        ServiceState.WITHDRAWN: "na",
    }[state]


def _task(
    section: Section, revision: ServiceRevision, lacking: list[Missing], may_edit: bool
) -> dict[str, Any]:
    """One line of the task list: a page of the description and how far it is."""
    count = sum(one.section is section for one in lacking)
    optional = section in (TEXTS["sv"], TEXTS["en"]) and not _begun(section, revision)
    if optional:
        kind, text = "todo", _("Optional")
    elif count:
        kind, text = "progress", _("%(count)s still missing", count=count)
    else:
        kind, text = "done", _("Complete")
    href = url_for("catalog.section", slug=revision.service.slug, name=section.value)
    return {
        "title": word(section),
        "href": href if may_edit else "",
        "kind": kind,
        "word": text,
        "hint": "",
        "who": "",
        "due": "",
    }


def _begun(section: Section, revision: ServiceRevision) -> bool:
    code = "sv" if section is TEXTS["sv"] else "en"
    return any(text.strip() for text in revision.texts.get(code, {}).values())


def _missing_links(lacking: list[Missing], revision: ServiceRevision) -> list[tuple[str, str]]:
    """Missing answers in words, and where to give them; many of one page are said at once."""
    links = []
    for section in Section:
        here = [one for one in lacking if one.section is section]
        if len(here) > SAID_ONE_BY_ONE:
            count = ngettext("%(num)d answer", "%(num)d answers", len(here))
            links.append((f"{word(section)}: {count}", _address(here[0], revision)))
        else:
            links += [(_missing_words(one, revision), _address(one, revision)) for one in here]
    return links


def _missing_words(one: Missing, revision: ServiceRevision) -> str:
    if one.section is Section.CRITERIA:
        criterion = criteria_set(revision.criteria_set).criterion(one.field)
        return f"{word(one.section)}: {shown.criterion_words(criterion)['title']}"
    return f"{word(one.section)}: {MISSING_WORDS[one.field]()}"


def _address(one: Missing, revision: ServiceRevision) -> str:
    """The page and the field of a missing answer."""
    href = url_for("catalog.section", slug=revision.service.slug, name=one.section.value)
    return f"{href}#{anchor(one)}"


SAID_ONE_BY_ONE = 3
MISSING_WORDS = {
    "name": lambda: _("name"),
    "summary": lambda: _("what it is in one sentence"),
    "description": lambda: _("description"),
    "categories": lambda: _("what it is used for"),
    "audiences": lambda: _("who uses it"),
    "levels": lambda: _("education levels"),
    "languages": lambda: _("languages"),
    "interfaces": lambda: _("open interfaces"),
    "export_note": lambda: _("how the data comes out"),
    "exit_price_cents": lambda: _("what leaving costs"),
    "price_model": lambda: _("how it is priced"),
    "price_cents": lambda: _("price"),
    "personal_data": lambda: _("whether personal data is processed"),
    "data_elements": lambda: _("what personal data is processed"),
    "ai_use": lambda: _("whether artificial intelligence is used"),
    "ai_note": lambda: _("what the artificial intelligence does"),
    "support_note": lambda: _("support"),
    "support_email": lambda: _("e-mail address of the support"),
    "conformance": lambda: _("accessibility"),
}
