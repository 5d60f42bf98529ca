"""Shares verified offline, from statements and results alone."""

import json
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.allocation.canonical import canonical
from contracts.allocation.casefile import solve
from contracts.allocation.verification import verify
from tests.contracts.test_allocation_worked import JOINING, a_case


def a_result():
    case = a_case({"a": 100, "b": 200, "c": 300}, 1200001, **JOINING)
    case["keys"]["K"] |= {"floors": {"a": 300000}, "caps": {"c": 10**6}}
    case["keys"]["W"] = {
        "parts": [{"share": 1, "driver": "equal"}, {"share": 4, "driver": "learners"}],
        "rounding": "webster",
    }
    case["pools"] += [
        {"id": "W", "amount_cents": -1003, "key": "W"},
        {"id": "S", "amount_cents": 50, "split": [{"share": 1, "pool": "T"}]},
        {"id": "T", "amount_cents": 51, "split": [{"share": 1, "pool": "S"}, {"share": 2, "key": "W"}]},
        {"id": "G", "kind": "grant", "amount_cents": -77, "grant": {"of": "P", "mode": "net_first"}},
    ]  # fmt: skip
    return solve(case, explained=True)


def a_statement(member="a"):
    result = a_result()
    shares = [share for share in result["shares"] if share["member"] == member]
    return {
        "member": member,
        "total_cents": sum(share["cents"] for share in shares),
        "inputs_sha256": result["inputs_sha256"],
        "output_sha256": result["output_sha256"],
        "shares": [{n: s[n] for n in ("pool", "cents", "explanation")} for s in shares],
    }


def test_a_result_a_statement_and_an_explanation_are_verified():
    result = a_result()
    for document in (
        result,
        a_statement(),
        result["shares"][0]["explanation"],
        [a_statement("a"), a_statement("c")],
    ):
        verdict = verify(json.loads(canonical(document)))
        assert verdict["verified"], verdict
        assert all(row["cents"] == row["recomputed"] for row in verdict["shares"])


def change(document, path, value):
    changed = deepcopy(document)
    *way, last = path
    place = changed
    for step in way:
        place = place[step]
    place[last] = value(place[last]) if callable(value) else value
    return changed


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["total_cents"], 1),
        (["member"], "b"),
        (["inputs_sha256"], "0"),
        (["shares", 0, "cents"], lambda cents: cents + 1),
        (["shares", 0, "explanation", "cents"], lambda cents: cents - 1),
        (["shares", 0, "explanation", "member"], "b"),
        (["shares", 0, "explanation", "alg"], "lr-2"),
        (["shares", 0, "explanation", "amount_cents"], 7),
        (["shares", 0, "explanation", "segments", 0, "parts", 0, "value"], 99),
        (["shares", 0, "explanation", "segments", 0, "days"], 1),
        (["shares", 0, "explanation", "bound", "floor"], "299999"),
        (["shares", 0, "explanation", "bound", "moved"], "0"),
        (["shares", 0, "explanation", "shared"], "7"),
        (["shares", 0, "explanation", "rounding", "rank"], 0),
        (["shares", 0, "explanation", "rounding", "tie_value"], "a"),
        (["shares", 1, "explanation", "flows", 0, "total"], "1"),
        (["shares", 1, "explanation", "pieces", 0, "amount"], "1"),
        (["shares", 2, "explanation", "rounding", "last_cent", "quotient"], "1000"),
        (["shares", 0, "explanation", "segments"], None),
        (["shares", 0, "explanation", "rounding"], 7),
        (["shares", 0, "explanation"], None),
        (["shares", 0], "share"),
        (["shares"], []),
        (["shares"], None),
    ],
)
def test_whatever_is_forged_is_found_out(path, value):
    statement = a_statement()
    assert verify(statement)["verified"]
    assert not verify(change(statement, path, value))["verified"]


def test_a_cent_cannot_be_moved_between_members_even_with_matching_explanations():
    result = solve(a_case({"a": 1, "b": 1, "c": 1}, 100), explained=True)
    del result["output_sha256"]
    for share in result["shares"]:
        share["explanation"].pop("hashes")
        told = share["explanation"]["rounding"]
        told["rank"] = told["rank"] % 3 + 1
        told["got_spare"] = told["rank"] == 1
        share["cents"] = share["explanation"]["cents"] = 33 + told["got_spare"]
    result["totals"] = {share["member"]: share["cents"] for share in result["shares"]}
    verdict = verify(result)
    assert all(row["verified"] for row in verdict["shares"])
    assert verdict["problems"] == ["the spare cents of P did not go to the largest remainders"]


def test_a_result_has_its_own_hash():
    result = a_result()
    result["output_sha256"] = "0" * 64
    for share in result["shares"]:
        share["explanation"]["hashes"]["output_sha256"] = "0" * 64
    assert verify(result)["problems"] == ["the output hash is not that of the result"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["shares", "explanation", "rounding", "totals", "segments", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=150, deadline=None)
@given(JSON)
def test_no_document_makes_the_verifier_stumble(document):
    assert verify(document)["verified"] is False
