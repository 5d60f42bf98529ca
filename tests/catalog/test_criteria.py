"""The criteria are whole in every language, and the set says what it says on purpose."""

import pytest

from catalog.criteria import Area, EvidenceGrade, check_words, criteria_set
from catalog.facts import UseCategory
from catalog.vocabulary import words_for
from core.content import document, shelf
from core.language import LANGUAGES

SETS = [found.slug for found in shelf("catalog/criteria")]


@pytest.mark.parametrize("slug", SETS)
def test_every_set_can_be_read_in_three_languages(slug):
    rules = criteria_set(slug)
    assert 6 <= len(rules.criteria) <= 20
    for criterion in rules.criteria:
        assert set(criterion.words) == set(LANGUAGES)
        assert criterion.references, f"{criterion.key} leans on nothing"


@pytest.mark.parametrize("slug", SETS)
def test_every_area_is_asked_about(slug):
    assert {criterion.area for criterion in criteria_set(slug).criteria} == set(Area)


@pytest.mark.parametrize("slug", SETS)
def test_languages_ask_for_equally_many_pieces_of_evidence(slug):
    for criterion in criteria_set(slug).criteria:
        counts = {len(words.evidence) for words in criterion.words.values()}
        assert len(counts) == 1, criterion.key


@pytest.mark.parametrize("slug", SETS)
def test_no_language_is_a_copy_of_another(slug):
    for criterion in criteria_set(slug).criteria:
        asks = [criterion.words[code].asks for code in LANGUAGES]
        assert len(set(asks)) == len(LANGUAGES), criterion.key


@pytest.mark.parametrize("fault", ["missing", "extra", "empty", "no evidence"])
def test_a_language_that_lacks_something_is_refused(fault):
    found = document("catalog/criteria", SETS[0])
    meta = {"criteria": {k: dict(v) for k, v in found.pages["sv"].meta["criteria"].items()}}
    first = next(iter(meta["criteria"]))
    if fault == "missing":
        del meta["criteria"][first]
    elif fault == "extra":
        meta["criteria"]["more"] = meta["criteria"][first]
    elif fault == "empty":
        meta["criteria"][first]["why"] = "  "
    else:
        meta["criteria"][first]["evidence"] = []
    with pytest.raises(ValueError, match="sv"):
        check_words(SETS[0], "sv", found.index, meta)


def test_grades_rise_from_the_vendors_own_word_to_an_audit():
    assert [grade.level for grade in EvidenceGrade] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("category", list(UseCategory))
def test_every_use_has_words_to_be_found_by(category):
    assert len(words_for(category).split()) >= 6
