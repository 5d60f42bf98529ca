"""The second act: a small municipality gets ready with its colleagues, applies and is accepted."""

from datetime import date, timedelta

from core.clock import today
from tests.browser.visitor import Visitor


def finnish(day: date) -> str:
    return f"{day.day}.{day.month}.{day.year}"


def a_paper() -> dict[str, object]:
    """A small but whole PDF file."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
    ]
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(body)
    body += b"xref\n0 4\n0000000000 65535 f \n"
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"trailer << /Size 4 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % table
    return {"name": "ote.pdf", "mimeType": "application/pdf", "buffer": body}


def every_gate_is_met(preparer: Visitor, but: set[str] = frozenset()) -> None:
    """The preparer answers every task that can be opened, until nothing new opens."""
    preparer.go("/readiness")
    preparer.tick("Basic education", "General upper secondary education", "Finnish")
    preparer.press("Start the readiness check")
    done: set[str] = set()
    while True:
        preparer.go("/readiness")
        gates = preparer.page.locator("main section a[href^='/readiness/']")
        links = {link.get_attribute("href") or "" for link in gates.all()}
        todo = sorted(one for one in links - done if one.split("/")[2] not in but)
        todo = [one for one in todo if one.count("/") == 2 and "?" not in one]
        if not todo:
            return
        for link in todo:
            _answer(preparer, link)
            done.add(link)


def _answer(preparer: Visitor, link: str) -> None:
    preparer.go(link)
    page = preparer.page
    page.locator("#answer-0").check()
    form = page.locator("main form").filter(has=page.locator("#answer-0"))
    for box in form.locator("input[type=text][name^=detail_]").all():
        if box.is_visible():
            name = box.get_attribute("name") or ""
            earlier = finnish(today() - timedelta(days=20))
            dated = name.endswith("_on")
            money = name in {"detail_amount", "detail_total"}
            box.fill(earlier if dated else "12 500,00" if money else "Elli Saari, hallinto")
    for group in {r.get_attribute("name") for r in form.locator("input[type=radio]").all()}:
        if group and group.startswith("detail_"):
            form.locator(f"input[name={group}]").first.check()
    for _ in range(3):  # some tasks want several files; each is sent by itself
        page.locator("main input[type=file]").set_input_files(a_paper())
        preparer.press("Mark as completed")
        if preparer.path == "/readiness":
            return
    raise AssertionError(f"{link}: {page.locator('.error-sum').inner_text()}")


def the_application_is_sent(preparer: Visitor) -> None:
    preparer.go("/readiness")
    preparer.follow("See what goes with the application")
    preparer.submit()


def tiera_accepts(coordinator: Visitor, organisation: str) -> None:
    coordinator.go("/queue")
    coordinator.click(coordinator.page.locator("main tr", has_text=organisation).locator("a").first)
    coordinator.follow("Accept the application")
    coordinator.submit()
