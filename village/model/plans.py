"""The plan library: documents the office confirmed, with what was read from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from knowledge.facts import PlanDraft


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan 方案 in the library; ``digest`` of its text keeps the same text from standing there twice."""

    id: int
    digest: str
    draft: PlanDraft
    unit_id: int | None
    imported_at: datetime
    live: bool = True
