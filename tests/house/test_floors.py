"""The house stands on its floors: imports go down and to the left, never up, never right."""

import ast
from graphlib import TopologicalSorter

import pytest

from tests.house.plan import (
    DOORS,
    FRAMEWORKS,
    HOUSE,
    MODULES,
    ROOMS,
    column,
    floor,
    imports,
    sign,
    tree,
)


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_down_and_left(module):
    for target in imports(module):
        if target in MODULES:
            assert column(target) <= column(module), f"{module} reaches right for {target}"
            assert floor(target) <= floor(module), f"{module} reaches up for {target}"
        top = target.split(".")[0]
        if floor(module) == 0:
            assert top not in FRAMEWORKS, f"{module} stands on the ground and imports {top}"
        assert module in DOORS.get(top, {module}), f"{module} uses the door of {top}"
        assert top not in {"app", "tests", "demo", "fakes"}, f"{module} imports {top}"


@pytest.mark.parametrize("module", MODULES)
def test_imports_stand_at_the_top(module):
    body = tree(module).body
    top = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    every = [n for n in ast.walk(tree(module)) if isinstance(n, ast.Import | ast.ImportFrom)]
    assert len(every) == len(top), f"{module} hides an import"


def test_no_cycles():
    graph = {module: {t for t in imports(module) if t in MODULES} for module in MODULES}
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("module", MODULES)
def test_rooms_are_small_and_labelled(module):
    assert MODULES[module].read_text(encoding="utf-8").count("\n") <= 300, f"{module} is too large"
    assert len(sign(module)) > 25, f"{module} has no sign on the door"


@pytest.mark.parametrize("module", MODULES)
def test_rooms_of_one_name_stand_on_one_floor(module):
    for name in module.split(".")[1:]:
        if name in ROOMS and module != "core.views":
            assert floor(module) == ROOMS[name], f"{module} stands on floor {floor(module)}"


def test_there_is_no_junk_drawer():
    names = {part for module in MODULES for part in module.split(".")}
    assert not names & {"utils", "helpers", "common", "misc", "base"}
    for package in HOUSE.glob("*/**/__init__.py"):
        if package.relative_to(HOUSE).parts[0] not in {".venv", "var"}:
            assert package.read_text() == "", f"{package} hides code"


@pytest.mark.parametrize("module", [m for m in MODULES if floor(m) in (0, 1, 2, 3)])
def test_only_the_top_floor_commits(module):
    text = MODULES[module].read_text(encoding="utf-8")
    if module != "core.db":
        assert ".commit(" not in text, f"{module} commits"
        assert ".rollback(" not in text, f"{module} rolls back"


@pytest.mark.parametrize("module", [m for m in MODULES if m.split(".")[1:2] == ["workflow"]])
def test_deeds_are_told_the_time(module):
    text = MODULES[module].read_text(encoding="utf-8")
    assert "now()" not in text, f"{module} asks the clock; take `at` instead"
    assert "today()" not in text, f"{module} asks the calendar; take `at` instead"
