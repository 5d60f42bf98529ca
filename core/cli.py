"""Top floor. Commands of the house itself: jobs, history, backups."""

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from core import audit_chain, backup, job_queue, jobs
from core.backup_databases import BackupError
from core.chores import seal_audit
from core.clock import now
from core.config import ConfigError
from core.db import db
from core.job_run import RunState
from core.web import settings

jobs_group = AppGroup("jobs", help="Work that is done by the clock.")
audit_group = AppGroup("audit", help="The history and its seals.")


@jobs_group.command("run")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 32))
def jobs_run(workers: int) -> None:
    """Do the jobs until asked to stop. One is enough; several may run at once."""
    try:
        job_queue.consume(workers)
    except ConfigError as error:
        raise click.ClickException(str(error)) from error


@jobs_group.command("once")
@click.argument("name")
def jobs_once(name: str) -> None:
    """Do one job now, for cron and for trying out. Exit code 1 when it fails."""
    if name not in jobs.registry:
        raise click.ClickException(f"no job {name}; there are: {', '.join(sorted(jobs.registry))}")
    state = jobs.run(name)
    if state is None:
        raise click.ClickException(f"{name} is running already")
    click.echo(f"{name}: {state.value}")
    if state is not RunState.DONE:
        raise SystemExit(1)


@jobs_group.command("list")
def jobs_list() -> None:
    """The jobs there are and how often each is done."""
    for job in sorted(jobs.registry.values(), key=lambda job: job.name):
        click.echo(f"{job.name:<30} every {job.every}")


@audit_group.command("seal")
def seal() -> None:
    """Put every finished row of the history under a seal now."""
    seal_audit(now())
    verdict = audit_chain.verify()
    click.echo(f"{verdict.sealed} rows under {verdict.seals} seals; the last: {verdict.head}")


@audit_group.command("verify")
@click.option("--expect", default="", metavar="HASH", help="a last seal written down earlier")
def verify(expect: str) -> None:
    """Prove that the history is whole, or name the first row that is not (exit code 1)."""
    verdict = audit_chain.verify(expect.strip().lower())
    db.session.rollback()
    if verdict.fault:
        click.echo(f"BROKEN: {verdict.fault}; everything before it is whole.", err=True)
        raise SystemExit(1)
    click.echo(f"Whole: {verdict.sealed} rows under {verdict.seals} seals.")
    click.echo(f"Not under a seal yet: {verdict.unsealed}.")
    click.echo(f"Write down the last seal and keep it elsewhere: {verdict.head}")


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def make_backup(file: Path) -> None:
    """Write the database and all files into FILE, also while people work."""
    try:
        contents = backup.make(settings(), file.absolute(), now())
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{file}: {contents.kind} and {contents.files} files, {contents.size} bytes.")


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="put it in the place of the data that is here")
def restore_backup(file: Path, replace: bool) -> None:
    """Put the backup in FILE in its place. Stop Kuntatori first."""
    db.session.remove()
    db.engine.dispose()
    try:
        contents = backup.restore(settings(), file.absolute(), replace, now())
    except BackupError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"Restored what was backed up at {contents.made_at}: {contents.files} files.")
    click.echo("Now run flask db upgrade, in case this program is newer than the backup.")


def install(app: Flask) -> None:
    """Add the commands."""
    for command in (jobs_group, audit_group, make_backup, restore_backup):
        app.cli.add_command(command)
