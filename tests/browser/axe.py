"""The accessibility examiner: axe in the open page, its faults in words."""

from functools import cache
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """options => axe.run(document, options).then(result => result.violations.map(
  fault => fault.id + ": " + fault.nodes.slice(0, 3)
    .map(node => node.html.slice(0, 160)).join("; ")))"""


@cache
def _script() -> str:
    folder = Path(axe_playwright_python.__file__).parent
    return (folder / "axe.min.js").read_text(encoding="utf-8")


def faults_of(page: Page, colours: bool = True) -> list[str]:
    """What a machine can see wrong, WCAG 2.2 AA and good practice.

    `colours=False` leaves out contrast, half of the work: words change with the language, colours don't.
    """
    page.evaluate(_script())
    options = {
        "runOnly": TAGS,
        "resultTypes": ["violations"],
        "rules": {"color-contrast": {"enabled": colours}},
    }
    return [str(fault) for fault in page.evaluate(RUN, options)]
