"""First floor. The language somebody wrote a text in: a column beside the text, and its check.

Asked with `core.forms.WrittenInField`, shown with the filter `written` (WCAG 2.2, 3.1.2).
"""

from typing import Annotated

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import mapped_column

from core.language import DEFAULT, LANGUAGES

WrittenIn = Annotated[str, mapped_column(String(2), default=DEFAULT)]


def known(column: str) -> CheckConstraint:
    """The column holds one of our languages."""
    codes = ", ".join(f"'{code}'" for code in LANGUAGES)
    return CheckConstraint(f"{column} IN ({codes})", name=f"{column}_known")
