"""Somebody who opens every kind of page they can reach, and looks at each with an examiner's eyes."""

import re
from collections import defaultdict, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, sync_playwright

from tests.browser.axe import faults_of
from tests.browser.visitor import PASSWORD

BYTES = 150_000
LANES = 2
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 320, "height": 800}
SLUGS = (
    (r"\d+", "*"),
    (r"^/services/(?!new$|compare$|mine$)[^/]+", "/services/*"),
    (r"^/readiness/(?!print$|profile$)[^/]+", "/readiness/*"),
    (r"^/certification/\*/criteria/[^/]+", "/certification/*/criteria/*"),
    (r"^/(invitations|reset-password)/[^/]+", r"/\1/*"),
)
NOT_PAGES = re.compile(r"\.\w+$|^/(evidence|static|sign-out|healthz|readyz)\b|/extract/|/html$")
LOOK = Path(__file__).with_name("look.js").read_text(encoding="utf-8")


def kind_of(path: str) -> str:
    """The address without what tells one thing from another; `?` when something was asked."""
    address = urlsplit(path)
    kind = address.path
    for pattern, instead in SLUGS:
        kind = re.sub(pattern, instead, kind)
    return kind + ("?" if address.query else "")


@dataclass
class Walk:
    """What one role met: the address and title of each kind of page, and the faults by language."""

    pages: dict[str, str] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))


class Known:
    """What the walkers share: addresses somebody has opened, and pages that were examined."""

    def __init__(self) -> None:
        self.opened: set[str] = set()
        self.looks: set[tuple[str, str]] = set()
        self.translated: set[str] = set()


def survey(
    url: str, start: Callable[[Playwright], Browser], roles: dict[str, str]
) -> dict[str, Walk]:
    """Every role's walk, in Finnish throughout and each kind of page once in the other languages.

    Two browsers at a time, each in a thread of its own, because one alone leaves a processor idle.
    """
    known, todo, walks = Known(), iter(roles.items()), dict[str, Walk]()

    def lane() -> None:
        with sync_playwright() as playwright, start(playwright) as browser:
            for role, email in todo:
                walker = Walker(browser, url, email, known)
                walks[role] = walker.walk("/queue" if email else "/")
                walker.context.close()

    with ThreadPoolExecutor(LANES) as pool:
        for done in [pool.submit(lane) for _ in range(LANES)]:
            done.result()
    return walks


class Walker:
    """One person's browser that goes everywhere. What has been seen alike is not examined again."""

    def __init__(self, browser: Browser, url: str, email: str, known: Known) -> None:
        self.url, self.known, self.noise = url, known, list[str]()
        self.context = browser.new_context(viewport=WIDE, timezone_id="Europe/Helsinki")
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("pageerror", lambda error: self.noise.append(f"script: {error}"))
        self.page.on("console", self._listen)
        self.speak("fi")
        if email:
            self._sign_in(email)

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.noise.append(f"console: {message.text}")

    def speak(self, language: str) -> None:
        self.language = language
        self.context.add_cookies([{"name": "lang", "value": language, "url": self.url}])

    def _sign_in(self, email: str) -> None:
        self.page.goto(f"{self.url}/sign-in")
        self.page.locator("main [name=email]").fill(email)
        self.page.locator("main [name=password]").fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.locator("main form button.btn-primary").first.click()
        assert self.page.locator(".site-out").count() == 1, f"{email} could not sign in"

    def walk(self, start: str) -> Walk:
        """Every kind of page there is a way to. Of several alike, one that nobody has opened."""
        walk, found = Walk(), defaultdict[str, list[str]](list)
        found[kind_of(start)] = [start]
        waiting = deque(found)
        while waiting:
            kind = waiting.popleft()
            unseen = (path for path in found[kind] if path not in self.known.opened)
            walk.pages[kind] = next(unseen, found[kind][0])
            for link in self.look(kind, walk):
                if (other := kind_of(link)) not in found:
                    waiting.append(other)
                if link not in found[other]:
                    found[other].append(link)
        mine = [kind for kind in walk.pages if kind not in self.known.translated]
        self.known.translated.update(mine)
        for language in ("sv", "en"):
            self.speak(language)
            for kind in mine:
                self.look(kind, walk)
        return walk

    def look(self, kind: str, walk: Walk) -> list[str]:
        """Open a page, write down its faults, and give the ways on from it."""
        path = walk.pages[kind]
        self.known.opened.add(path)
        self.noise.clear()
        answer = self.page.goto(self.url + path)
        assert answer is not None
        facts = self.page.evaluate(LOOK)
        faults = [f"answered {answer.status}"] if answer.status >= 400 else []
        faults += self._judge(facts)
        if self.language == "fi":
            walk.titles[kind] = facts["title"]
        if (self.language, facts["look"]) not in self.known.looks:
            self.known.looks.add((self.language, facts["look"]))
            faults += self._examine()
        walk.faults[self.language] += [f"{path}: {fault}" for fault in [*faults, *self.noise]]
        return [link for href in facts["links"] if (link := self._way(href, path))]

    def _judge(self, facts: dict) -> list[str]:
        faults = []
        if facts["language"] != self.language:
            faults.append(f"is in {facts['language']!r}")
        if not re.fullmatch(r"(\S.* – )+Kuntatori", facts["title"]):
            faults.append(f"is called {facts['title']!r}")
        if facts["bytes"] > BYTES:
            faults.append(f"weighs {facts['bytes']} bytes")
        if facts["overflow"]:
            faults.append(f"reaches over 1280 px: {facts['overflow']}")
        if facts["first_stop"] != "skip":
            faults.append(f"begins its tab stops with {facts['first_stop']!r}")
        return faults

    def _examine(self) -> list[str]:
        faults = faults_of(self.page, colours=self.language == "fi")
        self.page.set_viewport_size(NARROW)
        if wide := self.page.evaluate("() => look.overflow()"):
            faults.append(f"reaches over 320 px: {wide}")
        self.page.set_viewport_size(WIDE)
        return faults

    def _way(self, href: str, path: str) -> str:
        """The link as an address of this site, or nothing when it leads to no page of it."""
        address = urlsplit(urljoin(self.url + path, href))
        if f"{address.scheme}://{address.netloc}" != self.url or "lang" in parse_qs(address.query):
            return ""
        if NOT_PAGES.search(address.path):
            return ""
        return address.path + (f"?{address.query}" if address.query else "")
