"""Top floor. A vendor's own services: the list, a new one, the status page of one."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from accounts.roles import Actor, OrganisationKind
from catalog import policy, shown
from catalog.forms.review import TextForm, VersionForm
from catalog.forms.sections import NewForm
from catalog.lookup import find_certificate, find_latest_revision, find_open_revision, get_mine
from catalog.models import Certificate, Service, ServiceRevision
from catalog.queries import list_services_of, list_waiting
from catalog.states import PUBLIC, WAITS_FOR
from catalog.views.blueprint import blueprint
from catalog.views.public import page_of_revision
from catalog.views.vendor_pages import answer_page, conditions_page, kind_of, status_page
from catalog.workflow import vendor as workflow
from core import clock
from core.db import expect
from core.errors import NotAllowed, NotFound
from core.language import N_
from core.speech import _
from core.web import Access, open_to
from core.words import word

NOBODY = N_("Only people who work for a vendor have services of their own.")


def vendor_actor() -> Actor:
    """The actor, who may describe services. Raises NotAllowed."""
    actor: Actor = g.actor
    if not policy.may_offer(actor):
        raise NotAllowed(NOBODY)
    return actor


def my_service(slug: str) -> Service:
    """A service of the actor's own organisation; for others it does not exist."""
    return get_mine(g.actor, slug)


def managed(slug: str) -> Service:
    """A service the actor may write about. Raises NotFound, or NotAllowed for a colleague."""
    service = my_service(slug)
    if not policy.may_manage(g.actor, service):
        raise NotAllowed(workflow.NOT_YOURS)
    return service


def current(service: Service) -> ServiceRevision:
    """The revision being worked on, else the latest."""
    revision = find_open_revision(service.id) or find_latest_revision(service.id)
    if revision is None:
        raise NotFound()
    return revision


def certified(service: Service) -> ServiceRevision:
    """The revision the newest certificate was given to. Raises NotFound."""
    held = find_certificate(service.id)
    if held is None:
        raise NotFound()
    return held.revision


@blueprint.get("/services/mine")
@open_to(Access.SIGNED_IN)
def mine() -> ResponseReturnValue:
    actor: Actor = g.actor
    if actor.kind is not OrganisationKind.VENDOR:
        raise NotAllowed(NOBODY)
    rows = list_services_of(actor.organisation_id)
    return render_template(
        "catalog/mine.html",
        rows=[(*row, *_state_of(row[1], row[2])) for row in rows],
        may_offer=policy.may_offer(actor),
        waits_for=WAITS_FOR,
        waiting=sum(row.many for row in list_waiting(actor, clock.today())),
    )


@blueprint.get("/services/new")
@open_to(Access.SIGNED_IN)
def new() -> ResponseReturnValue:
    vendor_actor()
    return render_template("catalog/new.html", form=NewForm(formdata=None))


@blueprint.post("/services/new")
@open_to(Access.SIGNED_IN)
def create() -> ResponseReturnValue:
    actor, form, made = vendor_actor(), NewForm(), list[Service]()
    if form.attempt(lambda: made.append(workflow.create(form.name.data or "", actor, clock.now()))):
        flash(_("The service has been created. Nobody else sees it yet."))
        return redirect(url_for("catalog.edit", slug=made[0].slug))
    return render_template("catalog/new.html", form=form), form.status


@blueprint.get("/services/<slug>/edit")
@open_to(Access.SIGNED_IN)
def edit(slug: str) -> ResponseReturnValue:
    service = my_service(slug)
    revision = current(service)
    form = VersionForm(formdata=None, data={"version": revision.version})
    return status_page(service, revision, form)


@blueprint.post("/services/<slug>/submit")
@open_to(Access.SIGNED_IN)
def submit(slug: str) -> ResponseReturnValue:
    service = managed(slug)
    revision, form = current(service), VersionForm()

    def deed() -> None:
        expect(revision, form.version.data)
        workflow.submit(revision, g.actor, clock.now())

    if form.attempt(deed):
        flash(_("Sent for review. The certifiers have been told."))
        return redirect(url_for("catalog.edit", slug=slug))
    return status_page(service, current(service), form), form.status


@blueprint.get("/services/<slug>/answer")
@open_to(Access.SIGNED_IN)
def answer(slug: str) -> ResponseReturnValue:
    service = managed(slug)
    revision = current(service)
    form = TextForm(formdata=None, data={"version": revision.version})
    return answer_page(service, revision, form)


@blueprint.post("/services/<slug>/answer")
@open_to(Access.SIGNED_IN)
def send_answer(slug: str) -> ResponseReturnValue:
    service, form = managed(slug), TextForm()
    revision = current(service)
    text, written_in = form.text.data or "", form.written_in.data
    if form.attempt(lambda: workflow.answer(revision, text, g.actor, clock.now(), written_in)):
        flash(_("The answer has been sent. The review goes on."))
        return redirect(url_for("catalog.edit", slug=slug))
    return answer_page(service, current(service), form), form.status


@blueprint.get("/services/<slug>/conditions")
@open_to(Access.SIGNED_IN)
def conditions(slug: str) -> ResponseReturnValue:
    service = managed(slug)
    return conditions_page(service, certified(service), TextForm(formdata=None))


@blueprint.post("/services/<slug>/conditions")
@open_to(Access.SIGNED_IN)
def report_conditions(slug: str) -> ResponseReturnValue:
    service, form = managed(slug), TextForm()
    revision = certified(service)
    text, written_in = form.text.data or "", form.written_in.data
    if form.attempt(
        lambda: workflow.report_conditions(revision, text, g.actor, clock.now(), written_in)
    ):
        flash(_("The certifier has been told."))
        return redirect(url_for("catalog.edit", slug=slug))
    return conditions_page(service, certified(service), form), form.status


@blueprint.get("/services/<slug>/withdraw")
@open_to(Access.SIGNED_IN)
def withdraw(slug: str) -> ResponseReturnValue:
    service = managed(slug)
    revision = current(service)
    form = VersionForm(formdata=None, data={"version": revision.version})
    return render_template(
        "catalog/withdraw.html", service=service, revision=revision, form=form, public=PUBLIC
    )


@blueprint.post("/services/<slug>/withdraw")
@open_to(Access.SIGNED_IN)
def do_withdraw(slug: str) -> ResponseReturnValue:
    service, form = managed(slug), VersionForm()
    revision = current(service)

    def deed() -> None:
        expect(revision, form.version.data)
        workflow.withdraw(revision, g.actor, clock.now())

    if form.attempt(deed):
        flash(_("Withdrawn."))
        return redirect(url_for("catalog.edit", slug=slug))
    page = render_template(
        "catalog/withdraw.html",
        service=service,
        revision=current(service),
        form=form,
        public=PUBLIC,
    )
    return page, form.status


@blueprint.post("/services/<slug>/revise")
@open_to(Access.SIGNED_IN)
def revise(slug: str) -> ResponseReturnValue:
    service, form = managed(slug), VersionForm()
    source = current(service)
    if form.attempt(lambda: workflow.revise(service, source, g.actor, clock.now())):
        flash(_("A new version has been started. What is public stays until it is certified."))
        return redirect(url_for("catalog.edit", slug=slug))
    return status_page(service, current(service), form), form.status


@blueprint.get("/services/<slug>/preview")
@open_to(Access.SIGNED_IN)
def preview(slug: str) -> ResponseReturnValue:
    service = my_service(slug)
    return page_of_revision(service, current(service))


def _state_of(revision: ServiceRevision, held: Certificate | None) -> tuple[str, str]:
    """The tile and the words for a line of the list; a lost certificate is said aloud."""
    if revision.state in PUBLIC and not shown.in_the_catalogue(revision.state, held, clock.today()):
        return "problem", _("Not in the catalogue any more")
    return kind_of(revision.state), word(revision.state)
