"""Third floor. Opening, changing and withdrawing cost pools; adding keys. Never commits."""

from datetime import datetime

from accounts.models import Organisation
from accounts.roles import Actor
from contracts.allocation.inputs import PoolKind
from contracts.facts import KeyFacts, PoolFacts
from contracts.models.framework import FrameworkContract
from contracts.models.key import AllocationKey, KeyVersion
from contracts.models.pool import CostPool, PoolParticipant
from contracts.policy.costs import may_keep_contracts
from contracts.queries import frameworks as framework_queries
from contracts.queries import pools as queries
from contracts.states.driver import Driver
from contracts.states.pool import TABLE, KeyEvent, PoolEvent, PoolState, PoolStep
from contracts.workflow import frameworks
from contracts.workflow.permission import require
from core import audit
from core.clock import day_of
from core.db import db, expect, get, lock
from core.errors import BadInput, RuleBroken
from core.language import N_
from core.money import MAX_CENTS
from core.states import after

MOST_SHARE = 1_000_000


def open_pool(facts: PoolFacts, actor: Actor, at: datetime) -> CostPool:
    """Open a pool; a cost takes its amount of the framework's maximum at once.

    Raises AboveCeiling when the framework has too little left.
    """
    require(may_keep_contracts(actor))
    if facts.framework_id is not None:
        # before the pool's row refers to it: two who wrote first and locked then would deadlock
        lock(FrameworkContract, facts.framework_id)
    pool = CostPool(state=PoolState.OPEN, state_since=at)
    _write(pool, facts)
    db.session.add(pool)
    if facts.framework_id is not None and facts.kind is PoolKind.COST:
        frameworks.reserve(pool, facts.framework_id, facts.cents, actor, at)
    audit.record(PoolEvent.OPENED, pool, actor, at, cents=pool.amount_cents)
    return pool


def edit(pool: CostPool, facts: PoolFacts, seen: int | None, actor: Actor, at: datetime) -> None:
    """Change an open pool that no run shares yet; its commitment is taken anew."""
    require(may_keep_contracts(actor))
    pool = lock(CostPool, pool.id)
    expect(pool, seen)
    _must_be_free(pool)
    if pool.state is not PoolState.OPEN:
        raise RuleBroken(N_("Only an open pool can be changed."))
    frameworks.release(pool, actor, at)
    if commitment := framework_queries.find_commitment(pool.id):
        db.session.delete(commitment)
        db.session.flush()
    _write(pool, facts)
    if facts.framework_id is not None and facts.kind is PoolKind.COST:
        frameworks.reserve(pool, facts.framework_id, facts.cents, actor, at)
    audit.record(PoolEvent.EDITED, pool, actor, at, cents=pool.amount_cents)


def withdraw(pool: CostPool, actor: Actor, at: datetime) -> None:
    """Take a pool away before it is shared; its framework gets its room back."""
    require(may_keep_contracts(actor))
    pool = lock(CostPool, pool.id)
    _must_be_free(pool)
    pool.state = after(TABLE, pool.state, PoolStep.WITHDRAW)
    pool.state_since = at
    frameworks.release(pool, actor, at)
    audit.record(PoolEvent.WITHDRAWN, pool, actor, at)


def add_key(
    code: str, names: tuple[str, str, str], facts: KeyFacts, actor: Actor, at: datetime
) -> AllocationKey:
    """A new key with its first version; `names` in Finnish, Swedish and English."""
    require(may_keep_contracts(actor))
    if framework_queries.code_is_taken(AllocationKey, code):
        raise BadInput("code", N_("This code is in use already."))
    key = AllocationKey(code=code, name_fi=names[0], name_sv=names[1], name_en=names[2])
    db.session.add(key)
    audit.record(KeyEvent.ADDED, key, actor, at)
    _add_version(key, facts, actor, at)
    return key


def add_version(key: AllocationKey, facts: KeyFacts, actor: Actor, at: datetime) -> KeyVersion:
    """A new version of a key. Earlier versions stay as they are; pools choose their version."""
    require(may_keep_contracts(actor))
    return _add_version(lock(AllocationKey, key.id), facts, actor, at)


def _add_version(key: AllocationKey, facts: KeyFacts, actor: Actor, at: datetime) -> KeyVersion:
    if not any(share for share, _ in facts.parts):
        raise BadInput("equal", N_("Give at least one part a share above zero."))
    if any(not 0 <= share <= MOST_SHARE for share, _ in facts.parts):
        raise BadInput("equal", N_("A share must be a whole number between 0 and 1 000 000."))
    if facts.decision_on > day_of(at):
        raise BadInput("decision_on", N_("The decision cannot be made in the future."))
    version = KeyVersion(
        key=key,
        number=len(key.versions) + 1,
        parts=[{"share": share, "driver": Driver(name).value} for share, name in facts.parts],
        proration=facts.proration,
        tie=facts.tie,
        decision_body=facts.decision_body,
        decision_on=facts.decision_on,
        decision_section=facts.decision_section,
        added_at=at,
        added_by_id=actor.person_id,
    )
    db.session.add(version)
    audit.record(KeyEvent.VERSION_ADDED, key, actor, at, number=version.number)
    return version


def _must_be_free(pool: CostPool) -> None:
    run = queries.find_active_run(pool.id)
    if run is not None:
        raise RuleBroken(
            N_("The allocation run %(run)s shares this pool. Cancel the run first."), run=run.code
        )


def _write(pool: CostPool, facts: PoolFacts) -> None:
    _check(facts, pool.id)
    pool.code = facts.code
    pool.name_fi, pool.name_sv, pool.name_en = facts.name_fi, facts.name_sv, facts.name_en
    pool.kind = facts.kind
    pool.framework_id = facts.framework_id
    pool.key_version_id = get(KeyVersion, facts.key_version_id).id
    pool.period_start, pool.period_end = facts.period_start, facts.period_end
    pool.amount_cents = facts.cents if facts.kind is PoolKind.COST else -facts.cents
    wanted = set(facts.participants)
    kept = [row for row in pool.participants if row.organisation_id in wanted]
    new = wanted - {row.organisation_id for row in kept}
    pool.participants = kept + [
        PoolParticipant(organisation_id=get(Organisation, key).id) for key in sorted(new)
    ]


def _check(facts: PoolFacts, own_id: int | None) -> None:
    if framework_queries.code_is_taken(CostPool, facts.code, own_id):
        raise BadInput("code", N_("This code is in use already."))
    if facts.period_end < facts.period_start:
        raise BadInput("period_end", N_("The last day cannot be before the first day."))
    if not 0 < facts.cents <= MAX_CENTS:
        raise BadInput("amount", N_("The amount must be more than zero."))
    if facts.kind is PoolKind.COST and facts.framework_id is None:
        raise BadInput("framework_id", N_("Choose the framework contract that the cost is under."))
