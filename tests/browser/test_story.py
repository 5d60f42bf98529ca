"""The whole main job on one real path, from an empty page to a paid share, by everybody it takes."""

from collections.abc import Callable

import pytest

from tests.browser.acts import agreement, catalogue, costs, invoice, readiness, registration
from tests.browser.site import Site
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser

SECRET = "kolme sinista kuusta"
COORDINATOR, MANAGER = "aino.virta@tiera.example", "hanna.lehto@tiera.example"
TREASURER = "markus.strom@tiera.example"


@pytest.mark.parametrize(
    ("language", "javascript", "name"),
    [("fi", True, "Sanapolku"), ("en", True, "Sanametsä"), ("fi", False, "Sanasilta")],
)
def test_a_vendor_lists_a_service_tiera_certifies_it_and_anybody_finds_it(
    visitor, language, javascript, name
):
    slug = catalogue.a_vendor_lists_a_service(visitor(language, javascript), name)
    catalogue.tiera_certifies_it(visitor(language, javascript), name)
    catalogue.anybody_finds_it(visitor(language, javascript), name, slug)


def test_a_municipality_gets_ready_joins_and_pays_its_share_in_finnish(site, visitor):
    preparer, signatory = visitor("fi"), visitor("fi")
    preparer.sign_in("elli.saari@inari.example")
    registration.a_colleague_is_invited(preparer, "signe.holm@inari.example")
    registration.somebody_accepts(signatory, "signe.holm@inari.example", "Signe Holm", SECRET)
    it_joins_and_pays(
        site, lambda: visitor("fi"), preparer, signatory, "Signe Holm", "Inari", "P-TUKI-1"
    )


@pytest.mark.parametrize(
    ("code", "organisation", "place", "javascript"),
    [("890", "Utsjoki", "utsjoki", False), ("498", "Muonio", "muonio", True)],
)
def test_a_municipality_registers_joins_and_pays_in_english(
    site, visitor, code, organisation, place, javascript
):
    """Without JavaScript, and with it, when every page is examined too."""

    def somebody() -> Visitor:
        return visitor("en", javascript=javascript)

    admin, signatory = somebody(), somebody()
    email, other = f"aslak.nuorgam@{place}.example", f"inga.aikio@{place}.example"
    registration.a_municipality_registers(somebody(), code, "Aslak Nuorgam", email)
    registration.tiera_confirms(somebody(), organisation)
    registration.somebody_accepts(admin, email, "Aslak Nuorgam", SECRET)
    registration.the_admin_prepares_too(admin)
    registration.a_colleague_is_invited(admin, other)
    registration.somebody_accepts(signatory, other, "Inga Aikio", SECRET)
    pool = f"P-TUKI-{code}"
    it_joins_and_pays(site, somebody, admin, signatory, "Inga Aikio", organisation, pool)


def it_joins_and_pays(
    site: Site,
    somebody: Callable[[], Visitor],
    preparer: Visitor,
    signatory: Visitor,
    name: str,
    organisation: str,
    pool: str,
) -> None:
    """Readiness, agreement, shared cost, invoice: each act by those whose work it is."""
    coordinator, manager, treasurer = somebody(), somebody(), somebody()
    readiness.every_gate_is_met(preparer, but={"decision-final"})
    readiness.the_application_is_sent(preparer)
    coordinator.sign_in(COORDINATOR)
    readiness.tiera_accepts(coordinator, organisation)

    address = agreement.tiera_offers_it(coordinator, organisation)
    agreement.the_municipality_decides(preparer, address)
    agreement.somebody_signs(signatory, address, name, "Kunnanjohtaja")
    manager.sign_in(MANAGER)
    agreement.somebody_signs(manager, address, "Hanna Lehto", "Contract manager")
    site.flask("agreements", "advance", days_later=1)  # what the job does on the first day
    signatory.go(address)
    signatory.sees("In force")

    costs.the_member_counts_its_learners(signatory, "690")
    treasurer.sign_in(TREASURER)
    costs.tiera_confirms_them(treasurer, organisation)
    cost = f"Käyttöönottotuki {pool}"
    costs.tiera_opens_a_pool(manager, pool, cost, "48 000,01")
    run = costs.the_run_is_calculated_approved_and_locked(treasurer, manager, cost)
    costs.the_member_reads_its_statement(signatory, organisation, "€")
    invoice.the_share_is_invoiced(treasurer, run)
    paid = invoice.the_member_pays(signatory)
    treasurer.go(paid)
    treasurer.sees("Paid")
