"""Every kind of page that each role can reach is looked at in a real browser, in every language."""

from collections import Counter

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import launch
from tests.browser.crawl import survey

pytestmark = pytest.mark.browser

ROLES = {
    "stranger": "",
    "preparer": "sanna.perala@toholampi.example",
    "signatory": "eeva.honkola@keuruu.example",
    "finance": "riikka.salo@jyvaskyla.example",
    "admin": "maria.lindholm@hanko.example",
    "editor": "oskari.lind@havuoppi.example",
    "certifier": "olli.makinen@tiera.example",
    "coordinator": "aino.virta@tiera.example",
    "contract manager": "hanna.lehto@tiera.example",
    "treasurer": "markus.strom@tiera.example",
    "auditor": "birgitta.wikstrom@tiera.example",
    "administrator": "timo.rautio@tiera.example",
    "steering member": "pekka.aalto@lahti.example",
}
REFUSED = {
    "stranger": ("/sign-in", "/forgotten-password", "/feedback", "/register/organisation"),
    "finance": ("/account/password", "/drivers/new"),
    "admin": ("/account/edit",),
    "contract manager": ("/frameworks/new", "/pools/new", "/keys/new"),
    "editor": ("/services/new",),
}


@pytest.fixture(scope="module")
def walks(site):
    return survey(site.url, launch, ROLES)


def one_title_twice(walk):
    """Titles that two kinds of pages share; the same page asked another way may share its own."""
    own = {kind: title for kind, title in walk.titles.items() if not kind.endswith("?")}
    twice = [title for title, times in Counter(own.values()).items() if times > 1]
    return {title: [kind for kind in own if own[kind] == title] for title in twice}


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_well_for_the(role, walks):
    walk = walks[role]
    assert len(walk.pages) >= 12, sorted(walk.pages)
    assert not walk.faults["fi"], "\n".join(walk.faults["fi"])
    assert not one_title_twice(walk)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_kind_of_page_is_well_in(language, walks):
    assert all(language in walk.faults for walk in (walks["stranger"], walks["coordinator"]))
    faults = [f"{role}: {fault}" for role in ROLES for fault in walks[role].faults[language]]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("role", "start"), [("stranger", "/"), ("coordinator", "/queue")])
def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(role, start, visitor):
    somebody = visitor("fi")
    if ROLES[role]:
        somebody.sign_in(ROLES[role])
    somebody.go(start)
    page = somebody.page
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main#content")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("role", REFUSED)
def test_a_refused_form_puts_the_focus_on_what_is_wrong(role, visitor):
    somebody = visitor("fi")
    if ROLES[role]:
        somebody.sign_in(ROLES[role])
    page = somebody.page
    for path in REFUSED[role]:
        somebody.go(path)
        form = page.locator("main form[method=post]:has(button.btn-primary)").last
        for box in form.locator("input:is([type=text], [type=email], :not([type]))").all():
            box.fill("")
        somebody.click(form.locator("button.btn-primary").first)
        expect(page.locator(".error-sum")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("() => document.activeElement.matches('input, select, textarea')"), (
            path
        )
