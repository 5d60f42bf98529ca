"""Top floor. What the pages of readiness lay on the table first: one's own check."""

from flask import g

from accounts.models import Organisation
from core.clock import today
from core.db import get
from core.errors import NotFound
from onboarding.checklist.tasks import Task
from onboarding.models.application import Application
from onboarding.models.readiness import Answer
from onboarding.policy import application as policy
from onboarding.queries.application import find_live
from onboarding.queries.readiness import CheckUp, find_check_up


def own_organisation() -> Organisation:
    """The organisation the visitor acts for, when it is of a kind that can join; else 404."""
    if not policy.may_join(g.actor):
        raise NotFound()
    return get(Organisation, g.actor.organisation_id)


def own_application() -> Application:
    """The visitor's live application, or the 404 page."""
    found = find_live(own_organisation().id)
    if found is None:
        raise NotFound()
    return found


def own_check_up() -> CheckUp:
    """The visitor's readiness check, or the 404 page."""
    up = find_check_up(own_application(), today())
    if up is None:
        raise NotFound()
    return up


def own_task(key: str) -> tuple[CheckUp, Task, Answer]:
    """One task of the visitor's own check, or the 404 page."""
    up = own_check_up()
    task = up.find(key)
    if task is None:
        raise NotFound()
    return up, task, up.answers[key]


def application_in_sight(application_id: int) -> Application:
    """An application the visitor may know of, or the 404 page."""
    application = get(Application, application_id)
    if not policy.may_view(g.actor, application):
        raise NotFound()
    return application
