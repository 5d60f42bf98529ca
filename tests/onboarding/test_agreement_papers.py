"""The papers: accessible, in the reader's language, holding what was offered, the same every time."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
import time_machine
from pypdf import PdfReader

from core import pdf
from core.blocks import to_blocks, to_html
from core.language import LANGUAGES
from onboarding.states.agreement import AgreementState
from tests.factories.accounts import a_municipality
from tests.factories.onboarding_agreements import a_cast, an_agreement

S = AgreementState
WORDS = {"fi": "Sopijapuolet", "sv": "Parter i avtalet", "en": "The parties are"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(datetime(2026, 3, 20, 10, 0, tzinfo=UTC), tick=False):
        yield


def read(browser, agreement, tail):
    answer = browser(agreement.cast.preparer).get(f"/agreements/{agreement.id}/{tail}")
    assert answer.status_code == 200, answer.text[:2000]
    assert answer.mimetype == "application/pdf"
    return answer.data, PdfReader(BytesIO(answer.data))


def text_of(paper):
    return " ".join("\n".join(page.extract_text() for page in paper.pages).split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["agreement", "decision-pack"])
def test_a_paper_is_titled_tagged_and_in_its_language(browser, language, kind):
    agreement = an_agreement(S.WAITING_APPEAL)
    _, paper = read(browser, agreement, f"{kind}-{language}.pdf")
    root = paper.trailer["/Root"]
    assert agreement.number in paper.metadata.title
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    text = text_of(paper)
    assert WORDS[language] in text
    assert agreement.fingerprint in text.replace(" ", "")


def test_the_whole_text_is_on_the_paper(browser):
    agreement = an_agreement(S.OFFERED)
    _, paper = read(browser, agreement, "agreement-fi.pdf")
    text = text_of(paper).replace(" ", "")
    for block in to_blocks(agreement.texts["fi"])[1:]:
        words = "".join(run[0] for run in block["runs"])
        assert "".join(words.split()) in text or len(words) > 200, words
    for number in range(1, 17):
        assert f"{number}.1" in text
    for annex in ("Liite1.Kustannusarvio", "Liite2.Pelisäännöt", "Liite3.Tietosuojaliite"):
        assert annex in text


def test_an_annex_begins_a_page_and_its_sections_stand_below_it(browser):
    agreement = an_agreement(S.OFFERED)
    for tail, level in (("agreement-sv.pdf", 0), ("decision-pack-sv.pdf", 1)):
        _, paper = read(browser, agreement, tail)
        starts = [page.extract_text().split("\n")[1] for page in paper.pages]
        assert any(start.startswith("Bilaga 3. Dataskyddsbilaga") for start in starts), starts
        found = dict(headings(paper.outline))
        assert found["Bilaga 3. Dataskyddsbilaga"] == level
        assert found["6. Underbiträden"] == level + 1
        assert found["5. Kostnadsfördelning"] == level


def headings(outline, level=0):
    """Every heading of a paper's outline with how deep it is."""
    for one in outline:
        if isinstance(one, list):
            yield from headings(one, level + 1)
        else:
            yield one.title, level


def test_the_signed_agreement_says_who_signed(browser):
    agreement = an_agreement(S.COUNTERSIGNED)
    _, paper = read(browser, agreement, "agreement-en.pdf")
    text = text_of(paper)
    assert "Eeva Honkola, Kaupunginjohtaja" in text
    assert "Aino Virta, Sopimuspäällikkö" in text


def test_the_same_agreement_gives_the_same_bytes(browser, app):
    agreement = an_agreement(S.OFFERED)
    first, _ = read(browser, agreement, "agreement-sv.pdf")
    for kept in (app.config["SETTINGS"].data_dir / "pdf").iterdir():
        kept.unlink()
    second, _ = read(browser, agreement, "agreement-sv.pdf")
    assert first == second


def test_a_name_that_looks_like_markup_stays_a_name(browser):
    cast = a_cast(a_municipality(name_fi="#panic() *Kunta* $x$ <b>"))
    agreement = an_agreement(S.OFFERED, cast)
    _, paper = read(browser, agreement, "agreement-fi.pdf")
    assert "#panic() *Kunta* $x$ <b>" in text_of(paper)


def test_a_draft_says_it_is_one(browser):
    agreement = an_agreement(S.DRAFT)
    _, paper = read(browser, agreement, "agreement-en.pdf")
    assert "Draft. Not an offer." in text_of(paper)


def test_a_draft_without_an_estimate_has_no_text_yet(browser):
    agreement = an_agreement(S.DRAFT, estimate=False)
    answer = browser(agreement.cast.manager).get(f"/agreements/{agreement.id}/agreement-fi.pdf")
    assert answer.status_code == 409
    assert browser(agreement.cast.manager).get(f"/agreements/{agreement.id}").status_code == 200


def test_an_unknown_language_is_no_page(browser):
    agreement = an_agreement(S.OFFERED)
    visitor = browser(agreement.cast.preparer)
    assert visitor.get(f"/agreements/{agreement.id}/agreement-de.pdf").status_code == 404


def test_the_door_refuses_what_cannot_be_accessible(app):
    with pytest.raises(ValueError, match="title"):
        pdf.render("agreement", {}, "fi", " ")
    with pytest.raises(ValueError, match="languages"):
        pdf.render("agreement", {}, "de", "Title")
    with pytest.raises(pdf.PdfFailed, match="agreement"):
        pdf.render("agreement", {"wrong": 1}, "fi", "Title")


def test_markdown_becomes_blocks_without_losing_a_word():
    blocks = to_blocks("# One\n\n**1.1** Text & more\n\n- first\n- second\n")
    assert [(b["kind"], b["level"]) for b in blocks] == [
        ("heading", 1),
        ("paragraph", 0),
        ("item", 1),
        ("item", 1),
    ]
    assert blocks[1]["runs"] == [["1.1", True], [" Text & more", False]]


def test_html_from_an_agreement_holds_no_script_and_begins_at_the_asked_level():
    html = to_html("# One\n\n## Two\n\n<script>x</script> [a](javascript:x)", top_heading=2)
    assert "<h2" in html
    assert "<h3" in html
    assert "<h1" not in html
    assert "<script" not in html
    assert "javascript" not in html


def test_the_page_of_the_text_leads_to_each_annex(browser):
    agreement = an_agreement(S.OFFERED)
    page = browser(agreement.cast.preparer).get(f"/agreements/{agreement.id}/text?text=sv").text
    for number, heading in ((2, "Bilaga 1."), (3, "Bilaga 2."), (4, "Bilaga 3.")):
        assert f'href="#part-{number}">{heading}' in page
        assert f'<section id="part-{number}"' in page
    assert "Underbiträdet binds skriftligen" in page
