"""What is typed into a long form is kept, also by somebody in a hurry."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_what_was_typed_a_moment_before_leaving_is_there_on_coming_back(visitor):
    preparer = visitor("fi")
    preparer.sign_in("sanna.perala@toholampi.example")
    preparer.go("/readiness/dpia")
    note = preparer.page.locator("form[data-autosave-to] textarea").first
    note.fill("Kirjoitettu juuri ennen lähtöä")
    preparer.page.goto(f"{preparer.url}/readiness")
    preparer.page.wait_for_timeout(500)  # the request outlives the page, where nobody hears it end
    preparer.go("/readiness/dpia")
    expect(preparer.page.locator("form[data-autosave-to] textarea").first).to_have_value(
        "Kirjoitettu juuri ennen lähtöä"
    )
