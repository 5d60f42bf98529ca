"""The engine from the command line, as anybody runs it."""

import json

import pytest

from contracts.allocation.canonical import canonical
from contracts.allocation.explanation import recompute
from contracts.states.run import RunState
from tests.contracts.test_allocation_worked import JOINING, a_case
from tests.factories.contracts import a_pool, a_run, three_members

CASE = a_case({"a": 100, "b": 200, "c": 300}, 1200000, **JOINING)


@pytest.fixture
def run(app, tmp_path):
    def with_file(text, *options):
        path = tmp_path / "case.json"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return app.test_cli_runner().invoke(args=["allocation", "solve", str(path), *options])

    return with_file


def test_a_case_prints_its_result_as_canonical_json(run):
    answer = run(json.dumps(CASE, indent=2))
    assert answer.exit_code == 0
    told = json.loads(answer.output)
    assert answer.output == canonical(told) + "\n"
    assert told["totals"] == {"a": 299178, "b": 598356, "c": 302466}
    assert set(told) == {
        "alg",
        "inputs_sha256",
        "shares",
        "totals",
        "reserve_cents",
        "output_sha256",
    }
    assert set(told["shares"][0]) == {"pool", "member", "cents", "exact"}


def test_explain_adds_what_recomputes_each_share(run):
    told = json.loads(run(json.dumps(CASE), "--explain").output)
    assert [recompute(one["explanation"]) for one in told["shares"]] == [299178, 598356, 302466]


def test_a_bad_case_prints_its_error_and_exits_with_2(run):
    for text, code in [
        (json.dumps(CASE | {"extra": 1}), "UNKNOWN_FIELD"),
        ('{"alg": 1.5}', "FLOAT"),
        (b"\xff\xfe{", "BAD_JSON"),
        ("", "BAD_JSON"),
    ]:
        answer = run(text)
        assert answer.exit_code == 2
        error = json.loads(answer.output)["error"]
        assert error["code"] == code
        assert error["message"]


def test_a_list_of_cases_keeps_errors_in_place_and_exits_with_0(run):
    answer = run(json.dumps([CASE, {"alg": "x"}, CASE]))
    assert answer.exit_code == 0
    told = json.loads(answer.output)
    assert told[0] == told[2]
    assert told[1]["error"]["code"] == "MISSING_FIELD"


def test_locked_runs_replay_to_the_same_bytes(app, session):
    three_members()
    a_pool()
    a_run(RunState.LOCKED)
    a_pool()
    a_run(RunState.LOCKED)
    answer = app.test_cli_runner().invoke(args=["allocation", "replay"])
    assert answer.exit_code == 0, answer.output
    assert answer.output.count("same") == 2
