"""Rows ↔ plans, and the counter that tells every process when the library has changed."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Row, select, update

from knowledge.facts import PlanDraft
from village.errors import NotFound
from village.model.plans import Plan
from village.storage.changes import Changes
from village.storage.database import Database
from village.storage.tables import plans

TOPIC = "plans"
ONE = "plan:"


def plan_from(row: Row[Any]) -> Plan:
    """A plan from its row."""
    draft = msgspec.convert(row.draft, PlanDraft)
    return Plan(row.id, row.digest, draft, row.unit_id, row.imported_at, row.live)


class PlanRows:
    """The plan library."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._changes = Changes(database)

    def add(self, plan: Plan) -> int:
        """Keep a plan; returns its id."""
        values = {
            "digest": plan.digest,
            "title": plan.draft.title,
            "kind": plan.draft.kind,
            "level": plan.draft.level,
            "year": plan.draft.year,
            "file": plan.draft.file,
            "unit_id": plan.unit_id,
            "live": plan.live,
            "imported_at": plan.imported_at,
            "draft": msgspec.to_builtins(plan.draft),
        }
        key = self._database.insert(plans, values)
        self._touch(key)
        return key

    def get(self, plan_id: int) -> Plan:
        """The plan with this id.

        Raises:
            NotFound: there is none.
        """
        row = self._database.run(select(plans).where(plans.c.id == plan_id)).one_or_none()
        if row is None:
            raise NotFound("plan", plan_id)
        return plan_from(row)

    def by_digest(self, digest: str) -> Plan | None:
        """The plan with exactly this text, if it stands in the library."""
        row = self._database.run(select(plans).where(plans.c.digest == digest)).one_or_none()
        return plan_from(row) if row else None

    def all(self, *, live: bool = True) -> list[Plan]:
        """Plans in the order they came in; with ``live=False`` retired ones too."""
        query = select(plans).order_by(plans.c.id)
        return [plan_from(row) for row in self._database.run(query.where(plans.c.live) if live else query)]

    def change(self, plan_id: int, draft: PlanDraft) -> None:
        """Keep what the office has put right in a plan."""
        values = {name: getattr(draft, name) for name in ("title", "kind", "level", "year", "file")}
        values["draft"] = msgspec.to_builtins(draft)
        self._database.run(update(plans).where(plans.c.id == plan_id).values(values))
        self._touch(plan_id)

    def retire(self, plan_id: int) -> None:
        """Take a plan out of the answers; it stays on record."""
        self._set_live(plan_id, live=False)

    def revive(self, plan_id: int) -> None:
        """Bring a retired plan back."""
        self._set_live(plan_id, live=True)

    def sequence(self) -> int:
        """A number that grows with every change of the library; cheap to ask."""
        return self._changes.sequence(TOPIC)

    def versions(self) -> dict[int, int]:
        """Plans in force, each with a number that grows when it changes."""
        changed = self._changes.of(ONE)
        live = self._database.run(select(plans.c.id).where(plans.c.live).order_by(plans.c.id))
        return {row.id: changed.get(str(row.id), 0) for row in live}

    def _set_live(self, plan_id: int, *, live: bool) -> None:
        self._database.run(update(plans).where(plans.c.id == plan_id).values(live=live))
        self._touch(plan_id)

    def _touch(self, plan_id: int) -> None:
        self._changes.touch(TOPIC)
        self._changes.touch(f"{ONE}{plan_id}")
