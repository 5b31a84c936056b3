"""The plan library: documents the office confirmed, with what was read from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from knowledge.facts import Deadline, PlanDraft


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan 方案 in the library; ``digest`` of its text keeps the same text from standing there twice."""

    id: int
    digest: str
    draft: PlanDraft
    unit_id: int | None
    imported_at: datetime
    live: bool = True


def recurring(plan: Plan) -> list[Deadline]:
    """Deadlines that come again and can become a duty by themselves (每月25日前 …)."""
    return [d for d in plan.draft.deadlines if isinstance(d.when, str) and d.when.startswith("monthly:")]
