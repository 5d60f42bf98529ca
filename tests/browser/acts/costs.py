"""The fourth act: a shared cost is divided to the cent, the new member by its days, and explained."""

from datetime import date

from core.clock import today
from tests.browser.acts.readiness import finnish
from tests.browser.visitor import Visitor

COUNTED_ON = "20.9.2026"


def the_member_counts_its_learners(finance: Visitor, number: str) -> None:
    finance.go("/drivers/new")
    finance.page.locator("#driver-0").check()
    finance.type(value=number, as_of=COUNTED_ON, source="Oppilashallinto")
    finance.submit()


def tiera_confirms_them(treasurer: Visitor, organisation: str) -> None:
    treasurer.go("/queue")
    treasurer.click(treasurer.page.locator("main tr", has_text=organisation).locator("a").first)
    treasurer.click(treasurer.page.locator("main form[action$='/confirm'] button").first)


def tiera_opens_a_pool(manager: Visitor, code: str, name: str, amount: str) -> None:
    manager.go("/frameworks")
    manager.go("/pools/new")
    manager.type(code=code, name_fi=name, amount=amount)
    manager.page.locator("#kind-0").check()
    manager.page.locator("[name=framework_id]").select_option(index=0)
    key = manager.page.locator("[name=key_version_id] option", has_text="YHT-20-80")
    manager.page.locator("[name=key_version_id]").select_option(
        value=key.first.get_attribute("value") or ""
    )
    first = today().replace(day=1)
    manager.type(period_start=finnish(first), period_end=finnish(date(first.year, 12, 31)))
    manager.submit()


def the_run_is_calculated_approved_and_locked(
    treasurer: Visitor, manager: Visitor, name: str
) -> str:
    """Four eyes: the treasurer calculates and locks, somebody else approves. The run's address."""
    treasurer.go("/runs/new")
    treasurer.page.locator("#period-0").check()
    treasurer.type(name_fi=name, drivers_as_of=COUNTED_ON)
    treasurer.submit()
    run = treasurer.path
    treasurer.press("Calculate")
    manager.go(run)
    manager.press("Approve")
    treasurer.go(run)
    treasurer.press("Lock")
    treasurer.sees("Locked")
    return run


def the_member_reads_its_statement(finance: Visitor, name: str, amount: str) -> None:
    """In sentences and a picture; the days of membership are told."""
    finance.go("/statements")
    finance.click(finance.page.get_by_role("main").get_by_role("link", name=name).first)
    finance.sees(amount)
    assert finance.page.locator("main figure.chart svg").count() >= 1
