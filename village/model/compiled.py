"""What a duty's units handed in, gathered for one period or several 汇总: what the documents are made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from village.forms.schema import Form
from village.model.duties import Duty, Occurrence, State
from village.model.people import Unit
from village.model.reports import Report


@dataclass(frozen=True, slots=True)
class Entry:
    """One occurrence with its newest report, None while nothing has come in; ``reporter`` handed it in."""

    occurrence: Occurrence
    report: Report | None = None
    reporter: str = ""

    @property
    def unit(self) -> Unit:
        """Who owes it."""
        return self.occurrence.unit

    @property
    def period(self) -> str:
        """The period it is owed for."""
        return self.occurrence.period

    @property
    def is_returned(self) -> bool:
        """Whether the office sent it back, and it has not come again 退回待改."""
        return self.report is not None and self.occurrence.state is State.RETURNED

    @property
    def is_reported(self) -> bool:
        """Whether it has come in and counts 已报."""
        return self.report is not None and not self.is_returned

    @property
    def is_late(self) -> bool:
        """Whether it came in after the due moment 补报."""
        return self.report is not None and (self.report.late or self.occurrence.state is State.LATE)

    @property
    def is_exempt(self) -> bool:
        """Whether it was not owed after all 不涉及."""
        return self.occurrence.state is State.EXEMPT and self.report is None

    @property
    def is_missing(self) -> bool:
        """Whether it is owed and has not come in 未报."""
        return self.report is None and not self.is_exempt


@dataclass(frozen=True, slots=True)
class Compilation:
    """Entries by period, then in the order of the units; those that came late stand last in their period.

    ``forms`` holds every form reported with, by name; ``office`` is who signs, ``made_at`` when it was gathered.
    """

    duty: Duty
    periods: tuple[str, ...]
    entries: tuple[Entry, ...]
    forms: dict[str, Form]
    office: str
    made_at: datetime

    @property
    def heard(self) -> tuple[Entry, ...]:
        """Everything that was handed in, also what was sent back: its answers stand in the documents."""
        return tuple(e for e in self.entries if e.report is not None)

    @property
    def reported(self) -> tuple[Entry, ...]:
        """What has come in and counts."""
        return tuple(e for e in self.entries if e.is_reported)

    @property
    def returned(self) -> tuple[Entry, ...]:
        """What was sent back to be put right."""
        return tuple(e for e in self.entries if e.is_returned)

    @property
    def owed(self) -> int:
        """How many are owed; who was let off does not count."""
        return len(self.entries) - len(self.exempt)

    @property
    def late(self) -> tuple[Entry, ...]:
        """What came in after the due moment."""
        return tuple(e for e in self.entries if e.is_late and e.is_reported)

    @property
    def missing(self) -> tuple[Entry, ...]:
        """What is owed and has not come in."""
        return tuple(e for e in self.entries if e.is_missing)

    @property
    def exempt(self) -> tuple[Entry, ...]:
        """What was not owed after all."""
        return tuple(e for e in self.entries if e.is_exempt)

    @property
    def due(self) -> datetime:
        """When the last of its periods closes."""
        return max(e.occurrence.due for e in self.entries)

    @property
    def is_draft(self) -> bool:
        """Whether something may still come in in time, or change."""
        return self.made_at <= self.due


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries by period; within it by unit, those that came late at the end."""
    return tuple(sorted(entries, key=lambda e: (e.period, e.is_late, e.unit.id)))
