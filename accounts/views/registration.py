"""Top floor. The public way in: a municipality claims its organisation, others register theirs."""

from collections.abc import Callable
from dataclasses import asdict

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from accounts import entry
from accounts.forms import (
    ClaimerForm,
    MunicipalityClaimForm,
    OrganisationClaimForm,
    UnsureMunicipalityClaimForm,
    claimer,
)
from accounts.models import Municipality
from accounts.queries import find_organisation_of, list_municipalities
from accounts.roles import OrganisationKind
from accounts.states import AttemptKind
from accounts.views.blueprint import blueprint
from accounts.workflow import claims, doorstep
from accounts.workflow.claims import ClaimFacts
from core.clock import now
from core.db import db
from core.errors import NotFound
from core.locale import language
from core.web import Access, open_to

Facts = Callable[[], ClaimFacts]
LAST_LETTERS = str.maketrans("åäö", "{|}")
"""The Finnish and Swedish alphabets end with å, ä and ö, in this order."""


@blueprint.get("/register")
@open_to(Access.EVERYONE)
def register() -> ResponseReturnValue:
    """Pick the municipality by name; other organisations go on from here."""
    code = request.args.get("municipality", "")
    if code and _known(code) is not None:
        return redirect(url_for(".register_municipality", code=code))
    entries = [(row.code, row.named(language())) for row in list_municipalities()]
    entries.sort(key=lambda one: one[1].casefold().translate(LAST_LETTERS))
    return render_template(
        "accounts/register.html", municipalities=entries, missing="municipality" in request.args
    )


def _known(code: str) -> Municipality | None:
    return db.session.get(Municipality, code) if len(code) == 3 else None


def _municipality(code: str) -> Municipality:
    found = _known(code)
    if found is None:
        raise NotFound()
    return found


def _municipality_form(entry_: Municipality, *, fresh: bool) -> MunicipalityClaimForm:
    kind = MunicipalityClaimForm if entry_.business_id_sure else UnsureMunicipalityClaimForm
    return kind(formdata=None) if fresh else kind()


def _municipality_page(form: ClaimerForm, code: str, status: int = 200) -> ResponseReturnValue:
    entry_ = _municipality(code)
    page = render_template(
        "accounts/register_municipality.html",
        form=form,
        municipality=entry_,
        here=find_organisation_of(code),
    )
    return page, status


@blueprint.get("/register/municipality/<code>")
@open_to(Access.EVERYONE)
def register_municipality(code: str) -> ResponseReturnValue:
    return _municipality_page(_municipality_form(_municipality(code), fresh=True), code)


@blueprint.post("/register/municipality/<code>")
@open_to(Access.EVERYONE)
def claim_municipality(code: str) -> ResponseReturnValue:
    row = _municipality(code)
    form = _municipality_form(row, fresh=False)
    known = (row.business_id or "") if row.business_id_sure else ""
    names = {"name_fi": row.name_fi, "name_sv": row.name_sv, "name_en": row.name_en}

    def facts() -> ClaimFacts:
        typed = form.business_id.data if isinstance(form, UnsureMunicipalityClaimForm) else known
        return ClaimFacts(
            kind=OrganisationKind.MUNICIPALITY,
            business_id=typed or "",
            municipality_code=code,
            **names,
            **asdict(form.postal()),
            **claimer(form),
        )

    if _attempt(form, facts):
        return redirect(url_for(".registered"))
    return _municipality_page(form, code, form.status)


@blueprint.get("/register/organisation")
@open_to(Access.EVERYONE)
def register_organisation() -> ResponseReturnValue:
    form = OrganisationClaimForm(formdata=None)
    return render_template("accounts/register_organisation.html", form=form)


@blueprint.post("/register/organisation")
@open_to(Access.EVERYONE)
def claim_organisation() -> ResponseReturnValue:
    form = OrganisationClaimForm()
    if _attempt(form, form.facts):
        return redirect(url_for(".registered"))
    return render_template("accounts/register_organisation.html", form=form), form.status


def _attempt(form: ClaimerForm, facts: Facts) -> bool:
    """Send the claim, counted per address so that nobody floods the coordinator."""
    at = now()

    def deed() -> None:
        found = facts()
        email = found.claimer_email
        doorstep.knock(AttemptKind.CLAIM, entry.keys(email), email, at)
        claims.send(found, at)

    return form.attempt(deed)


@blueprint.get("/register/sent")
@open_to(Access.EVERYONE)
def registered() -> ResponseReturnValue:
    return render_template("accounts/registered.html")
