"""The queue of work: whom it names and in which language."""

from accounts.roles import Role
from onboarding.states.application import ApplicationState
from tests.factories.accounts import a_municipality, tiera
from tests.factories.onboarding_agreements import an_accepted_application


def test_whom_a_task_is_about_is_named_in_the_language_of_the_reader(browser):
    town = a_municipality(name_fi="Raasepori", name_sv="Raseborg")
    an_accepted_application(town, state=ApplicationState.SUBMITTED, decided_at=None)
    reader = tiera(Role.COORDINATOR)
    swedish = browser(reader, language="sv")
    assert "Raseborg" in swedish.get("/queue").text
    assert "Raseborg" in swedish.get("/queue?q=raseborg").text
    assert "Raseborg" in swedish.get("/queue.csv").text
    assert "Raasepori" in browser(reader, language="fi").get("/queue").text
