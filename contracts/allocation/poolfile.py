"""Ground floor. The pools of a case file: read strictly, refused with a code."""

from collections.abc import Mapping
from typing import Any

from contracts.allocation.inputs import Grant, GrantMode, Key, Outlet, Pool, PoolKind
from contracts.allocation.keyfile import share_of
from contracts.allocation.reading import (
    choice_of,
    fields_of,
    flag_of,
    known,
    list_of,
    name_of,
    once,
    whole_of,
)
from contracts.allocation.refusals import CaseRefused, Refusal
from core.language import N_


def read_pools(value: Any, keys: Mapping[str, Key], members: Mapping[str, Any]) -> tuple[Pool, ...]:
    """The pools in the order of the file. Raises CaseRefused: BAD_POOL, UNKNOWN_POOL and others."""
    pools = tuple(_pool(one, keys, members) for one in list_of(value, "pools"))
    once(pool.id for pool in pools)
    by_id = {pool.id: pool for pool in pools}
    for pool in pools:
        targets = [outlet.pool for outlet in pool.split if outlet.pool]
        targets += [pool.grant.of] if pool.grant else []
        known(Refusal.UNKNOWN_POOL, set(targets), set(by_id), f"pools.{pool.id}")
        if any(by_id[name].grant for name in targets):
            raise _refuse(pool.id, N_("%(place)s leads to a grant, which has no cost of its own."))
        if pool.grant:
            _demand_its_way(pool, by_id[pool.grant.of])
    return pools


def _pool(value: Any, keys: Mapping[str, Key], members: Mapping[str, Any]) -> Pool:
    given = fields_of(
        value,
        "pools",
        required={"id", "amount_cents"},
        optional={"kind", "key", "eligible", "grant", "split"},
    )
    pool_id = name_of(given["id"], "pools.id")
    place = f"pools.{pool_id}"
    kind = choice_of(PoolKind, given.get("kind", "cost"), f"{place}.kind")
    grant = _grant(given["grant"], place) if "grant" in given else None
    if grant and kind is not PoolKind.GRANT:
        raise _refuse(pool_id, N_("%(place)s follows another pool without being a grant."))
    if "key" in given and "split" in given:
        raise _refuse(pool_id, N_("%(place)s has both a key and a split."))
    follows = grant is not None and grant.mode is not GrantMode.EARMARKED
    if not {"key", "split"} & set(given) and not follows:
        raise CaseRefused(
            Refusal.MISSING_FIELD, N_("%(place)s lacks %(fields)s."), place=place, fields=["key"]
        )
    key = name_of(given["key"], f"{place}.key") if "key" in given else None
    known(Refusal.UNKNOWN_KEY, {key} if key else set(), set(keys), place)
    return Pool(
        pool_id,
        kind,
        whole_of(given["amount_cents"], f"{place}.amount_cents"),
        key,
        _eligible(given["eligible"], place, members) if "eligible" in given else None,
        _split(given["split"], place, keys) if "split" in given else (),
        grant,
    )


def _eligible(value: Any, place: str, members: Mapping[str, Any]) -> frozenset[str]:
    names = [name_of(one, f"{place}.eligible") for one in list_of(value, f"{place}.eligible")]
    once(names)
    known(Refusal.UNKNOWN_MEMBER, set(names), set(members), place)
    return frozenset(names)


def _grant(value: Any, place: str) -> Grant:
    place = f"{place}.grant"
    given = fields_of(value, place, required={"of", "mode"}, optional={"cap_at_own_cost"})
    return Grant(
        name_of(given["of"], f"{place}.of"),
        choice_of(GrantMode, given["mode"], f"{place}.mode"),
        flag_of(given.get("cap_at_own_cost", False), f"{place}.cap_at_own_cost"),
    )


def _split(value: Any, place: str, keys: Mapping[str, Key]) -> tuple[Outlet, ...]:
    place = f"{place}.split"
    outlets = []
    for one in list_of(value, place):
        given = fields_of(one, place, required={"share"}, optional={"key", "pool"})
        if len(given) != 2:
            raise CaseRefused(
                Refusal.BAD_POOL, N_("%(place)s must lead to either a key or a pool."), place=place
            )
        way = {name: name_of(given[name], f"{place}.{name}") for name in given if name != "share"}
        outlets.append(Outlet(share_of(given["share"], place), **way))
    known(Refusal.UNKNOWN_KEY, {one.key for one in outlets if one.key}, set(keys), place)
    if not any(outlet.share for outlet in outlets):
        raise CaseRefused(
            Refusal.BAD_POOL, N_("The shares of %(place)s add up to zero."), place=place
        )
    return tuple(outlets)


def _demand_its_way(grant: Pool, of: Pool) -> None:
    """A grant may say only what its mode leaves open. Raises CaseRefused: BAD_POOL."""
    about = grant.grant
    if about is None or about.mode is GrantMode.EARMARKED:
        if grant.split:
            raise _refuse(grant.id, N_("%(place)s is earmarked: it has a key and no split."))
        return
    if about.capped:
        raise _refuse(grant.id, N_("%(place)s: only an earmarked grant stops at the own cost."))
    if grant.split or grant.key not in (None, of.key):
        raise _refuse(grant.id, N_("%(place)s goes the way of its pool and has no other key."))
    if about.mode is GrantMode.NET_FIRST and grant.eligible is not None:
        raise _refuse(grant.id, N_("%(place)s reduces its pool and has no members of its own."))


def _refuse(pool: str, message: str) -> CaseRefused:
    return CaseRefused(Refusal.BAD_POOL, message, place=f"pools.{pool}")
