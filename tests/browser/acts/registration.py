"""The prologue: a municipality claims its organisation, Tiera confirms, colleagues are invited."""

from tests.browser.visitor import Visitor

COORDINATOR = "aino.virta@tiera.example"


def a_municipality_registers(stranger: Visitor, code: str, name: str, email: str) -> None:
    """From the register, by its code; somebody says who they are."""
    stranger.go("/register")
    stranger.page.locator("#municipality").select_option(value=code)
    stranger.press("Continue")
    stranger.type(street="Kunnantie 1", postcode="99950", place="Karigasniemi")
    stranger.type(claimer_name=name, claimer_position="Hallintojohtaja", claimer_email=email)
    stranger.submit()


def tiera_confirms(coordinator: Visitor, organisation: str) -> None:
    coordinator.sign_in(COORDINATOR)
    coordinator.go("/queue")
    coordinator.click(coordinator.page.locator("main tr", has_text=organisation).locator("a").first)
    coordinator.press("Confirm")


def somebody_accepts(newcomer: Visitor, email: str, name: str, password: str) -> None:
    """The link that works once stands in a message; the demonstration shows it in its mailbox."""
    newcomer.go("/mailbox")
    newcomer.click(newcomer.page.locator("main tr", has_text=email).locator("a").first)
    link = newcomer.page.locator("main a[href*='/invitations/']").first.get_attribute("href")
    assert link, newcomer.page.url
    newcomer.go(link[link.index("/invitations/") :])
    newcomer.type(name=name, password=password)
    newcomer.submit()
    assert newcomer.path == "/account", newcomer.page.url


def the_admin_prepares_too(admin: Visitor) -> None:
    """In a small municipality one person has several roles."""
    admin.go("/people")
    admin.click(admin.page.locator("main a[href^='/people/']").first)
    admin.tick("Preparer")
    admin.submit()


def a_colleague_is_invited(admin: Visitor, email: str) -> None:
    """A signatory who also looks after the money."""
    admin.go("/people")
    admin.follow("Invite a colleague")
    admin.type(email=email)
    admin.tick("Signatory", "Finance")
    admin.submit()
