"""Top floor. The page on which an agreement is read and signed, for either party."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core import clock
from core.blocks import to_html
from core.locale import day, language
from core.speech import _
from core.web import Access, open_to
from onboarding.forms.agreement import SignForm
from onboarding.models.agreement import Agreement
from onboarding.states.agreement import AgreementState, AgreementStep
from onboarding.views.agreement_access import get_for, get_mine
from onboarding.views.agreement_look import Look, look_at
from onboarding.views.agreement_steps import offered
from onboarding.views.blueprint import blueprint
from onboarding.workflow import signing

COUNTERSIGNED = {AgreementState.COUNTERSIGNED, AgreementState.IN_FORCE}


def _step(agreement: Agreement) -> AgreementStep:
    if agreement.state is AgreementState.SIGNED_BY_MEMBER:
        return AgreementStep.COUNTERSIGN
    return AgreementStep.SIGN


@blueprint.get("/agreements/<int:agreement_id>/sign")
@open_to(Access.SIGNED_IN)
def agreement_signing(agreement_id: int) -> ResponseReturnValue:
    found = get_for(agreement_id, AgreementStep.SIGN, AgreementStep.COUNTERSIGN)
    form = SignForm(fingerprint=found.fingerprint)
    return _page(look_at(found, clock.today()), form)


@blueprint.post("/agreements/<int:agreement_id>/sign")
@open_to(Access.SIGNED_IN)
def sign_agreement(agreement_id: int) -> ResponseReturnValue:
    found = get_for(agreement_id, AgreementStep.SIGN, AgreementStep.COUNTERSIGN)
    form = SignForm()
    theirs = _step(found) is AgreementStep.COUNTERSIGN or g.actor.of_tiera()

    def deed() -> None:
        do = signing.countersign if theirs else signing.sign
        seen, name, title = form.fingerprint.data, form.name.data, form.title.data
        do(found, seen or "", name or "", title or "", g.actor, clock.now())

    if form.attempt(deed):
        found = get_mine(agreement_id)
        flash(_message(found))
        return redirect(url_for(".agreement", agreement_id=agreement_id))
    return _page(look_at(get_mine(agreement_id), clock.today()), form)


def _message(agreement: Agreement) -> str:
    if agreement.state is AgreementState.IN_FORCE:
        return _("Both have signed and the agreement is in force.")
    if agreement.state in COUNTERSIGNED and agreement.in_force_on:
        first = day(agreement.in_force_on)
        return _("Both have signed. The agreement is in force from %(day)s.", day=first)
    return _("You have signed. The coordinator countersigns next.")


def _page(look: Look, form: SignForm) -> ResponseReturnValue:
    agreement = look.agreement
    step = _step(agreement)
    button = next((row for row in offered(look, g.actor) if row.id == step.value), None)
    page = render_template(
        "onboarding/agreements/sign.html",
        agreement=agreement,
        look=look,
        form=form,
        own_name=g.actor.name,
        countersigning=step is AgreementStep.COUNTERSIGN,
        closed=""
        if button and button.href
        else (button.hint if button else _("This agreement is not waiting for your signature.")),
        html=to_html(agreement.texts[language()], top_heading=2) if agreement.texts else "",
    )
    return page, form.status
