"""Who may open this column's addresses. See tests/doors/routes.py for the form."""

from tests.onboarding import agreement_routes, readiness_routes

ROUTES = {**agreement_routes.ROUTES, **readiness_routes.ROUTES}


def build(world) -> None:
    """The objects the addresses need."""
    agreement_routes.build(world)
    readiness_routes.build(world)
