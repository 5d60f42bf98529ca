"""Top floor. Commands for those who write and translate words."""

import click
from flask import Flask
from flask.cli import AppGroup

from core import catalogues

translations_group = AppGroup("translations", help="The words of the pages in each language.")


@translations_group.command("update")
def update() -> None:
    """Bring the Finnish and Swedish catalogues up to the source."""
    for language in catalogues.TRANSLATED:
        catalogue = catalogues.update(language)
        missing = sum(1 for message in catalogue if message.id and not message.string)
        click.echo(f"{language}: {len(catalogue)} messages, {missing} without translation")
    catalogues.compile_all()


@translations_group.command("check")
def check() -> None:
    """Name every message that is missing, fuzzy or left over. Exit code 1 when there is one."""
    found = [
        f"{code}: {text}" for code in catalogues.TRANSLATED for text in catalogues.problems(code)
    ]
    for line in found:
        click.echo(line)
    if found:
        raise SystemExit(1)
    click.echo("Every message is translated.")


@translations_group.command("compile")
def compile_() -> None:
    """Write the files that the pages read the words from."""
    catalogues.compile_all()


def install(app: Flask) -> None:
    """Put the commands on the application's command line."""
    app.cli.add_command(translations_group)
