"""Third floor. Letters of this column: a member's statement is ready. Never commits."""

from datetime import datetime

from accounts.queries import list_people_with
from accounts.roles import Role
from contracts.models.run import AllocationRun
from contracts.queries.runs import share_table
from core import mail
from core.money import format_euros


def tell_members(run: AllocationRun, at: datetime) -> None:
    """Write to the finance people of every member that shares the locked run."""
    table = share_table(run.id)
    for organisation in table.organisations:
        for person in list_people_with(organisation.id, Role.FINANCE):
            mail.send(
                "contracts/statement_ready",
                person,
                at=at,
                subject_of=run,
                name=person.name,
                organisation=organisation.named(person.language),
                run=run.named(person.language),
                code=run.code,
                amount=format_euros(table.by_organisation[organisation.id]),
                run_id=run.id,
                organisation_id=organisation.id,
            )
