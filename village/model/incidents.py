"""Incidents 灾险情: one chain of reports, 速报 → 续报 → 终报, open until the last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from village.model.people import Unit

ASK_EVERY = timedelta(hours=4)  # an open incident is asked after; also at night, it is an emergency


class EntryKind(StrEnum):
    """Which report of the chain."""

    FIRST = "first"
    UPDATE = "update"
    FINAL = "final"


FORMS = {
    EntryKind.FIRST: "incident_first",
    EntryKind.UPDATE: "incident_update",
    EntryKind.FINAL: "incident_final",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One report of the chain; ``answers`` holds only what was said in it, ``headings`` how the form called it."""

    id: int
    incident_id: int
    kind: EntryKind
    answers: dict[str, str]
    made_by: int
    made_at: datetime
    headings: dict[str, str] = field(default_factory=dict)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What was said, under the headings of its form."""
        return [(self.headings.get(name, name), answer) for name, answer in self.answers.items() if answer]


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that happened in a unit; ``ask_at`` is when the reporter is asked for news, None once closed."""

    id: int
    unit: Unit
    place: str
    what: str
    opened_by: int
    opened_at: datetime
    ask_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether no final report came yet."""
        return self.closed_at is None


def known(entries: Iterable[Entry]) -> dict[str, str]:
    """The newest answer to each question, over the whole chain."""
    answers: dict[str, str] = {}
    for entry in entries:
        answers |= {name: answer for name, answer in entry.answers.items() if answer}
    return answers


def changed(before: dict[str, str], answers: dict[str, str]) -> dict[str, str]:
    """What an update says that was not known: only this is sent on."""
    return {name: answer for name, answer in answers.items() if answer and before.get(name) != answer}
