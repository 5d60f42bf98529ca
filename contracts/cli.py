"""Top floor. The engine from the command line, and the proof of the chain of locked runs."""

import sys
from pathlib import Path
from typing import Any, NoReturn

import click
from flask import Flask
from flask.cli import AppGroup

from contracts.allocation.canonical import canonical, fingerprint, sha256
from contracts.allocation.casefile import solve
from contracts.allocation.game.study import study
from contracts.allocation.refusals import CaseRefused
from contracts.allocation.strictjson import read_documents, read_json
from contracts.allocation.verification import verify
from contracts.queries.runs import list_locked
from contracts.workflow.runs import GENESIS, link_hash

group = AppGroup("allocation", help="The engine that shares costs.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@group.command("solve")
@click.argument("case", type=FILE)
@click.option("--explain", is_flag=True, help="With the explanation of every share.")
def solve_case(case: Path, explain: bool) -> None:
    """Share the costs of CASE (JSON) and print the result as canonical JSON.

    A case that is invalid or cannot be solved prints its error and exits with 2. A list of cases
    prints a list of results with errors in place and exits with 0.
    """
    try:
        document = read_documents(_text(case))
        if isinstance(document, list):
            _say([_answer(one, explain) for one in document])
        else:
            _say(solve(document, explained=explain))
    except CaseRefused as refusal:
        _refuse(refusal)


@group.command("verify")
@click.argument("statement", type=FILE)
def verify_statement(statement: Path) -> None:
    """Recompute every share of STATEMENT from its explanation alone; print the verdict as JSON.

    The file holds a member's statement, an explained result or one explanation. Exits with 2 when
    anything does not follow.
    """
    try:
        verdict = verify(read_json(_text(statement)))
    except CaseRefused as refusal:
        _refuse(refusal)
    _say(verdict)
    if not verdict["verified"]:
        sys.exit(2)


@group.command("game")
@click.argument("game", type=FILE)
def study_game(game: Path) -> None:
    """Study the cost game of GAME (JSON): what each method says and which coalitions would object.

    Prints canonical JSON; a bad file prints its error and exits with 2.
    """
    try:
        _say(study(read_json(_text(game))))
    except CaseRefused as refusal:
        _refuse(refusal)


@group.command("replay")
def replay() -> None:
    """Recompute every locked run from its stored inputs and check the chain; exits with 1 if one
    no longer gives the same bytes.
    """
    previous = GENESIS
    for run in list_locked():
        document = read_json(run.inputs or "")
        answer = solve(document)
        same = (
            sha256(run.inputs or "") == run.inputs_sha256 == fingerprint(document)
            and answer["output_sha256"] == run.output_sha256
            and run.previous_hash == previous
            and run.chain_hash == link_hash(run, previous)
        )
        click.echo(f"{run.code} {'same' if same else 'DIFFERENT'} {run.chain_hash}")
        if not same:
            sys.exit(1)
        previous = run.chain_hash or ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return "\x00"  # no JSON begins so: the reader says that the file is not JSON


def _say(value: Any) -> None:
    """Print canonical JSON in UTF-8, whatever the terminal thinks; a half character becomes “?”."""
    click.echo(canonical(value).encode("utf-8", "replace"))


def _refuse(refusal: CaseRefused) -> NoReturn:
    _say(refusal.as_json())
    sys.exit(2)


def _answer(document: Any, explain: bool) -> dict[str, Any]:
    if isinstance(document, CaseRefused):
        return document.as_json()
    try:
        return solve(document, explained=explain)
    except CaseRefused as refusal:
        return refusal.as_json()


def install(app: Flask) -> None:
    """Put the commands under `flask`."""
    app.cli.add_command(group)
