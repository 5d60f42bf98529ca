"""The fifth act: the share is invoiced, and the member pays it by card."""

from tests.browser.visitor import Visitor


def the_share_is_invoiced(treasurer: Visitor, run: str) -> None:
    treasurer.go(f"{run}/invoices")
    treasurer.submit()


def the_member_pays(finance: Visitor) -> str:
    """From the queue to the payment page and back; the answer is the invoice's address."""
    finance.go("/queue")
    finance.click(finance.page.locator("main a[href^='/invoices/']").first)
    address = finance.path
    finance.page.locator("main form[action$='/pay'] button").first.click()
    finance.page.wait_for_url("**/c/pay/**")
    finance.page.locator("form[action$='/now'] button").click()
    finance.page.wait_for_url(f"{finance.url}/**")
    finance.page.wait_for_load_state()
    finance.examine()
    for _ in range(20):
        finance.go(address)
        if finance.page.locator("main", has_text=finance.word("Paid")).count():
            break
        finance.page.wait_for_timeout(500)
    finance.sees("Paid")
    return address
