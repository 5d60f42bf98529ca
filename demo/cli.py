"""Roof. Commands of the demonstration alliance."""

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy import select

from accounts.models import Person
from core.db import db, transaction
from core.web import settings
from demo import (
    accounts,
    billing,
    catalog,
    contracts,
    feedback,
    onboarding_agreements,
    onboarding_readiness,
)
from demo.world import World, personas

demo_group = AppGroup("demo", help="The demonstration alliance.")

PARTS = (
    accounts.load,
    catalog.load,
    onboarding_readiness.load,
    onboarding_agreements.load,
    contracts.load,
    onboarding_agreements.load_joining,
    billing.load,
    feedback.load,
)
"""In the order of the story; each part goes through the deeds that the pages use."""


@demo_group.command("load")
@click.option("--once", is_flag=True, help="Do nothing when somebody is there already.")
def load(once: bool) -> None:
    """Load the demonstration: all of it, or nothing when something fails."""
    if not settings().demonstration:
        raise click.ClickException("this installation is in production: no demonstration here")
    if db.session.scalar(select(Person.id).limit(1)) is not None:
        if once:
            click.echo("The demonstration is there already.")
            return
        raise click.ClickException("there are people here already; start with an empty database")
    db.session.rollback()
    with transaction():
        world = World()
        for part in PARTS:
            part(world)
    click.echo("The demonstration alliance is loaded.")


@demo_group.command("users")
def users() -> None:
    """Who can be tried out, one to a line."""
    for line in personas():
        click.echo(line)


def install(app: Flask) -> None:
    """Put the commands on the application's command line."""
    app.cli.add_command(demo_group)
