"""Top floor. The blueprint that all pages of the house itself hang on."""

from flask import Blueprint

from core import own_words  # noqa: F401 (its words are registered by being imported)

blueprint = Blueprint("core", __name__)
