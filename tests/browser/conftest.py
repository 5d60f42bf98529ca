"""Real Chromium against a whole installation with the demonstration alliance."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser.site import Site, running
from tests.browser.visitor import Visitor
from tests.everything import find_browser


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    data: Path = tmp_path_factory.mktemp("site")
    with running(data) as site:
        yield site
    shutil.rmtree(data, ignore_errors=True)


def launch(playwright: Playwright) -> Browser:
    """The system's Chromium, without a window."""
    path = find_browser()
    assert path, "there is no Chromium"
    arguments = ["--disable-gpu", "--disable-quic", "--disable-background-networking"]
    arguments.append("--disable-dev-shm-usage")  # a container's /dev/shm is small, and slow
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    return playwright.chromium.launch(executable_path=path, args=arguments)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


@pytest.fixture
def visitor(site: Site, chromium: Browser) -> Iterator[Callable[..., Visitor]]:
    """`visitor("fi")` is a stranger with a Finnish browser; `javascript=False` switches it off."""
    contexts = []

    def somebody(language: str = "fi", javascript: bool = True, width: int = 1280) -> Visitor:
        context = chromium.new_context(
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            locale="fi-FI",
            timezone_id="Europe/Helsinki",
        )
        contexts.append(context)
        return Visitor(context, site.url, language, javascript)

    yield somebody
    for context in contexts:
        context.close()
