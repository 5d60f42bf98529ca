"""The first act: a vendor lists a service, Tiera certifies it, anybody finds it."""

from tests.browser.visitor import Visitor

VENDOR = "oskari.lind@havuoppi.example"
CERTIFIER = "olli.makinen@tiera.example"


def a_vendor_lists_a_service(vendor: Visitor, name: str) -> str:
    """The vendor describes a service page by page and sends it; the answer is its slug."""
    vendor.sign_in(VENDOR)
    vendor.go("/services/mine")
    vendor.follow("Describe a new service")
    vendor.type(name=name)
    vendor.press("Create the service")
    slug = vendor.path.split("/")[2]
    pages = f"/services/{slug}/edit"
    vendor.sees("required answers are missing", partly=True)

    vendor.go(f"{pages}/texts-fi")
    vendor.type(
        name=name,
        summary="Sanojen ja lukemisen harjoittelua pienissä ryhmissä.",
        description="Oppija lukee **ääneen**.\n\n- lyhyitä tekstejä\n- heti palautetta\n",
    )
    vendor.press("Save and continue")
    vendor.type(name=name, summary="Ord- och läsövning i små grupper.", description="Läs högt.")
    vendor.press("Save and continue")
    vendor.type(name=name, summary="Practice of words and reading.", description="Read aloud.")
    vendor.press("Save and continue")
    vendor.tick("Reading and writing", "Learners", "Teachers", "Basic education")
    vendor.tick("Finnish", "Swedish")
    vendor.type(year_from="1", year_to="6")
    vendor.press("Save and continue")
    vendor.tick("MPASSid", "LTI 1.3")
    vendor.type(
        api_url="https://sanapolku.example/api",
        note_fi="Kaikki tiedot CSV-tiedostoina pääkäyttäjän näkymästä.",
        exit_price_cents="0",
        exit_days="60",
    )
    vendor.press("Save and continue")
    vendor.tick("Per learner and year")
    vendor.type(price_cents="1,95", note_fi="Käyttöönotto ja tuki sisältyvät.")
    vendor.press("Save and continue")
    _describe_the_data(vendor)
    vendor.press("Save and continue")
    vendor.tick("No artificial intelligence")
    vendor.press("Save and continue")
    vendor.type(
        note_fi="Arkisin klo 8–16, vastaus neljässä tunnissa.", support_email="tuki@sana.example"
    )
    vendor.tick("Meets WCAG 2.1 AA")
    vendor.type(accessibility_url="https://sanapolku.example/saavutettavuus")
    vendor.press("Save and continue")
    for box in vendor.page.locator("textarea").all():
        box.fill("Kuvattu liitteessä, katso kohta 3.")
    vendor.press("Save")
    vendor.go(pages)
    vendor.press("Send for review")
    return slug


def _describe_the_data(vendor: Visitor) -> None:
    vendor.page.locator("#personal_data-0").check()
    for closed in vendor.page.locator("main details:not([open]) > summary").all()[::-1]:
        closed.click()
    vendor.page.locator("#data_elements-0-element").select_option(index=1)
    vendor.page.locator("#data_elements-0-purposes-1").check()
    vendor.page.locator("#data_elements-0-place").select_option(index=1)
    vendor.page.locator("#data_elements-0-months").fill("24")
    vendor.page.locator("#data_elements-0-counted_from").select_option(index=1)
    vendor.page.locator("#sub_processors-0-name").fill("Konesali Pohjola Oy")
    vendor.page.locator("#sub_processors-0-task").select_option(index=1)
    vendor.page.locator("#sub_processors-0-place").select_option(index=1)


def tiera_certifies_it(certifier: Visitor, name: str) -> None:
    """A certifier asks one thing, writes a finding on each criterion and certifies."""
    certifier.sign_in(CERTIFIER)
    certifier.go("/queue")
    certifier.click(certifier.page.get_by_role("main").get_by_role("link", name=name).first)
    review = certifier.path
    certifier.press("Take up the review")
    criteria = {
        link.get_attribute("href") or ""
        for link in certifier.page.locator(f"main a[href^='{review}/criteria/']").all()
    }
    assert 6 <= len(criteria) <= 10
    for address in sorted(criteria):
        certifier.go(address)
        certifier.tick("Met")
        certifier.tick("Tested")
        certifier.type(note="Kokeiltu testitunnuksilla.")
        certifier.submit()
    certifier.go(f"{review}/decide/certify")
    certifier.submit()


def anybody_finds_it(stranger: Visitor, name: str, slug: str) -> None:
    """The catalogue finds it by a word and a facet; its page shows what was found about it."""
    stranger.go("/services")
    stranger.page.locator("#q").fill(name.lower())
    stranger.press("Search")
    stranger.sees(name)
    stranger.go(f"/services?q={name.lower()}&use=reading_writing")
    stranger.sees(name)
    stranger.go(f"/services/{slug}")
    stranger.sees("Tested")
    stranger.sees("Konesali Pohjola Oy")
