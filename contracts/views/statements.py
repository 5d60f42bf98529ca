"""Top floor. A member's share explained: page, CSV, JSON and PDF."""

from collections.abc import Iterator
from typing import Any

from flask import g, render_template
from flask.typing import ResponseReturnValue

from accounts.models import Organisation
from contracts.allocation.inputs import PoolKind
from contracts.models.run import AllocationRun, Share
from contracts.policy.runs import may_view_statement, may_view_statements
from contracts.queries import runs
from contracts.queries.change import since_last
from contracts.states.run import LOCKED, RunState
from contracts.views.blueprint import blueprint
from contracts.words import focus
from contracts.words import statement as words
from contracts.words.change import Told, told
from contracts.words.papers import statement_paper
from contracts.words.periods import key_in_words, period
from core import downloads, pdf
from core.db import get
from core.errors import NotFound
from core.locale import language, named
from core.money import type_euros
from core.speech import _
from core.tables import csv_lines
from core.web import Access, open_to, whole_number
from core.words import word


@blueprint.get("/statements")
@open_to(Access.SIGNED_IN)
def statements() -> ResponseReturnValue:
    if not may_view_statements(g.actor):
        raise NotFound()
    own = None if g.actor.of_tiera() else g.actor.organisation_id
    page = runs.page_of_statements(own, whole_number("page", 1))
    return render_template("contracts/statements/index.html", page=page, own=own)


@blueprint.get("/statements/<int:run_id>/<int:organisation_id>")
@open_to(Access.SIGNED_IN)
def statement(run_id: int, organisation_id: int) -> ResponseReturnValue:
    run, organisation, shares = _mine(run_id, organisation_id)
    total = sum(share.cents for share in shares)
    learners = words.learners_of(shares)
    here, days = words.days_here(shares)
    stretches = words.stretches(shares)
    return render_template(
        "contracts/statements/show.html",
        run=run,
        organisation=organisation,
        shares=shares,
        total=total,
        change=_change(run, organisation, total),
        pool_total=sum(share.pool.amount_cents for share in shares),
        per_learner=total // learners if learners else None,
        costs=[share for share in shares if share.cents > 0],
        reliefs=[share for share in shares if share.cents <= 0],
        paragraphs=words.paragraphs(shares, named(organisation)),
        stretches=stretches if len(stretches) > 1 or here < days else [],
        presence=words.presence_sentence(shares, named(organisation)),
        days=days,
        rounding_rows=[
            (one.pool, _("Exactly %(exact)s. %(how)s", exact=one.exact, how=one.sentence))
            for one in words.roundings(shares)
        ],
        drivers=words.driver_sources(shares),
        fixed=words.fixed_share(shares),
        locked=run.state in LOCKED,
    )


@blueprint.get("/statements/<int:run_id>/<int:organisation_id>.json")
@open_to(Access.SIGNED_IN)
def statement_as_json(run_id: int, organisation_id: int) -> ResponseReturnValue:
    run, organisation, shares = _mine(run_id, organisation_id)
    return _as_data(run, organisation, shares)


@blueprint.get("/statements/<int:run_id>/<int:organisation_id>.csv")
@open_to(Access.SIGNED_IN)
def statement_as_csv(run_id: int, organisation_id: int) -> ResponseReturnValue:
    run, organisation, shares = _mine(run_id, organisation_id)
    header = [_("Run"), _("Member"), _("Business ID"), _("Pool"), _("Name"), _("Kind")]
    header += [_("Period starts"), _("Period ends"), _("Pool, euros"), _("Share, euros")]
    header += [_("Exact share in cents"), _("Key"), _("How it is shared"), _("Decision")]
    header += [focus.METHOD_ID, focus.METHOD_DETAILS]

    def rows() -> Iterator[list[object]]:
        for share in shares:
            pool, version = share.pool, share.pool.key_version
            decision = f"{version.decision_body} {version.decision_on} {version.decision_section}"
            yield [
                run.code,
                named(organisation),
                organisation.business_id,
                pool.code,
                named(pool),
                word(pool.kind),
                pool.period_start.isoformat(),
                pool.period_end.isoformat(),
                type_euros(pool.amount_cents),
                type_euros(share.cents),
                share.explanation["exact"],
                f"{version.key.code}/{version.number}",
                key_in_words(version.parts),
                decision,
                focus.method_id(share.explanation),
                focus.method_details(share.explanation),
            ]

    return downloads.table(_file_name(run, organisation, "csv"), csv_lines(header, rows()))


@blueprint.get("/statements/<int:run_id>/<int:organisation_id>.pdf")
@open_to(Access.SIGNED_IN)
def statement_as_pdf(run_id: int, organisation_id: int) -> ResponseReturnValue:
    run, organisation, shares = _mine(run_id, organisation_id)
    title = _(
        "%(name)s: share of the shared costs %(period)s",
        name=named(organisation),
        period=period(run.period_start, run.period_end),
    )
    change = _change(run, organisation, sum(share.cents for share in shares))
    paper = statement_paper(run, organisation, shares, title, change)
    body = pdf.render("contracts_statement", paper, language(), title)
    return downloads.paper(_file_name(run, organisation, "pdf"), body)


def _mine(run_id: int, organisation_id: int) -> tuple[AllocationRun, Organisation, list[Share]]:
    run, organisation = get(AllocationRun, run_id), get(Organisation, organisation_id)
    shares = runs.list_shares(run_id, organisation_id)
    if not shares or run.state is RunState.CANCELLED:
        raise NotFound()
    if not may_view_statement(g.actor, run, organisation_id):
        raise NotFound()
    return run, organisation, sorted(shares, key=lambda share: share.pool.kind is not PoolKind.COST)


def _change(run: AllocationRun, organisation: Organisation, cents: int) -> Told | None:
    """What changed since the locked run before; nothing when there was none."""
    since = since_last(run, organisation.business_id)
    if since is None:
        return None
    before = runs.list_shares(since.run.id, organisation.id)
    return told(since, cents, sum(share.cents for share in before))


def _as_data(run: AllocationRun, organisation: Organisation, shares: list[Share]) -> dict[str, Any]:
    """The statement for a program: every share with the explanation that recomputes it."""
    since = since_last(run, organisation.business_id)
    return {
        "run": run.code,
        "state": run.state.value,
        "member": organisation.business_id,
        "name": named(organisation),
        "period": [run.period_start.isoformat(), run.period_end.isoformat()],
        "total_cents": sum(share.cents for share in shares),
        "inputs_sha256": run.inputs_sha256,
        "output_sha256": run.output_sha256,
        "previous_hash": run.previous_hash,
        "chain_hash": run.chain_hash,
        "change": since
        and {
            "since_run": since.run.code,
            "before": str(since.change.before),
            "after": str(since.change.after),
            "causes": since.change.causes
            and {cause.value: str(cents) for cause, cents in since.change.causes.items()},
        },
        "shares": [
            {"pool": share.pool.code, "cents": share.cents, "explanation": share.explanation}
            for share in shares
        ],
    }


def _file_name(run: AllocationRun, organisation: Organisation, ending: str) -> str:
    return f"statement-{run.code}-{organisation.business_id}.{ending}"
