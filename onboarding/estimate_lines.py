"""Ground floor. What a cost estimate stands on, as the lines of annex 1 in every language."""

from collections.abc import Callable, Mapping
from typing import Any

from core.language import LANGUAGES, Text
from core.money import format_euros, group_thousands

WHOLE = {
    "fi": "Arvioitu osuus täydeltä vuodelta: {}",
    "sv": "Uppskattad andel för ett helt år: {}",
    "en": "Estimated share of a full year: {}",
}
POOL = {
    "fi": "Siitä kustannuspooli {}: {}",
    "sv": "Därav kostnadspool {}: {}",
    "en": "Of which cost pool {}: {}",
}
LEARNERS = {
    "fi": "Jäsenen oppijamäärä laskennassa: {}",
    "sv": "Medlemmens antal elever och studerande i beräkningen: {}",
    "en": "Number of the Member's learners in the calculation: {}",
}
ESTIMATED = {
    "fi": "{}, asukasluvusta arvioitu",
    "sv": "{}, uppskattat utifrån invånarantalet",
    "en": "{}, estimated from the population",
}
MEMBERS = {
    "fi": "Kustannuksia jakavia jäseniä: {}",
    "sv": "Medlemmar som delar på kostnaderna: {}",
    "en": "Members sharing the costs: {}",
}
METHOD = {
    "fi": "Laskentatavan tunnus: {}",
    "sv": "Beräkningssättets beteckning: {}",
    "en": "Method of calculation: {}",
}


def estimate_lines(cents: int, basis: Mapping[str, Any]) -> list[Text]:
    """The estimate of a full year in cents excluding VAT, and whatever its basis tells of it."""
    lines = [_line(WHOLE, format_euros(cents))]
    for part in basis.get("parts") or ():
        lines.append(_line(POOL, part["pool"], format_euros(part["cents"])))
    if isinstance(learners := basis.get("learners"), int):
        words = _said(group_thousands(learners))
        if basis.get("learners_estimated"):
            words = _line(ESTIMATED, group_thousands(learners))
        lines.append(_each(lambda code: LEARNERS[code].format(words[code])))
    if isinstance(members := basis.get("members"), int):
        lines.append(_line(MEMBERS, group_thousands(members)))
    if isinstance(method := basis.get("alg"), str):
        lines.append(_line(METHOD, method))
    return lines


def _line(words: Text, *values: str) -> Text:
    return _each(lambda code: words[code].format(*values))


def _said(value: str) -> Text:
    return dict.fromkeys(LANGUAGES, value)


def _each(write: Callable[[str], str]) -> Text:
    return {code: write(code) for code in LANGUAGES}
