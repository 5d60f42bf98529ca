"""Who may open the pages that read across all columns."""

from tests.doors.routes import EVERYONE, SIGNED_IN, Route

ROUTES = {
    "reports.front": Route(may=EVERYONE),
    "reports.members": Route(may=EVERYONE),
    "reports.members_as_csv": Route(may=EVERYONE),
    "reports.queue": Route(may=SIGNED_IN),
    "reports.queue_as_csv": Route(may=SIGNED_IN),
}
