"""Plan files people send, from the moment they arrive until what was read is confirmed or thrown away."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from knowledge.facts import Clause, Deadline, Dropped, Indicator, PlanDraft, Unclear


class FileState(StrEnum):
    """Where a sent file stands; a pasted text is ``asked`` until the clerk says that it is a plan."""

    ASKED = "asked"
    WAITING = "waiting"
    READ = "read"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Note:
    """What the library has to say about a draft.

    ``known`` is the plan that has exactly this text; ``rival`` one that it may replace, with the share of sentences
    they have in common in percent, or 0 where only their titles are alike.
    """

    known: int | None = None
    rival: int | None = None
    share: int = 0


@dataclass(frozen=True, slots=True)
class Details:
    """What was noted while a file was read: pieces left out, notes by draft, mistakes of a YAML file by line."""

    dropped: tuple[Dropped, ...] = ()
    notes: tuple[Note, ...] = ()
    problems: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A file a clerk sent; ``token`` is what the chat network gives it out for, ``text`` what was pasted instead.

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
    text: str | None = None
    details: Details = field(default_factory=Details)

    def with_draft(self, number: int, draft: PlanDraft | None) -> PlanFile:
        """The same file with one draft changed or gone."""
        changed = [*self.drafts]
        changed[number] = draft
        return replace(self, drafts=tuple(changed))

    def note(self, number: int) -> Note:
        """What was noted about a draft."""
        return self.details.notes[number] if number < len(self.details.notes) else Note()


class Kind(StrEnum):
    """What a clerk pages through, in the letter that stands in buttons."""

    INDICATOR = "i"
    DEADLINE = "d"
    PARTY = "p"
    UNCLEAR = "u"
    DROPPED = "x"


Fact = Indicator | Deadline | Clause | Unclear


def items(draft: PlanDraft, kind: Kind) -> list[Fact]:
    """The facts of one kind, in the order of the plan; clauses where units are named."""
    if kind is Kind.INDICATOR:
        return [*draft.indicators]
    if kind is Kind.DEADLINE:
        return [*draft.deadlines]
    if kind is Kind.PARTY:
        return [c for c in draft.clauses if c.lead or c.support or c.corrected]
    return [*draft.unclear] if kind is Kind.UNCLEAR else []


def without(draft: PlanDraft, fact: Fact) -> PlanDraft:
    """The draft without one of its facts; a clause stays, without its units."""
    if isinstance(fact, Indicator):
        return replace(draft, indicators=_settled([i for i in draft.indicators if i is not fact], fact))
    if isinstance(fact, Deadline):
        return replace(draft, deadlines=tuple(d for d in draft.deadlines if d is not fact))
    if isinstance(fact, Unclear):
        return replace(draft, unclear=tuple(u for u in draft.unclear if u is not fact))
    return exchanged(draft, fact, replace(fact, lead=(), support=(), corrected=True))


def _settled(left: list[Indicator], gone: Indicator) -> tuple[Indicator, ...]:
    """Where one of two targets that contradict each other is gone, the other stands unchallenged."""
    rivals = [i for i in left if i.conflict and i.clause == gone.clause]
    if not gone.conflict or len(rivals) != 1:
        return tuple(left)
    return tuple(replace(i, conflict=False) if i is rivals[0] else i for i in left)


def exchanged(draft: PlanDraft, old: Fact, new: Fact) -> PlanDraft:
    """The draft with one of its facts put right."""
    if isinstance(old, Indicator):
        return replace(draft, indicators=tuple(new if i is old else i for i in draft.indicators))  # type: ignore[misc]
    if isinstance(old, Deadline):
        return replace(draft, deadlines=tuple(new if d is old else d for d in draft.deadlines))  # type: ignore[misc]
    return replace(draft, clauses=tuple(new if c is old else c for c in draft.clauses))  # type: ignore[misc]


def units_of(draft: PlanDraft) -> set[str]:
    """Every unit that leads or supports."""
    return {unit for clause in draft.clauses for unit in (*clause.lead, *clause.support)}
