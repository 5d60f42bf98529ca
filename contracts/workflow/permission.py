"""Third floor. The one refusal every deed begins with."""

from core.errors import NotAllowed
from core.language import N_


def require(allowed: bool) -> None:
    """Raises NotAllowed when policy said no."""
    if not allowed:
        raise NotAllowed(N_("Your role does not let you do this."))
