"""Putting plans into the library, correcting them there, and taking them out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from knowledge.facts import PlanDraft, Reading
from village.model.duties import Duty
from village.model.people import Person
from village.model.plans import Plan
from village.model.seasons import NO_SEASONS, Seasons
from village.ports import UnitOfWork
from village.services import plan_duties
from village.services.access import STAFF, require, require_any
from village.services.plan_duties import NO_CHOICE, Choice


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of one plan of a document: new, there already, or there with other facts, which it has now.

    ``followed`` says what became of the duties that were made from facts put right since.
    """

    plan: Plan
    new: bool
    changed: bool = False
    followed: Choice = NO_CHOICE


def import_reading(
    uow: UnitOfWork,
    reading: Reading,
    by: Person | None,
    unit_id: int | None,
    now: datetime,
    *,
    correct: bool = False,
    seasons: Seasons = NO_SEASONS,
) -> list[Imported]:
    """Put every plan of a document into the library; the same text again changes nothing.

    ``correct`` says that the facts were looked over by a person: then those of the same text are taken over.

    Raises:
        NotAllowed: ``by`` is no clerk of that unit (of any unit, where none is named).
    """
    _require_clerk(uow, by, "import_plan", unit_id)
    return [_keep(uow, draft, by, unit_id, now, correct, seasons) for draft in reading.plans]


def _require_clerk(uow: UnitOfWork, by: Person | None, action: str, unit_id: int | None) -> None:
    if by is None:
        return
    if unit_id is None:
        require_any(by, action, *STAFF)
    else:
        require(uow.units.tree(), by, action, unit_id, *STAFF)


def digest_of(draft: PlanDraft) -> str:
    """What a plan is known by: its text."""
    return hashlib.sha256(draft.text.encode()).hexdigest()


def _keep(
    uow: UnitOfWork,
    draft: PlanDraft,
    by: Person | None,
    unit_id: int | None,
    now: datetime,
    correct: bool,
    seasons: Seasons,
) -> Imported:
    known = uow.plans.by_digest(digest_of(draft))
    if known is None:
        plan_id = uow.plans.add(Plan(0, digest_of(draft), draft, unit_id, now))
        uow.log.add(now, by.id if by else None, "import_plan", f"plan:{plan_id}")
        return Imported(uow.plans.get(plan_id), new=True)
    changed = correct and known.draft != draft
    if not known.live:
        uow.plans.revive(known.id)
        uow.log.add(now, by.id if by else None, "import_plan", f"plan:{known.id}")
    followed = _correct(uow, known, draft, by, now, seasons) if changed else NO_CHOICE
    return Imported(uow.plans.get(known.id), new=not known.live, changed=changed, followed=followed)


def _correct(
    uow: UnitOfWork, known: Plan, draft: PlanDraft, by: Person | None, now: datetime, seasons: Seasons
) -> Choice:
    _require_clerk(uow, by, "import_plan", known.unit_id)
    uow.plans.change(known.id, draft)
    uow.log.add(now, by.id if by else None, "correct_plan", f"plan:{known.id}")
    return plan_duties.follow(uow, by, known, uow.plans.get(known.id), now, seasons)


@dataclass(frozen=True, slots=True)
class Retired:
    """A plan taken out, and its duties that ended with it."""

    plan: Plan
    ended: tuple[Duty, ...]


def retire(uow: UnitOfWork, plan_id: int, by: Person | None, now: datetime) -> Retired:
    """Take a plan out of the answers; its duties end with it.

    Raises:
        NotFound: there is no such plan.
        NotAllowed: ``by`` is no clerk of the plan's unit.
    """
    plan = uow.plans.get(plan_id)
    _require_clerk(uow, by, "retire_plan", plan.unit_id)
    ended = uow.duties.of_plan(plan_id)
    for duty in ended:
        uow.duties.end(duty.id)
    uow.plans.retire(plan_id)
    uow.log.add(now, by.id if by else None, "retire_plan", f"plan:{plan_id}")
    return Retired(plan, tuple(ended))
