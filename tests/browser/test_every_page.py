"""Every kind of page that each role can reach is looked at in a real browser, in every language."""

from collections import Counter

import pytest
from playwright.sync_api import expect

from tests.browser.crawl import Walk, Walker

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
    "treasurer": ("/runs/new",),
}


class Survey:
    """Each role's browser, and its walk through the site in Finnish, made once."""

    def __init__(self, chromium, url):
        self.chromium, self.url = chromium, url
        self.walkers: dict[str, Walker] = {}
        self.walks: dict[str, Walk] = {}

    def walker(self, role):
        if role not in self.walkers:
            self.walkers[role] = Walker(self.chromium, self.url, ROLES[role])
        return self.walkers[role]

    def walk(self, role):
        if role not in self.walks:
            walker = self.walker(role)
            walker.speak("fi")
            self.walks[role] = walker.walk("/queue" if ROLES[role] else "/")
        return self.walks[role]


@pytest.fixture(scope="module")
def survey(chromium, site):
    survey = Survey(chromium, site.url)
    yield survey
    for walker in survey.walkers.values():
        walker.context.close()


def one_title_twice(walk):
    """Titles that two kinds of pages share; the same page asked another way may share its own."""
    own = {kind: title for kind, title in walk.titles.items() if not kind.endswith("?")}
    twice = [title for title, times in Counter(own.values()).items() if times > 1]
    return {title: [kind for kind in own if own[kind] == title] for title in twice}


@pytest.mark.parametrize("role", ROLES)
def test_every_page_is_well_for_the(role, survey):
    walk = survey.walk(role)
    assert len(walk.pages) >= 15, sorted(walk.pages)
    assert not walk.faults, "\n".join(walk.faults)
    assert not one_title_twice(walk)


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_kind_of_page_is_well_in(language, survey):
    walk, met = Walk(), set()
    for role in ROLES:
        walker = survey.walker(role)
        ways = survey.walk(role).pages
        walker.speak(language)
        for kind in ways.keys() - met:
            walker.look(ways[kind], kind, walk)
        met |= ways.keys()
    assert not walk.faults, "\n".join(walk.faults)


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(survey):
    for role, start in (("stranger", "/"), ("coordinator", "/queue")):
        page = survey.walker(role).page
        page.goto(survey.url + start)
        page.keyboard.press("Tab")
        expect(page.locator("a.skip")).to_be_focused()
        expect(page.locator("a.skip")).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main#content")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("role", REFUSED)
def test_a_refused_form_puts_the_focus_on_what_is_wrong(role, survey):
    walker = survey.walker(role)
    for path in REFUSED[role]:
        page = walker.page
        page.goto(survey.url + path)
        for box in page.locator("main form[method=post] input:is([type=text], [type=email])").all():
            box.fill("")
        with page.expect_navigation():
            page.locator("main form[method=post] button.btn-primary").last.click()
        expect(page.locator(".error-sum")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        assert page.evaluate("() => document.activeElement.matches('input, select, textarea')"), (
            path
        )
