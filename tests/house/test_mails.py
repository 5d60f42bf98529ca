"""Every kind of message is whole: a subject, a text and an HTML form, one layout, and it is sent."""

import re
from pathlib import Path

import pytest

from tests.house.plan import HOUSE, MODULES

ROOT = HOUSE / "templates" / "mail"
KINDS = sorted(str(path.parent.relative_to(ROOT)) for path in ROOT.rglob("subject.txt"))


def text_of(kind: str, name: str) -> str:
    return (ROOT / kind / name).read_text(encoding="utf-8")


def test_there_are_messages_and_none_is_half():
    folders = {path.parent for path in ROOT.rglob("*/*/*.*")}
    assert {str(folder.relative_to(ROOT)) for folder in folders} == set(KINDS)
    assert len(KINDS) > 20


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_has_its_three_files_and_the_common_layout(kind):
    assert sorted(path.name for path in (ROOT / kind).iterdir()) == [
        "body.html",
        "body.txt",
        "subject.txt",
    ]
    assert text_of(kind, "body.html").startswith('{% extends "mail/_layout.html" %}')
    assert text_of(kind, "body.txt").startswith('{% extends "mail/_layout.txt" %}')
    assert len(text_of(kind, "subject.txt").strip().splitlines()) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_text_form_has_no_line_that_a_tag_glues_to_the_next(kind):
    """A block tag at the end of a line eats the line break: say it on a line of its own."""
    for line in text_of(kind, "body.txt").splitlines():
        glued = re.search(r"\S.*%}$", line) and not re.fullmatch(r"\s*({%[^%]*%}\s*)+", line)
        assert not glued, line


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_is_sent_from_somewhere(kind):
    column, name = kind.split("/")
    said = "".join(
        Path(MODULES[m]).read_text(encoding="utf-8") for m in MODULES if m.startswith(column)
    )
    assert name in said or name.rsplit("_", 1)[0] + "_" in said, f"nobody sends {kind}"
