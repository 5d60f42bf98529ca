"""The agreement's words: complete in three languages, filled strictly, bound by a fingerprint."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some
from markdown import markdown

from core.language import LANGUAGES
from onboarding import agreement_text
from onboarding.agreement_text import BadText, fill, read

VALUES = {
    "number": "KT-2026-014",
    "alliance": "DigiOne",
    "organisation": {"fi": "Keuruun kaupunki", "sv": "Keuru stad", "en": "Town of Keuruu"},
    "business_id": "0208388-2",
    "coordinator": "Kuntien Tiera Oy",
    "coordinator_business_id": "2362180-3",
    "start_date": date(2027, 1, 1),
    "estimate": 1_900_951,
    "estimate_date": date(2026, 9, 30),
    "key_name": {"fi": "20/80", "sv": "20/80", "en": "20/80"},
    "basis": [{"fi": "Arvio", "sv": "Kalkyl", "en": "Estimate"}, {"fi": "Oppijat: 500"}],
}
LINES = some.text(
    some.characters(exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp")), min_size=1, max_size=60
).filter(lambda line: line.strip() == line and line)


@pytest.fixture(scope="module")
def template():
    return read("joining-v1")


def without(name):
    return {key: value for key, value in VALUES.items() if key != name}


def test_the_text_is_filled_in_every_language(template):
    filled = fill(template, VALUES)
    assert set(filled.texts) == set(LANGUAGES)
    assert "Keuru stad" in filled.texts["sv"]
    assert "Town of Keuruu" in filled.texts["en"]
    for text in filled.texts.values():
        assert "{{" not in text
        assert "1.1.2027" in text
        assert "19\u00a0009,51\u00a0€" in text


def test_the_languages_have_the_same_sections_and_clauses(template):
    clauses = [re.findall(r"^\*\*(\d+\.\d+)\*\*", body, re.M) for body in template.bodies.values()]
    sections = [re.findall(r"^## (\d+)\.", body, re.M) for body in template.bodies.values()]
    lists = [len(re.findall(r"^- ", body, re.M)) for body in template.bodies.values()]
    assert clauses[0] == clauses[1] == clauses[2]
    assert len(clauses[0]) > 40
    lengths = (16, 4, 8, 11)  # the agreement and its three annexes, each counted from one
    assert sections[0] == [str(n) for length in lengths for n in range(1, length + 1)]
    assert sections[0] == sections[1] == sections[2]
    assert len(set(lists)) == 1


def test_every_annex_the_agreement_names_is_there(template):
    for body, annex in zip(template.bodies.values(), ("liite", "bilaga", "annex"), strict=True):
        main, *annexes = agreement_text.parts(body)
        named = {int(number) for number in re.findall(rf"{annex} (\d)\)", main[1])}
        headings = [heading for heading, _ in annexes]
        assert named == {1, 2, 3} == set(range(1, len(annexes) + 1))
        for number, heading in enumerate(headings, start=1):
            assert heading.startswith(f"{annex.capitalize()} {number}. ")


def test_references_between_clauses_lead_somewhere(template):
    words = {"fi": r"kohda[nt]|kohdista|kohtien", "sv": r"punkt", "en": r"clause"}
    for code, body in template.bodies.items():
        main, *annexes = agreement_text.parts(body)
        clauses = set(re.findall(r"^\*\*(\d+\.\d+)\*\*", main[1], re.M))
        for _, annex in annexes:
            own = set(re.findall(r"^\*\*(\d+\.\d+)\*\*", annex, re.M))
            named = re.findall(rf"(?:{words[code]}) (\d+\.\d+)", annex)
            assert named or "rule book" in annex or "Pelisää" in annex or "Spelregler" in annex
            assert set(named) <= clauses | own


def test_the_data_protection_annex_holds_what_article_28_asks_for(template):
    annex = agreement_text.parts(template.bodies["en"])[3][1]
    for subject in (
        "subject matter",
        "lasts until",
        "Nature and purpose",
        "personal data processed are",
        "data subjects are",
        "documented instructions",
        "committed themselves to confidentiality",
        "Article 32",
        "sub-processor",
        "requests of data subjects",
        "Articles 32 to 36",
        "erases them",
        "audit",
        "infringes",
    ):
        assert subject in annex, subject


def test_the_fingerprint_covers_the_annexes(template):
    filled = fill(template, VALUES)
    texts = filled.texts | {"fi": filled.texts["fi"].replace("24 tunnin", "48 tunnin")}
    assert texts != filled.texts
    changed = agreement_text.fingerprint("joining-v1", template.version, texts, filled.variables)
    assert changed != filled.fingerprint


def test_lines_become_a_list_and_nothing_else(template):
    lines = [{"fi": "Arvio # **ei** lihava"}, {"fi": "1. <b>Oppijat</b>"}]
    html = markdown(fill(template, {**VALUES, "basis": lines}).texts["fi"])
    assert "<li>Arvio # **ei** lihava</li>" in html
    assert "&lt;b&gt;Oppijat" in html


def test_the_same_laws_are_named_in_every_language(template):
    laws = [sorted(re.findall(r"\b\d{2,4}/\d{3,4}\b", body)) for body in template.bodies.values()]
    assert laws[0] == laws[1] == laws[2]
    assert "2016/679" in laws[0]


@pytest.mark.parametrize("name", VALUES)
def test_a_missing_value_is_an_error(template, name):
    with pytest.raises(BadText, match=name):
        fill(template, without(name))


def test_an_unknown_value_is_an_error(template):
    with pytest.raises(BadText, match="discount"):
        fill(template, {**VALUES, "discount": "half"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("start_date", "1.1.2027"),
        ("estimate", "19 009,51"),
        ("estimate", 19009.51),
        ("estimate", -1),
        ("estimate", True),
        ("business_id", "0208388-9"),
        ("organisation", "Keuruu"),
        ("organisation", {}),
        ("number", ""),
        ("number", "KT\n# Another heading"),
        ("alliance", "Digi\u202eenO"),
        ("alliance", "x" * 201),
        ("basis", []),
        ("basis", ["Arvio"]),
        ("basis", [{"fi": "Arvio\n# Otsikko"}]),
    ],
)
def test_a_value_of_the_wrong_kind_is_an_error(template, name, value):
    with pytest.raises(BadText, match=name):
        fill(template, {**VALUES, name: value})


@pytest.mark.parametrize("changed", ["joining-v1", "data-protection-v1"])
def test_a_changed_published_text_is_refused(changed, monkeypatch):
    real = agreement_text.document

    def with_a_comma_moved(shelf, slug):
        found = real(shelf, slug)
        if slug != changed:
            return found
        page = found.pages["fi"]
        moved = type(page)(page.meta, page.body.replace("60 päivän", "90 päivän"))
        return type(found)(slug, {**found.pages, "fi": moved}, found.index)

    monkeypatch.setattr(agreement_text, "document", with_a_comma_moved)
    with pytest.raises(BadText, match=f"{changed}/fi.*new version"):
        read("joining-v1")


def test_any_changed_value_changes_the_fingerprint(template):
    first = fill(template, VALUES).fingerprint
    assert fill(template, VALUES).fingerprint == first
    for name, other in {
        "number": "KT-2026-015",
        "estimate": 1_900_952,
        "start_date": date(2027, 1, 2),
        "organisation": {**VALUES["organisation"], "sv": "Keuruu stad"},
    }.items():
        assert fill(template, {**VALUES, name: other}).fingerprint != first


@given(LINES)
def test_a_value_never_becomes_markup(name):
    values = {**VALUES, "alliance": name, "organisation": {"fi": name}}
    filled = fill(read("joining-v1"), values)
    tame = fill(read("joining-v1"), VALUES)
    html = markdown(filled.texts["fi"])
    tags = re.findall(r"<[^>]+>", html)
    assert tags == re.findall(r"<[^>]+>", markdown(tame.texts["fi"]))


def test_a_script_in_a_name_stays_text(template):
    filled = fill(
        template, {**VALUES, "organisation": {"fi": "<script>x</script> **A** [b](c) {{estimate}}"}}
    )
    html = markdown(filled.texts["fi"])
    assert "<script>" not in html
    assert "{{estimate}}" in html
    assert "<strong>A</strong>" not in html
    assert "<a " not in html
