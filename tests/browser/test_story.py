"""The whole main job on one real path, from an empty page to a paid share, by everybody it takes."""

import pytest

from tests.browser.acts import agreement, catalogue, costs, invoice, readiness

pytestmark = pytest.mark.browser

SIGNATORY, SECRET = "signe.holm@inari.example", "kolme sinista kuusta"


@pytest.mark.parametrize("language", ["fi", "en"])
def test_a_vendor_lists_a_service_tiera_certifies_it_and_anybody_finds_it(visitor, language):
    name = {"fi": "Sanapolku", "en": "Sanametsä"}[language]
    slug = catalogue.a_vendor_lists_a_service(visitor(language), name)
    catalogue.tiera_certifies_it(visitor(language), name)
    catalogue.anybody_finds_it(visitor(language), name, slug)


def test_the_catalogue_works_without_javascript(visitor):
    slug = catalogue.a_vendor_lists_a_service(visitor("fi", javascript=False), "Lausepolku")
    catalogue.tiera_certifies_it(visitor("fi", javascript=False), "Lausepolku")
    catalogue.anybody_finds_it(visitor("fi", javascript=False), "Lausepolku", slug)


def test_a_municipality_gets_ready_joins_and_pays_its_share(site, visitor):
    """Finnish as the municipality, English as the coordinator."""
    preparer, colleague = visitor("fi"), visitor("fi")
    readiness.a_colleague_is_invited(preparer, SIGNATORY)
    readiness.the_colleague_accepts(colleague, SIGNATORY, "Signe Holm", SECRET)
    readiness.every_gate_is_met(preparer, but={"decision-final"})
    readiness.the_application_is_sent(preparer)
    coordinator = visitor("en")
    readiness.tiera_accepts(coordinator, "Inari")

    address = agreement.tiera_offers_it(visitor("en"), "Inari")
    agreement.the_municipality_decides(visitor("fi"), address)
    agreement.somebody_signs(colleague, address, "Signe Holm", "Kunnanjohtaja")
    manager = visitor("en")
    manager.sign_in(agreement.MANAGER)
    agreement.somebody_signs(manager, address, "Hanna Lehto", "Contract manager")
    site.flask("agreements", "advance", days_later=1)  # what the job does on the first day
    colleague.go(address)
    colleague.sees("In force")

    costs.the_member_counts_its_learners(colleague, "690")
    treasurer = visitor("en")
    costs.tiera_confirms_them(treasurer, "Inari")
    name = "Yhteinen käyttöönottotuki"
    costs.tiera_opens_a_pool(visitor("en"), "P-TUKI-1", name, "48 000,01")
    run = costs.the_run_is_calculated_approved_and_locked(treasurer, manager, name)
    costs.the_member_reads_its_statement(colleague, "Inari", "€")
    invoice.the_share_is_invoiced(treasurer, run)
    paid = invoice.the_member_pays(colleague)
    treasurer.go(paid)
    treasurer.sees("Paid")
