"""What a visitor typed does no harm, whatever it was."""

import time

import pytest

from core.typed_text import plain, prose

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    '<a href="x" onclick="alert(1)">x</a>',
    "![x](https://evil.example/pixel.gif)",
    "<iframe src=//evil.example></iframe>",
    "<svg/onload=alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
    '[x](https://a.example "onmouseover=alert(1)")',
    '<https://a.example/"onclick=alert(1)>',
    "<style>body{display:none}</style>",
    "<form action=//evil.example><input name=password></form>",
]


@pytest.mark.parametrize("text", ATTACKS)
def test_an_attack_becomes_text(text):
    html = str(prose(text)).lower()
    for bad in ("<script", "<img", "<iframe", "<svg", "<style", "<form", "<input"):
        assert bad not in html
    for tag in html.split("<")[1:]:
        inside = tag.split(">")[0]
        assert "javascript:" not in inside
        assert "data:" not in inside
        assert " on" not in inside


def test_headings_begin_below_the_pages_own():
    html = prose("# Yksi\n\n## Kaksi\n\n###### Kuusi")
    assert "<h3>Yksi</h3>" in html
    assert "<h4>Kaksi</h4>" in html
    assert "<h5>Kuusi</h5>" in html
    assert "id=" not in html


def test_headings_leave_no_gap_wherever_they_begin():
    html = prose("## Oppilaalle\n\n##### Tarkemmin\n\n## Opettajalle")
    assert html.split("\n") == [
        "<h3>Oppilaalle</h3>",
        "<h4>Tarkemmin</h4>",
        "<h3>Opettajalle</h3>",
    ]


def test_links_lead_out_without_a_recommendation():
    assert 'rel="nofollow noopener"' in prose("[x](https://a.example)")


def test_raw_html_is_shown_as_it_was_typed():
    assert "&lt;b&gt;lihava&lt;/b&gt;" in prose("<b>lihava</b>")


@pytest.mark.parametrize("unit", ["[", ">", "- ", "* \n", "-\n", "**a", "`", "![", "|a", "<", "# "])
def test_no_text_takes_the_machine_for_itself(unit):
    before = time.monotonic()
    prose((unit * 20_000)[:20_000])
    assert time.monotonic() - before < 10


def test_text_nested_beyond_reason_is_shown_plainly():
    assert prose(">" * 3000 + "syvä").startswith("<p>&gt;")
    assert plain("a\nb\n\n<c>") == "<p>a<br>b</p><p>&lt;c&gt;</p>"
