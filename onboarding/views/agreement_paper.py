"""Top floor. What stands on an agreement's papers, as plain data in the language of the reader."""

from typing import Any

from core.locale import day, euros, moment, named, text
from core.speech import _
from core.web import settings
from core.words import word
from onboarding.models.agreement import Agreement
from onboarding.states.agreement import AgreementState
from onboarding.views.agreement_look import Look

Blocks = list[dict[str, Any]]


def agreement(look: Look, blocks: Blocks) -> dict[str, Any]:
    """The agreement itself: its text, then who has signed it."""
    found = look.agreement
    return {
        **_frame(found),
        "heading": _("Joining agreement %(number)s", number=found.number),
        "subtitle": named(found.organisation),
        "facts": [],
        "parts": [{"heading": "", "facts": [], "blocks": _body(blocks)}, _signatures(look)],
    }


def decision_pack(look: Look, blocks: Blocks) -> dict[str, Any]:
    """What the deciding body needs: the matter, the money, the decision proposed, the text."""
    found = look.agreement
    proposal = _(
        "%(body)s decides to approve the joining agreement %(number)s of the alliance "
        "%(alliance)s as attached, and authorises its signatory to sign it when the decision "
        "is final.",
        body=found.deciding_body or _("The competent body"),
        number=found.number,
        alliance=settings().alliance_name,
    )
    parts = [
        {"heading": _("Proposed decision"), "facts": [], "blocks": [_paragraph(proposal)]},
        {"heading": _("Costs"), "facts": _costs(found), "blocks": _cost_words()},
        {"heading": _("Before the decision"), "facts": [], "blocks": _before()},
        {
            "heading": _("Annex: the text of the agreement"),
            "facts": [],
            "blocks": _lowered(_body(blocks)),
        },
    ]
    return {
        **_frame(found),
        "heading": _("Decision pack: joining agreement %(number)s", number=found.number),
        "subtitle": named(found.organisation),
        "facts": _facts(look),
        "parts": parts,
    }


def _frame(found: Agreement) -> dict[str, Any]:
    draft = found.state is AgreementState.DRAFT
    print_of = found.fingerprint or ""
    return {
        "number": found.number,
        "mark": _("Draft. Not an offer.") if draft else "",
        "fingerprint": "" if draft else _("SHA-256 of the text: %(hash)s", hash=print_of),
        "page_of": _("Page {n} of {all}"),
        "service": "Kuntatori",
    }


def _facts(look: Look) -> list[list[str]]:
    found = look.agreement
    coordinator = named(look.coordinator) if look.coordinator else settings().coordinator_name
    return [
        [_("Member"), f"{named(found.organisation)}, {found.organisation.business_id}"],
        [_("Coordinator"), coordinator],
        [_("Text"), f"{found.content_slug}, {found.content_version}"],
        [_("Membership begins"), day(found.starts_on)],
        [_("State"), word(found.state)],
    ]


def _costs(found: Agreement) -> list[list[str]]:
    if found.estimate_cents is None:
        return []
    rows = [
        [_("Estimated share of a full year, excluding VAT"), euros(found.estimate_cents)],
        [_("Calculated on"), day(found.estimated_on)],
    ]
    basis = found.estimate_basis
    if isinstance(key := basis.get("key_name"), dict):
        rows.append([_("Allocation key"), text(key)])
    elif isinstance(key, str):
        rows.append([_("Allocation key"), key])
    if isinstance(learners := basis.get("learners"), int):
        rows.append([_("Learners used in the calculation"), str(learners)])
    if isinstance(members := basis.get("members"), int):
        rows.append([_("Members sharing the costs"), str(members)])
    for part in basis.get("parts") or []:
        rows.append([_("Cost pool %(code)s", code=part["pool"]), euros(part["cents"])])
    return rows


def _cost_words() -> Blocks:
    return [
        _paragraph(
            _(
                "The estimate is not a fixed price. The share is calculated from actual costs and "
                "confirmed numbers, by days of membership."
            )
        )
    ]


def _before() -> Blocks:
    return [
        _item(_("The competent body is the one named in the administrative regulations.")),
        _item(
            _(
                "Disqualification is checked under sections 27 and 28 of the Administrative "
                "Procedure Act (434/2003) and recorded in the minutes."
            )
        ),
        _item(_("Each purchase gets a legal basis of its own; joining alone is not one.")),
        _item(
            _("Instructions for appeal are attached to the decision, and the minutes published.")
        ),
    ]


def _signatures(look: Look) -> dict[str, Any]:
    rows = [
        [word(row.party), f"{row.name}, {row.title}, {moment(row.at)}"] for row in look.signatures
    ]
    waiting = [] if rows else [_paragraph(_("Not signed yet."))]
    return {"heading": _("Signed"), "facts": rows, "blocks": waiting}


def _body(blocks: Blocks) -> Blocks:
    """The text without its own main heading, which the paper says already.

    An annex begins a page of its own, and its sections stand one level below its name.
    """
    body: Blocks = []
    annex = False
    for block in blocks[1:]:
        if _heads(block) and block["level"] == 1:
            annex = True
            body.append({"kind": "break", "level": 0, "runs": []})
        body.append(block | {"level": block["level"] + 1} if annex and _heads(block) else block)
    return body


def _heads(block: dict[str, Any]) -> bool:
    return bool(block["kind"] == "heading")


def _lowered(blocks: Blocks) -> Blocks:
    return [block | {"level": block["level"] + 1} if _heads(block) else block for block in blocks]


def _paragraph(words: str) -> dict[str, Any]:
    return {"kind": "paragraph", "level": 0, "runs": [[words, False]]}


def _item(words: str) -> dict[str, Any]:
    return {"kind": "item", "level": 1, "runs": [[words, False]]}
