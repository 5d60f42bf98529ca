"""The engine's commands: canonical JSON, errors with codes, exit 0 or 2, whatever the file holds."""

import json

import pytest

from contracts.allocation.canonical import canonical
from contracts.allocation.casefile import solve
from contracts.queries.runs import list_shares
from contracts.states.run import RunState
from tests.contracts.test_allocation_verification import a_result, a_statement
from tests.contracts.test_allocation_worked import a_case
from tests.factories.contracts import a_pool, a_run, three_members

GOOD = a_case({"a": 1, "b": 2}, 100)


@pytest.fixture
def run(app, tmp_path):
    def command(name, document, *options):
        path = tmp_path / "file.json"
        text = document if isinstance(document, str | bytes) else json.dumps(document)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
        answer = app.test_cli_runner().invoke(args=["allocation", name, str(path), *options])
        assert answer.exit_code in (0, 2), answer.exception
        assert answer.output == canonical(json.loads(answer.output)) + "\n"
        return answer.exit_code, json.loads(answer.output)

    return command


HOSTILE = [
    ("\ufeff{}", "BAD_JSON"),
    ("nul", "BAD_JSON"),
    (b"\xff", "BAD_JSON"),
    ('{"a": Infinity}', "FLOAT"),
    ('{"a": -0.0}', "FLOAT"),
    ('{"\\ud800": 1, "\\ud800": 2}', "DUPLICATE_ID"),
    ('{"\\ud800": 1}', "BAD_VALUE"),
    ('"text"', "BAD_VALUE"),
    ("null", "BAD_VALUE"),
    (GOOD | {"members": {"a": [None, None], "b": []}}, "BAD_VALUE"),
    (GOOD | {"members": {"a": [None], "b": [None, None]}}, "BAD_VALUE"),
    (GOOD | {"members": {"a": None, "b": [None, None]}}, "BAD_VALUE"),
    (GOOD | {"members": {"a": ["2026-13-01", None], "b": [None, None]}}, "BAD_DATE"),
    (GOOD | {"members": {"a": [20260101, None], "b": [None, None]}}, "BAD_DATE"),
    (GOOD | {"members": {"a": ["2026-03-01", "2026-02-01"], "b": [None, None]}}, "BAD_PERIOD"),
    (GOOD | {"members": {"a": [[None, "2026-05-01"], ["2026-05-01", None]], "b": [None, None]}}, "OVERLAPPING_PRESENCE"),
    (GOOD | {"period": ["2026-01-01", "2025-12-31"]}, "BAD_PERIOD"),
    (GOOD | {"period": ["2026-01-01"]}, "BAD_VALUE"),
    (GOOD | {"period": [True, False]}, "BAD_DATE"),
    (GOOD | {"period": ["2026-01-01", "9999-12-31"]}, "BAD_PERIOD"),
    (GOOD | {"drivers": {"learners": {"a": 1}}}, "MISSING_DRIVER"),
    (GOOD | {"drivers": {"learners": {"a": -1, "b": 1}}}, "NEGATIVE_WEIGHT"),
    (GOOD | {"drivers": {"learners": {"a": 0, "b": 0}}}, "NO_WEIGHT"),
    (GOOD | {"drivers": {"learners": {"a": False, "b": 1}}}, "BAD_VALUE"),
    (GOOD | {"drivers": {"learners": {"a": 10**100, "b": 1}}}, "BAD_VALUE"),
    (GOOD | {"drivers": {"learners": [1, 2]}}, "BAD_VALUE"),
    (GOOD | {"pools": {"P": 1}}, "BAD_VALUE"),
    (GOOD | {"pools": [1]}, "BAD_VALUE"),
    (GOOD | {"pools": GOOD["pools"] * 2}, "DUPLICATE_ID"),
    (GOOD | {"pools": [GOOD["pools"][0] | {"amount_cents": "100"}]}, "BAD_VALUE"),
    (GOOD | {"pools": [GOOD["pools"][0] | {"amount_cents": True}]}, "BAD_VALUE"),
    (GOOD | {"pools": [GOOD["pools"][0] | {"amount_cents": None}]}, "BAD_VALUE"),
    (GOOD | {"pools": [GOOD["pools"][0] | {"key": 7}]}, "BAD_VALUE"),
    (GOOD | {"pools": [GOOD["pools"][0] | {"eligible": "ab"}]}, "BAD_VALUE"),
    (GOOD | {"pools": [GOOD["pools"][0] | {"eligible": []}]}, "NO_WEIGHT"),
    (GOOD | {"keys": {}}, "UNKNOWN_KEY"),
    (GOOD | {"keys": {"K": {"parts": [{"share": 1.5, "driver": "learners"}]}}}, "FLOAT"),
    (GOOD | {"keys": {"K": {"parts": [{"share": 1, "driver": "equal", "x": 1}]}}}, "UNKNOWN_FIELD"),
    (GOOD | {"keys": {"K": {"parts": [{"share": 1}]}}}, "MISSING_FIELD"),
    ({name: GOOD[name] for name in GOOD if name != "alg"}, "MISSING_FIELD"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "code"), HOSTILE)
def test_a_bad_file_is_answered_with_its_code_and_exit_2(run, document, code):
    status, answer = run("solve", document)
    assert (status, answer["error"]["code"]) == (2, code)
    assert answer["error"]["message"]


def test_a_list_holds_errors_in_place_and_exits_with_0(run):
    documents = [one for one, _ in HOSTILE if isinstance(one, dict) and "alg" in one]
    status, answers = run("solve", [GOOD, *documents, GOOD, [], 7])
    assert status == 0
    assert answers[0] == answers[-3] == solve(GOOD)
    assert all("error" in answer for answer in answers[1:-3] + answers[-2:])
    assert run("solve", []) == (0, [])


def test_what_is_not_even_a_value_is_refused_in_its_place_too(run):
    good = json.dumps(GOOD)
    bad = ['{"alg": 1.5}', '{"a": 1, "a": 2}', '[{"a": {"b": [NaN]}}]', '{"a": ' + "9" * 5000 + "}"]
    status, answers = run("solve", f"[{good}, {', '.join(bad)}, {good}]")
    assert status == 0
    assert answers[0] == answers[-1] == solve(GOOD)
    codes = [answer["error"]["code"] for answer in answers[1:-1]]
    assert codes == ["FLOAT", "DUPLICATE_ID", "FLOAT", "BAD_JSON"]


def test_sources_of_any_shape_never_stop_an_answer(run):
    deep = "[" * 930 + "]" * 930
    text = json.dumps(GOOD | {"sources": {"keys": {"K": {"x": "DEEP", "\\": "\ud800"}}}})
    status, answer = run("solve", text.replace('"DEEP"', deep), "--explain")
    assert (status == 0) or answer["error"]["code"] in {"BAD_JSON", "BAD_VALUE"}
    status, _ = run("solve", text, "--explain")
    assert status == 0


def test_statements_results_and_explanations_are_verified(run):
    for document in (a_result(), a_statement(), a_statement()["shares"][0]["explanation"]):
        status, verdict = run("verify", document)
        assert (status, verdict["verified"]) == (0, True)


def test_the_statement_of_a_locked_run_is_verified(app, session, run):
    member = three_members()[0].organisation_id
    a_pool()
    locked = a_run(RunState.LOCKED)
    shares = list_shares(locked.id, member)
    document = {
        "total_cents": sum(share.cents for share in shares),
        "inputs_sha256": locked.inputs_sha256,
        "output_sha256": locked.output_sha256,
        "shares": [{"cents": one.cents, "explanation": one.explanation} for one in shares],
    }
    status, verdict = run("verify", document)
    assert (status, verdict["verified"]) == (0, True)
    status, verdict = run("verify", document | {"output_sha256": "0" * 64})
    assert verdict["problems"] == ["not everything has the same output_sha256"]


def test_a_forged_statement_is_not_verified(run):
    statement = a_statement()
    statement["shares"][0]["explanation"]["cents"] += 1
    status, verdict = run("verify", statement)
    assert (status, verdict["verified"]) == (2, False)
    assert verdict["shares"][0]["problem"] == "the cents do not follow from the exact share"


@pytest.mark.parametrize(
    "document", ["{", '{"a": 1.5}', "[]", "7", '{"shares": []}', '["\\ud800"]']
)
def test_what_is_no_statement_is_not_verified(run, document):
    status, answer = run("verify", document)
    assert status == 2
    assert "error" in answer or answer["problems"]
