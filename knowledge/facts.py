"""The typed facts a plan document yields: every one knows where it stands in the source.

All positions are offsets in characters into ``PlanDraft.text``, the repaired text of that plan.
The words are those of the glossary (docs/glossary.md); the JSON of ``plans read --json`` is ``PlanDraft.as_json``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from knowledge.text.offsets import OffsetMap

Kind = Literal["plan", "report", "notice", "other"]
Level = Literal["town", "township", "county", "district", "city", "municipal", "province"]
Op = Literal[">=", "<=", "=", ">", "<", "increase", "decrease"]
When = str | dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of characters, ``text[start:end]``."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered item of a plan 条款.

    ``id`` is the path of the numbers as printed (``三.一.2`` = 三、(一) 2.); a running number that goes on
    across sections stands alone. ``heading`` is None where the item has no title of its own. ``corrected`` says that
    the office put the units right.
    """

    id: str
    heading: str | None
    text: str
    span: Span
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    corrected: bool = False

    def as_json(self) -> dict[str, Any]:
        """The clause as design.md section 4 prints it."""
        return {
            "id": self.id,
            "heading": self.heading,
            "text": self.text,
            "lead": list(self.lead),
            "support": list(self.support),
        }


@dataclass(frozen=True, slots=True)
class Indicator:
    """A target with a figure 指标; ``value`` is one number or the two ends of a range.

    ``conflict`` marks two targets of one clause that contradict each other, for a person to decide. ``corrected`` is
    what the office says instead of the quote, where it put the target right.
    """

    name: str
    op: Op
    value: float | int | tuple[float | int, float | int]
    unit: str
    due: str | None
    clause: str
    quote: str
    span: Span
    conflict: bool = False
    corrected: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The indicator as design.md section 4 prints it."""
        value = list(self.value) if isinstance(self.value, tuple) else self.value
        stated = {
            "name": self.name,
            "op": self.op,
            "value": value,
            "unit": self.unit,
            "due": self.due,
            "clause": self.clause,
            "quote": self.quote,
        }
        return stated | ({"conflict": True} if self.conflict else {})


@dataclass(frozen=True, slots=True)
class Deadline:
    """Something owed by a time; ``when`` is one of the forms listed in design.md section 4.

    ``owes`` is what has to be handed in (月报, 整改台账), empty where the time is that of a task to be done; ``season``
    is the season a cadence or window belongs to (汛期), by the name the plan gives it, empty for all the year, and
    ``within`` the dates the plan gives that season where they stand beside a cadence.
    ``corrected`` is what the office says instead of the quote, where it put the time right.
    """

    what: str
    when: When
    who: tuple[str, ...]
    clause: str
    quote: str
    span: Span
    owes: str = ""
    season: str = ""
    within: dict[str, str | None] | None = None
    corrected: str | None = None

    @property
    def reports(self) -> bool:
        """Whether a report, list, summary or ledger is asked for, so that it can become a reporting duty."""
        return bool(self.owes)

    def as_json(self) -> dict[str, Any]:
        """The deadline as design.md section 4 prints it."""
        return {
            "what": self.what,
            "when": self.when,
            "who": list(self.who),
            "clause": self.clause,
            "quote": self.quote,
            "reports": self.reports,
            "owes": self.owes,
            "season": self.season,
            "within": self.within,
        }


@dataclass(frozen=True, slots=True)
class Unclear:
    """A piece that looks as if it said something and gave no fact, for a person to look at.

    ``why`` is one of the words in ``WHY``; a shell has a sentence for each.
    """

    quote: str
    why: str
    clause: str
    span: Span

    def as_json(self) -> dict[str, Any]:
        """The piece as a program reads it."""
        return {"quote": self.quote, "why": self.why, "clause": self.clause}


WHY = (
    "vague_time", "season_without_dates", "relative_time", "odd_cadence", "date_without_duty",
    "figure_without_target", "damaged_text",
)  # fmt: skip
"""Why a piece is unclear: a time that is no date, a season the plan gives no dates for, a time that counts from
something that happens (收到后3日内), a cadence no rule can be written for (每半月), a date or figure nothing was made
of, text beyond repair."""


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """One plan 方案 as read, before anyone confirmed it.

    ``headline`` is the web page's own title line, ``cover`` the title of a notice that sent the plan, ``like`` the
    title of an earlier plan of the document that shares half its sentences; ``cleaned`` names the repairs that changed
    the document, ``offsets`` leads from ``text`` back to the source file, ``own`` is where the plan's own text
    begins in it, behind its title and a covering letter.
    """

    file: str
    title: str
    kind: Kind
    level: Level | None
    year: int | None
    text: str
    clauses: tuple[Clause, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    deadlines: tuple[Deadline, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    headline: str | None = None
    cover: str | None = None
    like: str | None = None
    cleaned: tuple[str, ...] = ()
    offsets: OffsetMap = field(default_factory=OffsetMap)
    own: int = field(default=0, compare=False)

    def source_span(self, span: Span) -> Span:
        """Where a span of ``text`` stood in the decoded source, before any repair."""
        return Span(self.offsets.to_source(span.start), self.offsets.to_source(span.end))

    def as_json(self) -> dict[str, Any]:
        """The plan as ``plans read --json`` prints it; the whole text is left out."""
        return {
            "file": self.file,
            "title": self.title,
            "kind": self.kind,
            "level": self.level,
            "year": self.year,
            "clauses": [c.as_json() for c in self.clauses],
            "indicators": [i.as_json() for i in self.indicators],
            "deadlines": [d.as_json() for d in self.deadlines],
        }


@dataclass(frozen=True, slots=True)
class Dropped:
    """A piece of a document that is no part of any plan, and why it was left out."""

    file: str
    text: str
    why: str

    def as_json(self) -> dict[str, Any]:
        """The piece as ``plans read --json`` prints it."""
        return {"file": self.file, "text": self.text, "why": self.why}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one document yielded."""

    plans: tuple[PlanDraft, ...]
    dropped: tuple[Dropped, ...] = ()
