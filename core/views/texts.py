"""Top floor. Pages whose words stand in content/: the accessibility statement and privacy."""

import nh3
from flask import render_template
from flask.typing import ResponseReturnValue
from markdown import markdown
from markupsafe import Markup

from core.content import document
from core.language import language_of
from core.locale import language
from core.views.blueprint import blueprint
from core.web import Access, open_to, settings

TAGS = {"h2", "h3", "p", "ul", "ol", "li", "strong", "em", "a"}


@blueprint.get("/accessibility")
@open_to(Access.EVERYONE)
def accessibility() -> ResponseReturnValue:
    """The statement that 306/2019 asks of every public service on the net."""
    return show("accessibility")


@blueprint.get("/privacy")
@open_to(Access.EVERYONE)
def privacy() -> ResponseReturnValue:
    """What is kept of whom, why and for how long (GDPR articles 13 and 14)."""
    return show("privacy")


def show(slug: str) -> ResponseReturnValue:
    found = document("core", slug)
    page = found.pages[language_of({code: p.body for code, p in found.pages.items()}, language())]
    names = {
        "{coordinator}": settings().coordinator_name,
        "{alliance}": settings().alliance_name,
        "{address}": settings().base_url,
    }
    body = page.body
    for name, value in names.items():
        body = body.replace(name, value)
    html = nh3.clean(markdown(body), tags=TAGS, attributes={"a": {"href"}}, url_schemes={"https"})
    return render_template(
        "core/text.html",
        page=page.meta,
        body=Markup(html),  # noqa: S704 (our own words, and cleaned all the same)
        slug=slug,
    )
