"""Names as addresses, search texts and places in a list."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.names import RESERVED, searchable, slug_of, sort_key, tie_break, words_of


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Lukupolku", "lukupolku"),
        ("Ääni & Öljy 2.0", "aani-oljy-2-0"),
        ("Åkerbär", "akerbar"),
        ("  ../../etc/passwd ", "etc-passwd"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("日本語", "service"),
        ("Mine", "mine-service"),
        ("new", "new-service"),
        ("x" * 300, "x" * 60),
    ],
)
def test_a_name_becomes_an_address(name, slug):
    assert slug_of(name) == slug


@given(st.text())
def test_any_name_becomes_a_safe_address(name):
    slug = slug_of(name)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
    assert slug not in RESERVED
    assert len(slug) <= 70


def test_finnish_and_swedish_letters_come_last():
    names = ["Äiti", "Zoo", "Aapa", "Ölly", "Åbo", "Yö", "aurinko"]
    ordered = ["Aapa", "aurinko", "Yö", "Zoo", "Åbo", "Äiti", "Ölly"]
    assert sorted(names, key=sort_key) == ordered


@given(st.text(), st.text())
def test_a_search_text_is_one_quiet_line(one, other):
    text = searchable(one, other)
    assert text == " ".join(text.split())
    assert searchable(text) == text or text.casefold() != text


def test_words_are_few_and_each_once():
    assert words_of("Luke luke  KIRJA") == ["luke", "kirja"]
    assert len(words_of(" ".join(str(n) for n in range(100)))) == 8
    assert words_of("a" * 10_000) == ["a" * 200]


def test_the_tie_break_is_the_hash_of_the_number_and_nothing_else():
    assert tie_break(1) == "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b"
    assert len({tie_break(n) for n in range(1000)}) == 1000
