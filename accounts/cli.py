"""Top floor. Commands for whoever runs the installation: the register of municipalities."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from accounts.register import BadRegister, read
from accounts.workflow import register as workflow
from core.config import ROOT
from core.db import transaction

FILE = ROOT / "data" / "municipalities.csv"

register = AppGroup("register", help="The register of municipalities.")


@register.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=FILE)
def load(file: Path) -> None:
    """Check the whole file and load it; one bad line and nothing is loaded."""
    try:
        facts = read(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError:
        raise click.ClickException(f"{file.name} is not written in UTF-8") from None
    except BadRegister as error:
        for problem in error.problems:
            click.echo(str(problem), err=True)
        count = len(error.problems)
        raise click.ClickException(f"nothing was loaded: {count} problems in {file.name}") from None
    with transaction():
        added, changed = workflow.load(facts)
    same = len(facts) - added - changed
    click.echo(f"{len(facts)} municipalities: {added} added, {changed} changed, {same} the same")


def install(app: Flask) -> None:
    """Put the commands beside Flask's own."""
    app.cli.add_command(register)
