"""The readiness checklist: whole in three languages, frozen, and counted right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.content import ROOT, Document, Page, document
from core.language import LANGUAGES
from onboarding.checklist import shelf
from onboarding.checklist.details import REASON, Draft, gaps, stored, typed
from onboarding.checklist.progress import (
    Mark,
    Standing,
    is_met,
    may_be_sent,
    progress,
    standing,
    waiting_for,
)
from onboarding.checklist.tasks import NeededFor, Profile
from onboarding.states.readiness import AnswerChoice, TaskState

CHECKLIST = shelf.newest()
EVERYTHING = Profile(frozenset({"basic", "upper_secondary"}), frozenset({"fi", "sv"}), "joint")
SMALL = Profile(frozenset({"basic"}), frozenset({"fi"}), "own")
KEYS = [task.key for task in CHECKLIST.tasks]
MARKS = st.dictionaries(
    st.sampled_from(KEYS),
    st.builds(
        Mark,
        st.sampled_from(TaskState),
        st.sampled_from(AnswerChoice),
        st.booleans(),
        st.booleans(),
    ),
)
PROFILES = st.builds(
    Profile,
    st.frozensets(st.sampled_from(["early", "basic", "upper_secondary", "vocational"])),
    st.frozensets(st.sampled_from(["fi", "sv", "se"])),
    st.sampled_from(["own", "joint", "bought"]),
)
DONE = Mark(TaskState.COMPLETED, AnswerChoice.YES)


def test_it_is_as_large_as_joining_asks():
    gates = [task for task in CHECKLIST.tasks if task.is_gate]
    assert len(gates) >= 14
    assert {task.area for task in gates} == set(CHECKLIST.areas)
    assert len(CHECKLIST.areas) == 6
    assert len(CHECKLIST.tasks) - len(gates) >= 8


@pytest.mark.parametrize("folder", [page.slug for page in shelf.shelf(shelf.SHELF)])
def test_every_published_version_is_frozen(folder):
    assert shelf.frozen()[folder] == document(shelf.SHELF, folder).fingerprint


def test_a_changed_comma_in_a_published_version_is_refused():
    page = document(shelf.SHELF, "municipality-v1")
    with pytest.raises(shelf.BadChecklist, match="frozen"):
        shelf.build(page, {"municipality-v1": "0" * 64})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_that_lacks_a_word_is_named(language):
    page = document(shelf.SHELF, "municipality-v1")
    pages = dict(page.pages)
    meta = {**pages[language].meta, "tasks": dict(pages[language].meta["tasks"])}
    del meta["tasks"]["dpia"]
    pages[language] = Page(meta, pages[language].body)
    broken = Document(page.slug, pages, page.index, page.fingerprint)
    with pytest.raises(shelf.BadChecklist, match=rf"{language}\.md: .*dpia"):
        shelf.build(broken, {})


def with_tasks(change):
    page = document(shelf.SHELF, "municipality-v1")
    tasks = [dict(task) for task in page.index["tasks"]]
    change({task["key"]: task for task in tasks}, tasks)
    return Document(page.slug, page.pages, {**page.index, "tasks": tasks}, page.fingerprint)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            lambda by, _: by["owner"].update(waits_for=["decision-final"]),
            "wait for each other|waits for something",
        ),
        (lambda by, _: by["owner"].update(waits_for=["nowhere"]), "not there"),
        (lambda by, _: by["owner"].update(area="nowhere"), "has an area"),
        (lambda by, _: by["owner"].update(needed_for="nothing"), "needed for something"),
        (lambda by, _: by["koski"].update(area="privacy"), "has an area"),
        (lambda by, _: by["owner"].update(laws=["1/1900:1"]), "does not name"),
        (
            lambda by, _: by["budget"].update(fields=[{"key": "amount", "type": "number"}]),
            "unknown type",
        ),
        (lambda _, tasks: tasks.append(tasks[0]), "twice"),
    ],
)
def test_a_checklist_that_cannot_be_right_is_refused(change, says):
    with pytest.raises(shelf.BadChecklist, match=says):
        shelf.build(with_tasks(change), {})


def test_there_is_nothing_beside_the_versions_but_their_fingerprints():
    assert [p.name for p in sorted((ROOT / shelf.SHELF).iterdir()) if p.is_file()] == [
        "frozen.toml"
    ]


def test_what_is_asked_follows_the_profile():
    small = {task.key for task in CHECKLIST.asked_of(SMALL)}
    assert {"swedish", "upper-secondary", "joint-ict"} & small == set()
    assert {"swedish", "upper-secondary", "joint-ict"} <= {
        t.key for t in CHECKLIST.asked_of(EVERYTHING)
    }


@given(PROFILES, MARKS)
def test_progress_adds_up(profile, marks):
    found = progress(CHECKLIST, profile, marks)
    assert found.gates.done == sum(area.done for area in found.areas.values())
    assert found.gates.of == sum(area.of for area in found.areas.values())
    assert found.gates.done + len(found.open_to_sign) == found.gates.of
    assert set(found.open_to_send) <= set(found.open_to_sign)
    assert all(task.is_gate for task in found.open_to_sign)
    assert 0 <= found.level <= found.mean <= 100


@given(PROFILES, MARKS)
def test_the_level_is_that_of_the_weakest_area(profile, marks):
    found = progress(CHECKLIST, profile, marks)
    assert found.level == min(area.percent for area in found.areas.values())
    assert (found.weakest is None) == (found.level == 100) == (not found.open_to_sign)


@given(PROFILES, MARKS, st.sampled_from(KEYS))
def test_completing_one_more_task_never_lowers_anything(profile, marks, key):
    before = progress(CHECKLIST, profile, marks)
    after = progress(CHECKLIST, profile, {**marks, key: DONE})
    assert after.level >= before.level
    assert after.gates.done >= before.gates.done
    assert after.planning.done >= before.planning.done
    assert len(after.open_to_send) <= len(before.open_to_send)


@given(PROFILES, MARKS)
def test_planning_never_makes_up_for_a_gate(profile, marks):
    plans = {task.key: DONE for task in CHECKLIST.tasks if not task.is_gate}
    gates = {key: mark for key, mark in marks.items() if key not in plans}
    with_plans = progress(CHECKLIST, profile, {**gates, **plans})
    assert with_plans.level == progress(CHECKLIST, profile, gates).level


@given(MARKS)
def test_a_gate_that_is_met_may_be_sent_and_no_gate_is_met_by_half(marks):
    for task in CHECKLIST.tasks:
        if is_met(task, marks):
            assert may_be_sent(task, marks)
        if task.is_gate and marks.get(task.key, Mark()).answer in {
            AnswerChoice.PARTLY,
            AnswerChoice.NO,
        }:
            assert not is_met(task, marks)


@given(MARKS)
def test_a_task_is_locked_exactly_while_it_waits(marks):
    tasks = CHECKLIST.asked_of(EVERYTHING)
    for task in tasks:
        waits = waiting_for(task, tasks, marks)
        completed = marks.get(task.key, Mark()).state is TaskState.COMPLETED
        assert (standing(task, tasks, marks) is Standing.LOCKED) == (bool(waits) and not completed)


def test_everything_done_is_ready_for_all():
    found = progress(CHECKLIST, EVERYTHING, dict.fromkeys(KEYS, DONE))
    assert (found.level, found.weakest, found.open_to_sign) == (100, None, ())
    assert found.planning.complete


def test_what_is_needed_for_sending_does_not_wait_for_what_is_not():
    marks = {t.key: DONE for t in CHECKLIST.tasks if t.needed_for is NeededFor.SENDING}
    found = progress(CHECKLIST, SMALL, marks)
    assert found.open_to_send == ()
    assert {task.key for task in found.open_to_sign} == {
        "decision-final",
        "processing-agreement",
        "test-login",
    }


def test_expired_evidence_opens_a_gate():
    marks = {"dpia": Mark(TaskState.COMPLETED, AnswerChoice.YES, expired=True)}
    task = CHECKLIST.task("dpia")
    assert standing(task, CHECKLIST.tasks, marks) is Standing.EVIDENCE_EXPIRED
    assert not is_met(task, marks)


@given(st.sampled_from(CHECKLIST.tasks), st.text(max_size=40))
def test_whatever_is_typed_is_kept_and_shown_again_the_same(task, text):
    for field in task.fields:
        kept = stored(field, text)
        assert stored(field, typed(field, kept)) == kept


@pytest.mark.parametrize(
    ("key", "field", "text", "kept"),
    [
        ("dpia", "opinion_on", "21.11.2026", "2026-11-21"),
        ("dpia", "opinion_on", "31.2.2026", "31.2.2026"),
        ("dpia", "opinion_on", "21.11.", "21.11."),
        ("budget", "amount", "9 500,00", 950_000),
        ("budget", "amount", "NaN", "NaN"),
        ("budget", "amount", "paljon", "paljon"),
        ("legal-basis", "basis", "in_house", "in_house"),
        ("legal-basis", "basis", "<script>", ""),
    ],
)
def test_details_are_typed_where_they_can_be_and_kept_where_they_cannot(key, field, text, kept):
    one = next(f for f in CHECKLIST.task(key).fields if f.key == field)
    assert stored(one, text) == kept


@pytest.mark.parametrize(
    ("key", "draft", "files", "missing"),
    [
        ("dpia", Draft(), 2, ["answer"]),
        (
            "dpia",
            Draft(AnswerChoice.YES, {"opinion_on": "2026-11-20", "opinion_by": "Heli"}),
            2,
            [],
        ),
        (
            "dpia",
            Draft(AnswerChoice.YES, {"opinion_on": "20.11.", "opinion_by": "Heli"}),
            1,
            ["opinion_on", "evidence"],
        ),
        ("dpia", Draft(AnswerChoice.YES, {}), 0, ["opinion_on", "opinion_by", "evidence"]),
        ("dpia", Draft(AnswerChoice.PARTLY), 2, ["answer"]),
        ("dpia", Draft(AnswerChoice.NOT_APPLICABLE, {REASON: "Ei"}), 2, ["answer"]),
        (
            "budget",
            Draft(AnswerChoice.YES, {"amount": -1, "approved_on": "2026-11-20"}),
            1,
            ["amount"],
        ),
        ("disqualification", Draft(AnswerChoice.YES, {"checked_on": "2026-11-20"}), 0, []),
        ("ai", Draft(AnswerChoice.NOT_APPLICABLE), 0, [REASON]),
        ("ai", Draft(AnswerChoice.NOT_APPLICABLE, {REASON: "Ei oteta käyttöön"}), 0, []),
        ("koski", Draft(AnswerChoice.NO), 0, []),
    ],
)
def test_what_keeps_a_task_from_being_completed(key, draft, files, missing):
    assert [gap.field for gap in gaps(CHECKLIST.task(key), draft, files)] == missing
