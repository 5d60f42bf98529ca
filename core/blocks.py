"""Second floor. An agreement's Markdown as something to show: safe HTML, or blocks for a PDF."""

from html.parser import HTMLParser
from typing import Any

import nh3
from markdown import Markdown
from markdown.extensions.toc import TocExtension
from markupsafe import Markup

TAGS = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "strong", "em", "br"}
HEADINGS = {f"h{level}": level for level in range(1, 7)}


def to_html(text: str, top_heading: int = 1) -> Markup:
    """Markdown as HTML that can do no harm; its first heading becomes h<top_heading>."""
    reader = Markdown(extensions=[TocExtension(baselevel=top_heading)])
    return Markup(nh3.clean(reader.convert(text), tags=TAGS, attributes={}))  # noqa: S704 (cleaned)


def to_blocks(text: str) -> list[dict[str, Any]]:
    """Markdown as headings, paragraphs and list items for a PDF template.

    A block is {"kind": "heading" | "paragraph" | "item", "level": n, "runs": [[text, bold], …]}.
    """
    reader = _Blocks()
    reader.feed(str(to_html(text)))
    reader.close()
    return reader.blocks


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[dict[str, Any]] = []
        self.bold = 0
        self.items = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in HEADINGS:
            self._open("heading", HEADINGS[tag])
        elif tag == "li":
            self.items += 1
            self._open("item", self.items)
        elif tag == "p" and not self.items:
            self._open("paragraph", 0)
        elif tag == "strong":
            self.bold += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "strong":
            self.bold -= 1
        elif tag == "li":
            self.items -= 1

    def handle_data(self, data: str) -> None:
        if self.blocks and data.strip("\n"):
            self.blocks[-1]["runs"].append([data.replace("\n", " "), self.bold > 0])

    def _open(self, kind: str, level: int) -> None:
        self.blocks.append({"kind": kind, "level": level, "runs": []})
