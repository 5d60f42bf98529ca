"""Somebody at a browser, who finds things by the words on the page, in their own language."""

import re
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.axe import faults_of

PASSWORD = "torilla-tavataan"
EXAMINED: set[tuple[str, str, bool]] = set()
"""The pages examined so far in this run: language, address without numbers, with or without errors."""
ROOT = Path(__file__).resolve().parents[2]


@cache
def _catalogue(language: str) -> dict[str, str]:
    if language == "en":
        return {}
    path = ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as source:
        rows = read_po(source, locale=language)
    return {row.id: str(row.string) for row in rows if isinstance(row.id, str) and row.id}


def translated(english: str, language: str, **values: object) -> str:
    """What the page says for an English message of the source."""
    text = _catalogue(language).get(english, english)
    return text % values if values else text


class Visitor:
    """One person's browser. Every page they meet is examined for accessibility."""

    def __init__(
        self, context: BrowserContext, url: str, language: str, javascript: bool = True
    ) -> None:
        self.javascript = javascript
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.url, self.language = url, language
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("console", self._listen)
        context.add_cookies([{"name": "lang", "value": language, "url": url}])

    def _listen(self, message) -> None:
        expected = re.search(r"status of (4\d\d|5\d\d)", message.text)
        if message.type == "error" and not expected:
            self.complaints.append(f"console: {message.text}")

    def word(self, english: str, **values: object) -> str:
        return translated(english, self.language, **values)

    def go(self, path: str) -> None:
        """Open an address and look at the page."""
        answer = self.page.goto(self.url + path)
        assert answer is not None
        assert answer.status < 400, f"{path}: {answer.status}"
        self.examine()

    def examine(self) -> None:
        """No page may have an accessibility fault that a machine can see, nor reach too wide."""
        if not self.javascript:  # the examiner is a script itself; it has seen these pages with one
            return
        refused = self.page.locator(".error-sum").count() > 0
        met = (self.language, re.sub(r"\d+", "*", self.path), refused)
        if met in EXAMINED:  # the same page in the same language was well a moment ago
            self._complain()
            return
        EXAMINED.add(met)
        self.complaints += [f"{self.page.url}: {fault}" for fault in faults_of(self.page)]
        self._complain()

    def _complain(self) -> None:
        assert not self.complaints, "\n".join(self.complaints)

    @property
    def path(self) -> str:
        """The address of the present page, without the site and the query."""
        return self.page.url.removeprefix(self.url).partition("?")[0].partition("#")[0]

    def click(self, thing: Locator) -> None:
        """Click what leads to another page, wait for that page, and look at it."""
        with self.page.expect_navigation():
            thing.click()
        self.examine()

    def submit(self) -> None:
        """Press the one filled button of the page's form."""
        self.click(self.page.locator("main form button.btn-primary").first)

    def sign_in(self, email: str, password: str = PASSWORD) -> None:
        self.go("/sign-in")
        self.type(email=email, password=password)
        self.press("Sign in")

    def type(self, **fields: str) -> None:
        """Type into the fields with these names."""
        for name, value in fields.items():
            self.page.locator(f"main [name='{name}']:not([type=hidden])").first.fill(value)

    def tick(self, *options: str) -> None:
        """Tick the radio buttons or boxes with these (English) words."""
        for option in options:
            text = re.compile(rf"^\s*{re.escape(self.word(option))}")
            label = self.page.locator("main label.form-check-label").filter(has_text=text).first
            self.page.locator(f"id={label.get_attribute('for')}").check()

    def pick(self, name: str, option: str) -> None:
        """Choose from the list with this name by the (English) word."""
        self.page.locator(f"main select[name='{name}']").select_option(label=self.word(option))

    def press(self, button: str, **values: object) -> None:
        """Press the button with this word, wait for the page it leads to, and look at it."""
        name = self.word(button, **values)
        self.click(self.page.get_by_role("main").get_by_role("button", name=name, exact=True).first)

    def follow(self, link: str, **values: object) -> None:
        """Follow the link with this word."""
        name = self.word(link, **values)
        self.click(self.page.get_by_role("main").get_by_role("link", name=name).first)

    def sees(self, text: str, partly: bool = False, **values: object) -> None:
        """The page says this; `partly` when it is a piece of a longer (English) message."""
        if partly and self.language != "en":
            return
        expect(self.page.get_by_role("main")).to_contain_text(self.word(text, **values))
