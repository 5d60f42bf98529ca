"""Every template compiles, and every document exists in three languages."""

import pytest

from core.content import ROOT, document
from core.language import LANGUAGES

DOCUMENTS = sorted(
    (str(path.parent.parent.relative_to(ROOT)), path.parent.name) for path in ROOT.rglob("fi.md")
)


def test_every_template_compiles(app):
    for name in app.jinja_env.list_templates():
        if not name.startswith("bootstrap"):
            app.jinja_env.get_template(name) if name.endswith((".html", ".txt")) else None


@pytest.mark.parametrize(("shelf", "slug"), DOCUMENTS)
def test_documents_say_as_much_in_each_language(shelf, slug):
    found = document(shelf, slug)
    sizes = {
        code: len(found.pages[code].body) + len(str(found.pages[code].meta)) for code in LANGUAGES
    }
    assert min(sizes.values()) > 0.6 * max(sizes.values()), f"{shelf}/{slug}: {sizes}"


def test_there_are_documents():
    assert len(DOCUMENTS) >= 4
