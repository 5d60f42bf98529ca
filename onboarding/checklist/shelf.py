"""Ground floor. Reads checklists from content/ and refuses one that is not whole.

A version that has been published is frozen: `frozen.toml` on the shelf holds the fingerprint of
its files, and a changed file is an error, not a new text. Changes go into a new version.
"""

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from typing import Any

from core.content import ROOT, Document, document, shelf
from core.language import LANGUAGES, Text
from onboarding.checklist.tasks import (
    Checklist,
    Condition,
    Field,
    FieldWords,
    NeededFor,
    Task,
    TaskKind,
    TaskWords,
)

SHELF = "onboarding/checklists"
KINDS = {"date", "text", "choice", "euros"}


class BadChecklist(ValueError):
    """A checklist's files are not whole; each line of the message names one place."""


@cache
def checklist(slug: str, version: int) -> Checklist:
    """One version, checked. Raises KeyError when there is none, BadChecklist when it is bad."""
    return build(document(SHELF, f"{slug}-v{version}"))


@cache
def newest(slug: str = "municipality") -> Checklist:
    """The version that new applications answer."""
    versions = [
        int(page.index["version"]) for page in shelf(SHELF) if page.index["checklist"] == slug
    ]
    return checklist(slug, max(versions))


def frozen() -> Mapping[str, str]:
    """The fingerprint of every published version, by the name of its folder."""
    return tomllib.loads((ROOT / SHELF / "frozen.toml").read_text(encoding="utf-8"))


def build(page: Document, fingerprints: Mapping[str, str] | None = None) -> Checklist:
    """A checklist from its files. Raises BadChecklist listing everything that is wrong."""
    wrong: list[str] = []
    expected = (frozen() if fingerprints is None else fingerprints).get(page.slug)
    if expected is not None and expected != page.fingerprint:
        wrong.append(f"{page.slug}: published and frozen, but its files have changed")

    def say(*path: str, may_be_empty: bool = False) -> Text:
        return _texts(page, path, wrong, may_be_empty)

    index = page.index
    tasks = tuple(_task(raw, page, say, wrong) for raw in index["tasks"])
    areas = {key: say("areas", key) for key in index["areas"]}
    wrong += _structure(tasks, areas)
    wrong += _languages(page)
    if wrong:
        raise BadChecklist("\n".join(wrong))
    return Checklist(
        slug=index["checklist"],
        version=int(index["version"]),
        fingerprint=page.fingerprint,
        areas=areas,
        answers={key: say("answers", key) for key in ("yes", "partly", "no", "not_applicable")},
        title=say("title"),
        introduction={code: page.pages[code].body for code in LANGUAGES},
        tasks=tasks,
    )


def _texts(page: Document, path: tuple[str, ...], wrong: list[str], may_be_empty: bool) -> Text:
    texts: dict[str, str] = {}
    for code in LANGUAGES:
        value: Any = page.pages[code].meta
        for part in path:
            value = value.get(part) if isinstance(value, Mapping) else None
        if not isinstance(value, str) or not (value.strip() or may_be_empty):
            wrong.append(f"{page.slug}/{code}.md: no text for {'.'.join(path)}")
        texts[code] = value if isinstance(value, str) else ""
    return texts


def _task(
    raw: Mapping[str, Any], page: Document, say: Callable[..., Text], wrong: list[str]
) -> Task:
    key = raw["key"]
    kind = TaskKind(raw["kind"])
    fields = tuple(
        Field(one["key"], one["type"], one.get("required", True), tuple(one.get("options", ())))
        for one in raw.get("fields", ())
    )
    for field in fields:
        if field.kind not in KINDS or (field.kind == "choice") != bool(field.options):
            wrong.append(f"{page.slug}: {key}.{field.key} has an unknown type or no options")
    applies = raw.get("applies", {})
    laws = tuple(raw["laws"])
    law = say("tasks", key, "law")
    for code, text in law.items():
        wrong += [
            f"{page.slug}/{code}.md: {key} does not name {one}"
            for one in laws
            if not all(part in text for part in one.split(":"))
        ]
    return Task(
        key=key,
        kind=kind,
        area=raw.get("area", ""),
        needed_for=NeededFor(raw.get("needed_for", "nothing")),
        waits_for=tuple(raw.get("waits_for", ())),
        evidence=int(raw.get("evidence", 0)),
        exemption=bool(raw.get("exemption", False)),
        applies=Condition(
            frozenset(applies.get("levels", ())),
            frozenset(applies.get("languages", ())),
            frozenset(applies.get("ict", ())),
        ),
        laws=laws,
        fields=fields,
        words=TaskWords(
            **{
                name: say("tasks", key, name)
                for name in ("title", "question", "why", "example", "yes", "partly")
            },
            law=law,
            evidence=_lists(page, key, wrong),
            fields={field.key: _field_words(key, field, say) for field in fields},
        ),
    )


def _field_words(task: str, field: Field, say: Callable[..., Text]) -> FieldWords:
    path = ("tasks", task, "fields", field.key)
    return FieldWords(
        label=say(*path, "label"),
        hint=say(*path, "hint", may_be_empty=True),
        options={option: say(*path, "options", option) for option in field.options},
    )


def _lists(page: Document, key: str, wrong: list[str]) -> dict[str, tuple[str, ...]]:
    out = {}
    for code in LANGUAGES:
        found = page.pages[code].meta.get("tasks", {}).get(key, {}).get("evidence", [])
        out[code] = tuple(found)
        if not found or not all(isinstance(one, str) and one.strip() for one in found):
            wrong.append(f"{page.slug}/{code}.md: {key} does not say what counts as evidence")
    if len({len(one) for one in out.values()}) > 1:
        wrong.append(f"{page.slug}: {key} counts evidence differently in different languages")
    return out


def _structure(tasks: tuple[Task, ...], areas: Mapping[str, Text]) -> list[str]:
    """Keys, areas and waiting that cannot be right."""
    keys = [task.key for task in tasks]
    wrong = [f"{key}: twice" for key in sorted({k for k in keys if keys.count(k) > 1})]
    for task in tasks:
        if task.is_gate != (task.area in areas) or (not task.is_gate and task.area):
            wrong.append(f"{task.key}: a gate has an area and a planning item has none")
        if task.is_gate == (task.needed_for is NeededFor.NOTHING):
            wrong.append(f"{task.key}: a gate is needed for something and a planning item is not")
        wrong += [
            f"{task.key}: waits for {one}, which is not there"
            for one in task.waits_for
            if one not in keys
        ]
    by_key = {task.key: task for task in tasks}
    for task in tasks:
        if task.needed_for is NeededFor.SENDING and any(
            by_key[one].needed_for is not NeededFor.SENDING
            for one in task.waits_for
            if one in by_key
        ):
            wrong.append(f"{task.key}: needed for sending, but waits for something that is not")
    try:
        TopologicalSorter({task.key: task.waits_for for task in tasks}).prepare()
    except CycleError as error:
        wrong.append(f"tasks wait for each other: {error.args[1]}")
    return wrong


def _languages(page: Document) -> list[str]:
    """Words that one language has and another lacks."""
    paths = {code: set(_paths(page.pages[code].meta)) for code in LANGUAGES}
    every = set.union(*paths.values())
    return [
        f"{page.slug}/{code}.md: lacks {'.'.join(path)}"
        for code in LANGUAGES
        for path in sorted(every - paths[code])
    ] + [
        f"{page.slug}/{code}.md: no introduction" for code in LANGUAGES if not page.pages[code].body
    ]


def _paths(meta: Mapping[str, Any], above: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    out: list[tuple[str, ...]] = []
    for key, value in meta.items():
        if isinstance(value, Mapping):
            out += _paths(value, (*above, key))
        else:
            out.append((*above, key))
    return out
