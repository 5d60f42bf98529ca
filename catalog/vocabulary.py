"""Ground floor. Words people search by, so that 'maths' finds a service that never says so."""

from collections.abc import Iterable
from functools import cache

from catalog.facts import UseCategory
from core.content import document
from core.language import LANGUAGES


@cache
def words_for(category: UseCategory) -> str:
    """The search words of a use in all languages. Raises KeyError when a language lacks the use."""
    pages = document("catalog/vocabulary", "categories-v1").pages
    return " ".join(pages[code].meta["words"][category.value] for code in LANGUAGES)


def search_words(categories: Iterable[str]) -> str:
    """The search words of several uses."""
    return " ".join(words_for(UseCategory(value)) for value in categories)
