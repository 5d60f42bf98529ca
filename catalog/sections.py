"""Ground floor. The short pages a vendor describes a service on, and what each must hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from catalog.facts import PRICED, AiUse, PriceModel
from core.language import LANGUAGES


class Section(StrEnum):
    """The pages of the description, in their order."""

    TEXTS_FI = "texts-fi"
    TEXTS_SV = "texts-sv"
    TEXTS_EN = "texts-en"
    USE = "use"
    INTERFACES = "interfaces"
    PRICE = "price"
    PRIVACY = "privacy"
    AI = "ai"
    SUPPORT = "support"
    CRITERIA = "criteria"


TEXTS = {"fi": Section.TEXTS_FI, "sv": Section.TEXTS_SV, "en": Section.TEXTS_EN}
LANGUAGE_OF = {section: code for code, section in TEXTS.items()}

FIELDS: dict[Section, tuple[str, ...]] = {
    Section.TEXTS_FI: ("name", "summary", "description"),
    Section.TEXTS_SV: ("name", "summary", "description"),
    Section.TEXTS_EN: ("name", "summary", "description"),
    Section.USE: ("categories", "audiences", "levels", "year_from", "year_to", "languages"),
    Section.INTERFACES: ("interfaces", "api_url", "export_note", "exit_price_cents", "exit_days"),
    Section.PRICE: ("price_model", "price_cents", "price_note"),
    Section.PRIVACY: ("personal_data", "data_elements", "sub_processors"),
    Section.AI: ("ai_use", "ai_note"),
    Section.SUPPORT: ("support_note", "support_email", "conformance", "accessibility_url"),
    Section.CRITERIA: ("answers",),
}
"""What each page may write: nothing else of a revision is changed by editing it."""

TEXT_FIELDS = ("name", "summary", "description")
MAX_LENGTH = {"name": 80, "summary": 240, "description": 20_000, "answer": 4_000, "note": 1_000}


@dataclass(frozen=True)
class Missing:
    """One required answer that is not there: its page, and the field the link jumps to."""

    section: Section
    field: str


def missing(facts: Mapping[str, Any], criteria: tuple[str, ...]) -> list[Missing]:
    """What still has to be answered before a service can be sent for review.

    `facts` are the attributes of a revision; `criteria` the keys of the set it is reviewed against.
    Finnish is required. Another language is optional, but once begun it must be whole.
    """
    out = [*_missing_texts(facts["texts"])]

    def need(section: Section, *names: str) -> None:
        out.extend(Missing(section, name) for name in names if not facts[name])

    need(Section.USE, "categories", "audiences", "levels", "languages")

    def need_note(section: Section, name: str) -> None:
        if not facts[name].get("fi", "").strip():
            out.append(Missing(section, name))

    need(Section.INTERFACES, "interfaces")
    need_note(Section.INTERFACES, "export_note")
    if facts["exit_price_cents"] is None:
        out.append(Missing(Section.INTERFACES, "exit_price_cents"))
    out += _missing_price(facts)
    if facts["personal_data"] is None:
        out.append(Missing(Section.PRIVACY, "personal_data"))
    elif facts["personal_data"] and not facts["data_elements"]:
        out.append(Missing(Section.PRIVACY, "data_elements"))
    need(Section.AI, "ai_use")
    if facts["ai_use"] and facts["ai_use"] != AiUse.NONE:
        need_note(Section.AI, "ai_note")
    need_note(Section.SUPPORT, "support_note")
    need(Section.SUPPORT, "support_email", "conformance")
    answers = facts["answers"]
    out += [Missing(Section.CRITERIA, key) for key in criteria if not answers.get(key, "").strip()]
    return out


def _missing_texts(texts: Mapping[str, Mapping[str, str]]) -> list[Missing]:
    out = []
    for code in LANGUAGES:
        own = texts.get(code, {})
        if code == "fi" or any(own.get(name, "").strip() for name in TEXT_FIELDS):
            out += [
                Missing(TEXTS[code], name) for name in TEXT_FIELDS if not own.get(name, "").strip()
            ]
    return out


def _missing_price(facts: Mapping[str, Any]) -> list[Missing]:
    model: PriceModel | None = facts["price_model"]
    if model is None:
        return [Missing(Section.PRICE, "price_model")]
    if model in PRICED and not facts["price_cents"]:
        return [Missing(Section.PRICE, "price_cents")]
    return []


def languages_done(texts: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The languages in which name, summary and description are all there."""
    return [
        code
        for code in LANGUAGES
        if all(texts.get(code, {}).get(name, "").strip() for name in TEXT_FIELDS)
    ]
