"""Roof. The demonstration's readiness checks and applications, through the deeds the pages use.

Answers, dates, documents and people are invented. The founders' applications are there so that
their agreements have something to follow; no such applications were ever made.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

from accounts.roles import Actor
from core.clock import day_of
from core.locale import day
from demo.accounts import CITIES, local_part
from demo.documents import a_document
from demo.people import CAST
from demo.readiness_words import DETAILS, FILES, NOTES
from demo.world import World
from onboarding.checklist.details import REASON, Draft, Value
from onboarding.checklist.tasks import NeededFor, Task
from onboarding.models.application import Application
from onboarding.models.readiness import Answer
from onboarding.queries.readiness import CheckUp, find_check_up
from onboarding.states.application import EducationLevel, Ict
from onboarding.states.readiness import AnswerChoice
from onboarding.workflow import application as applications
from onboarding.workflow import evidence, readiness, review

SCHOOLS = (EducationLevel.BASIC, EducationLevel.UPPER_SECONDARY)
SIGNING = ("processing-agreement", "test-login", "decision-final")
AI_REASON = "Tekoälytoimintoja ei oteta käyttöön ennen kuin lautakunta on linjannut niistä."


def load(world: World) -> None:
    """Founders and members first, then those on their way, then those who only look."""
    for key in CITIES:
        _accepted(world, key, 740 if key in ("lahti", "jyvaskyla") else 860, SIGNING)
    _accepted(world, "hanko", 400, SIGNING, languages=("fi", "sv"))
    _accepted(world, "kittila", 200, SIGNING[:2])  # its decision is the agreement's own business
    _keuruu(world)
    _puolanka(world)
    _toholampi(world)
    applications.express_interest(
        world.organisation("inari"), world.actor("elli.saari"), world.ago(9, 14)
    )


def _first(world: World, key: str) -> Actor:
    """The organisation's first person, acting for it."""
    return world.actor(local_part(CAST[key][0].name), key)


def _start(
    world: World, key: str, days: int, languages: Iterable[str] = ("fi",), ict: Ict = Ict.OWN
) -> Application:
    return applications.start(
        world.organisation(key), SCHOOLS, languages, ict, _first(world, key), world.ago(days)
    )


def _up(application: Application, at: datetime) -> CheckUp:
    found = find_check_up(application, day_of(at))
    assert found is not None  # noqa: S101 (it has just been started)
    return found


def _draft(task: Task, at: datetime, choice: AnswerChoice = AnswerChoice.YES) -> Draft:
    """The invented answer to a task, its dates counted back from when it is given."""
    details: dict[str, Value] = {}
    for field in task.fields:
        value = DETAILS.get(task.key, {}).get(field.key)
        if isinstance(value, int) and field.kind == "date":
            details[field.key] = day_of(at - timedelta(days=value)).isoformat()
        elif value is not None:
            details[field.key] = value
    return Draft(choice, details, NOTES.get(task.key, ""))


def _prove(answer: Answer, actor: Actor, at: datetime, files: int) -> None:
    for name, title, lines in FILES.get(answer.task, ())[:files]:
        body = BytesIO(a_document(title, lines))
        evidence.add_evidence(answer, body, name, None, actor, at)


def _complete(up: CheckUp, keys: Iterable[str], actor: Actor, at: datetime) -> None:
    """These tasks answered yes, proved and marked as completed, in the checklist's own order."""
    wanted = set(keys)
    for task in up.tasks:
        if task.key in wanted:
            answer = up.answers[task.key]
            draft = replace(_draft(task, at), note="")
            if task.key == "owner":
                draft = replace(draft, details={"name": actor.name, **(draft.details or {})})
            readiness.save(answer, draft, actor, at, None)
            _prove(answer, actor, at, task.evidence)
            readiness.complete(answer, actor, at)


def _sending(up: CheckUp) -> list[str]:
    return [task.key for task in up.tasks if task.needed_for is NeededFor.SENDING]


def _accepted(
    world: World,
    key: str,
    days: int,
    later: Iterable[str],
    languages: Iterable[str] = ("fi",),
) -> Application:
    """Started, answered, sent and accepted within 40 days; what signing waits for a month later."""
    application = _start(world, key, days, languages)
    lead, judge = _first(world, key), world.actor("aino.virta")
    up = _up(application, world.ago(days))
    _complete(up, _sending(up), lead, world.ago(days - 20))
    applications.submit(application, lead, world.ago(days - 25))
    review.accept(application, judge, world.ago(days - 38, 13), "1", "Tervetuloa mukaan.")
    _complete(up, later, lead, world.ago(days - 70))
    return application


def _keuruu(world: World) -> None:
    """Sent, returned once, accepted; the decision of the town is still to come."""
    application = _start(world, "keuruu", 300)
    lead, judge = world.actor("jari.lampinen", "keuruu"), world.actor("aino.virta")
    up = _up(application, world.ago(300))
    _complete(up, _sending(up), lead, world.ago(270))
    applications.submit(application, lead, world.ago(240))
    review.remark(
        application,
        "budget",
        "Ote on vuodelta, joka on jo kulunut. Liittäkää voimassa oleva talousarvio.",
        judge,
        world.ago(231, 10),
    )
    review.send_back(
        application,
        "Hakemus on hyvässä kunnossa. Päivittäkää vielä talousarvion ote.",
        day_of(world.ago(210)),
        judge,
        world.ago(231, 11),
    )
    answer = up.answers["budget"]
    evidence.add_evidence(
        answer,
        BytesIO(a_document("Talousarvion ote", ("Voimassa oleva talousarvio, palvelujen ostot.",))),
        "Talousarvio_ote_uusi.pdf",
        None,
        lead,
        world.ago(222, 15),
    )
    readiness.complete(answer, lead, world.ago(222, 15, 5))
    applications.submit(application, lead, world.ago(222, 15, 10))
    review.accept(application, judge, world.ago(210, 13), "2", "Kiitos nopeasta täydennyksestä.")
    _complete(up, ("processing-agreement", "test-login"), lead, world.ago(150))


def _puolanka(world: World) -> None:
    """A small municipality whose application waits for the coordinator."""
    application = _start(world, "puolanka", 45, ict=Ict.JOINT)
    anu = world.actor("anu.kemppainen")
    up = _up(application, world.ago(45))
    _complete(up, _sending(up), anu, world.ago(10, 14))
    _complete(up, ("koski", "e-invoice", "preparedness"), anu, world.ago(9, 10))
    exempt = Draft(AnswerChoice.NOT_APPLICABLE, {REASON: AI_REASON})
    readiness.save(up.answers["ai"], exempt, anu, world.ago(8, 9), None)
    readiness.complete(up.answers["ai"], anu, world.ago(8, 9, 5))
    applications.submit(application, anu, world.ago(2, 15))


def _toholampi(world: World) -> None:
    """Half-way: four colleagues share the work, one task is late, one opened again."""
    application = _start(world, "toholampi", 40)
    sanna, juha = world.actor("sanna.perala"), world.actor("juha.nieminen")
    leena = world.actor("leena.ojala")
    up = _up(application, world.ago(40))
    owners = {
        sanna: "owner contacts privacy-roles dpia processing-basis processing-agreement "
        "accessibility training guardians languages ai",
        juha: "competent-body disqualification decision-final legal-basis change-impact "
        "security-measures mpassid user-register test-login network preparedness",
        leena: "budget lifetime-cost e-invoice",
    }
    due = {
        "dpia": 6,
        "processing-basis": 6,
        "processing-agreement": 20,
        "decision-final": 55,
        "lifetime-cost": 13,
        "security-measures": -1,
        "user-register": 13,
        "test-login": 27,
        "network": 69,
        "training": 69,
    }
    for owner, keys in owners.items():
        for key in keys.split():
            by = world.today + timedelta(days=due[key]) if key in due else None
            readiness.assign(up.answers[key], owner.person_id, by, sanna, world.ago(39))
    _complete(up, ("owner", "contacts"), sanna, world.ago(38, 10))
    _complete(up, ("competent-body", "disqualification", "legal-basis"), juha, world.ago(30, 9))
    _complete(up, ("budget", "e-invoice"), leena, world.ago(25, 13))
    _complete(up, ("privacy-roles", "processing-basis"), sanna, world.ago(20, 9))
    _complete(up, ("change-impact", "mpassid"), juha, world.ago(16, 15))
    _complete(up, ("accessibility", "guardians"), sanna, world.ago(12, 11))
    _under_way(world, up, sanna, juha, leena)


def _under_way(world: World, up: CheckUp, sanna: Actor, juha: Actor, leena: Actor) -> None:
    """What Toholampi has begun and not finished."""
    partly = AnswerChoice.PARTLY
    for key, actor, days, files in (
        ("dpia", sanna, 2, 1),
        ("lifetime-cost", leena, 3, 1),
        ("security-measures", juha, 6, 0),
        ("network", juha, 8, 0),
    ):
        at = world.ago(days, 14, 32)
        draft = _draft(up.checklist.task(key), at, partly)
        readiness.save(up.answers[key], draft, actor, at, None)
        _prove(up.answers[key], actor, at, files)
    basis = up.answers["processing-basis"]
    changed = {"reviewed_on": day_of(world.ago(5)).isoformat()}
    note = "Palvelun tietolehti muuttui: ääninäytteet ovat uusi tieto."
    readiness.save(basis, Draft(partly, changed, note), sanna, world.ago(5, 9), None)
    exempt = Draft(
        AnswerChoice.NOT_APPLICABLE, {REASON: "Kunnassa opetetaan vain suomeksi, kielet riittävät."}
    )
    readiness.save(up.answers["languages"], exempt, sanna, world.ago(11, 9), None)
    readiness.complete(up.answers["languages"], sanna, world.ago(11, 9, 5))
    wanted = day(world.today + timedelta(days=13))
    readiness.comment(
        up.answers["dpia"],
        f"Kunnanhallitus tarvitsee lausunnon esityslistan liitteeksi {wanted} mennessä.",
        juha,
        world.ago(1, 10),
    )
    readiness.comment(
        up.answers["lifetime-cost"],
        "Voisiko laitteiden uusimisen jättää pois? Ne vaihdettaisiin joka tapauksessa.",
        sanna,
        world.ago(2, 12),
    )
