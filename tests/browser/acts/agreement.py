"""The third act: the agreement is offered with a price, decided, signed by both, and in force."""

from datetime import timedelta

from core.clock import today
from tests.browser.acts.readiness import finnish
from tests.browser.visitor import Visitor


def tiera_offers_it(coordinator: Visitor, organisation: str) -> str:
    """Drafted from the accepted application, priced, offered; the answer is its address."""
    coordinator.go("/queue")
    coordinator.click(coordinator.page.locator("main tr", has_text=organisation).locator("a").first)
    if not coordinator.path.startswith("/agreements/new"):
        draft = coordinator.page.locator("main a[href^='/agreements/new/']").first
        coordinator.go(draft.get_attribute("href") or "")
    coordinator.type(starts_on=finnish(today() + timedelta(days=1)))
    coordinator.press("Draft the agreement")
    address = coordinator.path
    coordinator.follow("Attach the cost estimate")
    coordinator.press("Attach this estimate")
    coordinator.press("Offer the agreement")
    return address


def the_municipality_decides(preparer: Visitor, address: str) -> None:
    """The board decides; the appeal time runs, until the decision is executed at once by law."""
    preparer.go(address)
    preparer.follow("Take to the deciding body")
    preparer.tick("Municipal board")
    preparer.type(body_name="Kunnanhallitus")
    preparer.submit()
    _record(preparer, address)
    preparer.sees("Appeal time running")
    assert preparer.page.get_by_role(
        "button", name=preparer.word("Read and sign"), exact=True
    ).is_disabled()
    _record(preparer, address, execution_section="143", execution_reason="Lukukausi alkaa.")
    preparer.sees("Ready to sign")


def _record(preparer: Visitor, address: str, **more: str) -> None:
    day = finnish(today())
    preparer.go(f"{address}/decision")
    preparer.page.locator("#outcome-0").check()
    preparer.page.locator("#body_kind-1").check()
    preparer.type(
        body_name="Kunnanhallitus", decided_on=day, section="312", disqualified="1", **more
    )
    preparer.page.locator("#path-0").check()
    preparer.type(noticed_on=day)
    preparer.submit()


def somebody_signs(signatory: Visitor, address: str, name: str, title: str) -> None:
    """Reads the text, writes name and position, and signs."""
    signatory.go("/queue")
    signatory.go(f"{address}/sign")
    signatory.type(name=name, title=title)
    signatory.page.locator("#confirmed").check()
    signatory.submit()
    assert signatory.path == address, signatory.page.locator(".error-sum").inner_text()
