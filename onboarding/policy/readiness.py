"""Second floor. Who may do what to the tasks of a readiness check."""

from accounts.roles import Actor, Role
from onboarding.checklist.tasks import NeededFor, Task
from onboarding.models.application import Application
from onboarding.models.readiness import EvidenceFile
from onboarding.states.application import EDITABLE, ApplicationState

WORKERS = (Role.ADMIN, Role.PREPARER, Role.SIGNATORY, Role.FINANCE)
"""Colleagues who share the work of answering."""

LEADS = (Role.ADMIN, Role.PREPARER)


def may_read_answers(actor: Actor, application: Application) -> bool:
    """One's own organisation's always; the coordinator's from the first sending on."""
    return actor.acts_for(application.organisation_id) or (
        actor.of_tiera() and application.submitted_at is not None
    )


def is_open_for_work(application: Application, task: Task) -> bool:
    """While it is with the coordinator a check stands still; afterwards only the tasks that the
    signing still waits for, and the planning, go on.
    """
    if application.state is ApplicationState.ACCEPTED:
        return task.needed_for is not NeededFor.SENDING
    return application.state in EDITABLE


def may_work(actor: Actor, application: Application, task: Task) -> bool:
    """Answer a task, add and remove its evidence, mark it as completed."""
    return actor.acts_for(application.organisation_id, *WORKERS) and is_open_for_work(
        application, task
    )


def may_assign(actor: Actor, application: Application) -> bool:
    """Name who is in charge of a task and by when."""
    return actor.acts_for(application.organisation_id, *LEADS)


def may_comment(actor: Actor, application: Application) -> bool:
    """Write to colleagues beside a task; also while the coordinator reads."""
    return actor.acts_for(application.organisation_id, *WORKERS)


def may_download(actor: Actor, file: EvidenceFile) -> bool:
    """One's own organisation's files always; the coordinator those that have been sent.

    A file removed before it was sent is nobody's any more.
    """
    application = file.answer.check.application
    if actor.acts_for(application.organisation_id):
        return file.removed_at is None
    sent = application.submitted_at
    return (
        actor.of_tiera()
        and sent is not None
        and (file.added_at <= sent or application.state is ApplicationState.ACCEPTED)
        and file.stored_file.removed_at is None
    )
