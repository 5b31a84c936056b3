"""Putting plans into the library and taking them out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from knowledge.facts import PlanDraft, Reading
from village.model.people import Person
from village.model.plans import Plan
from village.ports import UnitOfWork
from village.services.access import STAFF, require, require_any


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one plan of a document: new, or there already."""

    plan: Plan
    new: bool


def import_reading(
    uow: UnitOfWork, reading: Reading, by: Person | None, unit_id: int | None, now: datetime
) -> list[Imported]:
    """Put every plan of a document into the library; the same text again changes nothing.

    Raises:
        NotAllowed: ``by`` is no clerk of that unit (of any unit, where none is named).
    """
    _require_clerk(uow, by, "import_plan", unit_id)
    return [_keep(uow, draft, by, unit_id, now) for draft in reading.plans]


def _require_clerk(uow: UnitOfWork, by: Person | None, action: str, unit_id: int | None) -> None:
    if by is None:
        return
    if unit_id is None:
        require_any(by, action, *STAFF)
    else:
        require(uow.units.tree(), by, action, unit_id, *STAFF)


def _keep(uow: UnitOfWork, draft: PlanDraft, by: Person | None, unit_id: int | None, now: datetime) -> Imported:
    digest = hashlib.sha256(draft.text.encode()).hexdigest()
    known = uow.plans.by_digest(digest)
    if known is not None and known.live:
        return Imported(known, new=False)
    if known is not None:
        uow.plans.revive(known.id)
    plan_id = known.id if known else uow.plans.add(Plan(0, digest, draft, unit_id, now))
    uow.log.add(now, by.id if by else None, "import_plan", f"plan:{plan_id}")
    return Imported(uow.plans.get(plan_id), new=True)


def retire(uow: UnitOfWork, plan_id: int, by: Person | None, now: datetime) -> Plan:
    """Take a plan out of the answers; its duties stay until they are ended.

    Raises:
        NotFound: there is no such plan.
        NotAllowed: ``by`` is no clerk of the plan's unit.
    """
    plan = uow.plans.get(plan_id)
    _require_clerk(uow, by, "retire_plan", plan.unit_id)
    uow.plans.retire(plan_id)
    uow.log.add(now, by.id if by else None, "retire_plan", f"plan:{plan_id}")
    return plan
