"""What every page must be, whatever it shows: checked the moment a test fetches it."""

from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}
SVG_EMPTY = {"path", "rect", "line", "circle"}


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.problems: list[str] = []
        self.count: dict[str, int] = {}
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str]] = []
        self.links: list[str] = []
        self.forms: list[dict[str, object]] = []
        self.described: list[str] = []

    def handle_startendtag(self, tag, attrs):
        self.note(tag, dict(attrs))

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.note(tag, given)
        if tag not in VOID:
            self.open.append(tag)

    def note(self, tag, given):
        self.count[tag] = self.count.get(tag, 0) + 1
        if "id" in given:
            self.ids.append(given["id"])
        if any(name.startswith("on") for name in given):
            self.problems.append(f"inline script on <{tag}>")
        if "style" in given:
            self.problems.append(f"inline style on <{tag}>")
        if tag == "script" and not given.get("src"):
            self.problems.append("inline script")
        if tag == "style":
            self.problems.append("inline style sheet")
        if tag == "label" and given.get("for"):
            self.labelled.add(given["for"])
        if tag in {"input", "select", "textarea"} and given.get("type") not in {"hidden", "submit"}:
            self.fields.append(given)
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "form":
            self.forms.append({"method": (given.get("method") or "get").lower(), "csrf": False})
        if tag == "input" and given.get("name") == "csrf_token" and self.forms:
            self.forms[-1]["csrf"] = True
        for name in ("aria-describedby", "aria-labelledby", "aria-controls"):
            self.described += (given.get(name) or "").split()

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.problems.append(f"</{tag}> closes {self.open[-3:]} at line {self.getpos()[0]}")
            if tag in self.open:
                while self.open and self.open.pop() != tag:
                    pass
            return
        self.open.pop()


def problems(html: str) -> list[str]:
    """Everything wrong with a page; an empty list when it is well made."""
    page = Reader()
    page.feed(html)
    page.close()
    out = list(page.problems)
    out += [f"<{tag}> is never closed" for tag in page.open]
    out += [f"id {name!r} twice" for name in {i for i in page.ids if page.ids.count(i) > 1}]
    if page.count.get("title", 0) < 1:
        out.append("no title")
    if page.count.get("h1", 0) != 1:
        out.append(f"{page.count.get('h1', 0)} main headings")
    for field in page.fields:
        if field.get("id") not in page.labelled and not field.get("aria-label"):
            out.append(f"field {field.get('name')!r} has no label")
    out += [f"link leads nowhere: {href!r}" for href in page.links if href in {"", "#"}]
    out += [
        "a form that posts has no csrf token"
        for form in page.forms
        if form["method"] == "post" and not form["csrf"]
    ]
    out += [
        f"{name!r} is pointed at and missing" for name in page.described if name not in page.ids
    ]
    if "%(" in html:
        out.append("a placeholder was not filled")
    return out
