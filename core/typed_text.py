"""Second floor. Markdown that a visitor typed, as HTML that can do no harm and cannot shout.

Raw HTML is shown as the text it is, pictures are left out, headings begin below the page's own h2.
(Our own experts' Markdown goes through `core.blocks`.)
"""

import re
from functools import lru_cache

import nh3
from markdown import Markdown
from markdown.extensions.toc import TocExtension
from markupsafe import Markup, escape

TAGS = {
    *("p", "br", "hr", "strong", "em", "code", "pre", "blockquote"),
    *("h3", "h4", "h5", "h6", "ul", "ol", "li", "a"),
    *("table", "thead", "tbody", "tr", "th", "td"),
}
TOP_HEADING = 3
BRACKETS_MOST = 400  # the parser's time grows with the square of opening brackets
NESTING_MOST = 30
LINES_MOST = 2_000


@lru_cache(maxsize=512)
def prose(text: str) -> Markup:
    """Typed Markdown as safe HTML; text nested beyond reason comes out as plain paragraphs."""
    if (
        text.count("[") > BRACKETS_MOST
        or text.count("\n") > LINES_MOST
        or _nesting(text) > NESTING_MOST
    ):
        return plain(text)
    reader = Markdown(extensions=["tables", "sane_lists", TocExtension(baselevel=TOP_HEADING)])
    reader.preprocessors.deregister("html_block")
    reader.inlinePatterns.deregister("html")
    reader.inlinePatterns.deregister("image_link")
    reader.inlinePatterns.deregister("image_reference")
    try:
        html = reader.convert(text)
    except RecursionError:
        return plain(text)
    cleaned = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )
    return Markup(_steps(cleaned))  # noqa: S704 (nh3 has cleaned it)


def plain(text: str) -> Markup:
    """Typed text as paragraphs, nothing in it interpreted."""
    blocks = [block.strip() for block in text.split("\n\n") if block.strip()]
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in block.split("\n")))
        for block in blocks
    )


def _steps(html: str) -> str:
    """The headings of clean HTML without gaps: the first is h3 and none skips a level."""
    above: list[int] = []

    def level(tag: "re.Match[str]") -> str:
        if tag[1] == "":
            while above and above[-1] >= int(tag[2]):
                above.pop()
            above.append(int(tag[2]))
        return f"<{tag[1]}h{min(TOP_HEADING + len(above) - 1, 6)}>"

    return re.sub(r"<(/?)h([3-6])>", level, html)


def _nesting(text: str) -> int:
    """How deep the quotations and lists of a text may go at most."""
    leads = (len(line) - len(line.lstrip("> \t*+-")) for line in text.splitlines())
    return max(leads, default=0)
