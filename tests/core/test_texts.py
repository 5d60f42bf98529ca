"""The accessibility statement and the privacy page say what the law asks, in three languages."""

import pytest

from core.content import document

AUTHORITY = {
    "fi": "Liikenne- ja viestintävirasto Traficom",
    "sv": "Transport- och kommunikationsverket Traficom",
    "en": "Finnish Transport and Communications Agency Traficom",
}


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_accessibility_statement_has_its_parts(browser, language):
    page = browser(language=language).get("/accessibility").text
    assert f'<html lang="{language}">' in page
    assert AUTHORITY[language] in page
    for said in ("306/2019", "WCAG", "14", "http://localhost", "/feedback?about=accessibility"):
        assert said in page, said
    assert "{" not in page.split("<main")[1].split("</main>")[0], "a name was not filled in"


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_privacy_page_names_the_keeper_and_the_ombudsman(browser, language):
    page = browser(language=language).get("/privacy").text
    assert "Tiera" in page
    assert "tietosuoja.fi" in page
    assert "{" not in page.split("<main")[1].split("</main>")[0]


@pytest.mark.parametrize("slug", ["accessibility", "privacy"])
def test_each_language_has_the_same_parts(slug):
    pages = document("core", slug).pages.values()
    shapes = [
        [line.split(" ")[0] for line in page.body.splitlines() if line[:1] in "#-"]
        for page in pages
    ]
    assert shapes[0] == shapes[1] == shapes[2]
    assert len({page.meta["updated"] for page in pages}) == 1
