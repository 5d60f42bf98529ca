"""Plain functions that make applications and readiness checks, through the deeds the pages use."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

from accounts.models import Organisation, Person
from accounts.roles import Role
from core.clock import day_of
from core.db import db
from onboarding.checklist.details import Draft
from onboarding.checklist.tasks import NeededFor, Task
from onboarding.models.application import Application
from onboarding.models.readiness import Answer
from onboarding.queries.readiness import CheckUp, find_check_up
from onboarding.states.application import ApplicationState, EducationLevel, Ict
from onboarding.states.readiness import AnswerChoice, TaskState
from onboarding.workflow import application as application_workflow
from onboarding.workflow import evidence as evidence_workflow
from onboarding.workflow import readiness as readiness_workflow
from onboarding.workflow import review as review_workflow
from tests.factories.accounts import a_municipality, a_person, actor_of, tiera

STARTED = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
S = ApplicationState


def a_pdf(text: str = "Näyttö") -> bytes:
    """A small PDF that says what it is from its first byte to its last."""
    return b"%PDF-1.4\n% " + text.encode() + b"\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def a_preparer(organisation: Organisation | None = None) -> Person:
    return a_person(Role.PREPARER, organisation=organisation or a_municipality())


def an_open_application(
    person: Person | None = None,
    levels: tuple[EducationLevel, ...] = (EducationLevel.BASIC,),
    languages: tuple[str, ...] = ("fi",),
    ict: Ict = Ict.OWN,
    at: datetime = STARTED,
) -> Application:
    """Started by this preparer (a new one of a new municipality unless given), nothing answered."""
    person = person or a_preparer()
    actor = actor_of(person)
    organisation = db.session.get_one(Organisation, actor.organisation_id)
    made = application_workflow.start(organisation, levels, languages, ict, actor, at)
    db.session.commit()
    return made


def preparer_of(application: Application) -> Person:
    """Whoever started it."""
    return application.started_by


def check_up_of(application: Application, at: datetime = STARTED) -> CheckUp:
    up = find_check_up(application, day_of(at))
    assert up is not None
    return up


def answer_to(application: Application, task: str) -> Answer:
    return check_up_of(application).answers[task]


def a_full_draft(task: Task, **given: object) -> Draft:
    """An answer yes with every detail filled in."""
    values = {"date": "2026-08-20", "text": "Sanna Perälä", "euros": 950_000}
    details = {
        field.key: field.options[0] if field.kind == "choice" else values[field.kind]
        for field in task.fields
    }
    return Draft(**{"answer": AnswerChoice.YES, "details": details, "note": ""} | given)


def completed(application: Application, *keys: str, at: datetime = STARTED) -> Application:
    """These tasks (with what they wait for) answered yes, proved and marked as completed."""
    actor = actor_of(preparer_of(application))
    up = check_up_of(application, at)
    for key in keys:
        task, answer = up.checklist.task(key), up.answers[key]
        if answer.state is TaskState.COMPLETED:
            continue
        completed(application, *(k for k in task.waits_for if up.find(k)), at=at)
        readiness_workflow.save(answer, a_full_draft(task), actor, at, None)
        for n in range(task.evidence):
            evidence_workflow.add_evidence(
                answer, BytesIO(a_pdf(f"{key} {n}")), f"{key}-{n}.pdf", None, actor, at
            )
        readiness_workflow.complete(answer, actor, at)
    db.session.commit()
    return application


def ready_to_send(application: Application, at: datetime = STARTED) -> Application:
    """Every gate that sending needs is met."""
    keys = [
        task.key
        for task in check_up_of(application, at).tasks
        if task.needed_for is NeededFor.SENDING
    ]
    return completed(application, *keys, at=at)


def an_application(
    state: ApplicationState = S.OPEN, person: Person | None = None, at: datetime = STARTED
) -> Application:
    """An application that has come to this state by the deeds that lead there."""
    if state is S.INTEREST:
        person = person or a_preparer()
        actor = actor_of(person)
        organisation = db.session.get_one(Organisation, actor.organisation_id)
        made = application_workflow.express_interest(organisation, actor, at)
        db.session.commit()
        return made
    made = an_open_application(person, at=at)
    actor = actor_of(preparer_of(made))
    if state is S.WITHDRAWN:
        application_workflow.withdraw(made, actor, at + timedelta(days=1))
    elif state is not S.OPEN:
        ready_to_send(made, at)
        application_workflow.submit(made, actor, at + timedelta(days=10))
        judge = actor_of(tiera(Role.COORDINATOR))
        later = at + timedelta(days=14)
        if state is S.INFO_REQUESTED:
            review_workflow.remark(made, "dpia", "Lausunnon päiväys puuttuu.", judge, later)
            review_workflow.send_back(made, "Täydentäkää lausunto.", None, judge, later)
        elif state is S.ACCEPTED:
            review_workflow.accept(made, judge, later, "2027")
        elif state is S.DECLINED:
            review_workflow.decline(made, "Kierroksella ei ole paikkoja.", judge, later)
    db.session.commit()
    return made


def a_colleague(application: Application, *roles: Role) -> Person:
    """Somebody else of the same organisation."""
    return a_person(*(roles or (Role.PREPARER,)), organisation=application.organisation)
