"""Top floor. A statement as plain words for the PDF: what the page says, in the same order."""

from collections.abc import Sequence
from typing import Any

from accounts.models import Organisation
from contracts.models.run import AllocationRun, Share
from contracts.words import statement as words
from contracts.words.change import Told
from contracts.words.periods import key_in_words, period, share_percent
from core.locale import day, euros, named, number
from core.speech import _
from core.words import word


def statement_paper(
    run: AllocationRun,
    organisation: Organisation,
    shares: Sequence[Share],
    title: str,
    change: Told | None = None,
) -> dict[str, Any]:
    """Everything the document shows, as texts in the language of the request."""
    name = named(organisation)
    total = sum(share.cents for share in shares)
    everything = sum(share.pool.amount_cents for share in shares)
    here, days = words.days_here(shares)
    stretches = words.stretches(shares)
    cut = len(stretches) > 1 or here < days
    locked = _("Not locked yet")
    if run.locked_at:
        locked = _("Locked on %(day)s", day=day(run.locked_at))
    return {
        "service": "Kuntatori",
        "number": run.code,
        "mark": organisation.business_id,
        "page_of": _("Page {n} of {all}"),
        "over": _("Statement, allocation run %(code)s", code=run.code) + f". {locked}.",
        "amount": euros(total),
        "lead": _(
            "This is %(percent)s of the shared costs of the period %(period)s. Without VAT.",
            percent=share_percent(total, everything),
            period=period(run.period_start, run.period_end),
        ),
        "how": _("How the share comes about"),
        "paragraphs": [
            {"pools": ", ".join(one.pools), "text": " ".join(one.sentences)}
            for one in words.paragraphs(shares, name)
        ],
        "rows_title": _("Rows and sources"),
        "columns": [_("Cost and key"), _("In all"), _("Part"), name, _("Source")],
        "rows": [_row(share) for share in shares],
        "total": [
            _("In all"),
            euros(everything),
            share_percent(total, everything),
            euros(total),
            "",
        ],
        "presence_title": _("Days as a member") if cut else "",
        "presence": words.presence_sentence(shares, name) if cut else "",
        "change_title": _("Why the share changed") if change else "",
        "change": change.sentence if change else "",
        "causes": [
            {"cause": cause, "cents": euros(cents, sign=True)}
            for cause, cents in (change.rows if change else ())
        ],
        "rounding_title": _("How the cents were rounded"),
        "roundings": [
            {"pool": one.pool, "text": f"{one.exact}. {one.sentence}"}
            for one in words.roundings(shares)
        ],
        "sources": [
            _(
                "%(driver)s: %(value)s, counted on %(day)s.",
                driver=word(driver),
                value=number(row["value"]),
                day=row["day"],
            )
            for driver, row in words.driver_sources(shares)
        ],
        "hashes": [
            _("Inputs (SHA-256): %(hash)s", hash=run.inputs_sha256),
            _("Result (SHA-256): %(hash)s", hash=run.output_sha256),
        ],
    }


def _row(share: Share) -> list[str]:
    pool, version = share.pool, share.pool.key_version
    decision = f"{version.decision_body} {day(version.decision_on)} {version.decision_section}"
    return [
        f"{named(pool)} ({key_in_words(version.parts)})",
        euros(pool.amount_cents),
        share_percent(share.cents, pool.amount_cents),
        euros(share.cents),
        decision,
    ]
