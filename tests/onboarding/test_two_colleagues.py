"""Two people press at the same moment, over HTTP, on each database: one succeeds, one is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from accounts.roles import Role
from app import create_app
from core.config import Settings
from core.db import db
from onboarding.models.agreement import Agreement
from onboarding.models.readiness import Answer
from onboarding.models.signature import Signature
from onboarding.states.agreement import AgreementState
from tests.conftest import Browser
from tests.factories.accounts import a_person, organisation_of, sign_in
from tests.factories.onboarding_agreements import a_cast, an_agreement
from tests.factories.onboarding_readiness import a_preparer, an_open_application


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def live(request, tmp_path) -> Flask:
    """The application on a database that several connections share."""
    url = request.getfixturevalue("postgres_url") if request.param == "postgres" else ""
    settings = Settings(data_dir=tmp_path, database_url=url)
    app = create_app(settings, {"TESTING": True})
    app.test_client_class = Browser
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def pressed_at_once(app: Flask, *presses: tuple[Browser, str, dict[str, str]]) -> list:
    """Everybody's answer; all have let go of the button before anybody is served."""
    ready = Barrier(len(presses))

    def press(one: tuple[Browser, str, dict[str, str]]):
        client, url, data = one
        with app.app_context():
            ready.wait()
            return client.submit(url, data)

    with ThreadPoolExecutor(len(presses)) as people:
        return list(people.map(press, presses))


def a_browser(app: Flask, person) -> Browser:
    client = app.test_client()
    client.set_cookie("lang", "en")
    sign_in(client, person)
    return client


def test_of_two_colleagues_who_save_the_same_task_one_is_told_and_keeps_what_was_typed(live):
    with live.app_context():
        first = a_preparer()
        application = an_open_application(first)
        second = a_person(Role.PREPARER, organisation=organisation_of(first))
        clients = [a_browser(live, first), a_browser(live, second)]
        assert application.id
    typed = ["Sanna Perälä", "Jukka Isotalo"]
    forms = [{"answer": "yes", "detail_name": name, "edits": "0"} for name in typed]
    answers = pressed_at_once(
        live,
        *(
            (client, "/readiness/owner/draft", form)
            for client, form in zip(clients, forms, strict=True)
        ),
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    [refused] = [number for number, answer in enumerate(answers) if answer.status_code == 409]
    assert f'value="{typed[refused]}"' in answers[refused].text
    with live.app_context():
        [row] = db.session.scalars(db.select(Answer).where(Answer.task == "owner"))
        assert row.details["name"] == typed[1 - refused]


def test_of_two_signatories_who_sign_at_once_one_does(live):
    with live.app_context():
        cast = a_cast()
        agreement = an_agreement(AgreementState.READY_TO_SIGN, cast)
        other = a_person(Role.SIGNATORY, organisation=cast.organisation, name="Timo Kivelä")
        clients = [a_browser(live, cast.signatory), a_browser(live, other)]
        url, seen = f"/agreements/{agreement.id}/sign", agreement.fingerprint
        key = agreement.id
    forms = [
        {"fingerprint": seen, "name": name, "title": "Kaupunginjohtaja", "confirmed": "y"}
        for name in ("Eeva Honkola", "Timo Kivelä")
    ]
    answers = pressed_at_once(
        live, *((c, url, form) for c, form in zip(clients, forms, strict=True))
    )
    codes = sorted(answer.status_code for answer in answers)
    assert codes[0] == 302
    assert codes[1] in {403, 409}
    with live.app_context():
        assert db.session.get(Agreement, key).state is AgreementState.SIGNED_BY_MEMBER
        assert db.session.scalar(db.select(db.func.count()).select_from(Signature)) == 1
