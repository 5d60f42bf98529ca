"""Top floor. What people write in Markdown, shown safely: no raw HTML, no pictures, no scripts."""

import re

import markdown
import nh3
from markupsafe import Markup

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "a", "h3", "h4", "h5", "h6", "blockquote"}
TAGS |= {"code", "pre", "hr", "table", "thead", "tbody", "tr", "th", "td"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto"}
HEADING = re.compile(r"<(/?)h([1-6])>")
LOWERED = 2
"""A visitor's largest heading stands two steps below the page's own."""


def prose(text: str) -> Markup:
    """Markdown as HTML that can do nothing: cleaned after rendering, because Markdown passes HTML."""
    html = markdown.markdown(text, extensions=["tables", "sane_lists"], output_format="html")
    html = HEADING.sub(lambda m: f"<{m[1]}h{min(6, int(m[2]) + LOWERED)}>", html)
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="nofollow noopener noreferrer",
    )
    return Markup(clean)  # noqa: S704 (cleaned in the line above)
