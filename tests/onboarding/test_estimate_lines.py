"""Annex 1 says what the estimate stands on, and nothing that nobody gave."""

from core.language import LANGUAGES
from onboarding.estimate_lines import estimate_lines

BASIS = {
    "alg": "lr-1",
    "learners": 1500,
    "learners_estimated": True,
    "members": 14,
    "parts": [{"pool": "ALUSTA-2027", "cents": 1_500_000}, {"pool": "AVUSTUS", "cents": -20_000}],
}


def said(basis, language):
    return [line[language].replace("\u00a0", " ") for line in estimate_lines(1_480_000, basis)]


def test_every_figure_is_told_in_the_order_of_the_sum():
    assert said(BASIS, "fi") == [
        "Arvioitu osuus täydeltä vuodelta: 14 800,00 €",
        "Siitä kustannuspooli ALUSTA-2027: 15 000,00 €",
        "Siitä kustannuspooli AVUSTUS: \u2212200,00 €",
        "Jäsenen oppijamäärä laskennassa: 1 500, asukasluvusta arvioitu",
        "Kustannuksia jakavia jäseniä: 14",
        "Laskentatavan tunnus: lr-1",
    ]


def test_a_reported_number_is_not_called_an_estimate():
    assert "population" not in " ".join(said(BASIS | {"learners_estimated": False}, "en"))
    assert "estimated from the population" in " ".join(said(BASIS, "en"))


def test_without_a_basis_the_sum_alone_is_told_in_every_language():
    [line] = estimate_lines(100, {})
    assert set(line) == set(LANGUAGES)
    assert line["sv"].replace("\u00a0", " ") == "Uppskattad andel för ett helt år: 1,00 €"
