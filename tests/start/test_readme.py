"""The README is true where a machine can tell."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from core.config import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_explained_and_none_that_is_not_there():
    named = set(re.findall(r"KUNTATORI_([A-Z_]+)", README))
    there = {field.name.upper() for field in fields(Settings)}
    assert there - named == set()
    assert named - there == {"SETTINGS"}


def test_plain_defaults_are_the_real_ones():
    rows = re.findall(r"^\| `KUNTATORI_([A-Z_]+)` \| `([^`]+)` \|", README, re.MULTILINE)
    assert len(rows) > 15
    for name, default in rows:
        value = getattr(Settings(), name.lower())
        shown = str(value.relative_to(ROOT)) if isinstance(value, Path) else str(value)
        assert shown == default, name


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([a-z_]+/[a-z_/]*\.py)`", README))))
def test_every_file_it_names_is_there(path):
    assert (ROOT / path).exists()


def test_every_address_it_names_is_there(app):
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    named = {"/mailbox", "/style", "/jobs", "/feedback/inbox", "/healthz", "/readyz"}
    named |= {"/sign-in/openid", "/stripe/webhook"}
    assert all(address in README for address in named)
    assert named <= rules


def test_every_command_it_names_is_there(app):
    for command in (
        "register",
        "demo",
        "administrator",
        "jobs",
        "audit",
        "backup",
        "restore",
        "db",
    ):
        assert f"`{command}" in README or f" {command} " in README
        assert command in app.cli.commands, command


def test_everybody_it_introduces_is_in_the_demonstration():
    people = (ROOT / "demo" / "people.toml").read_text(encoding="utf-8")
    introduced = re.findall(r"`([a-z]+)\.([a-z]+)@[a-z]+\.example`", README)
    assert len(introduced) > 8
    plain = people.lower().translate(str.maketrans("äöå", "aoa"))
    for first, last in introduced:
        assert f"{first} {last}" in plain


def test_every_decision_is_listed():
    folder = ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\((\d{4}-[a-z0-9-]+\.md)\)", (folder / "README.md").read_text()))
    assert listed == {path.name for path in folder.glob("0*.md")}
