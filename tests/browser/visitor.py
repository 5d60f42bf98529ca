"""Somebody at a browser, who finds things by the words on the page, in their own language."""

import re
from functools import cache
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from babel.messages.pofile import read_po
from playwright.sync_api import BrowserContext, Locator, Page, expect

PASSWORDS: dict[str, str] = {}
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
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

    def __init__(self, context: BrowserContext, url: str, language: str) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(10_000)
        self.url, self.language = url, language
        self.complaints: list[str] = []
        self.examined: set[str] = set()
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
        result = Axe().run(self.page, options=RULES)
        for fault in result.response["violations"]:
            nodes = "; ".join(node["html"][:160] for node in fault["nodes"][:3])
            self.complaints.append(f"{self.page.url}: {fault['id']}: {nodes}")
        self.examined.add(re.sub(r"\d+", "*", self.page.url.removeprefix(self.url)))
        assert not self.complaints, "\n".join(self.complaints)

    def sign_in(self, email: str, password: str) -> None:
        self.go("/sign-in")
        self.page.get_by_label(self.word("E-mail"), exact=True).fill(email)
        self.page.get_by_label(self.word("Password"), exact=True).fill(password)
        self.page.get_by_role("main").get_by_role(
            "button", name=self.word("Sign in"), exact=True
        ).click()
        self.page.wait_for_load_state()
        self.examine()

    def fill(self, label: str, value: str, **values: object) -> None:
        """Type into the field with this (English) label."""
        self.field(label, **values).fill(value)

    def field(self, label: str, **values: object) -> Locator:
        text = re.escape(self.word(label, **values))
        optional = re.escape(self.word("(optional)"))
        return self.page.get_by_label(re.compile(rf"^{text}( {optional})?$")).first

    def choose(self, option: str, inside: str = "", **values: object) -> None:
        """Tick the radio button or checkbox with this label, in the group with this legend."""
        place: Page | Locator = self.page
        if inside:
            legend = re.compile(rf"^{re.escape(self.word(inside))}")
            place = self.page.get_by_role("group", name=legend)
        place.get_by_label(self.word(option, **values)).first.check()

    def pick(self, label: str, option: str) -> None:
        """Choose from a list."""
        self.field(label).select_option(label=option)

    def press(self, button: str, **values: object) -> None:
        """Press the button with this word, wait for the page it leads to, and look at it."""
        name = self.word(button, **values)
        self.page.get_by_role("main").get_by_role("button", name=name, exact=True).first.click()
        self.page.wait_for_load_state()
        self.examine()

    def follow(self, link: str, **values: object) -> None:
        """Follow the link with this word."""
        name = self.word(link, **values)
        self.page.get_by_role("main").get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state()
        self.examine()

    def sees(self, text: str, **values: object) -> None:
        """The page says this."""
        expect(self.page.get_by_role("main")).to_contain_text(self.word(text, **values))
