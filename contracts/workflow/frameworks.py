"""Third floor. Keeping framework contracts and their ceiling. Never commits; callers do."""

from datetime import date, datetime

from accounts.roles import Actor
from contracts import ceiling
from contracts.facts import FrameworkFacts
from contracts.models.framework import FrameworkContract
from contracts.models.pool import Commitment, CostPool
from contracts.policy.costs import may_keep_contracts
from contracts.queries import frameworks as queries
from contracts.states.framework import EVENT, TABLE, FrameworkEvent, FrameworkState, FrameworkStep
from contracts.workflow.permission import require
from core import audit
from core.clock import day_of
from core.db import db, expect, lock
from core.errors import BadInput, RuleBroken
from core.language import N_
from core.money import MAX_CENTS
from core.states import after

MOST_YEARS = 4


def draft(facts: FrameworkFacts, actor: Actor, at: datetime) -> FrameworkContract:
    """Write down a framework contract; it carries nothing before it is in force."""
    require(may_keep_contracts(actor))
    _check(facts, None)
    framework = FrameworkContract(state=FrameworkState.DRAFT, state_since=at)
    _write(framework, facts)
    db.session.add(framework)
    audit.record(FrameworkEvent.DRAFTED, framework, actor, at, maximum_cents=facts.maximum_cents)
    return framework


def edit(
    framework: FrameworkContract,
    facts: FrameworkFacts,
    seen: int | None,
    actor: Actor,
    at: datetime,
) -> None:
    """Change a draft. The maximum value of a framework in force is final (CJEU C-216/17)."""
    require(may_keep_contracts(actor))
    framework = lock(FrameworkContract, framework.id)
    expect(framework, seen)
    if framework.state is not FrameworkState.DRAFT:
        raise RuleBroken(N_("A framework contract can be edited only while it is a draft."))
    _check(facts, framework.id)
    _write(framework, facts)
    audit.record(FrameworkEvent.EDITED, framework, actor, at, maximum_cents=facts.maximum_cents)


def take(step: FrameworkStep, framework: FrameworkContract, actor: Actor, at: datetime) -> None:
    """Begin, expire or terminate a framework contract."""
    require(may_keep_contracts(actor))
    framework = lock(FrameworkContract, framework.id)
    if step is FrameworkStep.EXPIRE and day_of(at) <= framework.ends_on:
        raise RuleBroken(
            N_("The framework is in force until %(day)s and cannot expire before that."),
            day=framework.ends_on,
        )
    _move(step, framework, actor, at)


def reserve(pool: CostPool, framework_id: int, cents: int, actor: Actor, at: datetime) -> None:
    """Take `cents` (excluding VAT) of the framework's maximum for this pool.

    The framework's row is held until the transaction ends, so two pools cannot take the same cents.
    Raises AboveCeiling, or RuleBroken when the framework is not in force in the pool's period.
    """
    framework = lock(FrameworkContract, framework_id)
    if framework.state is not FrameworkState.IN_FORCE:
        raise RuleBroken(N_("The framework contract is not in force, so it carries no new costs."))
    if pool.period_start < framework.starts_on or pool.period_end > framework.ends_on:
        raise BadInput(
            "period_start",
            N_("The framework is in force from %(start)s to %(end)s: choose a period within it."),
            start=framework.starts_on,
            end=framework.ends_on,
        )
    before = framework.committed_cents
    framework.committed_cents = ceiling.room_for(framework.maximum_cents, before, cents)
    db.session.add(Commitment(framework_id=framework_id, pool=pool, cents=cents, committed_at=at))
    audit.record(FrameworkEvent.COMMITTED, framework, actor, at, pool=pool.code, cents=cents)
    if level := ceiling.crossed(framework.maximum_cents, before, framework.committed_cents):
        audit.record(FrameworkEvent.WARNED, framework, actor, at, percent=level)
    if framework.committed_cents == framework.maximum_cents:
        _move(FrameworkStep.EXHAUST, framework, actor, at)


def release(pool: CostPool, actor: Actor, at: datetime) -> None:
    """Give back what a withdrawn pool took of its framework."""
    commitment = queries.find_commitment(pool.id)
    if commitment is None or commitment.released_at is not None:
        return
    framework = lock(FrameworkContract, commitment.framework_id)
    framework.committed_cents -= commitment.cents
    commitment.released_at = at
    audit.record(
        FrameworkEvent.RELEASED, framework, actor, at, pool=pool.code, cents=commitment.cents
    )
    if framework.state is FrameworkState.EXHAUSTED:
        _move(FrameworkStep.REOPEN, framework, actor, at)


def _move(step: FrameworkStep, framework: FrameworkContract, actor: Actor, at: datetime) -> None:
    framework.state = after(TABLE, framework.state, step)
    framework.state_since = at
    audit.record(EVENT[step], framework, actor, at)


def _write(framework: FrameworkContract, facts: FrameworkFacts) -> None:
    framework.code = facts.code
    framework.name_fi, framework.name_sv = facts.name_fi, facts.name_sv
    framework.name_en = facts.name_en
    framework.supplier_id = facts.supplier_id
    framework.starts_on, framework.ends_on = facts.starts_on, facts.ends_on
    framework.maximum_cents = facts.maximum_cents
    framework.legal_notes = facts.legal_notes


def _check(facts: FrameworkFacts, own_id: int | None) -> None:
    if queries.code_is_taken(FrameworkContract, facts.code, own_id):
        raise BadInput("code", N_("This code is in use already."))
    if facts.ends_on < facts.starts_on:
        raise BadInput("ends_on", N_("The last day cannot be before the first day."))
    if not 0 < facts.maximum_cents <= MAX_CENTS:
        raise BadInput("maximum", N_("The maximum value must be more than zero."))
    if facts.ends_on >= _years_later(facts.starts_on, MOST_YEARS) and not facts.legal_notes:
        # Act on Public Procurement 1397/2016, 42 §
        raise BadInput(
            "legal_notes",
            N_("A framework of more than four years needs an exceptional reason: write it here."),
        )


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
