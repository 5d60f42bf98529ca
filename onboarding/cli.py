"""Top floor. Commands about agreements."""

import click
from flask import Flask
from flask.cli import AppGroup

from core.clock import now
from onboarding.chores import advance

agreements_group = AppGroup("agreements", help="What the calendar does to agreements.")


@agreements_group.command("advance")
def advance_command() -> None:
    """End appeal times that have passed and start agreements whose first day has come."""
    click.echo(f"steps taken: {advance(now())}")


def install(app: Flask) -> None:
    """Put the commands on the command line."""
    app.cli.add_command(agreements_group)
