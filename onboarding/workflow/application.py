"""Third floor. The only code that changes an application. Never commits; callers do."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from accounts.models import Organisation, Person
from accounts.queries import list_people_with
from accounts.roles import Actor, OrganisationKind, Role
from core import audit, mail
from core.clock import day_of
from core.db import db, lock
from core.errors import BadInput, NotAllowed, RuleBroken
from core.language import N_
from core.states import after
from onboarding.models.application import Application, Submission
from onboarding.policy import application as policy
from onboarding.queries import application as queries
from onboarding.queries.readiness import CheckUp, find_check_up
from onboarding.states.application import (
    TABLE,
    ApplicationEvent,
    ApplicationState,
    ApplicationStep,
    EducationLevel,
    Ict,
)
from onboarding.workflow import readiness

SETTLED = N_("The basic facts can be changed until the application is sent.")
NOT_YOURS = N_("Your role does not let you do this to an application.")


def express_interest(organisation: Organisation, actor: Actor, at: datetime) -> Application:
    """Tell the coordinator that the organisation is thinking of joining; promises nothing."""
    application = _new(organisation, actor, at)
    audit.record(ApplicationEvent.INTERESTED, application, actor, at)
    return application


def start(
    organisation: Organisation,
    levels: Iterable[EducationLevel],
    languages: Iterable[str],
    ict: Ict,
    actor: Actor,
    at: datetime,
) -> Application:
    """Open the readiness check for an organisation of a kind that can join."""
    application = queries.find_live(organisation.id) or _new(organisation, actor, at)
    application = lock(Application, application.id)
    _describe(application, levels, languages, ict)
    take(ApplicationStep.OPEN, application, actor, at)
    readiness.open_check(application, at)
    audit.record(ApplicationEvent.OPENED, application, actor, at)
    return application


def change_profile(
    application: Application,
    levels: Iterable[EducationLevel],
    languages: Iterable[str],
    ict: Ict,
    actor: Actor,
    at: datetime,
) -> None:
    """Say anew what the organisation is like; tasks come and go with it, answers are kept."""
    if not policy.may_change_profile(actor, application):
        raise NotAllowed(NOT_YOURS)
    application = lock(Application, application.id)
    if application.state is not ApplicationState.OPEN:
        raise RuleBroken(SETTLED)
    _describe(application, levels, languages, ict)
    audit.record(ApplicationEvent.PROFILED, application, actor, at)


def submit(application: Application, actor: Actor, at: datetime) -> Submission:
    """Send the application: every gate needed for sending is met, and what is sent is written down.

    Raises RuleBroken when a gate is open; the page names them.
    """
    if not policy.may_take(actor, application, ApplicationStep.SUBMIT):
        raise NotAllowed(NOT_YOURS)
    application = lock(Application, application.id)
    up = find_check_up(application, day_of(at))
    if up and up.progress.open_to_send:
        raise RuleBroken(
            N_("The application can't be sent yet. Gates still open: %(count)s."),
            count=len(up.progress.open_to_send),
        )
    content = _content(up) if up else {}
    last = queries.find_last_submission(application.id)
    application.submitted_at, application.due_on = at, None
    take(ApplicationStep.SUBMIT, application, actor, at)
    submission = Submission(
        application_id=application.id,
        number=last.number + 1 if last else 1,
        at=at,
        by_id=actor.person_id,
        content=content,
        fingerprint=hashlib.sha256(
            json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
        ).hexdigest(),
    )
    db.session.add(submission)
    audit.record(
        ApplicationEvent.SUBMITTED,
        application,
        actor,
        at,
        number=submission.number,
        fingerprint=submission.fingerprint,
    )
    write_to("application_received", applicants(application), application, at)
    write_to("application_sent", _coordinators(), application, at)
    return submission


def withdraw(application: Application, actor: Actor, at: datetime) -> None:
    """Take the application back. Possible until a joining agreement has come of it."""
    application = lock(Application, application.id)
    if queries.find_agreement_of(application):
        raise RuleBroken(
            N_(
                "A joining agreement has been drafted from this application. "
                "Ask to withdraw the agreement."
            )
        )
    was_sent = application.state is ApplicationState.SUBMITTED
    take(ApplicationStep.WITHDRAW, application, actor, at)
    audit.record(ApplicationEvent.WITHDRAWN, application, actor, at)
    if was_sent:
        write_to("application_withdrawn", _coordinators(), application, at)


def _new(organisation: Organisation, actor: Actor, at: datetime) -> Application:
    if not policy.may_start(actor, organisation):
        raise NotAllowed(NOT_YOURS)
    if queries.find_live(organisation.id):
        raise RuleBroken(N_("Your organisation has an application already."))
    application = Application(
        organisation=organisation,
        state_since=at,
        started_by_id=actor.person_id,
        started_at=at,
        education_levels=[],
        languages=[],
    )
    db.session.add(application)
    db.session.flush()
    return application


def _describe(
    application: Application, levels: Iterable[EducationLevel], languages: Iterable[str], ict: Ict
) -> None:
    application.education_levels = sorted({level.value for level in levels})
    application.languages = sorted(set(languages))
    application.ict = ict
    if not application.education_levels:
        raise BadInput("levels", N_("Choose at least one level of education."))
    if not application.languages:
        raise BadInput("languages", N_("Choose at least one language of teaching."))


def take(step: ApplicationStep, application: Application, actor: Actor, at: datetime) -> None:
    """Who and whether, then the new state; the deed that calls writes it down."""
    if not policy.may_take(actor, application, step):
        raise NotAllowed(NOT_YOURS)
    application.state = after(TABLE, application.state, step)
    application.state_since = at


def _content(up: CheckUp) -> dict[str, Any]:
    """What is sent, task by task: what the coordinator reads even while the applicant works on."""
    return {
        task.key: {
            "answer": answer.answer and answer.answer.value,
            "details": answer.details or {},
            "note": answer.note,
            "state": answer.state.value,
            "evidence": [
                {"id": file.id, "sha256": file.stored_file.sha256} for file in up.evidence[task.key]
            ],
        }
        for task in up.tasks
        if (answer := up.answers[task.key])
    }


def applicants(application: Application) -> list[Person]:
    """Whom to write to in the organisation that applies."""
    return list_people_with(application.organisation_id, *policy.LEADS)


def _coordinators() -> list[Person]:
    query = db.select(Organisation.id).where(Organisation.kind == OrganisationKind.COORDINATOR)
    tiera = db.session.scalars(query.order_by(Organisation.id)).first()
    return list_people_with(tiera, Role.COORDINATOR) if tiera else []


def write_to(
    template: str, people: Iterable[Person], application: Application, at: datetime, **values: Any
) -> None:
    """One message to each, in their own language, about this application."""
    for person in people:
        mail.send(
            f"onboarding/{template}",
            person,
            at=at,
            subject_of=application,
            application=application,
            organisation=application.organisation,
            **values,
        )
