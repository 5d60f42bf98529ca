"""Top floor. An agreement to read and keep: its text, its PDF, the decision pack, the extract."""

from datetime import date
from typing import Any

from flask import Response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core import clock, downloads, pdf
from core.blocks import to_blocks, to_html
from core.db import get
from core.errors import NotFound
from core.language import LANGUAGES, N_, NATIVE_NAMES
from core.locale import in_language, language
from core.web import Access, open_to, settings
from onboarding import agreement_text
from onboarding.models.agreement import Agreement
from onboarding.models.decision import Decision
from onboarding.states.agreement import AgreementState
from onboarding.views import agreement_paper
from onboarding.views.agreement_access import get_mine
from onboarding.views.agreement_look import look_at
from onboarding.views.blueprint import blueprint
from onboarding.workflow.agreement import fill


def _texts(agreement: Agreement) -> dict[str, str]:
    """The texts as offered; of a draft, as they would be offered now."""
    if agreement.state is AgreementState.DRAFT:
        return fill(agreement, settings().alliance_name).texts
    found: dict[str, str] = agreement.texts
    if not found:
        raise NotFound(N_("The agreement was withdrawn before its text was offered."))
    return found


def _known(code: str) -> str:
    if code not in LANGUAGES:
        raise NotFound()
    return code


@blueprint.get("/agreements/<int:agreement_id>/text")
@open_to(Access.SIGNED_IN)
def agreement_text_page(agreement_id: int) -> ResponseReturnValue:
    agreement = get_mine(agreement_id)
    code = request.args.get("text", "")
    code = code if code in LANGUAGES else language()
    return render_template(
        "onboarding/agreements/text.html",
        agreement=agreement,
        code=code,
        tabs=[_tab(agreement_id, row, row == code) for row in LANGUAGES],
        title=agreement_text.read(agreement.content_slug).titles[code],
        parts=[
            (f"part-{number}", heading, to_html(part, top_heading=2))
            for number, (heading, part) in enumerate(
                agreement_text.parts(_texts(agreement)[code]), start=1
            )
        ],
        look=look_at(agreement, clock.today()),
    )


def _tab(agreement_id: int, code: str, here: bool) -> tuple[str, None, str, bool]:
    href = url_for(".agreement_text_page", agreement_id=agreement_id, text=code)
    return NATIVE_NAMES[code], None, href, here


@blueprint.get("/agreements/<int:agreement_id>/agreement-<code>.pdf")
@open_to(Access.SIGNED_IN)
def agreement_pdf(agreement_id: int, code: str) -> ResponseReturnValue:
    agreement, code = get_mine(agreement_id), _known(code)
    texts = _texts(agreement)
    with in_language(code):
        paper = agreement_paper.agreement(look_at(agreement, _day()), to_blocks(texts[code]))
    return _sent("agreement", paper, code, f"{agreement.number}-{code}.pdf")


@blueprint.get("/agreements/<int:agreement_id>/decision-pack-<code>.pdf")
@open_to(Access.SIGNED_IN)
def decision_pack(agreement_id: int, code: str) -> ResponseReturnValue:
    agreement, code = get_mine(agreement_id), _known(code)
    texts = _texts(agreement)
    with in_language(code):
        paper = agreement_paper.decision_pack(look_at(agreement, _day()), to_blocks(texts[code]))
    return _sent("agreement", paper, code, f"{agreement.number}-decision-pack-{code}.pdf")


def _day() -> date:
    return clock.today()


def _sent(template: str, paper: dict[str, Any], code: str, name: str) -> Response:
    body = pdf.render(template, paper, code, paper["heading"])
    return downloads.paper(name, body)


@blueprint.get("/agreements/<int:agreement_id>/extract/<int:decision_id>")
@open_to(Access.SIGNED_IN)
def decision_extract(agreement_id: int, decision_id: int) -> ResponseReturnValue:
    agreement, decision = get_mine(agreement_id), get(Decision, decision_id)
    if decision.agreement_id != agreement.id or decision.extract_file is None:
        raise NotFound()
    return downloads.download(decision.extract_file)
