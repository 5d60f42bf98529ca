"""Finnish and Swedish are complete: no message is missing, fuzzy, left over or misfilled."""

import pytest

from core import catalogues
from core.language import LANGUAGES


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_every_message_is_translated(language):
    problems = list(catalogues.problems(language))
    assert not problems, f"{len(problems)} in {language}, first: {problems[:5]}"


def test_every_language_but_the_source_has_a_catalogue():
    assert set(LANGUAGES) == {*catalogues.TRANSLATED, "en"}


def test_a_missing_message_is_noticed(monkeypatch):
    source = catalogues.extracted()
    source.add("A sentence that nobody has translated %(name)s")
    monkeypatch.setattr(catalogues, "extracted", lambda: source)
    assert any("nobody has translated" in line for line in catalogues.problems("fi"))
