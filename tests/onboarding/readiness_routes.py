"""Who may open the addresses of readiness and applications. See tests/doors/routes.py for the form."""

from core.db import db
from onboarding.queries.readiness import find_check, list_evidence
from onboarding.states.application import ApplicationState
from onboarding.workflow import review
from tests.doors.routes import FOREIGN_TOWN, TIERA, TOWN, Route
from tests.factories.accounts import actor_of
from tests.factories.onboarding_readiness import STARTED, an_application

LEADS = {"town.admin", "town.preparer"}
WORKERS = LEADS | {"town.signatory", "town.finance"}
COORDINATOR = {"tiera.coordinator"}
NOT_LEADS = dict.fromkeys(TOWN - LEADS, 403)
NOT_WORKERS = dict.fromkeys(TOWN - WORKERS, 403)
NOT_COORDINATORS = dict.fromkeys((TOWN | TIERA) - COORDINATOR, 403)
TASK = {"task": "change-impact"}
HERE = {"application_id": lambda world: world.application.id}
FILE = {"evidence_id": lambda world: world.evidence.id}
START = {"levels": ["basic"], "languages": ["fi"], "ict": "own"}


def build(world) -> None:
    """The town's application is with the coordinator, who has begun to write a remark."""
    made = an_application(ApplicationState.SUBMITTED, world.person["town.preparer"])
    judge = actor_of(world.person["tiera.coordinator"])
    world.remark = review.remark(made, "dpia", "Päiväys puuttuu.", judge, STARTED)
    db.session.commit()
    check = find_check(made.id)
    world.evidence = next(
        file for file in list_evidence(check.id) if file.answer.task == TASK["task"]
    )
    world.application = made


ROUTES = {
    "onboarding.readiness": Route(may=TOWN | FOREIGN_TOWN),
    "onboarding.start_readiness": Route(may=LEADS | FOREIGN_TOWN, otherwise=NOT_LEADS, data=START),
    "onboarding.tell_interest": Route(may=LEADS | FOREIGN_TOWN, otherwise=NOT_LEADS),
    "onboarding.profile": Route(may=LEADS | FOREIGN_TOWN, otherwise=NOT_LEADS),
    "onboarding.save_profile": Route(may=LEADS | FOREIGN_TOWN, otherwise=NOT_LEADS, data=START),
    "onboarding.print_readiness": Route(may=TOWN),
    "onboarding.task": Route(TASK, may=TOWN),
    "onboarding.complete_task": Route(TASK, may=WORKERS, otherwise=NOT_WORKERS),
    "onboarding.save_draft": Route(TASK, may=WORKERS, otherwise=NOT_WORKERS),
    "onboarding.remove_evidence": Route(TASK | FILE, may=WORKERS, otherwise=NOT_WORKERS),
    "onboarding.comment": Route(
        TASK, may=WORKERS, otherwise=NOT_WORKERS, data={"text": "Hyvältä näyttää."}
    ),
    "onboarding.assign_task": Route(TASK, may=LEADS, otherwise=NOT_LEADS, data={"owner": ""}),
    "onboarding.evidence": Route(FILE, may=TOWN | TIERA),
    "onboarding.applications": Route(may=TIERA),
    "onboarding.application": Route(HERE, may=TOWN | TIERA),
    "onboarding.send_page": Route(HERE, may=LEADS, otherwise=NOT_LEADS),
    "onboarding.send_application": Route(HERE, may=LEADS, otherwise=NOT_LEADS),
    "onboarding.withdraw_application": Route(
        HERE, may=LEADS, otherwise=NOT_LEADS | dict.fromkeys(TIERA, 403)
    ),
    "onboarding.add_remark": Route(
        HERE, may=COORDINATOR, otherwise=NOT_COORDINATORS, data={"task": "dpia", "text": "Hei"}
    ),
    "onboarding.remove_remark": Route(
        HERE | {"remark_id": lambda world: world.remark.id},
        may=COORDINATOR,
        otherwise=NOT_COORDINATORS,
    ),
    "onboarding.review": Route(
        HERE | {"outcome": "returned"}, may=COORDINATOR, otherwise=NOT_COORDINATORS
    ),
    "onboarding.give_review": Route(
        HERE | {"outcome": "accepted"}, may=COORDINATOR, otherwise=NOT_COORDINATORS
    ),
}
