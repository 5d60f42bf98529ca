"""Top floor. Commands for whoever runs the installation: the register of municipalities."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from accounts.queries import find_coordinator, find_membership, find_person
from accounts.register import BadRegister, read
from accounts.roles import OrganisationKind, Role
from accounts.workflow import claims, invitations
from accounts.workflow import register as workflow
from core.clock import now
from core.config import ROOT
from core.db import transaction
from core.errors import RuleBroken
from core.language import LANGUAGES
from core.web import settings

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


@click.command("administrator")
@click.argument("email")
@click.argument("name")
@click.option("--language", default="fi", type=click.Choice(LANGUAGES), show_default=True)
@click.password_option(help="asked for unless given")
def administrator(email: str, name: str, language: str, password: str) -> None:
    """Let EMAIL in as an administrator of the coordinator, which is set up if it is not there.

    For a new installation, and for one whose administrators have all been lost. Whoever can run
    this owns the database anyway.
    """
    at = now()
    try:
        with transaction():
            coordinator = find_coordinator() or claims.create(
                OrganisationKind.COORDINATOR,
                settings().seller_business_id,
                dict.fromkeys(LANGUAGES, settings().coordinator_name),
                None,
                at,
            )
            person = find_person(email.strip().lower())
            if person is None:
                person = invitations.create_person(email, name, language, password, at)
            membership = find_membership(person.id, coordinator.id)
            held = {row.role for row in membership.roles} if membership else set()
            invitations.add_member(person, coordinator, held | {Role.ADMINISTRATOR}, at)
    except RuleBroken as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"{person.email} is an administrator of {coordinator.name_fi}: sign in with it.")


def install(app: Flask) -> None:
    """Put the commands beside Flask's own."""
    app.cli.add_command(register)
    app.cli.add_command(administrator)
