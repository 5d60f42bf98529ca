"""Ground floor. What a person states about a framework, a pool, a key or a run."""

from dataclasses import dataclass
from datetime import date

from contracts.allocation.inputs import PoolKind, Proration, Tie


@dataclass(frozen=True)
class FrameworkFacts:
    """`maximum_cents` is the framework's maximum value, excluding VAT."""

    code: str
    name_fi: str
    name_sv: str
    name_en: str
    supplier_id: int
    starts_on: date
    ends_on: date
    maximum_cents: int
    legal_notes: str = ""


@dataclass(frozen=True)
class PoolFacts:
    """`cents` is positive as a person states it; the kind decides the sign in the records.

    `participants` are organisation ids; none means all members.
    """

    code: str
    name_fi: str
    name_sv: str
    name_en: str
    kind: PoolKind
    framework_id: int | None
    key_version_id: int
    period_start: date
    period_end: date
    cents: int
    participants: tuple[int, ...] = ()


@dataclass(frozen=True)
class KeyFacts:
    """One version of a key: (share, driver) parts and the decision that approved them."""

    parts: tuple[tuple[int, str], ...]
    decision_body: str
    decision_on: date
    decision_section: str
    proration: Proration = Proration.DAY_BY_DAY
    tie: Tie = Tie.HASH


@dataclass(frozen=True)
class RunFacts:
    """A run over every open pool of exactly this period, with numbers counted on one day."""

    name_fi: str
    name_sv: str
    name_en: str
    period_start: date
    period_end: date
    drivers_as_of: date
