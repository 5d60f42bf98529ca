"""Who may open the agreements' addresses. See tests/doors/routes.py for the form."""

from datetime import UTC, date, datetime
from io import BytesIO

from core import files
from core.db import db
from onboarding.deadlines import BodyKind
from onboarding.queries.decision import find_decision
from onboarding.workflow import agreement as deeds
from onboarding.workflow import decision
from tests.doors.routes import FOREIGN_TOWN, TIERA, TOWN, Route
from tests.factories.accounts import actor_of
from tests.factories.onboarding_agreements import some_facts

OFFERERS = {"tiera.contract_manager", "tiera.coordinator"}
PREPARERS = {"town.preparer", "town.signatory", "town.admin"}
SIGNATORY = {"town.signatory"}
WITHDRAWERS = {"town.signatory", "town.admin"} | OFFERERS
READERS = TOWN | TIERA
HERE = {"agreement_id": lambda world: world.agreement.id}
DAY = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
NEXT = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
MATTER = {"may": READERS, "otherwise": 404}


def inside(*may: set[str]) -> dict:
    """These get in; the parties' other people may not; strangers to the matter find nothing."""
    allowed = set().union(*may)
    return {"may": allowed, "otherwise": dict.fromkeys(READERS - allowed, 403)}


def build(world) -> None:
    """The town's agreement in its appeal time, with an extract of the minutes."""
    manager = actor_of(world.person["tiera.contract_manager"])
    preparer = actor_of(world.person["town.preparer"])
    made = deeds.draft_for_founder(world.town, date(2021, 3, 1), date(2026, 8, 1), manager, DAY)
    deeds.attach_estimate(made, 1_900_951, {}, manager, DAY)
    deeds.offer(made, "DigiOne", manager, DAY)
    decision.take_to_decision(made, "Kunnanhallitus", BodyKind.BOARD, None, preparer, DAY)
    pdf = BytesIO(b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n")
    kept = files.store(pdf, "ote.pdf", f"organisation:{world.town.id}", NEXT)
    decision.record_decision(made, some_facts(), kept, preparer, NEXT)
    db.session.commit()
    world.agreement, world.decision = made, find_decision(made.id)


ROUTES = {
    "onboarding.agreements": Route(may=TOWN | FOREIGN_TOWN | TIERA),
    "onboarding.agreement": Route(HERE, **MATTER),
    "onboarding.agreement_text_page": Route(HERE, **MATTER),
    "onboarding.agreement_pdf": Route(HERE | {"code": "fi"}, **MATTER),
    "onboarding.decision_pack": Route(HERE | {"code": "sv"}, **MATTER),
    "onboarding.decision_extract": Route(
        HERE | {"decision_id": lambda world: world.decision.id}, **MATTER
    ),
    "onboarding.draft_agreement": Route(
        {"organisation_id": lambda world: world.foreign_town.id},
        may=OFFERERS,
        otherwise=403,
    ),
    "onboarding.create_agreement": Route(
        {"organisation_id": lambda world: world.foreign_town.id},
        may=OFFERERS,
        otherwise=403,
    ),
    "onboarding.offer_agreement": Route(HERE, **inside(OFFERERS)),
    "onboarding.take_back_agreement": Route(HERE, **inside(OFFERERS)),
    "onboarding.agreement_withdrawal": Route(HERE, **inside(WITHDRAWERS)),
    "onboarding.withdraw_agreement": Route(HERE, **inside(WITHDRAWERS)),
    "onboarding.agreement_meeting": Route(HERE, **inside(PREPARERS)),
    "onboarding.take_agreement_to_decision": Route(HERE, **inside(PREPARERS)),
    "onboarding.agreement_decision": Route(HERE, **inside(PREPARERS)),
    "onboarding.record_agreement_decision": Route(HERE, **inside(PREPARERS)),
    "onboarding.agreement_appeal": Route(HERE, **inside(PREPARERS, OFFERERS)),
    "onboarding.record_agreement_appeal": Route(HERE, **inside(PREPARERS, OFFERERS)),
    "onboarding.agreement_appeal_outcome": Route(HERE, **inside(PREPARERS, OFFERERS)),
    "onboarding.resolve_agreement_appeal": Route(HERE, **inside(PREPARERS, OFFERERS)),
    "onboarding.agreement_signing": Route(HERE, **inside(SIGNATORY, OFFERERS)),
    "onboarding.sign_agreement": Route(HERE, **inside(SIGNATORY, OFFERERS)),
}
