"""Top floor. The addresses of this column, and what all its templates may use."""

from typing import Any

from flask import Blueprint

from contracts.views.tags import tag
from contracts.words.periods import key_in_words, period, share_percent

blueprint = Blueprint("contracts", __name__)


@blueprint.context_processor
def words() -> dict[str, Any]:
    """Periods, percentages and status tags as this column shows them."""
    return {"tag": tag, "period": period, "share_percent": share_percent, "key_words": key_in_words}
