"""Plan files people send, from the moment they arrive until what was read is confirmed or thrown away."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from knowledge.facts import Deadline, Indicator, PlanDraft


class FileState(StrEnum):
    """Where a sent file stands."""

    WAITING = "waiting"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A file a clerk sent; ``token`` is what the chat network gives it out for.

    ``drafts`` holds what was read and not confirmed yet; a draft that was confirmed or thrown away is None in its
    place, so that buttons keep their numbers. ``reason`` says why a file could not be read.
    """

    id: int
    person_id: int
    chat_id: int
    token: str
    name: str
    state: FileState
    drafts: tuple[PlanDraft | None, ...] = ()
    reason: str | None = None
    received_at: datetime | None = None

    def with_draft(self, number: int, draft: PlanDraft | None) -> PlanFile:
        """The same file with one draft changed or gone."""
        changed = [*self.drafts]
        changed[number] = draft
        return replace(self, drafts=tuple(changed))


Fact = Indicator | Deadline


def facts(draft: PlanDraft) -> list[Fact]:
    """What a clerk checks one by one: indicators, then deadlines, in the order of the plan."""
    return [*draft.indicators, *draft.deadlines]


def without_fact(draft: PlanDraft, number: int) -> PlanDraft:
    """The draft without one of its facts."""
    left = len(draft.indicators)
    if number < left:
        return replace(draft, indicators=draft.indicators[:number] + draft.indicators[number + 1 :])
    number -= left
    return replace(draft, deadlines=draft.deadlines[:number] + draft.deadlines[number + 1 :])


def with_fact(draft: PlanDraft, number: int, fact: Fact) -> PlanDraft:
    """The draft with one of its facts put right."""
    left = len(draft.indicators)
    if isinstance(fact, Indicator):
        return replace(draft, indicators=(*draft.indicators[:number], fact, *draft.indicators[number + 1 :]))
    at = number - left
    return replace(draft, deadlines=(*draft.deadlines[:at], fact, *draft.deadlines[at + 1 :]))
