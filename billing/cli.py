"""Top floor. Commands about invoices."""

import click
from flask import Flask
from flask.cli import AppGroup

from billing.chores import remind_of_invoices
from core.clock import now

invoices_group = AppGroup("invoices", help="What the calendar does to invoices.")


@invoices_group.command("remind")
def remind_command() -> None:
    """Write about invoices that are a week late and have not been written about for two weeks."""
    click.echo(f"reminders written: {remind_of_invoices(now())}")


def install(app: Flask) -> None:
    """Put the commands on the command line."""
    app.cli.add_command(invoices_group)
