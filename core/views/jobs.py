"""Top floor. What the machines did, for the administrator: runs of jobs, mail that was given up."""

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core import jobs as machinery
from core import mail
from core.clock import now
from core.db import lock, transaction
from core.errors import NotFound
from core.job_run import RunState
from core.outbox import OutboxMessage
from core.pages import page_of
from core.policy import may_run_the_house
from core.queries import all_runs, count_messages, failed_messages, last_runs
from core.speech import _
from core.views.blueprint import blueprint
from core.web import Access, open_to, settings, whole_number


def only_the_administrator() -> None:
    """Nobody else learns that these pages exist."""
    if not may_run_the_house(g.actor):
        raise NotFound()


@blueprint.get("/jobs")
@open_to(Access.SIGNED_IN)
def jobs() -> ResponseReturnValue:
    """Each job with its last run, the runs so far, and the state of the mail."""
    only_the_administrator()
    known = sorted(machinery.registry.values(), key=lambda job: str(job.title))
    return render_template(
        "core/jobs.html",
        jobs=known,
        titles={job.name: job.title for job in known},
        last=last_runs(),
        page=page_of(all_runs(), whole_number("page", 1)),
        mail=count_messages(),
        failed=page_of(failed_messages(), 1),
        leaves=bool(settings().smtp_host),
    )


@blueprint.post("/jobs/<name>/run")
@open_to(Access.SIGNED_IN)
def run_job(name: str) -> ResponseReturnValue:
    """Do one job now, while the administrator waits."""
    only_the_administrator()
    if name not in machinery.registry:
        raise NotFound()
    state = machinery.run(name)
    if state is None:
        flash(_("The job is running already."), "warning")
    elif state is RunState.DONE:
        flash(_("The job was done."))
    else:
        flash(_("The job failed. The log of the server tells where."), "error")
    return redirect(url_for(".jobs"))


@blueprint.post("/jobs/mail/<int:id>/again")
@open_to(Access.SIGNED_IN)
def send_again(id: int) -> ResponseReturnValue:
    """Put a message that was given up back among those that wait."""
    only_the_administrator()
    with transaction():
        mail.try_again(lock(OutboxMessage, id), now())
    flash(_("The message will be tried again within a minute."))
    return redirect(url_for(".jobs"))
